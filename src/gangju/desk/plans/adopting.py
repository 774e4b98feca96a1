"""Pages of 方案库 and 采用: look at what could bind, bind it for a subtree, end it, take it back within the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.bridge.packs import offered
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.ledgers.models import Organization
from gangju.desk.ledgers.places import Crumb
from gangju.desk.plans import books
from gangju.desk.plans import library as shelf
from gangju.desk.plans.actions import ADOPT, adopt_here, end_here, undo_adoption
from gangju.desk.plans.forms import AdoptForm, EndForm
from gangju.desk.plans.models import Adoption
from gangju.desk.ui.words import short_day

if TYPE_CHECKING:
    from gangju.engine.model import Pack


@require_GET
@page("plans:library", "plan.read")
def library(request: DeskRequest) -> HttpResponse:
    shelves, bad = shelf.shelves(request.scope)
    return render(request, "plans/library.html", {"shelves": shelves, "bad": bad, "trail": _trail("方案库")})


@require_GET
@page("plans:pack", "plan.read")
def pack(request: DeskRequest, version: str) -> HttpResponse:
    found = shelf.reading(version)
    if found is None:
        raise Http404
    title = found.offered.pack.plan.title
    context = {"reading": found, "may_adopt": bool(request.scope.may(ADOPT)), "trail": _trail("方案库", title)}
    return render(request, "plans/pack.html", context)


@require_http_methods(["GET", "POST"])
@page("plans:adopt", ADOPT)
def adopting(request: DeskRequest, version: str) -> HttpResponse:
    found = offered(version)
    if found is None:
        raise Http404
    plan, orgs = found.pack.plan, shelf.adopters(request.scope)
    start = {"since": short_day(max(plan.in_force_from, request.scope.today)), "org": orgs[0].code if len(orgs) == 1 else ""}
    form = AdoptForm(request.POST or None, orgs=orgs, params=shelf.local(found.pack), initial=start)
    if request.method == "POST" and form.is_valid() and (number := _adopted(request, found.pack, form)):
        return redirect("plans:plan", number)
    context = {"plan": plan, "offered": found, "form": form, "trail": _trail("方案库", "采用")}
    return render(request, "plans/adopt.html", context)


@require_http_methods(["GET", "POST"])
@page("plans:end", ADOPT)
def ending(request: DeskRequest, number: int) -> HttpResponse:
    adoption, title = _mine(request, number)
    form = EndForm(request.POST or None, initial={"until": short_day(request.scope.today)})
    if request.method == "POST" and form.is_valid():
        try:
            end_here(request.scope, adoption, form.cleaned_data["until"])
        except ValidationError as wrong:
            put_mistakes(form, wrong)
        else:
            request.session["plan note"] = f"已登记：{title} 自 {short_day(adoption.until)} 起停止执行。"
            return redirect("plans:plan", number)
    return render(request, "plans/end.html", {"form": form, "title": title, "adoption": adoption, "trail": _trail(title, "停止执行")})


@require_POST
@page("plans:undo", ADOPT)
def undoing(request: DeskRequest, number: int) -> HttpResponse:
    adoption, title = _mine(request, number)
    try:
        undo_adoption(request.scope, adoption)
    except ValidationError as wrong:
        request.session["plan note"] = f"{'；'.join(wrong.messages)}。"
        return redirect("plans:plan", number)
    request.session["plan note"] = f"已撤销采用“{title}”，如同没有采用过；操作日志里留有全部内容。"
    return redirect("plans:plans")


def _adopted(request: DeskRequest, pack: Pack, form: AdoptForm) -> int | None:
    """The number of the new adoption; None where the form has to say what is wrong."""
    said = form.cleaned_data
    org = Organization.objects.get(code=said["org"])
    until = said["until"] or pack.plan.in_force_until
    try:
        adoption = adopt_here(request.scope, pack.folder, org, said["since"], until, form.values)
    except ValidationError as wrong:
        put_mistakes(form, wrong)
        return None
    request.session["plan note"] = "已采用。各级的结果正在重新计算，算好后标准页自动换成新的。"
    return adoption.pk


def _mine(request: DeskRequest, number: int) -> tuple[Adoption, str]:
    """Absent and not his to end look the same."""
    found = books.book(request.scope, number)
    if found is None:
        raise Http404
    request.scope.require(ADOPT, found.adoption.org)
    return found.adoption, found.plan.title


def _trail(*titles: str) -> list[Crumb]:
    links = {"方案库": reverse("plans:library")}
    return [Crumb("方案", reverse("plans:plans")), *(Crumb(title, links.get(title)) for title in titles[:-1]), Crumb(titles[-1])]
