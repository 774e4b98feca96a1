"""Addresses of the room `api`: tokens for people, everything else for programs and behind one door."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, path, re_path

from gangju.desk.api import views
from gangju.desk.api.door import nowhere, opened
from gangju.desk.api.service import ROOT, filters, service

app_name = "api"
AT = ROOT.strip("/") + "/"


def _operations() -> list[URLPattern]:
    """The operations as the framework lays them out, each behind the door. Its own root says nothing and is left out."""
    found = [pattern for pattern in service().urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    return [_behind_the_door(f"{AT}{pattern.pattern}", str(pattern.name), pattern.callback) for pattern in found]


def _behind_the_door(route: str, name: str, view: Any) -> URLPattern:
    found: URLPattern = path(route, opened(f"api:{name}", view, filters(route)), name=name)
    return found


def _everything_else() -> URLPattern:
    """Whatever follows, a line break too: a program is never answered with a page."""
    found: URLPattern = re_path(rf"^{AT}(?P<rest>[\s\S]+)\Z", opened("api:nowhere", nowhere, filters(AT)), name="nowhere")
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:number>/end/", views.end, name="end_token"),
    path("api/", views.reference, name="reference"),
    path(f"{AT}openapi.json", views.openapi, name="openapi"),
    *_operations(),
    _everything_else(),
]
