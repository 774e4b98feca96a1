"""Pages of 公布 and 走势."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import publishing
from gangju.desk.bridge.models import Publication
from gangju.desk.ledgers.places import Crumb, Place, place, places, trail
from gangju.desk.plans import published
from gangju.desk.plans.adopted import standards_in_force


@require_GET
@page("plans:publications", "standard.read")
def publications(request: DeskRequest) -> HttpResponse:
    found = published.listed(request.scope)
    mine = places(request.scope, request.scope.organizations(publishing.PUBLISH, path__in=request.scope.paths(publishing.PUBLISH)))
    own = places(request.scope, request.scope.organizations("standard.read", path__in=request.scope.paths("standard.read")))
    return render(request, "plans/publications.html", {"found": found, "publishers": mine, "own": own})


@require_http_methods(["GET", "POST"])
@page("plans:publish", publishing.PUBLISH)
def publish(request: DeskRequest, code: str) -> HttpResponse:
    """The results of the organisation as they stand; every open item needs a decision with its reason."""
    org = place(request.scope, code, publishing.PUBLISH)
    context = {"org": org, "trail": [_home(), Crumb("公布")], "form": None, "draft": None, "problem": ""}
    try:
        draft = publishing.draft(request.scope, org.org)
    except publishing.NotKept as gone:
        return render(request, "plans/publish.html", context | {"problem": f"{gone}。"})
    if draft is None:
        return render(request, "plans/publish.html", context | {"problem": "还没有算出结果，算好后再公布。"})
    start = {"title": f"{org.name}标准执行情况（截至 {draft.frozen.as_of:%Y-%m-%d}）"}
    form = published.PublishForm(request.POST or None, draft=draft, standards=standards_in_force(request.scope), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = published.publish(request.scope, org, form)
            return redirect("plans:publication", made.pk)
        except ValidationError as wrong:
            form.add_error(None, wrong)
    return render(request, "plans/publish.html", context | {"form": form, "draft": draft})


@require_GET
@page("plans:publication", "standard.read")
def publication(request: DeskRequest, number: int) -> HttpResponse:
    found, org = _found(request.scope, number, request.GET.get("org"))
    return _shown(request, found, org, None)


@require_POST
@page("plans:replay", "standard.read")
def replay(request: DeskRequest, number: int) -> HttpResponse:
    """Computes the publication again. Who differs is shown to who publishes; everybody else learns whether it is equal."""
    found, org = _found(request.scope, number, None)
    answer = published.checked(request.scope, found, standards_in_force(request.scope))
    if not request.scope.can(publishing.PUBLISH, found.org):
        answer = published.Checked(answer.equal, answer.sentence)
    return _shown(request, found, org, answer)


@require_GET
@page("plans:trends", "standard.read")
def trends(request: DeskRequest, code: str) -> HttpResponse:
    """How the figures of a place went over the publications."""
    org = place(request.scope, code, "standard.read")
    found = published.trends(request.scope, org, standards_in_force(request.scope))
    return render(request, "plans/trends.html", {"org": org, "trail": trail(request.scope, org, "走势"), "found": found})


def _shown(request: DeskRequest, found: Publication, org: Place, answer: published.Checked | None) -> HttpResponse:
    sheet = published.sheet(request.scope, found, org, standards_in_force(request.scope))
    return render(request, "plans/publication.html", {"sheet": sheet, "trail": [_home(), Crumb(found.title)], "answer": answer})


def _found(scope: Scope, number: int, code: str | None) -> tuple[Publication, Place]:
    """The publication, and the place about which it is read: its own, else the highest that the viewer may see in it."""
    found = publishing.publications(scope).filter(pk=number).first()
    if found is None:
        raise Http404
    if code:
        return found, place(scope, code, "standard.read")
    seen = places(scope, scope.organizations("standard.read", path__startswith=found.org.path))
    if not seen:
        raise Http404
    return found, min(seen, key=lambda each: (len(each.path), each.path))


def _home() -> Crumb:
    return Crumb("公布的结果", reverse("plans:publications"))
