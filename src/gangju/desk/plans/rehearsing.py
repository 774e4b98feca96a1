"""The page of a rehearsal; what it shows is put together in `rehearsals`."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.ledgers.places import place
from gangju.desk.plans.rehearsals import stage


@require_GET
@page("plans:rehearse", "plan.rehearse")
def rehearse(request: DeskRequest, code: str, pack: str) -> HttpResponse:
    """What would change below the organisation if the plan's values were others. Nothing is written."""
    found = stage(request.scope, place(request.scope, code, "plan.rehearse"), pack, Paged(request.GET))
    return render(request, "plans/rehearse.html", {"stage": found})
