"""One row for each different content."""

from __future__ import annotations

from django.db import models


class Scan(models.TextChoices):
    """What the virus scanner said. `unscanned` is final where the installation runs without one."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"


class Blob(models.Model):
    """A content: `size` in bytes, `type` a media type found in the bytes, not taken from the sender's words."""

    sha256 = models.CharField(max_length=64, primary_key=True, db_collation="C")
    size = models.BigIntegerField()
    type = models.CharField(max_length=100, db_collation="C")
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.PENDING, db_collation="C")
    scanned_with = models.CharField(max_length=120, default="")
    scanned_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "blob"
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(scan="pending"), name="blob_pending")
        ]

    def __str__(self) -> str:
        return self.sha256
