"""The journal's tables. The database itself refuses to change an entry (see the migration's triggers)."""

from __future__ import annotations

from django.db import models


class JournalStream(models.Model):
    """The history of one subject, such as a case. `head` is the hash of the last entry, "" before the first."""

    subject = models.CharField(max_length=80, unique=True, db_collation="C")
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="", db_collation="C")

    class Meta:
        db_table = "journal_stream"

    def __str__(self) -> str:
        return self.subject


class JournalEntry(models.Model):
    """One act. `facts` never hold personal data; what a person said or wrote lies in `JournalDetail`."""

    stream = models.ForeignKey(JournalStream, on_delete=models.PROTECT, related_name="entries")
    seq = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    kind = models.CharField(max_length=60, db_collation="C")
    clock = models.CharField(max_length=8, default="", db_collation="C")
    actor = models.CharField(max_length=60, db_collation="C")
    on_behalf_of = models.CharField(max_length=60, default="", db_collation="C")
    via = models.CharField(max_length=20, db_collation="C")
    key = models.UUIDField(null=True, unique=True)
    corrects = models.BigIntegerField(null=True)
    public = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    detail_digest = models.CharField(max_length=64, default="", db_collation="C")
    hash = models.CharField(max_length=64, db_collation="C")

    class Meta:
        db_table = "journal_entry"
        ordering = ["stream_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="journal_entry_once"),
            models.CheckConstraint(
                condition=models.Q(clock__in=["", "start", "stop", "resume", "end"]),
                name="journal_entry_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}/{self.seq} {self.kind}"


class JournalDetail(models.Model):
    """The personal part of an entry: erasable, while the entry's hash keeps `sha256(salt || body)`."""

    stream = models.ForeignKey(JournalStream, on_delete=models.PROTECT, related_name="details")
    seq = models.BigIntegerField()
    salt = models.CharField(max_length=32, db_collation="C")
    body = models.JSONField()

    class Meta:
        db_table = "journal_detail"
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="journal_detail_once")]

    def __str__(self) -> str:
        return f"{self.stream_id}/{self.seq}"


class JournalRead(models.Model):
    """Somebody read something sensitive. Partitioned by month in the database, outside the chain."""

    pk = models.CompositePrimaryKey("at", "actor", "subject")
    at = models.DateTimeField()
    actor = models.CharField(max_length=60, db_collation="C")
    subject = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "journal_read"
        managed = False

    def __str__(self) -> str:
        return f"{self.at} {self.actor} {self.subject}"


class JournalAnchor(models.Model):
    """The heads of all streams at one moment, chained: what was true then cannot be rewritten unseen."""

    at = models.DateTimeField()
    previous = models.CharField(max_length=64, default="", db_collation="C")
    root = models.CharField(max_length=64, db_collation="C")

    class Meta:
        db_table = "journal_anchor"

    def __str__(self) -> str:
        return f"{self.at} {self.root}"


class JournalAnchorLeaf(models.Model):
    """The head of one stream that changed since the anchor before."""

    anchor = models.ForeignKey(JournalAnchor, on_delete=models.PROTECT, related_name="leaves")
    stream = models.ForeignKey(JournalStream, on_delete=models.PROTECT, related_name="leaves")
    seq = models.BigIntegerField()
    head = models.CharField(max_length=64, db_collation="C")

    class Meta:
        db_table = "journal_anchor_leaf"
        constraints = [models.UniqueConstraint(fields=["anchor", "stream"], name="journal_anchor_leaf_once")]

    def __str__(self) -> str:
        return f"{self.anchor_id}/{self.stream_id}"
