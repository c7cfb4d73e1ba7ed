"""What people say of the sheets."""

from __future__ import annotations

from django.db import models


class SheetFeedback(models.Model):
    """One answer to *¿Te sirvió el contenido?*, read by the unit that owns the sheet."""

    procedure = models.CharField(max_length=60, db_collation="C")
    unit = models.CharField(max_length=60, db_collation="C")
    is_helpful = models.BooleanField()
    comment = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "sheet_feedback"
        indexes = [models.Index(fields=["unit", "-at"], name="sheet_feedback_unit")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.is_helpful}"
