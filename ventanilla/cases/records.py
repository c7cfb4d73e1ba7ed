"""Tables beside those of the engine: what a complaint is about, and the calls of the telephone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ventanilla.people.models import Person


class ComplaintAbout(models.Model):
    """A unit that a complaint is about: the complaint is never its business."""

    case = models.ForeignKey("Case", on_delete=models.CASCADE, related_name="complained_of")
    unit = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "complaint_about"
        constraints = (models.UniqueConstraint(fields=["case", "unit"], name="complaint_about_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit}"


class PhoneCall(models.Model):
    """A call as the officer who took it recorded it: solved (a case opened and closed), or a form sent by link.

    `option` is what the caller chose in the telephone's menu.
    """

    class Ending(models.TextChoices):
        """How a call ends."""

        SOLVED = "solved"
        LINK = "link"

    at = models.DateTimeField()
    unit = models.CharField(max_length=60, db_collation="C")
    option = models.CharField(max_length=60, db_collation="C")
    caller_name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True, db_collation="C")
    asked = models.TextField()
    ending = models.CharField(max_length=10, choices=Ending.choices, db_collation="C")
    case = models.ForeignKey("Case", on_delete=models.PROTECT, null=True, related_name="calls")
    draft = models.ForeignKey("Draft", on_delete=models.SET_NULL, null=True, related_name="calls")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)

    class Meta:
        db_table = "phone_call"
        constraints = (
            models.CheckConstraint(
                condition=Q(ending="solved", case__isnull=False)
                | (Q(ending="link", case__isnull=True) & ~Q(email="")),
                name="phone_call_ends",
            ),
        )
        indexes = (models.Index(fields=["unit", "-id"], name="phone_call_unit"),)

    def __str__(self) -> str:
        return f"{self.option} {self.at}"
