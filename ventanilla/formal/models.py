"""The records of formal acts. Each says who, when and why; the case's step is only the queue's index of them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from ventanilla.cases.models import Attachment, Case, CaseParty
from ventanilla.files.models import Blob
from ventanilla.mail.models import MailOutgoing
from ventanilla.people.models import Person


class ActKind(models.TextChoices):
    """What an act is. Each kind has number series of its own by unit and year."""

    REMEDY_NOTICE = "remedy_notice"
    RESOLUTION = "resolution"


class ActState(models.TextChoices):
    """A draft may be changed and thrown away; what is signed has a number and never changes."""

    DRAFT = "draft"
    SIGNED = "signed"


class ActSeries(models.Model):
    """The last number of a kind of act in a unit and a year. Incremented last before commit: no gaps."""

    kind = models.CharField(max_length=20, choices=ActKind.choices, db_collation="C")
    unit = models.CharField(max_length=60, db_collation="C")
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "act_series"
        constraints = [models.UniqueConstraint(fields=["kind", "unit", "year"], name="act_series_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit} {self.year}: {self.last}"


class FormalAct(models.Model):
    """A remedy notice or a resolution: drafted by one, signed by another, then numbered and fixed as a PDF.

    `body` holds the texts by section (`facts`, `reasons`, `decision`, …); `outcome` is the outcome in law;
    `code` is what the public verifies it by. `on_delegation` says in whose place a substitute signed, and on what.
    A draft without `drafted_by` is the system's: a person of the unit keeps it before anybody signs it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="formal_acts")
    kind = models.CharField(max_length=20, choices=ActKind.choices, db_collation="C")
    unit = models.CharField(max_length=60, db_collation="C")
    year = models.IntegerField(null=True)
    n = models.IntegerField(null=True)
    number = models.CharField(max_length=60, blank=True, db_collation="C")
    state = models.CharField(
        max_length=10, choices=ActState.choices, default=ActState.DRAFT, db_collation="C"
    )
    outcome = models.CharField(max_length=20, blank=True, db_collation="C")
    body = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_as = models.CharField(max_length=200, blank=True)
    on_delegation = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True, db_collation="C")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.BigIntegerField(null=True)

    class Meta:
        db_table = "formal_act"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "year", "n"], condition=Q(state="signed"), name="formal_act_number"
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="formal_act_code"),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(state="draft"), name="formal_act_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(
                    n__isnull=False,
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                    blob__isnull=False,
                    entry__isnull=False,
                )
                & ~Q(code=""),
                name="formal_act_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("drafted_by")),
                name="formal_act_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(drafted_by__isnull=False), name="formal_act_kept_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["case", "id"], name="formal_act_case")]

    def __str__(self) -> str:
        return self.number or f"{self.kind} {self.pk}"


