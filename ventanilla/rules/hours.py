"""Hours of attention: a weekly timetable laid over a calendar, and time measured inside it.

A timetable is written `mon-fri 08:00-12:00,13:00-17:00; sat 08:00-12:00`; a day may end at `24:00`, so that
`mon-sun 00:00-24:00` never closes. Spans are half open: at 17:00 sharp the office is closed. A closure of the
calendar closes the whole day; its weekend does not, because the timetable already says which days are worked.

Moments are wall-clock times of the office. They may carry its zone, which is kept; two moments of different
zones, or one with and one without, are refused: turn them into the office's zone first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from ventanilla.rules.calendars import BusinessCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = 24 * 60
_SPAN = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")

Span = tuple[int, int]
"""Minutes of the day from opening to closing, closing excluded."""


class UnreadableHours(ValueError):
    """A timetable that cannot be read; the words name the piece, the rule and the remedy."""


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The spans worked on each weekday (Monday first), sorted and apart from each other."""

    week: tuple[tuple[Span, ...], ...]

    @classmethod
    def parse(cls, text: str) -> WeeklyHours:
        """The timetable written in `text`; `UnreadableHours` says what is wrong with it."""
        week: list[list[Span]] = [[] for _ in WEEKDAYS]
        entries = [entry.split() for entry in text.split(";") if entry.strip()]
        if not entries:
            raise UnreadableHours("horario: está vacío; escriba, por ejemplo, «mon-fri 08:00-17:00»")
        for entry in entries:
            if len(entry) != 2:
                raise UnreadableHours(
                    f"horario: «{' '.join(entry)}» no se entiende; escriba los días y luego las horas, "
                    "como «mon-fri 08:00-12:00,13:00-17:00»"
                )
            spans = [_span(piece) for piece in entry[1].split(",")]
            for weekday in _weekdays(entry[0]):
                week[weekday].extend(spans)
        return cls(tuple(_apart(weekday, spans) for weekday, spans in enumerate(week)))

    def spans(self, day: date, calendar: BusinessCalendar) -> tuple[tuple[datetime, datetime], ...]:
        """Opening and closing moments of `day`, without zone; none on a closure of the calendar."""
        if calendar.is_closed(day):
            return ()
        start = datetime.combine(day, time.min)
        return tuple(
            (start + timedelta(minutes=opens), start + timedelta(minutes=closes))
            for opens, closes in self.week[day.weekday()]
        )

    def is_open(self, moment: datetime, calendar: BusinessCalendar) -> bool:
        """Whether the office attends at `moment`."""
        wall = moment.replace(tzinfo=None)
        return any(opens <= wall < closes for opens, closes in self.spans(wall.date(), calendar))

    def next_opening(self, moment: datetime, calendar: BusinessCalendar) -> datetime:
        """`moment` itself if the office attends then, else when it next opens."""
        wall = moment.replace(tzinfo=None)
        opens, _ = next(self._spans_from(wall, calendar))
        return max(wall, opens).replace(tzinfo=moment.tzinfo)

    def closing(self, moment: datetime, calendar: BusinessCalendar) -> datetime | None:
        """When the attention running at `moment` ends.

        None if it is closed then, or if no end is in sight: open for more than a week, or to the last midnight
        of the calendar.
        """
        wall = moment.replace(tzinfo=None)
        if not self.is_open(wall, calendar):
            return None
        end = wall
        horizon = min(calendar.last, wall.date() + timedelta(days=8))
        for opens, closes in self._spans_to(horizon, wall, calendar):
            if opens > end:
                break
            end = closes
        is_endless = end.date() > calendar.last or end - wall > timedelta(days=7)
        return None if is_endless else end.replace(tzinfo=moment.tzinfo)

    def business_minutes(self, start: datetime, end: datetime, calendar: BusinessCalendar) -> int:
        """Whole minutes of attention from `start` to `end` (not before `start`)."""
        if start.tzinfo != end.tzinfo:
            raise ValueError("start, end: los dos momentos deben estar en la zona horaria de la oficina")
        first, last = start.replace(tzinfo=None), end.replace(tzinfo=None)
        if last < first:
            raise ValueError(f"end: el final ({last}) es anterior al inicio ({first}); inviértalos")
        total = timedelta()
        for offset in range((last.date() - first.date()).days + 1):
            for opens, closes in self.spans(first.date() + timedelta(days=offset), calendar):
                total += max(timedelta(), min(closes, last) - max(opens, first))
        return total // timedelta(minutes=1)

    def add_minutes(self, moment: datetime, minutes: int, calendar: BusinessCalendar) -> datetime:
        """The earliest moment from `moment` on by which `minutes` of attention have passed.

        Time that runs out as the office closes ends at the closing, not at the next opening.
        """
        if minutes < 0:
            raise ValueError(f"minutes: debe ser 0 o más, no {minutes}")
        wall = moment.replace(tzinfo=None)
        left = timedelta(minutes=minutes)
        if not left:
            return moment
        spans = self._spans_from(wall, calendar)
        while True:
            opens, closes = next(spans)
            start = max(opens, wall)
            if left <= closes - start:
                return (start + left).replace(tzinfo=moment.tzinfo)
            left -= closes - start

    def _spans_to(
        self, last: date, wall: datetime, calendar: BusinessCalendar
    ) -> Iterator[tuple[datetime, datetime]]:
        """The spans that end after `wall`, in order, to the end of the day `last`."""
        for offset in range((last - wall.date()).days + 1):
            spans = self.spans(wall.date() + timedelta(days=offset), calendar)
            yield from (span for span in spans if span[1] > wall)

    def _spans_from(self, wall: datetime, calendar: BusinessCalendar) -> Iterator[tuple[datetime, datetime]]:
        """The spans that end after `wall`, in order; past the last one raises `BeyondCalendar`."""
        yield from self._spans_to(calendar.last, wall, calendar)
        calendar.position(max(wall.date(), calendar.last + timedelta(days=1)))


