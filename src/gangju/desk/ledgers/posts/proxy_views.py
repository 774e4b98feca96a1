"""替支部记: the branches without an account, for whoever enters in their place."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.ledgers.places import places
from gangju.desk.ledgers.posts import proxies

ROWS_A_PAGE = 60


@require_GET
@page("ledgers:proxies", "post.hand_over")
def branches(request: DeskRequest) -> HttpResponse:
    """`?which=all` for every branch, `?q=` a part of the name, `?town=` a code."""
    scope, query = request.scope, Paged(request.GET)
    towns = places(scope, scope.organizations(level="township"))
    town = next((each for each in towns if each.code == query.value("town")), None)
    every = query.value("which") == "all"
    found = proxies.branches(scope, all_of_them=every, name=query.value("q"), under=town.path if town else "")
    paging = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    above = {each.path[:-3] for each in paging}
    context = {
        "query": query,
        "every": every,
        "towns": towns,
        "town": town,
        "page": paging,
        "rows": proxies.lines(scope, list(paging)),
        "parents": dict(scope.organizations(path__in=above).values_list("path", "name")),
        "may_record": bool(scope.may("activity.write")),
        "narrowed": any(query.value(name) for name in ("q", "town")),
    }
    return render(request, "ledgers/proxies.html", context)
