"""搜索: one box over everything the viewer may see. What is asked is written down nowhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.search import finding
from gangju.desk.search.kinds import KINDS
from gangju.desk.search.listen import up_to_date


@require_GET
@page("search:page", "organization.read")
def search(request: DeskRequest) -> HttpResponse:
    """All kinds with the first of each, or one kind page by page."""
    query = Paged(request.GET)
    kind, recent = query.value("kind"), query.value("order") == "recent"
    number = query.value("page")
    ready = up_to_date()
    found = finding.find(
        request.scope,
        query.value("q"),
        [kind] if kind in KINDS else None,
        int(number) if number.isdecimal() else 1,
        recent=recent,
    )
    context = {"query": query, "typed": query.value("q"), "found": found, "recent": recent, "ready": ready}
    return render(request, "search/page.html", context)


@require_GET
@page("search:hints", "organization.read")
def hints(request: DeskRequest) -> HttpResponse:
    """The few best while somebody types, as a list below the box."""
    ready = up_to_date()
    typed = Paged(request.GET).value("q")
    asked, hits = finding.first(request.scope, typed)
    return render(request, "search/hints.html", {"typed": typed, "asked": asked, "hits": hits, "ready": ready})
