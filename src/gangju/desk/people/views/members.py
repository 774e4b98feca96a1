"""Who belongs: somebody new, a transfer between two branches of one's own, leaving. Transfer and leaving are shown before they are done."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.scope import Scope
from gangju.desk.identity.actions import Entered, enter
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Organization, Person
from gangju.desk.ledgers.names import names
from gangju.desk.ledgers.places import BRANCHES, place, trail
from gangju.desk.people import rights
from gangju.desk.people.actions import add_member, leave, transfer
from gangju.desk.people.actions.members import open_lists, open_posts
from gangju.desk.people.forms import LeaveForm, MemberForm, TransferForm
from gangju.desk.people.views.common import ask, to_file, tried
from gangju.desk.ui.words import long_day

MOST_NAMED = 5
NOT_RECEIVED = "这里只办您同时负责的两个支部之间的接转,当天转出、当天转入。转到别处、对方还没有接收的,在接收以前仍由本支部负责,不在这里办。"


@require_http_methods(["GET", "POST"])
@page("people:add", rights.WRITE)
def add(request: DeskRequest, code: str) -> HttpResponse:
    scope, branch = request.scope, place(request.scope, code, rights.WRITE)
    rights.require(branch.is_branch and rights.decides(scope, branch.org))
    form = MemberForm(request.POST or None)
    entry = tried(form, lambda: _added(scope, branch.org, form))
    if entry is not None:
        return to_file(Person.objects.get(code=entry.subject.removeprefix("person:")), entry)
    context = {"branch": branch, "form": form, "trail": trail(scope, branch, "登记党员"), "ask_alike": "confirmed" in form.errors}
    return render(request, "people/add.html", context)


def _added(scope: Scope, org: Organization, form: MemberForm) -> Entry:
    """The member and, where it was typed, the number: both or neither."""
    with transaction.atomic():
        entry = add_member(scope, org, form.newcomer)
        if form.cleaned_data["number"]:
            person = Person.objects.select_related("org").get(code=entry.subject.removeprefix("person:"))
            enter(scope, person, Entered(number=form.cleaned_data["number"], reason="登记党员"))
    return entry


@require_http_methods(["GET", "POST"])
@page("people:transfer", rights.WRITE)
def move(request: DeskRequest, person: str) -> HttpResponse:
    scope, found = request.scope, rights.person(request.scope, person)
    rights.require(rights.decides(scope, found.org))
    form, step = TransferForm(request.POST or None), request.POST.get("step", "")
    notes: list[str] = []
    if form.is_valid():
        target = _target(scope, form)
        if target is not None and (request.POST.get("previewed") == _said(form) and step == "confirm"):
            entry = tried(form, lambda: transfer(scope, found, target, form.cleaned_data["day"]))
            if entry is not None:
                return to_file(found, entry)
        elif target is not None:
            notes = _seen(scope, form, found, target)
    more = {"notes": notes, "previewed": _said(form) if notes else "", "lead": NOT_RECEIVED, "button": "确认接转" if notes else "预览"}
    return ask(request, found, "接转组织关系", form, preview=True, **more)


def _said(form: TransferForm | LeaveForm) -> str:
    """What was previewed; a field changed since shows its preview first."""
    return "|".join(str(form.cleaned_data.get(name, "")) for name in sorted(form.fields)) if form.is_bound and form.is_valid() else ""


def _target(scope: Scope, form: TransferForm) -> Organization | None:
    """The one branch that the name means."""
    typed = form.cleaned_data["to"].strip()
    known = scope.organizations(rights.WRITE, kind__in=BRANCHES)
    near = list(known.filter(name=typed)[:2]) or list(known.filter(name__contains=typed)[: MOST_NAMED + 1])
    if len(near) == 1 and rights.decides(scope, near[0]):
        return Organization.objects.get(pk=near[0].pk)
    if len(near) > 1:
        form.add_error("to", f"名称含“{typed}”的不止一个:{'、'.join(each.name for each in near[:MOST_NAMED])}。请写全名")
    elif near:
        form.add_error("to", f"{near[0].name}不是您直接管的支部,请由两个支部共同的直接上级办理")
    else:
        form.add_error("to", f"您负责的范围里没有名称含“{typed}”的党支部,请核对后重填")
    return None


def _seen(scope: Scope, form: TransferForm, person: Person, target: Organization) -> list[str]:
    """The deed is tried and taken back, so that the preview refuses what the deed would refuse."""
    day = form.cleaned_data["day"]
    called = names(scope, [("organization", code) for code in (person.org.code, target.code)])
    old, new = (called.get(("organization", code), code) for code in (person.org.code, target.code))
    said = [f"{long_day(day)}起从{old}转出,同一天转入{new};党龄和入党的各项日期不变。"]
    said += [_said_of_list(label("roster_entry.roster", row.roster), row.roster) for row in open_lists(person, day)]
    offices = [label("post.role", row.role) for row in open_posts(person, day) if row.org_id == person.org_id]
    said += [f"他在原支部的职务（{'、'.join(offices)}）不会自动结束,请另行免职。"] if offices else []
    try:
        with transaction.atomic():
            transfer(scope, Person.objects.select_related("org").get(pk=person.pk), target, day)
            transaction.set_rollback(True)
    except ValidationError as wrong:
        form.add_error(None, ";".join(wrong.messages))
        return []
    return said


def _said_of_list(title: str, roster: str) -> str:
    return f"“{title}”到这一天为止。" if roster.startswith("floating") else f"“{title}”随人转到新支部,期限不变。"


@require_http_methods(["GET", "POST"])
@page("people:leave", rights.WRITE)
def gone(request: DeskRequest, person: str) -> HttpResponse:
    scope, found = request.scope, rights.person(request.scope, person)
    rights.require(rights.decides(scope, found.org))
    form = LeaveForm(request.POST or None)
    notes: list[str] = []
    if form.is_valid():
        said = form.cleaned_data
        if request.POST.get("previewed") == _said(form) and request.POST.get("step") == "confirm":
            entry = tried(form, lambda: leave(scope, found, said["exit"], said["day"], said["reason"]))
            if entry is not None:
                return to_file(found, entry)
        else:
            notes = _ending(found, form)
    more = {"notes": notes, "previewed": _said(form) if notes else "", "button": "确认登记" if notes else "预览"}
    lead = "登记已经发生、已有批复的离开;档案和以前的记录都保留。出党、除名的决定不在这里作出。"
    return ask(request, found, "登记离开", form, preview=True, lead=lead, back=reverse("people:file", args=[found.code]), **more)


def _ending(person: Person, form: LeaveForm) -> list[str]:
    said = form.cleaned_data
    found = [f"{long_day(said['day'])}起不再是本支部党员:{form.exit_name}。"]
    found += [f"“{label('roster_entry.roster', row.roster)}”到这一天为止。" for row in open_lists(person, said["day"])]
    offices = [label("post.role", row.role) for row in open_posts(person, said["day"])]
    if offices:
        ends = "同时结束" if said["exit"] == "died" else "不会自动结束,请另行免职"
        found.append(f"现任职务（{'、'.join(offices)}）{ends}。")
    return found
