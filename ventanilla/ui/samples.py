"""Believable data for the gallery and for looking at layouts; nothing of it leaves those pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from ventanilla.rules.attention import Attention
from ventanilla.ui.components import components
from ventanilla.ui.navigation import NavigationItem


class SampleForm(forms.Form):
    """One field of each kind the portal and the desk use."""

    email = forms.EmailField(label="Correo electrónico", help_text="Ahí recibirá el número de su caso.")
    reason = forms.CharField(label="Motivo", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    direction = forms.ChoiceField(
        label="¿Qué solicita?",
        choices=[("raise", "Aumentar la fianza"), ("lower", "Disminuir la fianza")],
        widget=forms.RadioSelect,
    )
    means = forms.MultipleChoiceField(
        label="Medios para notificarle",
        choices=[("email", "Correo electrónico"), ("fax", "Fax"), ("desk", "En la ventanilla")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    unit = forms.ChoiceField(
        label="Trasladar a", choices=[("", "Elija una"), ("ana", "Unidad de Leyes Especiales")]
    )
    truth = forms.BooleanField(label="Declaro que los datos son verdaderos.")
    password = forms.CharField(
        label="Contraseña",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Más de 8 caracteres.",
    )


FILES: list[dict[str, object]] = [
    {"name": "captura-transmision.png", "size": 482_133, "state": "clean", "href": "#file_list"},
    {"name": "ventas-2026.xlsx", "size": 1_204_889, "state": "pending"},
    {
        "name": "poliza.pdf",
        "size": 96_410,
        "state": "unscanned",
        "remove_name": "remove",
        "remove_value": "3",
    },
    {"name": "estados.zip", "size": 96_410, "state": "infected"},
    {
        "name": "balance.pdf",
        "size": 96_410,
        "state": "clean",
        "href": "#file_list",
        "notes": [
            {"icon": "verified_user", "text": "Firmado por Rosa Menjívar el 09/03/2026 10:05; íntegro."},
            {"icon": "warning", "text": "Otra firma: lo firmado fue alterado.", "is_bad": True},
        ],
    },
]
CASES = [
    {"number": "DGA-2026-000123", "procedure": "Modificación del monto de fianza", "phase": "in_review",
     "state": "ok", "due": "2026-12-02", "applicant": "María Elena Guardado", "officer": "Ana Portillo"},
    {"number": "DGA-2026-000119", "procedure": "Consulta sobre trámites aduaneros", "phase": "waiting_applicant",
     "state": "paused", "due": "", "applicant": "Comercial Izalco, S.A. de C.V.", "officer": ""},
    {"number": "DGA-2026-000098", "procedure": "Solicitud general", "phase": "decided",
     "state": "none", "due": "", "applicant": "Roberto Alfaro Mejía", "officer": "Ana Portillo"},
    {"number": "DGA-2026-000091", "procedure": "Incidente en el sistema", "phase": "received",
     "state": "overdue", "due": "2026-11-19", "applicant": "Logística del Pacífico", "officer": ""},
]  # fmt: skip
ANSWERS = [
    {"label": "Nombre completo", "value": "María Elena Guardado", "href": "#summary_list"},
    {"label": "Correo electrónico", "value": "maria.guardado@correo.example", "href": "#summary_list"},
    {"label": "Medios de notificación", "value": ["Correo electrónico", "Fax"], "href": "#summary_list"},
    {"label": "Teléfono", "value": "", "href": "#summary_list"},
    {"label": "Motivo", "value": "Aumento de ventas.\nSe adjuntan los estados.", "href": "#summary_list"},
]


def gallery_sample() -> dict[str, Any]:
    """Context of `ui/gallery.html`: the list of components and `gallery` with their data."""
    form = SampleForm(
        MultiValueDict({"sample-email": ["maria.guardado@"], "sample-means": ["email"]}), prefix="sample"
    )
    return {
        "components": components(),
        "gallery": {
            "form": form,
            "files": FILES,
            "cases": CASES,
            "answers": ANSWERS,
            "facts": [("Número", "DGA-2026-000123"), ("Unidad", "Leyes Especiales"), ("Canal", "En línea")],
            "mail_errors": [
                "Escriba el correo completo, con el dominio después de la arroba: nombre@dominio.com."
            ],
            "error_lines": [
                ("#gallery-mail", "Correo electrónico: falta el dominio después de la arroba."),
                ("#gallery-goods_0", "Mercancías: marque al menos una."),
            ],
            "satisfied": [
                {"value": "yes", "label": "Sí, estoy conforme", "hint": "El caso se cierra."},
                {
                    "value": "no",
                    "label": "No estoy conforme",
                    "hint": "Se abre un caso nuevo, enlazado a este.",
                },
            ],
            "goods": [("alcohol", "Bebidas alcohólicas"), ("tobacco", "Cigarrillos"), ("other", "Otras")],
            "posts": [("01", "San Bartolo"), ("02", "Acajutla"), ("03", "El Amatillo")],
            "tabs": [
                NavigationItem("unit", "De la unidad", "#tabs", True, count=42),
                NavigationItem("mine", "Míos", "#tabs-mine", count=7),
                NavigationItem("free", "Sin asignar", "#tabs-free", count="999+"),
            ],
            "attending": Attention(True, None, None, "Atiende ahora. Cierra hoy a las 15:30."),
            "not_attending": Attention(
                False, None, None, "Cerrado en este momento. Abre el lunes 23 de noviembre a las 07:30."
            ),
        },
    }
