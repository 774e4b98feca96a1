"""系统管理员: accounts are opened, closed, given a new password; how the machine is doing."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.fresh import fresh_sign_in
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.accounts import actions, machine, queries
from gangju.desk.accounts.forms import OpenForm, ReasonForm
from gangju.desk.accounts.queries import MANAGE

A_PAGE = 50
MOST_PLACES = 2000


@require_GET
@page("accounts:accounts", MANAGE)
def accounts(request: DeskRequest) -> HttpResponse:
    query = Paged(request.GET)
    found = Paginator(queries.users(request.scope, MANAGE, query.value("q")), A_PAGE).get_page(request.GET.get("page"))
    lines = queries.described(request.scope, MANAGE, found)
    return render(request, "accounts/accounts.html", {"page": found, "lines": lines, "query": query})


@require_http_methods(["GET", "POST"])
@page("accounts:open", MANAGE)
@fresh_sign_in
def open_account(request: DeskRequest) -> HttpResponse:
    """The one-time password stands in this one answer."""
    form = OpenForm(request.scope, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            user, password = actions.open_account(request.scope.actor, said["org"], said["username"], said["name"])
        except ValidationError as mistake:
            form.add_error("username", mistake.messages)
        else:
            return _one_time(request, user, password, "账号已开通")
    context = {"form": form, "places": places(request, MANAGE)}
    return render(request, "accounts/open.html", context, status=422 if form.errors else 200)


@require_GET
@page("accounts:account", MANAGE)
def account(request: DeskRequest, username: str) -> HttpResponse:
    return _account(request, _found(request, username), "")


@require_POST
@page("accounts:reset", MANAGE)
@fresh_sign_in
def reset(request: DeskRequest, username: str) -> HttpResponse:
    user = _found(request, username)
    try:
        actions.require_other(request.scope, MANAGE, user)
        password = actions.reset_password(request.scope.actor, user)
    except ValidationError as mistake:
        return _account(request, user, mistake.messages[0])
    return _one_time(request, user, password, "口令已重置")


@require_POST
@page("accounts:close", MANAGE)
@fresh_sign_in
def close(request: DeskRequest, username: str) -> HttpResponse:
    """Close, or open again what is closed."""
    user, form = _found(request, username), ReasonForm(request.POST)
    change = actions.close_account if user.is_active else actions.reopen_account
    try:
        actions.require_other(request.scope, MANAGE, user)
        change(request.scope.actor, user, form.data.get("reason", "")[:200])
    except ValidationError as mistake:
        return _account(request, user, mistake.messages[0])
    return redirect("accounts:account", username)


@require_GET
@page("accounts:machine", MANAGE)
def how_it_runs(request: DeskRequest) -> HttpResponse:
    """Jobs, backups, the seal, the disk: only for who administers the whole installation."""
    if not queries.covers_everything(request.scope, MANAGE):
        raise Http404
    return render(request, "accounts/machine.html", {"state": machine.state()})


def places(request: DeskRequest, permission: str) -> list[tuple[str, str]]:
    """For the list beside the field; whoever has more organisations types the code."""
    found = request.scope.organizations(permission).values_list("code", "name")[:MOST_PLACES]
    return list(found)


def _account(request: DeskRequest, user: User, mistake: str) -> HttpResponse:
    line = queries.described(request.scope, MANAGE, [user])[0]
    own, administrator = request.user.pk == user.pk, queries.is_administrator(user)
    context = {"line": line, "active": user.is_active, "mistake": mistake, "own": own, "administrator": administrator}
    return render(request, "accounts/account.html", context | {"at_the_server": actions.AT_THE_SERVER}, status=422 if mistake else 200)


def _one_time(request: DeskRequest, user: User, password: str, title: str) -> HttpResponse:
    holder = user.holder
    holder.refresh_from_db()
    context = {"title": title, "username": user.get_username(), "name": user.get_full_name(), "password": password}
    return render(request, "accounts/one_time.html", context | {"until": holder.temporary_until})


def _found(request: DeskRequest, username: str) -> User:
    user = queries.user(request.scope, MANAGE, username)
    if user is None:
        raise Http404
    return user
