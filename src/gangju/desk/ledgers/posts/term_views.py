"""Pages of 换届: the list of all terms; one organisation's elections with the forms to record and to extend."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.ledgers.models import Case, CaseElection, Organization
from gangju.desk.ledgers.places import Place, place, places, trail
from gangju.desk.ledgers.posts import due, held
from gangju.desk.ledgers.posts.elections import EXTEND, WRITE, Vote, extend_term, record_election, withdraw_election
from gangju.desk.ledgers.posts.forms import ElectionForm, ExtensionForm
from gangju.desk.ledgers.posts.rights import is_above
from gangju.desk.ledgers.posts.terms import ELECTING, LENGTHS, WORDS, State

ROWS_A_PAGE = 100
TOWNSHIP = "township"


@require_GET
@page("ledgers:elections", "organization.read")
def elections(request: DeskRequest) -> HttpResponse:
    """`?state=`, `?town=` (a code), `?q=`, `?sort=` (name, order; else the last day)."""
    scope, query = request.scope, Paged(request.GET)
    towns = places(scope, scope.organizations(level=TOWNSHIP))
    town = next((each for each in towns if each.code == query.value("town")), None)
    everything = [each for each in due.standings(scope, town.path if town else "") if query.value("q") in each.place.name]
    shown = [each for each in everything if not query.value("state") or each.term.state == query.value("state")]
    paging = Paginator(due.arranged(shown, query.value("sort")), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "towns": towns,
        "town": town,
        "tally": [(state, WORDS[state], number) for state, number in due.tally(each.term for each in everything).items()],
        "page": paging,
        "above": _above(request, [each.place for each in paging]),
        "lengths": LENGTHS,
        "narrowed": any(query.value(name) for name in ("state", "town", "q")),
    }
    return render(request, "ledgers/elections.html", context)


@require_http_methods(["GET", "POST"])
@page("ledgers:election", "organization.read")
def election(request: DeskRequest, code: str) -> HttpResponse:
    """One organisation's elections; the form is there for who keeps its ledgers."""
    org = _electing(request, code)
    form = ElectionForm(request.POST or None)
    if request.method == "POST":
        org = _electing(request, code, WRITE)
        if form.is_valid():
            said = form.cleaned_data
            try:
                record_election(request.scope, _organization(org), Vote(said["day"], said["mode"], said["number"], said["until"]))
                return redirect("ledgers:election", org.code)
            except ValidationError as wrong:
                put_mistakes(form, wrong)
    return _page(request, org, form, ExtensionForm())


@require_POST
@page("ledgers:extension", EXTEND)
def extension(request: DeskRequest, code: str) -> HttpResponse:
    org = _electing(request, code, EXTEND)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            extend_term(request.scope, _organization(org), form.cleaned_data["until"], form.cleaned_data["number"])
            return redirect("ledgers:election", org.code)
        except ValidationError as wrong:
            put_mistakes(form, wrong)
    return _page(request, org, ElectionForm(), form)


@require_POST
@page("ledgers:withdraw_election", WRITE)
def withdraw(request: DeskRequest, code: str) -> HttpResponse:
    """`code` is that of the case."""
    row = request.scope.rows(CaseElection, WRITE).filter(case__code=code, case__kind="election").select_related("case__org").first()
    if row is None or row.case.state not in ("done", "postponed"):
        raise Http404
    org = place(request.scope, row.case.org.code, WRITE)
    try:
        withdraw_election(request.scope, Case.objects.select_related("org").get(pk=row.case_id), request.POST.get("reason", ""))
    except ValidationError as wrong:
        return _page(request, org, ElectionForm(), ExtensionForm(), "；".join(wrong.messages))
    return redirect("ledgers:election", org.code)


def _page(request: DeskRequest, org: Place, vote: forms.Form, longer: forms.Form, mistake: str = "") -> HttpResponse:
    scope = request.scope
    term = due.term(scope, org)
    above = is_above(scope, org.org, EXTEND)
    context: dict[str, Any] = {
        "org": org,
        "trail": trail(scope, org, "换届"),
        "term": term,
        "held": held.held(scope, org),
        "vote": vote if scope.can(WRITE, org.org) else None,
        "longer": longer if above and term and term.state in (State.DUE, State.OVERDUE, State.NORMAL) else None,
        "lengths": LENGTHS,
        "mistake": mistake,
    }
    return render(request, "ledgers/election.html", context)


def _electing(request: DeskRequest, code: str, permission: str = "organization.read") -> Place:
    org = place(request.scope, code, permission)
    if org.kind not in ELECTING:
        raise Http404
    return org


def _above(request: DeskRequest, rows: list[Place]) -> dict[str, str]:
    """The name of whom each hangs below, by path; only those that the viewer may see."""
    above = {row.path[:-3] for row in rows}
    return dict(request.scope.organizations(path__in=above).values_list("path", "name"))


def _organization(org: Place) -> Organization:
    return Organization.objects.get(pk=org.org.pk)
