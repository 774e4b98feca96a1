"""What the pages of this room share: a form that is asked, tried and answered, and the way back to the file with what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gangju.desk.access.pages import DeskRequest
from gangju.desk.access.scope import Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.ledgers.models import Organization, Person
from gangju.desk.ledgers.places import Crumb, Place, places, trail
from gangju.desk.people.history import Done, history


def tried(form: forms.Form, deed: Callable[[], Entry]) -> Entry | None:
    """The entry of the deed; None where the form or the deed found mistakes, which then stand in the form."""
    if not form.is_valid():
        return None
    try:
        return deed()
    except ValidationError as wrong:
        put_mistakes(form, wrong)
    return None


def to_file(person: Person, entry: Entry) -> HttpResponse:
    return redirect(f"{reverse('people:file', args=[person.code])}?done={entry.pk}")


def just_done(request: DeskRequest, person: Person) -> Done | None:
    """What the last page did, told once on the next; only where it is about this person."""
    asked = request.GET.get("done", "")
    if not asked.isdigit():
        return None
    return next((each for each in history(request.scope, person) if each.number == int(asked)), None)


def place_of(scope: Scope, org: Organization) -> Place | None:
    return next(iter(places(scope, scope.organizations(code=org.code))), None)


def crumbs(scope: Scope, person: Person, *ends: str) -> Sequence[Crumb]:
    """Down to the person's file, then the page's own steps."""
    place = place_of(scope, person.org)
    above = trail(scope, place, "")[:-1] if place else []
    return [*above, Crumb(person.name, reverse("people:file", args=[person.code])), *(Crumb(end) for end in ends)]


def ask(request: DeskRequest, person: Person, title: str, form: forms.Form, **more: Any) -> HttpResponse:
    """The page of one form about one person."""
    context = {"person": person, "title": title, "form": form, "trail": crumbs(request.scope, person, title), "lead": "", "button": "保存"}
    return render(request, "people/form.html", context | {"notes": [], "back": reverse("people:file", args=[person.code])} | more)
