"""Moving rules: civic dates whose rest the law carries to another day.

`rest-day-transfer` (domain facts 3.5; a reform of 2016 to a public service law and a labour code):

- Saturday rests on the Friday before and Sunday on the Monday after, always.
- Tuesday rests on the Monday before, Wednesday and Thursday on the Friday of that week, unless the date
  `stays` on working days (New Year, Christmas).
- Two consecutive civic dates: Monday-Tuesday and Thursday-Friday stay; Tuesday-Wednesday: the Wednesday goes
  to the Monday before; Wednesday-Thursday: the Wednesday goes to the Friday; Friday-Saturday: the Saturday
  goes to the Thursday; Sunday-Monday: the Sunday goes to the Tuesday; Saturday-Sunday: each by the rule above.

The civic date itself, once moved, is an ordinary working day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

_ALONE = MappingProxyType(
    {MONDAY: 0, TUESDAY: -1, WEDNESDAY: 2, THURSDAY: 1, FRIDAY: 0, SATURDAY: -1, SUNDAY: 1}
)
_STAYING = MappingProxyType({**dict.fromkeys(range(5), 0), SATURDAY: -1, SUNDAY: 1})
_PAIRS = MappingProxyType(
    {
        MONDAY: (0, 0),
        TUESDAY: (0, -2),
        WEDNESDAY: (2, 0),
        THURSDAY: (0, 0),
        FRIDAY: (0, -2),
        SATURDAY: (-1, 1),
        SUNDAY: (2, 0),
    }
)
"""By the weekday of the first date of a pair: by how many days each of the two moves."""


def rest_days(civic: Collection[date], staying: Collection[date] = ()) -> Mapping[date, date]:
    """The rest day of each civic date; `staying` are the civic dates that do not move from a working day.

    Three or more consecutive civic dates are a ValueError: the law gives no rule for them.
    """
    moved: dict[date, date] = {}
    dates = sorted(set(civic))
    for position, day in enumerate(dates):
        if day in moved:
            continue
        following = dates[position + 1 : position + 3]
        if following[:1] != [day + timedelta(days=1)]:
            table = _STAYING if day in staying else _ALONE
            moved[day] = day + timedelta(days=table[day.weekday()])
            continue
        if following[1:] == [day + timedelta(days=2)]:
            raise ValueError(f"no hay regla para tres feriados seguidos desde el {day.isoformat()}")
        for date_, shift in zip((day, following[0]), _PAIRS[day.weekday()], strict=True):
            moved[date_] = date_ + timedelta(days=shift)
    return moved
