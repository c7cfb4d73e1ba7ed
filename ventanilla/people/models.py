"""Persons and what they may do. A person with an unusable password has an account nobody has claimed yet."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Upper


def new_username() -> str:
    """A user name nobody has chosen: it keeps the column unique until one is granted."""
    return f"u-{secrets.token_hex(8)}"


class PersonManager(BaseUserManager["Person"]):
    """Makes persons. E-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person with her primary address; without a password the account waits to be claimed."""
        person: Person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Anybody the desk knows: applicants and staff. Signs in by e-mail, or by `username` where one was granted.

    `email` is the primary address. It is not unique: people imported from an older desk may share one.
    """

    username = models.CharField(max_length=80, unique=True, default=new_username, db_collation="C")
    email = models.EmailField(max_length=254, blank=True, db_collation="C")
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True, db_collation="C")
    operator_type = models.CharField(max_length=60, blank=True, db_collation="C")
    document_kind = models.CharField(max_length=30, blank=True, db_collation="C")
    document = models.CharField(max_length=40, blank=True, db_collation="C")
    phone = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        db_table = "person"
        indexes = [models.Index(Upper("email"), name="person_email_upper")]

    def __str__(self) -> str:
        return self.name or self.email or self.username

    def get_full_name(self) -> str:
        """The name people read; the address where there is none."""
        return str(self)


class Role(models.TextChoices):
    """What a membership makes somebody. `administrator` and `auditor` hold for the whole installation (unit "")."""

    OFFICER = "officer"
    HEAD = "head"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Membership(models.Model):
    """A person serves a unit of the pack in a role, from `since` up to and without `until`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.CharField(max_length=60, blank=True, db_collation="C")
    role = models.CharField(max_length=20, choices=Role.choices, db_collation="C")
    since = models.DateField()
    until = models.DateField(null=True)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "membership"
        constraints = [
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(unit="", role__in=["administrator", "auditor"])
                | (~Q(unit="") & Q(role__in=["officer", "head"])),
                name="membership_unit_by_role",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit}"


class Rate(models.Model):
    """How often something happened within a window. The table is unlogged: a crash forgives."""

    key = models.CharField(max_length=160, primary_key=True, db_collation="C")
    window_start = models.DateTimeField()
    hits = models.IntegerField()

    class Meta:
        db_table = "rate"

    def __str__(self) -> str:
        return self.key