class RequirementState(models.Model):
    """What the completeness check found of one requirement. `reason` is for what is unmet or does not apply.

    `valid_until` is the last day on which what was found met has effect, where it has an end.
    """

    class State(models.TextChoices):
        """The verdicts."""

        MET = "met"
        UNMET = "unmet"
        NOT_APPLICABLE = "not_applicable"
        ON_FILE = "on_file"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requirement_states")
    code = models.CharField(max_length=60, db_collation="C")
    state = models.CharField(max_length=20, choices=State.choices, db_collation="C")
    reason = models.TextField(blank=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    valid_until = models.DateField(null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "requirement_state"
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="requirement_state_once"),
            models.CheckConstraint(
                condition=Q(state__in=["met", "on_file"]) | ~Q(reason=""), name="requirement_state_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code} {self.state}"


class RemedyItem(models.Model):
    """One point of a remedy notice: what is missing and what would meet it, and the applicant's answer to it."""

    act = models.ForeignKey(FormalAct, on_delete=models.CASCADE, related_name="items")
    n = models.IntegerField()
    requirement = models.CharField(max_length=60, db_collation="C")
    defect = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField(null=True)

    class Meta:
        db_table = "remedy_item"
        constraints = [models.UniqueConstraint(fields=["act", "n"], name="remedy_item_once")]
        ordering = ["act_id", "n"]

    def __str__(self) -> str:
        return f"{self.act_id}/{self.n}"


class Medium(models.TextChoices):
    """How a notification is made."""

    EMAIL = "email"
    PAPER = "paper"


class Notification(models.Model):
    """One attempt to notify an act to a party by one medium. What became of a mail stands in `outgoing` alone.

    `opened_at`: a party opened the act in the portal; `delivered_*`: it was handed over, by whom and to whom.
    """

    act = models.ForeignKey(FormalAct, on_delete=models.PROTECT, related_name="notifications")
    party = models.ForeignKey(CaseParty, on_delete=models.PROTECT, related_name="+")
    medium = models.CharField(max_length=10, choices=Medium.choices, db_collation="C")
    address = models.CharField(max_length=300, blank=True)
    outgoing = models.OneToOneField(MailOutgoing, on_delete=models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    delivered_to = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "notification"
        constraints = [
            models.CheckConstraint(
                condition=~Q(medium="email") | Q(outgoing__isnull=False), name="notification_mail_has_mail"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True)
                | (Q(delivered_by__isnull=False) & ~Q(delivered_to="")),
                name="notification_delivered_whole",
            ),
        ]
        indexes = [models.Index(fields=["act", "id"], name="notification_act")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.medium}"


class PaperCopy(models.Model):
    """A paper copy of a signed act: asked for, available from a day, handed over to somebody."""

    act = models.ForeignKey(FormalAct, on_delete=models.PROTECT, related_name="copies")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    available_on = models.DateField()
    handed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(null=True)
    handed_to = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "paper_copy"
        constraints = [
            models.UniqueConstraint(
                fields=["act"], condition=Q(handed_at=None), name="paper_copy_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True) | (Q(handed_by__isnull=False) & ~Q(handed_to="")),
                name="paper_copy_handed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.available_on}"


class SolvencyCheck(models.Model):
    """One question to the tax system on whether the applicant is solvent, or the paper that proved it."""

    class Result(models.TextChoices):
        """What came back. `not_reflected`: the system does not know the applicant; `no_answer`: it did not answer."""

        SOLVENT = "solvent"
        NOT_SOLVENT = "not_solvent"
        NOT_REFLECTED = "not_reflected"
        NO_ANSWER = "no_answer"
        PROVED_ON_PAPER = "proved_on_paper"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="solvency_checks")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=20, choices=Result.choices, db_collation="C")
    reference = models.CharField(max_length=120, blank=True)
    valid_until = models.DateField(null=True)
    text = models.TextField(blank=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "solvency_check"
        indexes = [models.Index(fields=["case", "-at"], name="solvency_check_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.result}"


class Inquiry(models.Model):
    """A step of the analysis (*diligencia*): what was asked, of whom, and what came of it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="inquiries")
    what = models.TextField()
    to_whom = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    result = models.TextField(blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inquiry"
        indexes = [models.Index(fields=["case", "id"], name="inquiry_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.to_whom}"


class RunningTerm(models.Model):
    """A term of the person or of the administration that runs beside the case's own (remedy, notify, copy).

    `code` names the rule in the pack. What happens at its end is an alert unless the pack says otherwise.
    """

    class State(models.TextChoices):
        """`lapsed` once its day passed unmet."""

        RUNNING = "running"
        MET = "met"
        LAPSED = "lapsed"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="running_terms")
    code = models.CharField(max_length=60, db_collation="C")
    act = models.ForeignKey(FormalAct, on_delete=models.CASCADE, null=True, related_name="terms")
    started_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default="running", db_collation="C")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "running_term"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(state="running"), name="running_term_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state="running"), name="running_term_due")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code} {self.due_on}"


class TermMark(models.Model):
    """That the alarm of a term was given, or the effect of silence written down, for one due date of it. Once.

    `code` is that of a running term, or `own` for the case's own.
    """

    class Kind(models.TextChoices):
        """What was done."""

        ALARM = "alarm"
        SILENCE = "silence"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="term_marks")
    code = models.CharField(max_length=60, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind.choices, db_collation="C")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "term_mark"
        constraints = [
            models.UniqueConstraint(fields=["case", "code", "kind", "due_on"], name="term_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.code} {self.due_on}"


class Delegation(models.Model):
    """Who signs for a unit in its head's place, from a day to a day (inclusive), and on what (`basis`).

    `ended_at` is when it was cut short; one that was taken back before it began (`is_withdrawn`) holds on no day.
    """

    unit = models.CharField(max_length=60, db_collation="C")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delegation"
        constraints = [
            ExclusionConstraint(
                name="delegation_no_overlap",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_withdrawn=False),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="delegation_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["unit", "person"], name="delegation_of")]

    def __str__(self) -> str:
        return f"{self.unit} {self.person_id}"
