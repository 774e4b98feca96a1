"""All addresses of the desk: each room has its own; sign-in, static files and health stand here."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from gangju.desk.access.pages import PUBLIC, DeskRequest, page

handler400 = "gangju.desk.access.pages.refused"
handler404 = "gangju.desk.access.pages.not_found"
handler403 = "gangju.desk.access.pages.not_found"
handler500 = "gangju.desk.access.pages.broken"

ROOMS = ("access", "ledgers", "sheets", "identity", "search", "lists", "accounts", "work", "people", "plans", "api")


@page("health", PUBLIC)
def health(request: DeskRequest) -> HttpResponse:
    """For the process that watches the server: it answers, nothing more."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    *(path("", include(f"gangju.desk.{room}.urls")) for room in ROOMS),
]
