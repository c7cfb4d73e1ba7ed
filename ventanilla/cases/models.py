"""The engine's tables. What must hold is a constraint here; what happened is in the journal."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from ventanilla.cases import records  # noqa: F401  Django finds the tables of a room by this module
from ventanilla.files.models import Blob
from ventanilla.journal.models import JournalStream
from ventanilla.mail.models import MailInbound, MailOutgoing
from ventanilla.people.models import Organisation, Person, Power, VaultDocument


class Phase(models.TextChoices):
    """What terms, queues and figures know of a case. The steps within lie in the pack."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    WAITING_APPLICANT = "waiting_applicant"
    DECIDED = "decided"
    CLOSED = "closed"


OPEN = ~Q(phase=Phase.CLOSED)


class FarFuture(models.Func):
    """`'infinity'::timestamptz`: where a case without a due moment stands in a queue."""

    template = "'infinity'::timestamptz"
    arity = 0
    output_field = models.DateTimeField()


class Definition(models.Model):
    """A procedure as it stood when first used: freezes sheet, form, requirements, workflow and term."""

    sha256 = models.CharField(max_length=64, primary_key=True, db_collation="C")
    pack = models.CharField(max_length=20, db_collation="C")
    code = models.CharField(max_length=60, db_collation="C")
    schema = models.IntegerField()
    body = models.TextField()
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "definition"

    def __str__(self) -> str:
        return f"{self.code} {self.sha256[:8]}"


