"""Persons and what they may do. A person with an unusable password has an account nobody has claimed yet."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper

from ventanilla.files.models import Blob
from ventanilla.journal.models import JournalStream


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
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit}"


class Organisation(models.Model):
    """Whom persons act for: a company or body, or a natural person (`is_natural`), who need have no account.

    It is known by its identifier in canonical form, never by its name; nor is a natural person by what some account says
    its document is, for that proves nothing.
    """

    name = models.CharField(max_length=200)
    is_natural = models.BooleanField(default=False, db_default=False)
    kind = models.CharField(max_length=40, blank=True, db_collation="C")
    identifier_kind = models.CharField(max_length=30, db_collation="C")
    identifier = models.CharField(max_length=40, db_collation="C")
    stream = models.OneToOneField(JournalStream, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "organisation"
        constraints = [
            models.UniqueConstraint(fields=["identifier_kind", "identifier"], name="organisation_once"),
            models.CheckConstraint(condition=~Q(identifier=""), name="organisation_identified"),
        ]

    def __str__(self) -> str:
        return self.name


class Power(models.Model):
    """By what a person acts for an organisation or another person. It counts only once an officer accepted it.

    `kind` is of the pack; `procedures` are the ones it covers, none for all; it holds from `since` to `until`
    (inclusive, without an end where null) unless revoked. `blob` is the document it rests on, presented in `case_number`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="powers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="powers")
    kind = models.CharField(max_length=60, db_collation="C")
    procedures = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True)
    inscription = models.CharField(max_length=80, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    case_number = models.CharField(max_length=40, blank=True, db_collation="C")
    stated_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "power"
        indexes = [models.Index(fields=["person", "organisation"], name="power_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="power_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="power_accepted_whole",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("person")), name="power_two_people"
            ),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="power_revoked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.organisation_id}"


class VaultDocument(models.Model):
    """A document an officer found good: its owner need not present it again while it has effect.

    The owner is a person or an organisation; with `power` it is the document of that power and of nobody else's.
    `valid_until` is its last day, null without an end. `withdrawn_at`: the check that let it in was changed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="documents")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    power = models.ForeignKey(Power, on_delete=models.PROTECT, null=True, related_name="documents")
    requirement = models.CharField(max_length=60, db_collation="C")
    title = models.CharField(max_length=300)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    procedure = models.CharField(max_length=60, db_collation="C")
    case_number = models.CharField(max_length=40, db_collation="C")
    presented_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_document"
        indexes = [
            models.Index(fields=["person", "requirement"], name="vault_of_person"),
            models.Index(fields=["organisation", "requirement"], name="vault_of_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "requirement", "blob"],
                condition=Q(withdrawn_at=None),
                name="vault_document_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True, organisation__isnull=False)
                | Q(person__isnull=False, organisation__isnull=True),
                name="vault_document_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement} {self.case_number}"


class Rate(models.Model):
    """How often something happened within a window. The table is unlogged: a crash forgives."""

    key = models.CharField(max_length=160, primary_key=True, db_collation="C")
    window_start = models.DateTimeField()
    hits = models.IntegerField()

    class Meta:
        db_table = "rate"

    def __str__(self) -> str:
        return self.key
