"""The tables of bonds: what an annex was computed to, and each state of each bond. Rows are added, never edited."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ventanilla.cases.models import Attachment, Case
from ventanilla.formal.models import FormalAct
from ventanilla.people.models import Person


class AnnexSheet(models.Model):
    """The estimate of one file: of the applicant's annex, or of the version an officer made of it.

    `result` is the estimate as `estimating` keeps it, `bond` its amount (None while the sheet has errors), `rates_on`
    the day whose rates were used. `basis` marks the rates, readings and language it was computed with: where those
    change, the same file gets another row.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="annex_sheets")
    annex = models.CharField(max_length=10, db_collation="C")
    by_applicant = models.BooleanField()
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="+")
    basis = models.CharField(max_length=64, db_collation="C")
    rates_on = models.DateField()
    computed_at = models.DateTimeField()
    result = models.JSONField()
    bond = models.DecimalField(max_digits=20, decimal_places=2, null=True)

    class Meta:
        db_table = "annex_sheet"
        constraints = [
            models.UniqueConstraint(fields=["attachment", "basis"], name="annex_sheet_once"),
            models.CheckConstraint(condition=Q(bond__isnull=True) | Q(bond__gte=0), name="annex_sheet_bond"),
        ]
        indexes = [models.Index(fields=["case", "annex"], name="annex_sheet_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.annex}"


class Bond(models.Model):
    """One state of one bond of a shop, as the act `act` left it. A change is another row that `replaces` this one.

    What stood before the register did has neither `case` nor `act`: it was loaded from a table, by nobody's account.
    `entry` is the journal's, of the case or of the stream `bonds`. `shop` is the shop's NIT in figures or, where it has none, its name in lower case; `number` and `insurer` are as the
    policy prints them. What no row replaces is what stands.
    """

    shop = models.CharField(max_length=200, db_collation="C")
    holder = models.CharField(max_length=200)
    nit = models.CharField(max_length=40, blank=True, db_collation="C")
    number = models.CharField(max_length=60)
    insurer = models.CharField(max_length=150)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    before = models.DecimalField(max_digits=16, decimal_places=2)
    since = models.DateField()
    until = models.DateField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="bonds")
    act = models.OneToOneField(FormalAct, on_delete=models.PROTECT, null=True, related_name="bond")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    entry = models.BigIntegerField()
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        db_table = "bond"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="bond_amount"),
            models.CheckConstraint(condition=~Q(amount=F("before")), name="bond_changes"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="bond_ends_after_start"),
            models.CheckConstraint(
                condition=Q(case=None, act=None, registered_by=None, replaces=None)
                | Q(case__isnull=False, act__isnull=False, registered_by__isnull=False),
                name="bond_from_act_or_load",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="bond_shop"),
            models.Index(fields=["until", "id"], name="bond_until"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"
