"""Who has an account in the population (ventanilla/operations/population/accounts.py)."""

from __future__ import annotations

ANA = "ana.solicitante@correo.example"
OFFICER, HEAD = "tecnica@mesa.example", "jefatura@mesa.example"
SECOND_OFFICER = "tecnico@mesa.example"
CUSTOMS_OFFICER = "tecnica2@mesa.example"
ADMINISTRATOR, AUDITOR = "administracion@mesa.example", "auditoria@mesa.example"
