"""本人核对单: choose, print, and enter which came back and what was corrected on them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.days import read_day
from gangju.desk.ledgers.models import Person
from gangju.desk.ledgers.places import Place, place, trail
from gangju.desk.people import rights
from gangju.desk.people.actions import record_check, record_unchanged
from gangju.desk.people.checked import last_checks
from gangju.desk.people.forms import CheckForm
from gangju.desk.people.sheets import roll, sheets
from gangju.desk.people.views.common import ask, to_file, tried

HOW_MANY = ("1", "2")


def _branch(scope: Scope, code: str) -> Place:
    """A branch whose names the viewer may read. Raises Http404."""
    branch = place(scope, code, rights.NAMES)
    if not branch.is_branch or not scope.persons_named(branch.org):
        raise Http404
    return branch


@require_http_methods(["GET", "POST"])
@page("people:sheets", rights.NAMES)
def register(request: DeskRequest, code: str) -> HttpResponse:
    """Everybody with the day of the last sheet; ticked together where nothing was corrected."""
    scope, branch = request.scope, _branch(request.scope, code)
    members = roll(scope, branch)
    mistake = ""
    if request.method == "POST":
        mistake = _taken_back(request, branch, [person for person in members if person.code in request.POST.getlist("person")])
        if not mistake:
            return redirect("people:sheets", branch.code)
    checks = last_checks(members)
    context = {
        "branch": branch,
        "trail": trail(scope, branch, "本人核对单"),
        "members": [(person, checks.get(person.pk)) for person in members],
        "back": sum(person.pk in checks for person in members),
        "may_enter": bool(rights.enters(scope, branch.org)),
        "mistake": mistake,
        "typed": request.POST.get("day", scope.today.isoformat()),
        "ticked": request.POST.getlist("person"),
    }
    return render(request, "people/sheets.html", context)


def _taken_back(request: DeskRequest, branch: Place, persons: list[Person]) -> str:
    """The mistake; empty where the sheets are entered."""
    if not persons:
        return "请先勾选交回核对单的党员"
    try:
        record_unchanged(request.scope, branch.org, persons, read_day(request.POST.get("day", "")))
    except ValidationError as wrong:
        return ";".join(wrong.messages)
    except ValueError as wrong:
        return str(wrong)
    return ""


@require_http_methods(["GET", "POST"])
@page("people:print_sheets", rights.NAMES)
def print_sheets(request: DeskRequest, code: str) -> HttpResponse:
    """All members, or those ticked on the page before (then the choice comes with its form); one to a page or two."""
    scope, branch = request.scope, _branch(request.scope, code)
    asked = request.POST if request.method == "POST" else request.GET
    chosen, per = asked.getlist("person"), asked.get("per", "1")
    members = roll(scope, branch, chosen or None)
    context = {
        "branch": branch,
        "trail": trail(scope, branch, "本人核对单"),
        "sheets": sheets(scope, members),
        "per": per if per in HOW_MANY else "1",
        "year": scope.today.year,
    }
    return render(request, "people/print_sheets.html", context)


@require_http_methods(["GET", "POST"])
@page("people:checked", rights.WRITE)
def checked(request: DeskRequest, person: str) -> HttpResponse:
    """One sheet with corrections on it."""
    scope, found = request.scope, rights.person(request.scope, person)
    rights.require(rights.enters(scope, found.org))
    form = CheckForm(request.POST or None, today=scope.today)
    entry = tried(form, lambda: record_check(scope, found, form.answers))
    if entry is not None:
        return to_file(found, entry)
    lead = "逐项写明本人核对的结果。有更正的,保存后回到档案更正相应的登记。"
    return ask(request, found, "收回核对单", form, lead=lead, back=reverse("people:sheets", args=[found.org.code]))
