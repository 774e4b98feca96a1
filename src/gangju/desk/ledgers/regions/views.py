"""Pages of 区划: the tree on any day, and what lies in one region."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.ledgers.days import read_day
from gangju.desk.ledgers.regions.codes import LEVELS, way_down
from gangju.desk.ledgers.regions.queries import regions

ROWS_A_PAGE = 100
SHOWN = 50


@require_GET
@page("ledgers:regions", "organization.read")
def tree(request: DeskRequest) -> HttpResponse:
    """`?day=` in any spelling; a day that cannot be read is told and today is shown."""
    day, mistake = _day(request)
    found = regions(request.scope, day)
    nodes = found.nodes()
    lowest = min((node.depth for node in nodes), default=0)
    context = {
        "day": day,
        "asked": request.GET.get("day", "").strip(),
        "mistake": mistake,
        "nodes": nodes,
        "lowest": lowest,
        "without": found.without[:SHOWN],
        "without_number": len(found.without),
        "wrong": found.wrong[:SHOWN],
        "wrong_number": len(found.wrong),
    }
    return render(request, "ledgers/regions.html", context)


@require_GET
@page("ledgers:region", "organization.read")
def region(request: DeskRequest, code: str) -> HttpResponse:
    """Organisations first, then units. A region with nothing of the viewer's in it does not exist for him."""
    day, mistake = _day(request)
    if len(code) not in LEVELS:
        raise Http404
    found = regions(request.scope, day)
    rows = found.within(code)
    if not rows:
        raise Http404
    query = Paged(request.GET)
    what = {"org": "党组织", "unit": "单位"}.get(query.value("what"), "")
    paging = Paginator([row for row in rows if not what or row.what == what], ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "region": code,
        "name": found.names.get(code, ""),
        "level": LEVELS[len(code)],
        "above": [(each, found.names.get(each, each)) for each in way_down(code)[:-1]],
        "day": day,
        "mistake": mistake,
        "query": query,
        "page": paging,
        "organizations": sum(row.what == "党组织" for row in rows),
        "units": sum(row.what == "单位" for row in rows),
        "members": sum(row.members for row in rows),
    }
    return render(request, "ledgers/region.html", context)


def _day(request: DeskRequest) -> tuple[date, str]:
    asked = request.GET.get("day", "").strip()
    try:
        return (read_day(asked) if asked else request.scope.today), ""
    except ValueError as wrong:
        return request.scope.today, str(wrong)
