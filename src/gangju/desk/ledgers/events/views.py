"""Pages of 变动: choose, fill in, preview, confirm; 沿革 with 撤销; the tree on any day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.ledgers.days import read_day
from gangju.desk.ledgers.events.actions import carry_out, undo_event
from gangju.desk.ledgers.events.checks import PERMISSION
from gangju.desk.ledgers.events.forms import FORMS
from gangju.desk.ledgers.events.history import history, tree_on
from gangju.desk.ledgers.events.previewing import Preview, preview
from gangju.desk.ledgers.mistakes import put_by_field, put_mistakes
from gangju.desk.ledgers.models import Organization, OrgEvent, in_force
from gangju.desk.ledgers.models.event import KINDS
from gangju.desk.ledgers.places import Crumb, place, trail

NOT_YOURS = "这次变动涉及的组织不都在您的授权之内,或者要由上一级办理。请由共同的上级办理"


@require_GET
@page("ledgers:tree", "organization.read")
def tree(request: DeskRequest) -> HttpResponse:
    """`?day=` in any spelling; a day that cannot be read is told and today is shown."""
    asked, mistake, day = request.GET.get("day", "").strip(), "", request.scope.today
    if asked:
        try:
            day = read_day(asked)
        except ValueError as wrong:
            mistake = str(wrong)
    nodes = tree_on(request.scope, day)
    return render(request, "ledgers/event_tree.html", {"day": day, "nodes": nodes, "mistake": mistake, "asked": asked})


@require_GET
@page("ledgers:history", "organization.read")
def lineage(request: DeskRequest, code: str) -> HttpResponse:
    """Also of an organisation that is dissolved."""
    return _lineage(request, _organization(request.scope, code))


@require_POST
@page("ledgers:undo_event", PERMISSION)
def undo(request: DeskRequest, number: int) -> HttpResponse:
    done = OrgEvent.objects.filter(pk=number).first()
    seen = Organization.objects.filter(request.scope.reach(PERMISSION, ""), event_parts__event=done).order_by("event_parts__role", "pk")
    if done is None or not seen:
        raise Http404
    stays = seen.filter(event_parts__role="from").first() or seen[0]
    try:
        undo_event(request.scope, done)
    except ValidationError as wrong:
        return _lineage(request, stays, "；".join(wrong.messages))
    return redirect("ledgers:history", stays.code)


def change(kind: str) -> Callable[..., HttpResponseBase]:
    """The page of one kind of event: the form, its preview, then the deed."""

    @require_http_methods(["GET", "POST"])
    @page(f"ledgers:{kind}", PERMISSION)
    def view(request: DeskRequest, code: str) -> HttpResponse:
        org = place(request.scope, code, PERMISSION)
        form = FORMS[kind](request.POST or None, scope=request.scope, org=org)
        seen: Preview | None = None
        if request.method == "POST" and form.is_valid():
            try:
                if request.POST.get("step") == "confirm" and request.POST.get("previewed") == _fingerprint(request):
                    return _done(carry_out(request.scope, form.event()), code)
                seen = preview(request.scope, form.event())
                put_by_field(form, seen.refusals)
            except Denied:
                form.add_error(None, NOT_YOURS)
            except ValidationError as wrong:
                put_mistakes(form, wrong)
        context = {"kind": kind, "title": KINDS[kind], "org": org, "form": form, "seen": seen, "previewed": _fingerprint(request)}
        context["trail"] = [
            *trail(request.scope, org, KINDS[kind])[:-1],
            Crumb("沿革", reverse("ledgers:history", args=[code])),
            Crumb(KINDS[kind]),
        ]
        return render(request, "ledgers/event_form.html", context)

    return view


def _fingerprint(request: HttpRequest) -> str:
    """Only what was previewed is carried out: a field changed since shows its preview first."""
    left_out = ("step", "previewed", "csrfmiddlewaretoken")
    said = sorted((name, values) for name, values in request.POST.lists() if name not in left_out)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _done(done: OrgEvent, code: str) -> HttpResponse:
    """On to what came out of it."""
    result = done.parts.filter(role="to").select_related("org").order_by("pk").first()
    return redirect("ledgers:history", result.org.code if result else code)


def _organization(scope: Scope, code: str) -> Organization:
    found = Organization.objects.filter(scope.reach("organization.read", ""), code=code).first()
    if found is None:
        raise Http404
    return found


def _lineage(request: DeskRequest, org: Organization, mistake: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "org": org,
        "history": history(request.scope, org),
        "mistake": mistake,
        "kinds": KINDS.items() if request.scope.can(PERMISSION, org) and org.versions.filter(in_force(request.scope.today)) else [],
    }
    return render(request, "ledgers/event_history.html", context)


VIEWS = {kind: change(kind) for kind in KINDS}
