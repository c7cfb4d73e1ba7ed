"""Addresses of the public's pages. Those of allauth, which it looks for by its own names, are in account_urls."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import path

from ventanilla.portal.views import (
    annexes,
    cases,
    completing,
    drafts,
    filed,
    grids,
    home,
    not_me,
    pages,
    procedures,
    proof,
    remedy,
    sending,
    steps,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("tramites/", procedures.procedure_list, name="procedures"),
    path("tramites/<slug:slug>/", procedures.sheet, name="procedure"),
    path("tramites/<slug:slug>/utilidad/", procedures.usefulness, name="usefulness"),
    path("tramites/<slug:slug>/formulario/", drafts.start, name="start"),
    path("anexos/<slug:annex>/plantilla/", annexes.template, name="annex_template"),
    path("formularios/", procedures.form_index, name="forms"),
    path("solicitudes/<str:token>/", drafts.draft, name="draft"),
    path("solicitudes/<str:token>/documentos/", drafts.documents, name="documents"),
    path("solicitudes/<str:token>/anexos/<slug:annex>/", grids.annex_grid, name="annex_grid"),
    path("solicitudes/<str:token>/guardada/", drafts.saved, name="saved"),
    path("solicitudes/<str:token>/revision/", sending.review, name="review"),
    path("solicitudes/<str:token>/envio/", sending.send, name="send"),
    path("solicitudes/<str:token>/constancia/", sending.receipt, name="receipt"),
    path("casos/", cases.case_list, name="cases"),
    path("casos/<str:number>/", cases.case, name="case"),
    path("casos/<str:number>/mensajes/", steps.message, name="message"),
    path("casos/<str:number>/pasos/<slug:step>/", steps.step, name="step"),
    path("casos/<str:number>/archivos/<int:file_id>/", cases.file, name="file"),
    path("casos/<str:number>/anexos/", annexes.estimates, name="annexes"),
    path("casos/<str:number>/anexos/<slug:annex>/hoja/", annexes.sheet, name="annex_sheet"),
    path("casos/<str:number>/anexos/<slug:annex>/filas/", grids.case_grid, name="case_grid"),
    path("mis-documentos/", filed.documents, name="filed"),
    path("mis-documentos/<int:document_id>/", filed.vault_file, name="vault_file"),
    path("completar/<str:token>/", completing.completion, name="completion"),
    path("completar/<str:token>/documentos/", completing.documents, name="completion_documents"),
    path("casos/<str:number>/prevencion/", remedy.remedy, name="remedy"),
    path("casos/<str:number>/actos/<int:act_id>/copia/", remedy.paper_copy, name="paper_copy"),
    path("casos/<str:number>/constancias/<int:seq>/", proof.receipt_paper, name="receipt_paper"),
    path("casos/<str:number>/expediente/", proof.dossier_paper, name="dossier"),
    path("verificar/", proof.verify, name="verify"),
    path("verificar/<str:code>/", proof.verification, name="verification"),
    path("no-fui-yo/<str:token>/", not_me.not_me, name="not_me"),
    path("guia/", pages.guide, name="guide"),
    path("contacto/", pages.contact, name="contact"),
    path("idioma/", pages.language, name="language"),
    path("entrar/", account.login, name="sign_in"),
    path("salir/", account.logout, name="sign_out"),
]
