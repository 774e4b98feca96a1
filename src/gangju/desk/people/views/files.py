"""党员档案: the file, its opening against a reason, corrections, and taking back what was done today."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Person
from gangju.desk.ledgers.places import Place, place, trail
from gangju.desk.people import rights
from gangju.desk.people.actions import correct as correct_basics
from gangju.desk.people.actions import record_contact
from gangju.desk.people.file import file_of
from gangju.desk.people.forms import ContactForm, CorrectForm, RevealForm
from gangju.desk.people.lists import MARKS
from gangju.desk.people.views.common import ask, just_done, to_file, tried
from gangju.desk.people.writing import undo as take_back

SHORTEST_REASON = 4


@require_GET
@page("people:file", rights.NAMES)
def file(request: DeskRequest, person: str) -> HttpResponse:
    found = rights.person(request.scope, person)
    context = {"file": file_of(request.scope, found), "done": just_done(request, found), "marks": MARKS, "revealed": "", "mistake": ""}
    return render(request, "people/file.html", context)


@require_http_methods(["GET", "POST"])
@page("people:reveal", rights.NAMES)
def reveal(request: DeskRequest, code: str) -> HttpResponse:
    """One file for one answer to who stands above the direct superior, against a logged reason; nothing is remembered."""
    scope, branch = request.scope, place(request.scope, code)
    if not any(branch.path.startswith(path) for path in scope.naming_paths):
        raise Http404
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _looked_up(scope, branch, form)
        if found is not None:
            context = {"file": file_of(scope, found, whole=False), "done": None, "marks": MARKS, "revealed": form.cleaned_data["reason"]}
            return render(request, "people/file.html", context | {"mistake": ""})
    context = {"branch": branch, "form": form, "trail": trail(scope, branch, "凭理由查看档案")}
    return render(request, "people/reveal.html", context)


def _looked_up(scope: Scope, branch: Place, form: RevealForm) -> Person | None:
    """Whom the name means, once the reason is in the journal; a wrong name is logged too, for it was asked."""
    name, reason = form.cleaned_data["name"].strip(), form.cleaned_data["reason"].strip()
    if len(reason) < SHORTEST_REASON:
        form.add_error("reason", "请写明查看理由,不少于四个字")
        return None
    found = list(scope.rows(Person, rights.NAMES).filter(org=branch.org.pk, name=name).select_related("org")[:2])
    subject = f"person:{found[0].code}" if len(found) == 1 else f"organization:{branch.code}"
    with deed("person.reveal", scope.actor, org=branch.org, subject=subject, reason=reason):
        pass
    if len(found) != 1:
        form.add_error(
            "name", "这个支部有不止一位同名的党员,请由直接上级查看" if found else f"这个支部没有叫“{name}”的党员,请核对姓名和支部"
        )
        return None
    return found[0]


def _none_or_several(name: str, several: bool) -> str:
    return "这个支部有不止一位同名的党员,请由直接上级查看" if several else f"这个支部没有叫“{name}”的党员,请核对姓名和支部"


@require_http_methods(["GET", "POST"])
@page("people:correct", rights.WRITE)
def correct(request: DeskRequest, person: str) -> HttpResponse:
    found = rights.person(request.scope, person)
    rights.require(rights.enters(request.scope, found.org))
    form = CorrectForm(request.POST or None, person=found)
    entry = tried(form, lambda: correct_basics(request.scope, found, form.basics, form.cleaned_data["reason"]))
    if entry is not None:
        return to_file(found, entry)
    found.refresh_from_db()
    return ask(request, found, "更正基本信息", form, lead="只改登记错的;改前改后都记入档案。")


@require_http_methods(["GET", "POST"])
@page("people:contact", "activity.write")
def contact(request: DeskRequest, person: str) -> HttpResponse:
    found = rights.person(request.scope, person)
    request.scope.require("activity.write", found.org)
    form = ContactForm(request.POST or None, today=request.scope.today)
    entry = tried(form, lambda: record_contact(request.scope, found, form.cleaned_data["day"], form.cleaned_data["topic"]))
    if entry is not None:
        return redirect("ledgers:activity", entry.subject.removeprefix("activity:"))
    return ask(request, found, "记一次联系", form, lead="联系一次记一次,计入流动党员联系情况;记错了在活动里更正或撤回。")


@require_POST
@page("people:undo", rights.WRITE)
def undo(request: DeskRequest, number: int) -> HttpResponse:
    scope = request.scope
    entry = Entry.objects.filter(pk=number, subject__startswith="person:").first()
    if entry is None:
        raise Http404
    code = entry.subject.removeprefix("person:")
    found = rights.person(scope, code)
    try:
        done = take_back(scope, entry)
    except ValidationError as wrong:
        context: dict[str, Any] = {"file": file_of(scope, found), "done": None, "marks": MARKS, "revealed": ""}
        return render(request, "people/file.html", context | {"mistake": ";".join(wrong.messages)})
    branch = found.org.code
    return to_file(found, done) if Person.objects.filter(pk=found.pk).exists() else redirect("ledgers:members", branch)
