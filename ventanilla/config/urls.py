"""Every address of the site; each room lists its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("ventanilla.operations.urls")),
    path("mesa/", include("ventanilla.desk.urls")),
    path("", include("ventanilla.portal.urls")),
]
