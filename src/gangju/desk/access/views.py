"""The door: what the product is, sign-out, the demo's one click, and the log of deeds. Sign-in itself stands in `accounts`."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gangju.desk.access import demo, logbook
from gangju.desk.access.forms import SignInForm
from gangju.desk.access.pages import PUBLIC, SIGNED_IN, DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.access.roles import Role
from gangju.desk.journal.queries import entries_below

BACKEND = "django.contrib.auth.backends.ModelBackend"
ENTRIES_A_PAGE = 50


@require_GET
@page("access:start", PUBLIC)
def start(request: DeskRequest) -> HttpResponse:
    """Signed in, it leads on to one's own page; else it says what this is and lets one in."""
    if request.user.is_authenticated and not demo.allowed(request):
        return redirect("access:home")
    cast = demo.cast() if demo.allowed(request) else []
    return render(request, "access/start.html", {"form": SignInForm(), "cast": cast, "demo_here": demo.allowed(request)})


@require_POST
@page("access:sign_out", SIGNED_IN)
def sign_out(request: DeskRequest) -> HttpResponse:
    logout(request)
    return redirect("access:start")


@require_POST
@page("access:demo_sign_in", PUBLIC)
def demo_sign_in(request: DeskRequest, username: str) -> HttpResponse:
    """One click; outside the demo, or from another machine, this address does not exist."""
    user = demo.account(username) if demo.allowed(request) else None
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect("access:home")


@require_GET
@page("access:home", SIGNED_IN)
def home(request: DeskRequest) -> HttpResponse:
    """Everybody's natural page: the secretary's branch, the matrix of one's own level, the auditor's log."""
    scope = request.scope
    for grant in scope.held:
        if grant.role == Role.BRANCH_SECRETARY:
            return redirect("work:branch", grant.org_code)
    if scope.may("standard.read"):
        return redirect("plans:standards")
    if scope.may("account.manage"):
        return redirect("accounts:accounts")
    if scope.may("account.grant"):
        return redirect("accounts:grants")
    if scope.may("journal.read"):
        return redirect("access:journal")
    return render(request, "access/no_grant.html")


@require_GET
@page("access:journal", "journal.read")
def journal(request: DeskRequest) -> HttpResponse:
    found = entries_below(request.scope.paths("journal.read"))
    paging = Paginator(found, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    lines = [logbook.line(entry) for entry in paging]
    seen = request.scope.organizations("journal.read", code__in={line.org_code for line in lines})
    places = dict(seen.values_list("code", "name"))
    return render(request, "access/journal.html", {"page": paging, "lines": lines, "places": places, "query": Paged(request.GET)})
