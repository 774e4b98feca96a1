"""审计管理员: every deed, those that belong to no organisation included, and whether the seal still holds."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from gangju.desk.access import logbook
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.accounts import auditing, queries
from gangju.desk.accounts.forms import JournalForm

A_PAGE = 50


@require_GET
@page("accounts:audit", "journal.read")
def audit(request: DeskRequest) -> HttpResponse:
    _for_the_root(request)
    form = JournalForm(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    found = Paginator(auditing.entries(**said), A_PAGE).get_page(request.GET.get("page"))
    lines = [logbook.line(entry) for entry in found]
    places = dict(request.scope.organizations("journal.read", code__in={line.org_code for line in lines}).values_list("code", "name"))
    context = {"page": found, "lines": lines, "places": places, "query": Paged(request.GET), "form": form, "seal": auditing.seal_so_far()}
    return render(request, "accounts/audit.html", context)


@require_POST
@page("accounts:verify", "journal.read")
def verify(request: DeskRequest) -> HttpResponse:
    _for_the_root(request)
    return render(request, "accounts/verified.html", {"found": auditing.verified()})


def _for_the_root(request: DeskRequest) -> None:
    """Others have the journal of their own subtree; entries without an organisation may be about anybody."""
    if not queries.audits_everything(request.scope):
        raise Http404
