from __future__ import annotations

from django.urls import path

from ventanilla.ui import views

app_name = "ui"
urlpatterns = [
    path("tema.css", views.theme, name="theme"),
    path("icono.svg", views.icon, name="icon"),
]
