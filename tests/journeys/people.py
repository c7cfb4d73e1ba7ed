"""Who has an account in the population (ventanilla/operations/population/accounts.py)."""

from __future__ import annotations

ANA = "ana.solicitante@correo.example"
DIEGO = "diego.tramitador@correo.example"
OFFICER, HEAD = "tecnica@mesa.example", "jefatura@mesa.example"
SECOND_OFFICER, SECOND_HEAD = "tecnico@mesa.example", "jefatura2@mesa.example"
CUSTOMS_OFFICER = "tecnica2@mesa.example"
ADMINISTRATOR, AUDITOR = "administracion@mesa.example", "auditoria@mesa.example"
