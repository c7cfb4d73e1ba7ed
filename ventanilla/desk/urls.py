"""Addresses of the staff's pages, all under /mesa/."""

from __future__ import annotations

from django.urls import path

from ventanilla.desk.views import acts, cases, lists, oversight, staff

app_name = "desk"
urlpatterns = [
    path("", lists.queue, name="queue"),
    path("buscar/", lists.search, name="search"),
    path("casos/<str:number>/", cases.case, name="case"),
    path("casos/<str:number>/plazo/", cases.term, name="term"),
    path("casos/<str:number>/archivos/<int:file_id>/", cases.file, name="file"),
    path("casos/<str:number>/pasos/<slug:step>/", acts.step, name="step"),
    path("casos/<str:number>/mensajes/", acts.message, name="message"),
    path("casos/<str:number>/notas/", acts.note, name="note"),
    path("casos/<str:number>/asignacion/", acts.assignment, name="assignment"),
    path("casos/<str:number>/traslado/", acts.transfer, name="transfer"),
    path("casos/<str:number>/traslado/respuesta/", acts.transfer_acceptance, name="transfer_acceptance"),
    path("casos/<str:number>/vinculos/", acts.links, name="links"),
    path("casos/<str:number>/textos/", acts.canned, name="canned"),
    path("personal/", staff.staff, name="staff"),
    path("personal/<int:membership_id>/termino/", staff.membership_end, name="membership_end"),
    path("bitacora/", oversight.log, name="log"),
    path("bitacora/casos/<str:number>/", oversight.case_log, name="case_log"),
    path("utilidad/", oversight.feedback, name="feedback"),
    path("componentes/", oversight.gallery, name="gallery"),
]
