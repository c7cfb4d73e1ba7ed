"""Addresses of the staff's pages, all under /mesa/."""

from __future__ import annotations

from django.urls import path

from ventanilla.desk.views import acts, annexes, bonds, cases, formal, lists, mail, merging, oversight, staff

app_name = "desk"
urlpatterns = [
    path("", lists.queue, name="queue"),
    path("buscar/", lists.search, name="search"),
    path("casos/<str:number>/", cases.case, name="case"),
    path("casos/<str:number>/plazo/", cases.term, name="term"),
    path("casos/<str:number>/archivos/<int:file_id>/", cases.file, name="file"),
    path("casos/<str:number>/constancias/<int:seq>/", cases.receipt_paper, name="receipt_paper"),
    path("casos/<str:number>/requisitos/", formal.checklist, name="checklist"),
    path("casos/<str:number>/anexos/", annexes.annexes, name="annexes"),
    path("casos/<str:number>/anexos/<slug:annex>/recuento/", annexes.recount, name="annex_recount"),
    path("casos/<str:number>/prevencion/", formal.notice, name="notice"),
    path("casos/<str:number>/resolucion/", formal.resolution, name="resolution"),
    path("casos/<str:number>/actos/<int:act_id>/", formal.formal_act, name="formal_act"),
    path("casos/<str:number>/actos/<int:act_id>/documento/", formal.act_document, name="act_document"),
    path("casos/<str:number>/actos/<int:act_id>/firma/", formal.act_signature, name="act_signature"),
    path("casos/<str:number>/actos/<int:act_id>/descarte/", formal.act_discard, name="act_discard"),
    path(
        "casos/<str:number>/actos/<int:act_id>/notificacion/",
        formal.act_notification,
        name="act_notification",
    ),
    path("casos/<str:number>/actos/<int:act_id>/copia/", formal.act_copy, name="act_copy"),
    path("casos/<str:number>/pasos/<slug:step>/", acts.step, name="step"),
    path("casos/<str:number>/mensajes/", acts.message, name="message"),
    path("casos/<str:number>/notas/", acts.note, name="note"),
    path("casos/<str:number>/asignacion/", acts.assignment, name="assignment"),
    path("casos/<str:number>/traslado/", acts.transfer, name="transfer"),
    path("casos/<str:number>/traslado/respuesta/", acts.transfer_acceptance, name="transfer_acceptance"),
    path("casos/<str:number>/vinculos/", acts.links, name="links"),
    path("casos/<str:number>/union/", merging.merging, name="merging"),
    path("casos/<str:number>/separacion/", merging.separation, name="separation"),
    path("casos/<str:number>/textos/", acts.canned, name="canned"),
    path("casos/<str:number>/actos/<int:act_id>/fianza/", bonds.registration, name="bond_registration"),
    path("fianzas/", bonds.register, name="bonds"),
    path("fianzas/<int:bond_id>/", bonds.shop, name="bond"),
    path("correo/", mail.mail, name="mail"),
    path("correo/<int:inbound_id>/", mail.mail_message, name="mail_message"),
    path("correo/<int:inbound_id>/original/", mail.mail_raw, name="mail_raw"),
    path("correo/<int:inbound_id>/caso/", mail.mail_filing, name="mail_filing"),
    path("correo/<int:inbound_id>/rechazo/", mail.mail_refusal, name="mail_refusal"),
    path("correo/<int:inbound_id>/reintento/", mail.mail_retry, name="mail_retry"),
    path("personal/", staff.staff, name="staff"),
    path("personal/<int:membership_id>/termino/", staff.membership_end, name="membership_end"),
    path("bitacora/", oversight.log, name="log"),
    path("bitacora/casos/<str:number>/", oversight.case_log, name="case_log"),
    path("utilidad/", oversight.feedback, name="feedback"),
    path("componentes/", oversight.gallery, name="gallery"),
]
