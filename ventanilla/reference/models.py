"""Dated rows laid over the pack. They are entered and withdrawn by acts of the rooms above, never edited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DecreedDay(models.Model):
    """A non-business day decreed after the pack's calendar was published (*asueto decretado*).

    Empty `post` means the whole country, empty `law` every law that counts decreed days. The day closes from
    `applied_at` until `withdrawn_at`; people are named as the journal names them (`person:7`). `changed_at` is the
    last moment it began or ceased to close; from then on the due dates are counted anew, in passes: `passes`
    have ended, the present one began at `pass_began_at` and did the cases up to `pass_after`; `settled_at` is when one
    ended that began late enough to see every case counted by the old calendar. `moved` is how many cases have had a date moved.
    """

    day = models.DateField()
    post = models.CharField(max_length=60, blank=True, db_collation="C")
    law = models.CharField(max_length=60, blank=True, db_collation="C")
    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=200)
    is_confirmed = models.BooleanField(default=True)
    entered_by = models.CharField(max_length=60, db_collation="C")
    entered_at = models.DateTimeField()
    applied_by = models.CharField(max_length=60, blank=True, db_collation="C")
    applied_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True, db_collation="C")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(null=True)
    passes = models.IntegerField(default=0)
    pass_began_at = models.DateTimeField(null=True)
    pass_after = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    moved = models.IntegerField(default=0)

    class Meta:
        db_table = "decreed_day"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "post", "law"], condition=Q(withdrawn_at=None), name="decreed_day_once"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(basis=""), name="decreed_day_says_its_basis"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (~Q(withdrawn_because="") & ~Q(withdrawn_by="")),
                name="decreed_day_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | (~Q(applied_by="") & Q(changed_at__isnull=False)),
                name="decreed_day_applied_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["day"],
                condition=Q(applied_at__isnull=False, withdrawn_at=None),
                name="decreed_day_in_force",
            ),
            models.Index(
                fields=["id"],
                condition=Q(changed_at__isnull=False, settled_at=None),
                name="decreed_day_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.title}"

    @property
    def is_in_force(self) -> bool:
        """Whether the day closes now."""
        return self.applied_at is not None and self.withdrawn_at is None
