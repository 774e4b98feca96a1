"""The page of what is lacking; what it shows is put together in `lacks`."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.ledgers.places import place
from gangju.desk.plans.lacks import wants


@require_GET
@page("plans:lacking", "standard.read")
def lacking(request: DeskRequest, code: str) -> HttpResponse:
    """Which entries would settle most verdicts at or below the organisation, and how far it is from passing."""
    org = place(request.scope, code, "standard.read")
    return render(request, "plans/lacking.html", {"org": org, "wants": wants(request.scope, org)})
