"""Every address of the site; each room lists its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("ventanilla.operations.urls")),
    path("mesa/", include("ventanilla.desk.urls")),
    path("", include("ventanilla.portal.urls")),
    path("", include("ventanilla.portal.account_urls")),
    path("", include("ventanilla.ui.urls")),
]

handler400 = "ventanilla.ui.views.bad_request"
handler403 = "ventanilla.ui.views.permission_denied"
handler404 = "ventanilla.ui.views.page_not_found"
handler429 = "ventanilla.ui.views.too_many_requests"  # allauth asks for it
handler500 = "ventanilla.ui.views.server_error"
