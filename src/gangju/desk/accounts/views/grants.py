"""安全管理员: grants by organisation and person, locks, lost second factors, and the rules in force."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.fresh import fresh_sign_in
from gangju.desk.access.models import Grant
from gangju.desk.access.pages import DeskRequest, page
from gangju.desk.access.paging import Paged
from gangju.desk.access.roles import Role
from gangju.desk.accounts import actions, factor, lockout, policies, queries
from gangju.desk.accounts.forms import EndForm, GiveForm
from gangju.desk.accounts.queries import GRANT
from gangju.desk.accounts.views.system import A_PAGE, places


@require_GET
@page("accounts:grants", GRANT)
def grants(request: DeskRequest) -> HttpResponse:
    """By person; the search also finds an organisation, and then who holds something over it."""
    query = Paged(request.GET)
    found = Paginator(queries.users(request.scope, GRANT, query.value("q")), A_PAGE).get_page(request.GET.get("page"))
    lines = queries.described(request.scope, GRANT, found)
    return render(request, "accounts/grants.html", {"page": found, "lines": lines, "query": query})


@require_GET
@page("accounts:holder", GRANT)
def holder(request: DeskRequest, username: str) -> HttpResponse:
    return _holder(request, _found(request, username), GiveForm(request.scope), "")


@require_POST
@page("accounts:give", GRANT)
@fresh_sign_in
def give(request: DeskRequest, username: str) -> HttpResponse:
    user, form = _found(request, username), GiveForm(request.scope, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.give(request.scope, user, said["org"], Role(said["role"]), said["since"], said["until"])
        except ValidationError as mistake:
            form.add_error(None, mistake.messages)
        else:
            return redirect("accounts:holder", username)
    return _holder(request, user, form, "")


@require_http_methods(["GET", "POST"])
@page("accounts:end", GRANT)
@fresh_sign_in
def end(request: DeskRequest, number: int) -> HttpResponse:
    grant = request.scope.rows(Grant, GRANT).select_related("user", "org", "post").filter(pk=number).first()
    if grant is None or grant.user_id == request.user.pk:
        raise Http404
    form = EndForm(request.scope.today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(request.scope, grant, form.cleaned_data["until"])
        except ValidationError as mistake:
            form.add_error("until", mistake.messages)
        else:
            return redirect("accounts:holder", grant.user.get_username())
    context = {"form": form, "grant": grant, "role": Role(grant.role).label, "place": _place(request, grant)}
    return render(request, "accounts/end.html", context, status=422 if form.errors else 200)


@require_POST
@page("accounts:unlock", GRANT)
@fresh_sign_in
def unlock(request: DeskRequest, username: str) -> HttpResponse:
    lockout.unlock(request.scope, _found(request, username))
    return redirect("accounts:holder", username)


@require_POST
@page("accounts:reset_factor", GRANT)
@fresh_sign_in
def reset_factor(request: DeskRequest, username: str) -> HttpResponse:
    user = _found(request, username)
    try:
        actions.require_other(request.scope, GRANT, user)
        actions.reset_factor(request.scope.actor, user, request.POST.get("reason", "")[:200])
    except ValidationError as mistake:
        return _holder(request, user, GiveForm(request.scope), mistake.messages[0])
    return redirect("accounts:holder", username)


@require_GET
@page("accounts:policies", GRANT)
def rules(request: DeskRequest) -> HttpResponse:
    return render(request, "accounts/policies.html", {"chapters": policies.chapters()})


def _holder(request: DeskRequest, user: User, form: GiveForm, mistake: str) -> HttpResponse:
    found = list(queries.grants(request.scope, user))
    named = queries.place_names(request.scope, GRANT, (grant.org_id for grant in found))
    context = {
        "account": user,
        "state": queries.state_of(user),
        "lines": [(grant, Role(grant.role).label, named.get(grant.org_id, grant.org.code)) for grant in found],
        "today": request.scope.today,
        "locks": queries.locks(user),
        "enrolled": factor.enrolled(user),
        "own": request.user.pk == user.pk,
        "administrator": queries.is_administrator(user),
        "at_the_server": actions.AT_THE_SERVER,
        "form": form,
        "places": places(request, GRANT),
        "mistake": mistake,
    }
    return render(request, "accounts/holder.html", context, status=422 if mistake or form.errors else 200)


def _place(request: DeskRequest, grant: Grant) -> str:
    return queries.place_names(request.scope, GRANT, [grant.org_id]).get(grant.org_id, grant.org.code)


def _found(request: DeskRequest, username: str) -> User:
    user = queries.user(request.scope, GRANT, username)
    if user is None:
        raise Http404
    return user
