"""What goes out, written in the transaction of the act that tells somebody something; and what came in, raw and whole."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ventanilla.files.models import Blob


class OutgoingState(models.TextChoices):
    """`sending` is committed before the SMTP dialogue, so that a crash sends the same bytes again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class MailOutgoing(models.Model):
    """One notice to one address, rendered once: its Message-ID and bytes never change.

    `on_result` names the task that is told when it cannot be delivered ("" tells nobody): mail knows no cases.
    """

    message_id = models.CharField(max_length=200, unique=True, db_collation="C")
    reply_token = models.CharField(max_length=40, unique=True, db_collation="C")
    envelope_from = models.CharField(max_length=254, db_collation="C")
    recipient = models.CharField(max_length=254, db_collation="C")
    subject = models.TextField()
    kind = models.CharField(max_length=60, db_collation="C")
    ref = models.CharField(max_length=80, blank=True, db_collation="C")
    on_result = models.CharField(max_length=60, blank=True, default="", db_default="", db_collation="C")
    rendered = models.BinaryField()
    state = models.CharField(
        max_length=10, choices=OutgoingState.choices, default=OutgoingState.QUEUED, db_collation="C"
    )
    attempt = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    result_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_outgoing"
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state__in=["queued", "sending"]),
                name="mail_outgoing_due",
            ),
            models.Index(fields=["ref", "id"], name="mail_outgoing_ref"),
            models.Index(
                fields=["state", "-id"],
                condition=Q(state__in=["failed", "bounced"]),
                name="mail_outgoing_lost",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class InboundState(models.TextChoices):
    """What became of a mail. Whatever the state, its bytes stay."""

    RECEIVED = "received"
    FILED = "filed"
    HELD = "held"
    IGNORED = "ignored"
    REJECTED = "rejected"
    FAILED = "failed"


class MailInbound(models.Model):
    """One mail as it came to one box. The same bytes come once; `blob` holds them.

    `envelope_from` is empty where the transport did not tell it and `<>` for the null sender; `recipients` are the
    envelope's, separated by spaces. `message_id`, `sender` and `subject` are read at filing. `next_try_at` is when a
    drain loop looks at it, and null where only a person will.
    """

    box = models.CharField(max_length=60, db_collation="C")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    envelope_from = models.CharField(max_length=320, blank=True, db_collation="C")
    recipients = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, blank=True, db_collation="C")
    sender = models.CharField(max_length=320, blank=True)
    subject = models.TextField(blank=True)
    auth_results = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=InboundState.choices, default=InboundState.RECEIVED, db_collation="C"
    )
    reason = models.TextField(blank=True)
    ref = models.CharField(max_length=80, blank=True, db_collation="C")
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_inbound"
        constraints = [
            models.UniqueConstraint(fields=["box", "blob"], name="mail_inbound_once"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "failed"]) | Q(settled_at__isnull=False, next_try_at=None),
                name="mail_inbound_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(next_try_at__isnull=False), name="mail_inbound_waits"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(next_try_at__isnull=False), name="mail_inbound_due"
            ),
            models.Index(
                fields=["state", "-id"],
                condition=Q(state__in=["held", "failed"]),
                name="mail_inbound_waiting",
            ),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="mail_inbound_id"),
            models.Index(fields=["ref", "id"], condition=~Q(ref=""), name="mail_inbound_ref"),
            models.Index(fields=["-received_at"], name="mail_inbound_received"),
        ]

    def __str__(self) -> str:
        return f"{self.box} {self.message_id or self.blob_id}"


class MailBoxState(models.Model):
    """What is known of a mailbox. `fault` is empty while reading it over IMAP goes well; `failing_since` is when it began not to.

    `watched_at` is since when mail is awaited there, `received_at` when some last came, `told_at` when the administrators
    were last told that something is wrong with it.
    """

    box = models.CharField(max_length=60, primary_key=True, db_collation="C")
    read_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)
    failing_since = models.DateTimeField(null=True)
    watched_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_box"
        constraints = [
            models.CheckConstraint(
                condition=Q(fault="", failing_since=None) | (~Q(fault="") & Q(failing_since__isnull=False)),
                name="mail_box_fault",
            ),
        ]

    def __str__(self) -> str:
        return self.box
