"""The pages of the lists: the index, one list, one row."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.lists import counts, pages
from gangju.desk.lists.asking import asked
from gangju.desk.lists.detail import detail
from gangju.desk.lists.entry.offers import offers
from gangju.desk.lists.queries import one
from gangju.desk.lists.registers import Register, registers

READ = "organization.read"


@require_GET
@page("lists:index", READ)
def index(request: DeskRequest) -> HttpResponse:
    """All lists under the headings of the field; the numbers follow heading by heading."""
    wanted = Paged(request.GET).value("q")
    groups = [
        (number, title, [each for each in lists if wanted in each.title and request.scope.may(each.read)])
        for number, (title, lists) in enumerate(counts.groups().items())
    ]
    context = {"groups": [group for group in groups if group[2]], "asked": wanted}
    return render(request, "lists/index.html", context)


@require_GET
@page("lists:group", READ)
def group(request: DeskRequest, number: int) -> HttpResponse:
    """One heading of the index with numbers, as a part of the page."""
    every = list(counts.groups().items())
    if number >= len(every):
        raise Http404
    title, lists = every[number]
    wanted = Paged(request.GET).value("q")
    found = counts.counted(request.scope, [each for each in lists if wanted in each.title])
    used = [each for each in found if each.number]
    idle = [each for each in found if not each.number]
    return render(request, "lists/group.html", {"title": title, "used": used, "idle": idle, "asked": wanted})


@require_GET
@page("lists:list", READ)
def listed(request: DeskRequest, register: str) -> HttpResponse:
    chosen = _register(request, register)
    query = Paged(request.GET)
    shown = pages.show(request.scope, chosen, asked(chosen, request.GET, request.scope.today), query)
    return render(request, "lists/list.html", {"register": chosen, "query": query, "shown": shown, "offers": offers(request, chosen)})


@require_GET
@page("lists:row", READ)
def row(request: DeskRequest, register: str, row: int) -> HttpResponse:
    """One row with everything that is known of it, and what was done to it."""
    chosen = _register(request, register)
    found = one(request.scope, chosen, row)
    if found is None:
        raise Http404
    context = {"register": chosen, "row": row, "detail": detail(request.scope, chosen, row), "offers": offers(request, chosen, row)}
    return render(request, "lists/row.html", context)


def _register(request: DeskRequest, key: str) -> Register:
    """Raises Http404 for a list that is not there and for one that the viewer may not read alike."""
    found = registers().get(key)
    if found is None or not request.scope.may(found.read):
        raise Http404
    return found
