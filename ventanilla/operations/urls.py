from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from ventanilla.operations import views
from ventanilla.operations.demo import views as demo

app_name = "operations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/correos/", demo.mail_list, name="mail_list"),
        path("demo/correos/nuevo/", demo.mail_new, name="mail_new"),
        path("demo/correos/recibidos/", demo.inbound_list, name="inbound_list"),
        path("demo/correos/recibidos/<int:inbound_id>/", demo.inbound_detail, name="inbound_detail"),
        path("demo/correos/<str:mail_id>/", demo.mail_detail, name="mail_detail"),
        path("demo/correos/<str:mail_id>/respuesta/", demo.mail_answer, name="mail_answer"),
        path("demo/correos/<str:mail_id>/original/", demo.mail_source, name="mail_source"),
    ]