def _weekdays(text: str) -> tuple[int, ...]:
    """`mon-fri`, `sat`, `mon,wed`, and over the weekend `fri-mon`."""
    found: list[int] = []
    for piece in text.lower().split(","):
        first, dash, last = piece.partition("-")
        last = last if dash else first
        if first not in WEEKDAYS or last not in WEEKDAYS:
            raise UnreadableHours(
                f"horario: «{piece}» no es un día; use {', '.join(WEEKDAYS)} o un tramo como mon-fri"
            )
        start = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last) - start) % len(WEEKDAYS)
        found.extend((start + offset) % len(WEEKDAYS) for offset in range(length + 1))
    return tuple(found)


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise UnreadableHours(f"horario: «{text}» no es un tramo de horas; escriba HH:MM-HH:MM")
    opens, closes = (int(hour) * 60 + int(minute) for hour, minute in (match.group(1, 2), match.group(3, 4)))
    if int(match[2]) > 59 or int(match[4]) > 59 or closes > MIDNIGHT:
        raise UnreadableHours(f"horario: «{text}» tiene una hora que no existe; use de 00:00 a 24:00")
    if opens >= closes:
        raise UnreadableHours(
            f"horario: «{text}» termina antes de empezar; si pasa de la medianoche, pártalo en dos días, "
            "hasta 24:00 y desde 00:00"
        )
    return opens, closes


def _apart(weekday: int, spans: Sequence[Span]) -> tuple[Span, ...]:
    ordered = sorted(spans)
    for before, after in pairwise(ordered):
        if after[0] < before[1]:
            raise UnreadableHours(
                f"horario: {WEEKDAYS[weekday]} tiene dos tramos que se traslapan; escriba uno solo"
            )
    return tuple(ordered)
