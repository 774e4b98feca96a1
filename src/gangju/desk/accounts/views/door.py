"""The door: password, code, once more before a dangerous deed, and what was on its way when the session ended."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gangju.desk.access.forms import SignInForm
from gangju.desk.access.pages import PUBLIC, SIGNED_IN, DeskRequest, page
from gangju.desk.accounts import factor, kept, sessions, signing
from gangju.desk.accounts.forms import AgainForm, CodeForm

HOME = "/home/"
ENDED = {
    sessions.IDLE: "很久没有操作，已自动退出。请重新登录；刚才填的内容如已提交，登录后会放回原处。",
    sessions.OLD: "这次登录已满 12 小时，已自动退出。请重新登录；刚才填的内容如已提交，登录后会放回原处。",
}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@page("accounts:sign_in", PUBLIC)
def sign_in(request: DeskRequest) -> HttpResponse:
    following = _safe(request, request.POST.get("next", request.GET.get("next", "")))
    form = SignInForm(request, data=request.POST or None)
    user = signing.check_password(request, form) if request.method == "POST" else None
    if user is None:
        ended = ENDED.get(request.session.get(sessions.ENDED, ""), "")
        return render(request, "accounts/sign_in.html", {"form": form, "next": following, "ended": ended})
    if factor.enrolled(user):
        signing.begin_half(request, user, following)
        return redirect("accounts:code")
    signing.enter(request, user)
    return HttpResponseRedirect(signing.next_page(request, following or HOME))


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@page("accounts:code", PUBLIC)
def code(request: DeskRequest) -> HttpResponse:
    """The second step. Without a first one a moment ago it begins anew."""
    begun = signing.half(request)
    if begun is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signing.check_code(request, begun.user, form.cleaned_data["code"])
        except ValidationError as mistake:
            form.add_error("code", mistake)
        else:
            signing.enter(request, begun.user)
            request.session.pop(signing.HALF, None)
            return HttpResponseRedirect(signing.next_page(request, begun.following or HOME))
    return render(request, "accounts/code.html", {"form": form, "name": begun.user.get_full_name()})


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@page("accounts:again", SIGNED_IN)
def again(request: DeskRequest) -> HttpResponse:
    """Is it still you? Then on to what was asked for."""
    user = _own(request)
    following = _safe(request, request.POST.get("next", request.GET.get("next", ""))) or HOME
    form = AgainForm(request.POST or None, with_code=factor.enrolled(user))
    if request.method == "POST" and form.is_valid():
        try:
            signing.check_again(request, user, form.cleaned_data["password"], form.cleaned_data.get("code", ""))
        except ValidationError as mistake:
            form.add_error(None, mistake)
        else:
            sessions.refresh(request)
            return HttpResponseRedirect(signing.next_page(request, following))
    return render(request, "accounts/again.html", {"form": form, "next": following})


@require_GET
@page("accounts:stay", SIGNED_IN)
def stay(_: DeskRequest) -> HttpResponse:
    """Somebody pressed “go on working”: the middleware has noted it."""
    return HttpResponse(status=204)


@require_GET
@page("accounts:kept", SIGNED_IN)
def kept_form(request: DeskRequest) -> HttpResponse:
    """Where the page of a kept form does not open any more: at least the words are there."""
    form = kept.waiting(request)
    found = kept.opened(form) if form else None
    if found is None:
        raise Http404
    return render(request, "accounts/kept.html", {"kept": found})


@require_POST
@page("accounts:drop_kept", SIGNED_IN)
def drop_kept(request: DeskRequest) -> HttpResponse:
    kept.forget(request)
    return redirect("access:home")


def _own(request: DeskRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _safe(request: DeskRequest, address: str) -> str:
    """Only an address of this desk is followed; nothing for any other."""
    own = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if own else ""
