"""定： the table of standards, why a figure is what it is, and the plans behind them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.bridge import results
from gangju.desk.ledgers.places import children, place, places, trail
from gangju.desk.ledgers.posts import due, proxies
from gangju.desk.plans import board, books, groups, library, reasons
from gangju.desk.plans.actions import ADOPT, may_undo
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.contests.actions import FILE
from gangju.desk.plans.contests.queries import about

ROWS_A_PAGE = 60
# More than the branches directly below one organisation have of subjects.
MOST = 50_000


@require_GET
@page("plans:standards", "standard.read")
def standards(request: DeskRequest) -> HttpResponse:
    """One's own level; whoever answers for several places chooses."""
    scope = request.scope
    roots = places(scope, scope.organizations("standard.read", path__in=scope.paths("standard.read")))
    return redirect(roots[0].href) if len(roots) == 1 else redirect("ledgers:organizations")


@require_GET
@page("plans:matrix", "standard.read")
def matrix(request: DeskRequest, code: str) -> HttpResponse:
    """Organisation against standard: the chosen one on top, those directly below it as rows."""
    scope = request.scope
    org = place(scope, code, "standard.read")
    below = [each for each in children(scope, org) if each.kind != "group"]
    branches = any(each.is_branch for each in below)
    reading = results.read(scope, orgs=[org.code, *(each.code for each in below)], subjects=branches, most=MOST)
    found = board.by_place(reading.groups if reading else ())
    lone = board.lone_subjects(reading.subjects if reading else ())
    columns = board.columns(found, standards_in_force(scope).values())
    query = Paged(request.GET)
    lines = board.arranged([board.line(each, found, columns, lone) for each in below], query)
    paging = Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "org": org,
        "trail": trail(scope, org),
        "reading": reading,
        "columns": board.headings(org, columns),
        "plans": board.plans_over(columns),
        "total": board.line(org, found, columns).cells,
        "lines": paging.object_list,
        "page": paging,
        "query": query,
        "below": len(below),
        "narrowed": bool(query.value("name") or query.value("verdict")),
        "reminder": due.reminder(scope, org),
        "no_account": proxies.without_account(scope, org.path),
    }
    return render(request, "plans/matrix.html", context)


@require_GET
@page("plans:group", "standard.read")
def group(request: DeskRequest, code: str, pack: str, standard: str) -> HttpResponse:
    """Why a group stands as it does: counts by verdict, who fails, the next level down."""
    org = place(request.scope, code, "standard.read")
    found = groups.why(request.scope, org, pack, standard, Paged(request.GET))
    if found is not None:
        return render(request, "plans/group.html", {"why": found})
    known = standards_in_force(request.scope).get((pack, standard))
    if known is None or request.GET.get("part", "") not in ("", *known.parts):
        raise Http404
    return render(request, "plans/nobody.html", {"known": known, "org": org, "trail": trail(request.scope, org)})


@require_GET
@page("plans:why", "standard.read")
def why(request: DeskRequest, pack: str, standard: str, kind: str, subject: str) -> HttpResponse:
    """Why one subject stands as it does, down to the rows."""
    asked = reasons.Asked(pack, standard, kind, subject, *(request.GET.get(name) for name in ("org", "period", "part")))
    found = reasons.why(request.scope, asked)
    if found is None:
        raise Http404
    contest = request.get_full_path().replace("/why/", "/contest/", 1) if request.scope.can(FILE, found.org.org) else ""
    return render(request, "plans/why.html", {"why": found, "contests": about(request.scope, pack, standard, subject), "contest": contest})


@require_GET
@page("plans:plans", "plan.read")
def plans(request: DeskRequest) -> HttpResponse:
    context = {
        "books": books.books(request.scope),
        "may_adopt": bool(request.scope.may(ADOPT)),
        "note": request.session.pop("plan note", ""),
    }
    return render(request, "plans/plans.html", context)


@require_GET
@page("plans:plan", "plan.read")
def plan(request: DeskRequest, number: int) -> HttpResponse:
    """What an adopted plan asks, clause by clause."""
    found = books.book(request.scope, number)
    if found is None:
        raise Http404
    own = request.scope.organizations("plan.read", path__in=request.scope.paths("plan.read")).first()
    context = {"book": found, "root": own.code if own else found.adoption.org.code, "note": request.session.pop("plan note", "")}
    context["may_end"] = False
    officer = request.scope.organizations("plan.rehearse", path__in=request.scope.paths("plan.rehearse")).first()
    context["rehearse"] = reverse("plans:rehearse", args=[officer.code, found.adoption.pack]) if officer else ""
    if request.scope.can(ADOPT, found.adoption.org):
        context |= {"may_end": True, "may_undo": may_undo(found.adoption), "bound": library.bound(found.adoption)}
    return render(request, "plans/plan.html", context)
