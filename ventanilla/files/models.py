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
    """A content: `size` in bytes, `type` a media type found in the bytes, not taken from the sender's words.

    `examined_at` is when a PDF was looked through for signatures.
    """

    sha256 = models.CharField(max_length=64, primary_key=True, db_collation="C")
    size = models.BigIntegerField()
    type = models.CharField(max_length=100, db_collation="C")
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.PENDING, db_collation="C")
    scanned_with = models.CharField(max_length=120, default="")
    scanned_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    examined_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "blob"
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(scan="pending"), name="blob_pending"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(type="application/pdf", examined_at=None),
                name="blob_unexamined",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256


class BlobSignature(models.Model):
    """What was found of the signatures in one content; a PDF without any has no row.

    `fault` is the code of what kept the examination from seeing all, `roots` the digest of the trusted roots it asked.
    """

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True, related_name="signature")
    signatures = models.JSONField(default=list)
    fault = models.CharField(max_length=20, blank=True, db_collation="C")
    roots = models.CharField(max_length=64, blank=True, db_collation="C")
    examined_at = models.DateTimeField()

    class Meta:
        db_table = "blob_signature"

    def __str__(self) -> str:
        return self.blob_id
