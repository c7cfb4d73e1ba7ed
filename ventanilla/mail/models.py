"""The table of outgoing mail: written in the transaction of the act that tells somebody something."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class OutgoingState(models.TextChoices):
    """`sending` is committed before the SMTP dialogue, so that a crash sends the same bytes again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class MailOutgoing(models.Model):
    """One notice to one address, rendered once: its Message-ID and bytes never change."""

    message_id = models.CharField(max_length=200, unique=True, db_collation="C")
    reply_token = models.CharField(max_length=40, unique=True, db_collation="C")
    envelope_from = models.CharField(max_length=254, db_collation="C")
    recipient = models.CharField(max_length=254, db_collation="C")
    subject = models.TextField()
    kind = models.CharField(max_length=60, db_collation="C")
    ref = models.CharField(max_length=80, blank=True, db_collation="C")
    rendered = models.BinaryField()
    state = models.CharField(
        max_length=10, choices=OutgoingState.choices, default=OutgoingState.QUEUED, db_collation="C"
    )
    attempt = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "mail_outgoing"
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state__in=["queued", "sending"]),
                name="mail_outgoing_due",
            ),
            models.Index(fields=["ref", "id"], name="mail_outgoing_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
