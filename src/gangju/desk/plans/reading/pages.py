"""Pages of 审读: the list, reading a document, the review itself."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.bridge import drafting
from gangju.desk.bridge.drafting import NotRead
from gangju.desk.ledgers.places import BRANCHES, Crumb, Place, place, places
from gangju.desk.plans.reading import actions, marking, passing, queries
from gangju.desk.plans.reading.actions import DRAFT
from gangju.desk.plans.reading.forms import BeginForm
from gangju.desk.plans.reading.models import Reading, State
from gangju.desk.plans.reading.standing import Line
from gangju.desk.plans.reading.tasks import read_later

ROWS_A_PAGE = 50
NOTE = "reading note"


@require_GET
@page("plans:readings", DRAFT)
def readings(request: DeskRequest) -> HttpResponse:
    query = Paged(request.GET)
    gone = query.value("state") == State.DROPPED
    rows = (queries.dropped if gone else queries.readings)(request.scope).order_by("-changed_at", "-pk")
    paging = Paginator(rows, ROWS_A_PAGE).get_page(query.value("page"))
    found = list(paging.object_list)
    names = dict(request.scope.organizations(pk__in=[row.org_id for row in found]).values_list("pk", "name"))
    lines = [(row, names.get(row.org_id, "")) for row in found]
    context = {
        "lines": lines,
        "page": paging,
        "query": query,
        "gone": gone,
        "trail": trail("读文件"),
        "note": request.session.pop(NOTE, ""),
    }
    return render(request, "plans/reading/list.html", context)


@require_http_methods(["GET", "POST"])
@page("plans:reading_new", DRAFT)
def begin(request: DeskRequest) -> HttpResponse:
    orgs = drafters(request)
    form = BeginForm(request.POST or None, request.FILES or None, orgs=orgs, initial={"org": orgs[0].code if orgs else ""})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        org = place(request.scope, said["org"], DRAFT).org
        try:
            found = actions.begin(request.scope, org, *read_from(said))
        except NotRead as wrong:
            form = BeginForm({"org": said["org"]}, orgs=orgs)
            form.full_clean()
            form.errors.clear()
            form.add_error("file" if said["file"] else "whole_text", str(wrong))
        else:
            if found.state == State.WAITING:
                read_later.enqueue(found.pk)
            return redirect("plans:reading", found.pk)
    return render(request, "plans/reading/new.html", {"form": form, "trail": trail_to("读一份文件")})


def read_from(said: dict[str, object]) -> tuple[str, str]:
    """The text and where it came from, of a form that gave one of both. Raises NotRead."""
    file = said.get("file")
    if not file:
        return str(said["whole_text"]), ""
    name = str(getattr(file, "name", ""))
    return drafting.text_of(name, getattr(file, "read", bytes)()), name


def drafters(request: DeskRequest) -> list[Place]:
    """Organisations that the viewer may draft for; a branch has no plan of its own."""
    return [each for each in places(request.scope, request.scope.organizations(DRAFT)) if each.kind not in (*BRANCHES, "group")]


@require_GET
@page("plans:reading", DRAFT)
def review(request: DeskRequest, number: int) -> HttpResponse:
    found = queries.reading(request.scope, number)
    if found.state in (State.WAITING, State.FAILED):
        return render(request, "plans/reading/waiting.html", {"reading": found, "trail": trail_to(found.title)})
    whole = queries.review_of(found)
    query = Paged(request.GET)
    context = {
        "query": query,
        "review": whole,
        "reading": found,
        "cards": [whole.card(line) for line in _wanted(whole, query)],
        "kinds": marking.KINDS,
        "states": queries.STATES,
        "at": request.GET.get("at", ""),
        "happened": [queries.told(step, whole.numbers) for step in reversed(whole.steps)][:12],
        "may_approve": passing.may_approve(request.scope, found) if found.state == State.SUBMITTED else None,
        "back": next((step for step in reversed(whole.steps) if step.kind in ("back", "submit")), None),
        "note": request.session.pop(NOTE, ""),
        "trail": trail_to(found.title),
    }
    return render(request, "plans/reading/review.html", context)


def _wanted(review: queries.Review, query: Paged) -> list[Line]:
    """Doubts first, then as the text goes; what the filters leave."""
    kind, state, words = (query.value(name) for name in ("kind", "state", "words"))
    return [
        line
        for line in review.lines
        if kind in ("", line.kind) and state in ("", line.state) and (words in line.data["text"] or words in line.data["said"])
    ]


@require_GET
@page("plans:reading_progress", DRAFT)
def progress(request: DeskRequest, number: int) -> HttpResponse:
    """Asked by the page of a text that is still being read; once it is, the browser is sent to the review."""
    found = queries.reading(request.scope, number)
    if found.state == State.WAITING:
        return render(request, "plans/reading/progress.html", {"reading": found})
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address(found)
    return answer


def address(reading: Reading, item: str = "") -> str:
    plain = reverse("plans:reading", args=[reading.pk])
    return f"{plain}?at={item}#item-{item}" if item else plain


def trail(title: str, *above: Crumb) -> list[Crumb]:
    return [Crumb("方案", reverse("plans:plans")), *above, Crumb(title)]


def trail_to(title: str, reading: Reading | None = None) -> list[Crumb]:
    """Of a page below the list, or below one reading."""
    below = [Crumb(reading.title, address(reading))] if reading else []
    return trail(title, Crumb("读文件", reverse("plans:readings")), *below)
