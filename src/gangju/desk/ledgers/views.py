"""Pages that list what the ledgers hold, as far as other pages lead to them: organisations, the members and the activities of a branch."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from gangju.desk.access.actions import reveal_names
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.access.scope import STEP
from gangju.desk.ledgers import rolls
from gangju.desk.ledgers.codes import label, labels
from gangju.desk.ledgers.lateness import entered_late
from gangju.desk.ledgers.models import Activity
from gangju.desk.ledgers.places import Place, place, places, trail
from gangju.desk.ledgers.posts import proxies

ROWS_A_PAGE = 50
# In which order organisations may be asked for; without one they stand as in their tree.
ORDERS = ("name", "kind", "level")


@require_GET
@page("ledgers:organizations", "organization.read")
def organizations(request: DeskRequest) -> HttpResponse:
    """Found by name; without a name the whole of one's own tree."""
    query = Paged(request.GET)
    found = request.scope.organizations()
    if query.value("q"):
        found = found.filter(name__contains=query.value("q"))
    kinds, kind = labels("organization.kind"), query.value("kind")
    if kind:
        found = found.filter(kind=kind)
    if query.value("sort") in ORDERS:
        found = found.order_by(query.value("sort"), "path")
    paging = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = places(request.scope, paging)
    parents = _parents(request, rows)
    context = {"query": query, "page": paging, "rows": rows, "parents": parents, "asked": query.value("q"), "kinds": kinds, "kind": kind}
    return render(request, "ledgers/organizations.html", context)


@require_http_methods(["GET", "POST"])
@page("ledgers:members", "organization.read")
def members(request: DeskRequest, code: str) -> HttpResponse:
    """The members of a branch by name where the viewer may know them; else their number, or the names against a logged reason."""
    scope, branch = request.scope, place(request.scope, code)
    named = scope.persons_named(branch.org)
    open_names, mistake = bool(named), ""
    if request.method == "POST" and not named:
        mistake = _reveal(request, branch)
        open_names = not mistake
    context = {
        "branch": branch,
        "trail": trail(scope, branch, "党员一览"),
        "members": rolls.members(scope, branch, scope.today) if open_names else [],
        "counts": [(label("membership.kind", kind), number) for kind, number in rolls.counts(scope, branch, scope.today).items()],
        "named": open_names,
        # A file opens to who may read names without a reason; a member is entered one level up.
        "files": bool(named),
        "may_add": bool(named) and branch.is_branch and any(branch.path[:-STEP].startswith(path) for path in scope.paths("ledger.write")),
        "reason": named.reason,
        "mistake": mistake,
        "typed": request.POST.get("reason", ""),
        "may_ask": any(branch.path.startswith(path) for path in scope.naming_paths),
    }
    return render(request, "ledgers/members.html", context)


@require_GET
@page("ledgers:activities", "activity.read")
def activities(request: DeskRequest, code: str) -> HttpResponse:
    branch = place(request.scope, code, "activity.read")
    query = Paged(request.GET)
    found = rolls.events(request.scope, branch)
    kinds = sorted(set(found.order_by().values_list("kind", flat=True).distinct()))
    if query.value("kind"):
        found = found.filter(kind=query.value("kind"))
    paging = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "branch": branch,
        "trail": trail(request.scope, branch, "活动"),
        "query": query,
        "page": paging,
        "events": [rolls.event(row) for row in paging],
        "above": proxies.by_code(paging),
        "kinds": [(kind, labels("activity.kind").get(kind, kind)) for kind in kinds],
        "may_record": bool(request.scope.can("activity.write", branch.org)),
    }
    return render(request, "ledgers/activities.html", context)


@require_GET
@page("ledgers:activity", "activity.read")
def activity(request: DeskRequest, code: str) -> HttpResponse:
    scope = request.scope
    row = scope.rows(Activity, "activity.read").filter(code=code).select_related("org").first()
    if row is None:
        raise Http404
    branch = place(scope, row.org.code, "activity.read")
    context = {
        "branch": branch,
        "trail": trail(scope, branch, "活动记录"),
        "event": rolls.event(row),
        "held": row.status == "held",
        "recorded_at": row.recorded_at,
        "late": entered_late("activity", row.started_at, row.recorded_at),
        "above": proxies.mark(scope, row),
        "people": rolls.attendance(scope, row),
        "may_write": bool(scope.can("activity.write", branch.org)),
    }
    return render(request, "ledgers/activity.html", context)


def _parents(request: DeskRequest, rows: Iterable[Place]) -> dict[str, str]:
    """The name of whom each hangs below, by path; only those that the viewer may see."""
    above = {row.path[:-3] for row in rows}
    return dict(request.scope.organizations(path__in=above).values_list("path", "name"))


def _reveal(request: DeskRequest, branch: Place) -> str:
    """The mistake of the given reason; empty where the names may be shown in this one answer."""
    try:
        reveal_names(request.scope, branch.org, request.POST.get("reason", ""))
    except ValidationError as wrong:
        return "；".join(wrong.messages)
    return ""
