"""Who floats, who is in difficulty, who is freed: the list, and putting on, prolonging and taking off."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Person, RosterEntry
from gangju.desk.ledgers.places import place, trail
from gangju.desk.people import actions, rights, rolls
from gangju.desk.people.counts import on_list, within
from gangju.desk.people.forms import ContactPersonForm, EndForm, StandingForm, UntilForm, VisitorForm
from gangju.desk.people.lists import CONTACT_DAYS, FLOATING_MONTHS, LISTED, MARKS, PAGES, TITLES, Listed
from gangju.desk.people.views.common import ask, to_file, tried

ROWS_A_PAGE = 50


@require_GET
@page("people:list", "ledger.read")
def people(request: DeskRequest, code: str, roster: str) -> HttpResponse:
    """By name as far as names are open, the rest as numbers by organisation."""
    scope = request.scope
    if roster not in PAGES:
        raise Http404
    org = place(scope, code)
    rosters, cut = PAGES[roster], within(scope, org)
    named = rolls.named_rows(scope, cut, rosters)
    paging = Paginator(named, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = rolls.lines(scope, list(paging))
    number = on_list(scope, cut, rosters).count()
    context = {
        "org": org,
        "page_of": roster,
        "title": TITLES[roster],
        "titles": TITLES,
        "trail": trail(scope, org, TITLES[roster]),
        "lists": [(LISTED[each], [row for row in rows if row.stands.roster == each]) for each in rosters],
        "page": paging,
        "query": Paged(request.GET),
        "number": number,
        "nameless": number - paging.paginator.count,
        "parts": rolls.parts(scope, org, cut, roster),
        "ended": rolls.lines(scope, list(rolls.run_out(scope, cut, rosters)[:ROWS_A_PAGE])),
        "marks": MARKS,
        "months": FLOATING_MONTHS,
        "contact_days": CONTACT_DAYS,
        "may_enter": bool(org.is_branch and rights.enters(scope, org.org)),
        "may_decide": bool(org.is_branch and rights.decides(scope, org.org)),
        "may_contact": bool(scope.can("activity.write", org.org)),
    }
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
@page("people:put_on", rights.WRITE)
def put_on(request: DeskRequest, person: str, roster: str) -> HttpResponse:
    scope, found, listed = request.scope, rights.person(request.scope, person), _listed(roster)
    rights.require(_right(scope, found, listed))
    contacts = rolls.contact_choices(scope, found.org, found)
    form = StandingForm(request.POST or None, listed=listed, contacts=contacts, today=scope.today)
    entry = tried(form, lambda: actions.put_on(scope, found, form.standing))
    return to_file(found, entry) if entry is not None else ask(request, found, listed.verb_on, form, lead=f"{listed.lead}。")


@require_http_methods(["GET", "POST"])
@page("people:visitor", rights.WRITE)
def visitor(request: DeskRequest, code: str) -> HttpResponse:
    """登记流入: a person whose membership lies elsewhere."""
    scope, branch = request.scope, place(request.scope, code, rights.WRITE)
    rights.require(branch.is_branch and rights.enters(scope, branch.org))
    contacts = rolls.contact_choices(scope, branch.org)
    form = VisitorForm(request.POST or None, listed=LISTED["floating_in"], contacts=contacts, today=scope.today)
    entry = tried(form, lambda: actions.register_visitor(scope, branch.org, form.basics, form.standing))
    if entry is not None:
        return to_file(Person.objects.get(code=entry.subject.removeprefix("person:")), entry)
    context = {"person": None, "title": "登记流入党员", "form": form, "trail": trail(scope, branch, "登记流入党员"), "notes": []}
    lead = "来有登记、走有注销;组织关系仍在原支部,本支部的党员数不变。"
    back = reverse("people:list", args=[branch.code, "floating"])
    return render(request, "people/form.html", context | {"lead": lead, "button": "登记", "back": back})


@require_http_methods(["GET", "POST"])
@page("people:prolong", rights.WRITE)
def prolong(request: DeskRequest, number: int) -> HttpResponse:
    row, found = _row(request.scope, number)
    form = UntilForm(request.POST or None, listed=LISTED[row.roster])
    entry = tried(form, lambda: actions.prolong(request.scope, row, form.cleaned_data["until"]))
    if entry is not None:
        return to_file(found, entry)
    row.refresh_from_db()
    now = f"现在到 {row.until:%Y-%m-%d}" if row.until else "现在没有写明期限"
    return ask(request, found, "续期" if row.until else "写明期限", form, lead=f"{LISTED[row.roster].title},{now}。")


@require_http_methods(["GET", "POST"])
@page("people:take_off", rights.WRITE)
def take_off(request: DeskRequest, number: int) -> HttpResponse:
    row, found = _row(request.scope, number)
    form = EndForm(request.POST or None, today=request.scope.today)
    entry = tried(form, lambda: actions.take_off(request.scope, row, form.cleaned_data["day"]))
    if entry is not None:
        return to_file(found, entry)
    row.refresh_from_db()
    return ask(
        request, found, LISTED[row.roster].verb_off, form, lead=f"{LISTED[row.roster].title}自 {row.since:%Y-%m-%d} 起;以前的仍然算数。"
    )


@require_http_methods(["GET", "POST"])
@page("people:contact_person", rights.WRITE)
def contact_person(request: DeskRequest, number: int) -> HttpResponse:
    scope = request.scope
    row, found = _row(scope, number)
    if not LISTED[row.roster].contact:
        raise Http404
    form = ContactPersonForm(request.POST or None, contacts=rolls.contact_choices(scope, found.org, found), today=scope.today)
    entry = tried(form, lambda: actions.name_contact(scope, row, _person(form), form.cleaned_data["day"]))
    if entry is not None:
        return to_file(found, entry)
    return ask(request, found, "指定联系人", form, lead="定一位本支部党员与他保持联系;原来有联系人的,从这一天起换人。")


def _person(form: ContactPersonForm) -> Person:
    return Person.objects.get(code=form.cleaned_data["contact"])


def _listed(roster: str) -> Listed:
    """Visitors have a page of their own."""
    if roster not in LISTED or roster == "floating_in":
        raise Http404
    return LISTED[roster]


def _row(scope: Scope, number: int) -> tuple[RosterEntry, Person]:
    row = rolls.entry(scope, number)
    if row is None or row.subject_person is None:
        raise Http404
    rights.require(_right(scope, row.subject_person, LISTED[row.roster]))
    return row, row.subject_person


def _right(scope: Scope, person: Person, listed: Listed) -> bool:
    return bool(rights.decides(scope, person.org) if listed.from_above else rights.enters(scope, person.org))