class Draft(models.Model):
    """A form somebody is filling in. `key` makes sending it twice one case; `case` is what it became.

    With `completes` it holds what that case lacks, for the party who is `person`: sent, it opens no other case.
    `channel` is the door it came through; at the counter `person` is the officer who types, and `aside` what she typed
    beside the answers.
    """

    token = models.CharField(max_length=40, primary_key=True, db_collation="C")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True)
    channel = models.CharField(max_length=20, default="online", db_default="online", db_collation="C")
    answers = models.JSONField(default=dict)
    aside = models.JSONField(default=dict, db_default={})
    is_checked = models.BooleanField(default=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey("Case", on_delete=models.CASCADE, null=True, related_name="drafts")
    completes = models.ForeignKey("Case", on_delete=models.CASCADE, null=True, related_name="completions")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "draft"
        indexes = [
            models.Index(fields=["person", "-updated_at"], condition=Q(case=None), name="draft_of_person")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["completes", "person"],
                condition=Q(case=None) & Q(completes__isnull=False),
                name="draft_completes_once",
            ),
            models.CheckConstraint(
                condition=Q(completes=None) | Q(person__isnull=False), name="draft_completes_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.token


class DraftFile(models.Model):
    """A file attached to a draft, for a requirement or (with "") in general."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    requirement = models.CharField(max_length=60, blank=True, db_collation="C")

    class Meta:
        db_table = "draft_file"
        constraints = [
            models.UniqueConstraint(fields=["draft", "blob", "requirement"], name="draft_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One request and all that happened to it. `step` lies in the definition's workflow, `phase` follows from it.

    `subject` and `applicant_name` repeat what the parties and answers say, so that a queue reads one table. A case
    with `merged_into` is closed, keeps the step it was in, and is read in the other one.
    """

    number = models.CharField(max_length=40, unique=True, db_collation="C")
    stream = models.OneToOneField(JournalStream, on_delete=models.PROTECT)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    procedure = models.CharField(max_length=60, db_collation="C")
    unit = models.CharField(max_length=60, db_collation="C")
    post = models.CharField(max_length=20, blank=True, db_collation="C")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="assigned_cases")
    phase = models.CharField(max_length=20, choices=Phase.choices, db_collation="C")
    step = models.CharField(max_length=60, db_collation="C")
    outcome = models.CharField(max_length=60, blank=True, db_collation="C")
    channel = models.CharField(max_length=20, db_collation="C")
    is_internal = models.BooleanField(default=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="follow_ups")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False
    )
    needs_attention = models.CharField(max_length=40, blank=True, db_collation="C")
    subject = models.CharField(max_length=300)
    applicant_name = models.CharField(max_length=200)
    answers = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case"
        constraints = [
            models.CheckConstraint(
                condition=Q(phase="closed", closed_at__isnull=False)
                | (~Q(phase="closed") & Q(closed_at__isnull=True)),
                name="case_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(phase="closed") & ~Q(merged_into=F("id"))),
                name="case_merged_is_closed",
            ),
        ]
        indexes = [
            models.Index("unit", Coalesce("due_at", FarFuture()), "id", condition=OPEN, name="case_unit_due"),
            models.Index(
                "officer", Coalesce("due_at", FarFuture()), "id", condition=OPEN, name="case_officer_due"
            ),
            models.Index(fields=["procedure", "step", "id"], condition=OPEN, name="case_procedure_step"),
            models.Index(fields=["unit", "phase", "officer"], condition=OPEN, name="case_unit_phase"),
            models.Index(
                fields=["unit", "opened_at", "id"], condition=OPEN & Q(officer=None), name="case_unassigned"
            ),
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="case_wake"),
            models.Index(
                fields=["unit", "-closed_at", "-id"], condition=Q(phase="closed"), name="case_unit_closed"
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseAlias(models.Model):
    """The number another system knows the case by."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="aliases")
    scheme = models.CharField(max_length=30, db_collation="C")
    value = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "case_alias"
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="case_alias_once")]
        indexes = [models.Index(fields=["value"], name="case_alias_value")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class CaseParty(models.Model):
    """Somebody with a part in the case. `until` ends it (*no fui yo*); the row stays.

    `organisation` is the one she says she acts for; she does only by an accepted `power`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="parts")
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="parts")
    power = models.ForeignKey(Power, on_delete=models.PROTECT, null=True, related_name="parts")
    email = models.CharField(max_length=254, blank=True, db_collation="C")
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20, default="applicant", db_collation="C")
    not_me_token = models.CharField(max_length=40, unique=True, db_collation="C")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_party"
        indexes = [
            models.Index(fields=["person", "-case"], condition=Q(until=None), name="case_party_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "email", "role"],
                condition=Q(until=None) & ~Q(email=""),
                name="case_party_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Message(models.Model):
    """Something said in a case. `internal` is read by staff alone."""

    class Audience(models.TextChoices):
        """Who reads it."""

        APPLICANT = "applicant"
        INTERNAL = "internal"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    entry = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=30, db_collation="C")
    direction = models.CharField(max_length=3, choices=[("in", "in"), ("out", "out")], db_collation="C")
    channel = models.CharField(max_length=20, db_collation="C")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    body = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience.choices, db_collation="C")
    outgoing = models.OneToOneField(
        MailOutgoing, on_delete=models.SET_NULL, null=True, related_name="message"
    )
    inbound = models.OneToOneField(MailInbound, on_delete=models.SET_NULL, null=True, related_name="message")

    class Meta:
        db_table = "message"
        indexes = [models.Index(fields=["case", "at", "id"], name="message_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class CaseMailId(models.Model):
    """Every Message-ID known to belong to a case: what threading asks first."""

    message_id = models.CharField(max_length=200, primary_key=True, db_collation="C")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mail_ids")

    class Meta:
        db_table = "case_mail_id"

    def __str__(self) -> str:
        return self.message_id


class Attachment(models.Model):
    """A file of a case; the journal entry `entry` holds its sha256 too. `vault`: it came from what was on file."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    requirement = models.CharField(max_length=60, blank=True, db_collation="C")
    vault = models.ForeignKey(VaultDocument, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "attachment"
        indexes = [models.Index(fields=["case", "id"], name="attachment_case")]

    def __str__(self) -> str:
        return self.name


class Transfer(models.Model):
    """A case offered to another unit, which accepts or refuses it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    from_unit = models.CharField(max_length=60, db_collation="C")
    to_unit = models.CharField(max_length=60, db_collation="C")
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)

    class Meta:
        db_table = "transfer"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(settled_at=None), name="transfer_one_open"),
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="transfer_moves"),
        ]
        indexes = [
            models.Index(fields=["to_unit", "case"], condition=Q(settled_at=None), name="transfer_incoming")
        ]

    def __str__(self) -> str:
        return f"{self.from_unit} → {self.to_unit}"


class CaseLink(models.Model):
    """Two cases that belong together. `kind` says how: `related`, `follow_up` (second follows the first) or `complaint`
    (second is about the first).
    """

    first = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_out")
    second = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=20, db_collation="C")

    class Meta:
        db_table = "case_link"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="case_link_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="case_link_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"


class SearchRow(models.Model):
    """The words of a case. Written by the worker a few seconds after an act."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    unit = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "search"

    def __str__(self) -> str:
        return str(self.case_id)


class SearchTodo(models.Model):
    """A case whose words changed."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        db_table = "search_todo"

    def __str__(self) -> str:
        return str(self.case_id)
