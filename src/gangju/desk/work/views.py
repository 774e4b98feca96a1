"""干： the branch at work: its home, recording, correcting and withdrawing an activity, and what that moved."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import live
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers import rolls
from gangju.desk.ledgers.actions import amend_activity, record_activity, restore_activity, start_keeping, withdraw_activity
from gangju.desk.ledgers.forms import ActivityForm
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.ledgers.models import Activity
from gangju.desk.ledgers.places import Place, place, trail
from gangju.desk.lists.entry import bar
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.lines import Line
from gangju.desk.work import entry, moved
from gangju.desk.work.home import duties, home, verdicts

REMEMBERED = 20


@require_GET
@page("work:branch", "standard.read")
def branch(request: DeskRequest, code: str) -> HttpResponse:
    org = place(request.scope, code, "standard.read")
    if not org.is_branch:
        return redirect("plans:matrix", org.code)
    return render(request, "work/branch.html", {"done": bar.shown(request, request.scope), "home": home(request.scope, org)})


@require_http_methods(["GET", "POST"])
@page("work:record", "activity.write")
def record(request: DeskRequest, code: str) -> HttpResponse:
    """One form, thirty seconds. Sent twice, it records once: the form carries a number that is used up."""
    scope = request.scope
    org = place(scope, code, "activity.write")
    if not org.is_branch:
        raise Http404
    if request.method == "GET":
        return _form(request, org, _first_values(request, org))
    once = request.POST.get("once", "")
    if done := request.session.get("recorded", {}).get(once):
        return redirect("ledgers:activity", done)
    form = entry.form_for(scope, org, request.POST)
    if form.is_valid():
        kinds = [entry.happening(form).kind]
        before = _duties(scope, org, kinds)
        try:
            recorded = record_activity(scope, org.org, entry.happening(form))
        except ValidationError as wrong:
            put_mistakes(form, wrong, names={"present": "absent"})
        else:
            _remember(request, once, recorded.activity.code)
            return _moved(request, org, kinds, before, recorded.entry, recorded.activity)
    return _form(request, org, form=form)


@require_http_methods(["GET", "POST"])
@page("work:correct", "activity.write")
def correct(request: DeskRequest, code: str) -> HttpResponse:
    scope, activity = request.scope, _activity(request.scope, code)
    org = place(scope, activity.org.code, "activity.write")
    if request.method == "GET":
        return _form(request, org, entry.as_typed(activity), activity=activity)
    form = entry.form_for(scope, org, request.POST)
    if form.is_valid():
        kinds = [activity.kind, entry.happening(form).kind]
        before = _duties(scope, org, kinds)
        try:
            amended = amend_activity(scope, activity, entry.happening(form))
        except ValidationError as wrong:
            put_mistakes(form, wrong, names={"present": "absent"})
        else:
            return _moved(request, org, kinds, before, amended.entry, amended.activity)
    return _form(request, org, form=form, activity=activity)


@require_http_methods(["GET", "POST"])
@page("work:withdraw", "activity.write")
def withdraw(request: DeskRequest, code: str) -> HttpResponse:
    """Asks for the reason; the entry can be brought back afterwards."""
    scope, activity = request.scope, _activity(request.scope, code)
    org = place(scope, activity.org.code, "activity.write")
    mistake, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        kinds = [activity.kind]
        before = _duties(scope, org, kinds)
        try:
            return _moved(request, org, kinds, before, withdraw_activity(scope, activity, reason))
        except ValidationError as wrong:
            mistake = "；".join(wrong.messages)
    context = {"org": org, "trail": trail(scope, org, "撤回活动"), "event": rolls.event(activity), "mistake": mistake, "reason": reason}
    return render(request, "work/withdraw.html", context)


@require_POST
@page("work:restore", "activity.write")
def restore(request: DeskRequest, number: int) -> HttpResponse:
    """Undo of a withdrawal."""
    withdrawn = Entry.objects.filter(pk=number, deed="activity.withdraw").first()
    if withdrawn is None:
        raise Http404
    org = place(request.scope, withdrawn.org_code, "activity.write")
    kinds = [str((withdrawn.before or {}).get("activity", {}).get("kind", ""))]
    before = _duties(request.scope, org, kinds)
    try:
        restored = restore_activity(request.scope, withdrawn)
    except ValidationError:
        return redirect("ledgers:activities", org.code)
    return _moved(request, org, kinds, before, restored.entry, restored.activity)


@require_POST
@page("work:keep", "keeping.write")
def keep(request: DeskRequest, code: str) -> HttpResponse:
    """建账: from today on what is not recorded was not done; never backwards. Asked twice, it is kept once."""
    org = place(request.scope, code, "keeping.write")
    with suppress(ValidationError):
        start_keeping(request.scope, org.org, request.POST.get("ledger", ""), request.scope.today)
    return redirect("work:branch", org.code)


@require_GET
@page("work:above", "standard.read")
def above(request: DeskRequest, code: str) -> HttpResponse:
    """The follow-up of a deed: asked again only while a run that it caused is open."""
    since = parse_datetime(request.GET.get("since", "")) or datetime.min  # noqa: DTZ901 - local times without a zone
    standards = [each for each in request.GET.get("of", "").split(",") if each]
    org = place(request.scope, code, "standard.read")
    return render(request, "work/above.html", {"above": moved.above(request.scope, org, since, standards)})


def _activity(scope: Scope, code: str) -> Activity:
    found = scope.rows(Activity, "activity.write").filter(code=code).select_related("org").first()
    if found is None:
        raise Http404
    return found


def _duties(scope: Scope, org: Place, kinds: Collection[str]) -> list[Line]:
    """The duties that an activity of these kinds may move: before and after the deed the same ones."""
    only = live.concerned([f"activity.{kind}" for kind in kinds])
    known = {key: standard for key, standard in standards_in_force(scope).items() if key in only}
    return duties(scope, org, verdicts(scope, org, only), known)


def _first_values(request: DeskRequest, org: Place) -> dict[str, object]:
    """What the form starts with: nothing, the pattern of an earlier entry, or what was typed before the roll was asked anew."""
    if request.htmx:
        typed = {name: request.GET.get(name, "") for name in ("kind", "day", "hours", "topic")}
        return typed | {"absent": request.GET.getlist("absent")}
    values: dict[str, object] = {"day": request.scope.today, "kind": request.GET.get("kind", "")}
    like = request.scope.rows(Activity, "activity.write").filter(code=request.GET.get("like", ""), org=org.org).first()
    return values | entry.as_typed(like, again=True) if like else values


def _form(
    request: DeskRequest,
    org: Place,
    values: dict[str, object] | None = None,
    form: ActivityForm | None = None,
    activity: Activity | None = None,
) -> HttpResponse:
    """The whole page; for htmx only the roll, which depends on kind and day."""
    scope = request.scope
    shown = form or entry.form_for(scope, org, None, values)
    last = rolls.events(scope, org).first() if activity is None else None
    hints = entry.hints(scope)
    context = {
        "form": shown,
        "org": org,
        "trail": trail(scope, org, "更正活动" if activity else "记一次活动"),
        "activity": activity,
        "kinds": list(zip(shown["kind"], hints, strict=True)),
        "rare": any(hint.kind == shown["kind"].value() and not hint.counts for hint in hints),
        "last": rolls.event(last) if last else None,
        "named": scope.persons_named(org.org),
        "once": request.POST.get("once") or secrets.token_hex(8),
    }
    return render(request, "ledgers/roll.html" if request.htmx else "ledgers/record.html", context)


def _remember(request: DeskRequest, once: str, code: str) -> None:
    kept = dict(list(request.session.get("recorded", {}).items())[-REMEMBERED:])
    request.session["recorded"] = kept | {once: code}


def _moved(
    request: DeskRequest, org: Place, kinds: Collection[str], before: list[Line], deed: Entry, activity: Activity | None = None
) -> HttpResponse:
    """The branch's verdicts right now, in the same response; the levels above follow by themselves."""
    scope = request.scope
    changes = moved.changes(before, _duties(scope, org, kinds))
    row = rolls.events(scope, org).filter(pk=activity.pk).first() if activity else None
    context = {
        "org": org,
        "deed": deed,
        "title": TITLES[deed.deed],
        "trail": trail(scope, org, TITLES[deed.deed]),
        "event": rolls.event(row) if row else None,
        "undoable": deed.deed in ("activity.record", "activity.amend") and bar.may(scope, deed),
        "changes": changes,
        "above": moved.above(scope, org, deed.recorded_at, {change.standard for change in changes}),
    }
    return render(request, "work/moved.html", context)


TITLES = {"activity.record": "已记下", "activity.amend": "已更正", "activity.withdraw": "已撤回", "activity.restore": "已恢复"}
