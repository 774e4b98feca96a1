"""Pages of 异议: raised from a why page, listed for both sides, answered by the level above."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.access.scope import Denied
from gangju.desk.ledgers.mistakes import put_mistakes
from gangju.desk.ledgers.places import Crumb
from gangju.desk.plans import reasons
from gangju.desk.plans.contests import queries
from gangju.desk.plans.contests.actions import FILE, OPEN, Figure, answer_contest, file_contest, may_answer, withdraw_contest
from gangju.desk.plans.contests.forms import AnswerForm, FileForm
from gangju.desk.plans.models import Contest

ROWS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
@page("plans:contest", FILE)
def filing(request: DeskRequest, pack: str, standard: str, kind: str, subject: str) -> HttpResponse:
    """About the figure as its why page shows it now."""
    asked = reasons.Asked(pack, standard, kind, subject, *(request.GET.get(name) for name in ("org", "period", "part")))
    why = reasons.why(request.scope, asked)
    if why is None:
        raise Http404
    request.scope.require(FILE, why.org.org)
    form = FileForm(request.POST or None, rows=[each.said for each in why.rows if each.said])
    if request.method == "POST" and form.is_valid():
        figure = Figure(pack, standard, asked.part or "", why.period_code, kind, subject, why.verdict or "reported")
        said = form.cleaned_data
        try:
            contest = file_contest(request.scope, why.org.org, figure, said["about"], said["row"], said["ground"])
        except ValidationError as wrong:
            put_mistakes(form, wrong)
        else:
            return redirect("plans:contested", contest.pk)
    back = request.get_full_path().replace("/contest/", "/why/", 1)
    trail = [*why.trail[:-1], Crumb(why.subject, back), Crumb("提出异议")]
    return render(request, "plans/contest_file.html", {"why": why, "form": form, "trail": trail, "back": back})


@require_GET
@page("plans:contests", "standard.read")
def contests(request: DeskRequest) -> HttpResponse:
    """Open ones first, the longest waiting on top."""
    query = Paged(request.GET)
    closed = query.value("state") == "closed"
    rows = queries.seen(request.scope)
    chosen = rows.exclude(case__state__in=OPEN).order_by("-case__closed_on", "-pk") if closed else rows.filter(case__state__in=OPEN)
    paging = Paginator(chosen if closed else chosen.order_by("case__opened_on", "pk"), ROWS_A_PAGE).get_page(query.value("page"))
    context = {"told": queries.told(request.scope, paging.object_list), "page": paging, "query": query, "closed": closed}
    return render(request, "plans/contests.html", context)


@require_http_methods(["GET", "POST"])
@page("plans:contested", "standard.read")
def contested(request: DeskRequest, number: int) -> HttpResponse:
    contest = _contest(request, number)
    allowed = may_answer(request.scope, contest)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_contest(request.scope, contest, form.cleaned_data["outcome"], form.cleaned_data["answer"])
        except ValidationError as wrong:
            put_mistakes(form, wrong)
        else:
            return redirect("plans:contested", contest.pk)
    return _shown(request, contest, form if allowed else None)


@require_POST
@page("plans:withdraw_contest", FILE)
def withdrawing(request: DeskRequest, number: int) -> HttpResponse:
    contest = _contest(request, number)
    try:
        withdraw_contest(request.scope, contest)
    except ValidationError as wrong:
        return _shown(request, contest, None, "；".join(wrong.messages))
    return redirect("plans:contested", number)


def _shown(request: DeskRequest, contest: Contest, form: AnswerForm | None, mistake: str = "") -> HttpResponse:
    (told,) = queries.told(request.scope, [contest])
    trail = [Crumb("异议", reverse("plans:contests")), Crumb(told.standard)]
    may_withdraw = told.is_open and bool(request.scope.can(FILE, contest.org))
    context = {"told": told, "form": form, "trail": trail, "may_withdraw": may_withdraw, "mistake": mistake}
    return render(request, "plans/contested.html", context)


def _contest(request: DeskRequest, number: int) -> Contest:
    found = queries.seen(request.scope).filter(pk=number).first()
    if found is None:
        raise Http404
    if not queries.may_open(request.scope, found):
        raise Denied(request.scope.persons_named(found.org))
    return found
