"""我的账号: the own password, the second factor, and an end to every other session."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.fresh import fresh_sign_in
from gangju.desk.access.pages import SIGNED_IN, DeskRequest, page
from gangju.desk.access.roles import Role
from gangju.desk.accounts import actions, duties, factor, lockout, sessions, signing
from gangju.desk.accounts.addresses import address_of
from gangju.desk.accounts.forms import CodeForm, EverywhereForm, PasswordForm


@require_GET
@page("accounts:me", SIGNED_IN)
def me(request: DeskRequest) -> HttpResponse:
    return _me(request, EverywhereForm())


def _me(request: DeskRequest, form: EverywhereForm) -> HttpResponse:
    user = _own(request)
    held = [(grant.role.label, grant.org_code) for grant in request.scope.held]
    context = {
        "name": user.get_full_name(),
        "username": user.get_username(),
        "held": held,
        "enrolled": factor.enrolled(user),
        "needs_factor": duties.needs_factor(user),
        "codes_left": factor.codes_left(user),
        "form": form,
        "idle_minutes": sessions.idle_seconds() // 60,
        "has_password": user.has_usable_password(),
        "security": Role.SECURITY_ADMIN.label,
    }
    return render(request, "accounts/me.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_POST
@page("accounts:everywhere", SIGNED_IN)
def everywhere(request: DeskRequest) -> HttpResponse:
    user, form = _own(request), EverywhereForm(request.POST)
    if form.is_valid() and _password_right(request, form, "password"):
        actions.sign_out_everywhere(request.scope.actor, user, form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        return render(request, "accounts/done.html", {"title": "其他地方都已退出", "said": "除了这里，这个账号在别处的登录都已失效。"})
    return _me(request, form)


@sensitive_post_parameters("current", "chosen", "repeated")
@require_http_methods(["GET", "POST"])
@page("accounts:password", SIGNED_IN)
def password(request: DeskRequest) -> HttpResponse:
    user, form = _own(request), PasswordForm(request.POST or None)
    owed = duties.PASSWORD in request.session.get(sessions.OWES, [])
    if request.method == "POST" and form.is_valid() and _password_right(request, form, "current"):
        try:
            actions.change_password(request.scope.actor, user, form.cleaned_data["chosen"])
        except ValidationError as mistake:
            form.add_error("chosen", mistake)
        else:
            update_session_auth_hash(request, user)
            signing.paid(request, duties.PASSWORD)
            return HttpResponseRedirect(signing.next_page(request, "/home/")) if owed else redirect("accounts:me")
    return render(request, "accounts/password.html", {"form": form, "owed": owed}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page("accounts:factor", SIGNED_IN)
@fresh_sign_in
def set_up_factor(request: DeskRequest) -> HttpResponse:
    """Scan, type one code, write down the recovery codes."""
    user = _own(request)
    if factor.enrolled(user):
        return redirect("accounts:me")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = actions.confirm_factor(request.scope.actor, user, form.cleaned_data["code"])
        except ValidationError as mistake:
            form.add_error("code", mistake)
        else:
            signing.paid(request, duties.FACTOR)
            return _codes(request, codes)
    owed = duties.FACTOR in request.session.get(sessions.OWES, [])
    context = {"form": form, "begun": factor.begin(user), "owed": owed}
    return render(request, "accounts/factor.html", context, status=422 if form.errors else 200)


@require_POST
@page("accounts:codes", SIGNED_IN)
@fresh_sign_in
def codes(request: DeskRequest) -> HttpResponse:
    """New recovery codes; the old ones are void."""
    user = _own(request)
    if not factor.enrolled(user):
        return redirect("accounts:factor")
    return _codes(request, actions.renew_recovery_codes(request.scope.actor, user))


def _codes(request: DeskRequest, made: list[str]) -> HttpResponse:
    """Shown in this one answer, and kept nowhere that a person can read."""
    return render(request, "accounts/codes.html", {"codes": made, "following": signing.next_page(request, "/home/")})


def _password_right(request: DeskRequest, form: PasswordForm | EverywhereForm, name: str) -> bool:
    """Guessing here counts as it does at the door."""
    try:
        signing.check_password_of(request, _own(request), form.cleaned_data[name])
    except ValidationError as mistake:
        form.add_error(name, mistake)
        return False
    lockout.right(_own(request).get_username(), address_of(request))
    return True


def _own(request: DeskRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
