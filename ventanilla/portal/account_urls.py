"""Accounts at Spanish addresses, under the names by which allauth looks for them."""

from __future__ import annotations

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("entrar/", views.login, name="account_login"),
    path("salir/", views.logout, name="account_logout"),
    path("registro/", views.signup, name="account_signup"),
    path("registro/correo-enviado/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^registro/correo/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("cuenta/inactiva/", views.account_inactive, name="account_inactive"),
    path("contrasena/", views.password_change, name="account_change_password"),
    path("contrasena/nueva/", views.password_set, name="account_set_password"),
    path("contrasena/olvido/", views.password_reset, name="account_reset_password"),
    path("contrasena/olvido/enviado/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "contrasena/asignada/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^contrasena/enlace/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("confirmar-identidad/", views.reauthenticate, name="account_reauthenticate"),
]
