"""The tables of bonds: what an annex was computed to, and each state of each bond. Rows are added, never edited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ventanilla.cases.models import Attachment, Case


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
