from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from ventanilla.operations import views

app_name = "operations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/correos/", views.mail_list, name="mail_list"),
        path("demo/correos/<str:mail_id>/", views.mail_detail, name="mail_detail"),
        path("demo/correos/<str:mail_id>/original/", views.mail_source, name="mail_source"),
    ]
