"""Every page declares its rule. `@page` opens a view to those who hold the permission, sets `request.scope`, and answers
everybody else as if the page did not exist.

`RULES` is the register: the canary test walks every URL that the resolver knows and fails on a view without a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django_htmx.middleware import HtmxDetails

from gangju.desk.access.roles import PERMISSIONS
from gangju.desk.access.scope import Denied, Scope

P = ParamSpec("P")


class Open(StrEnum):
    """Rules that are no permission of a role."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    # An address of the API: opened by a token alone, never by a session.
    TOKEN = "token"


PUBLIC = Open.PUBLIC
SIGNED_IN = Open.SIGNED_IN
RULES: dict[str, str] = {}
BARE = "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>{0}</title><p>{0}。<a href=/>回到首页</a></html>"


class DeskRequest(HttpRequest):
    """What a view of the desk gets: a request that knows its scope."""

    scope: Scope
    htmx: HtmxDetails
    user: User | AnonymousUser


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def page(name: str, grant: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Declare the rule of the view behind URL `name` (`room:page`): a permission of `roles`, PUBLIC or SIGNED_IN."""
    if grant not in PERMISSIONS and grant not in tuple(Open):
        raise ValueError(f"unknown rule {grant!r} of page {name}")

    def declare(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return _answer(cast("DeskRequest", request), grant, lambda ready: view(ready, *args, **kwargs))

        return _with_rule(guarded, name, grant)

    return declare


def library_page(name: str, grant: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same declaration around a view that a library brings (sign-in, sign-out)."""

    def call(request: DeskRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return page(name, grant)(call)


def token_address(name: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Enter an address of the API into the register; its door asks for the token itself."""
    return _with_rule(view, name, Open.TOKEN)


def rule_of(view: Callable[..., Any]) -> str | None:
    """The declared rule of a resolved view; None where nobody declared one."""
    return getattr(view, "desk_rule", None)


def _with_rule(view: Callable[..., Any], name: str, grant: str) -> Callable[..., Any]:
    RULES[name] = str(grant)
    setattr(view, "desk_rule", str(grant))  # noqa: B010 - a function has no such attribute for the type checker
    return view


def _answer(request: DeskRequest, grant: str, view: Callable[[DeskRequest], HttpResponseBase]) -> HttpResponseBase:
    request.scope = Scope(request.user)
    if grant != PUBLIC and not request.user.is_authenticated:
        return _to_sign_in(request)
    if grant in PERMISSIONS and not request.scope.may(grant):
        return absent()
    try:
        return view(request)
    except (Denied, Http404, PermissionDenied):
        return absent()


def _to_sign_in(request: DeskRequest) -> HttpResponseBase:
    """A fragment cannot be redirected into its hole: htmx is told to load the sign-in page as a whole."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = redirect_to_login(request.htmx.current_url_abs_path or "/")["Location"]
    return answer


def not_found(*_: object, **__: object) -> HttpResponse:
    """Django's door to `absent`, called with the request and the exception."""
    return absent()


def absent() -> HttpResponse:
    """The one answer for absent and forbidden, byte for byte the same for everybody and every address."""
    return HttpResponse(_not_found_body(), status=404)


def _not_found_body() -> str:
    return _said("access/not_found.html", "没有这个页面")


def _said(template: str, otherwise: str) -> str:
    try:
        return render_to_string(template)
    except TemplateDoesNotExist:
        return BARE.format(otherwise)


def broken(*_: object) -> HttpResponse:
    """Django's door for a mistake of ours. No template: it may be the templates that are broken."""
    return HttpResponse(BARE.format("系统出了差错,刚才的操作没有保存,请稍后再试"), status=500)


def refused(*_: object, **__: object) -> HttpResponse:
    """Django's door for a request that no browser of ours sends: a strange host name, too many files or fields."""
    return HttpResponse(BARE.format("这个请求不合规矩,没有处理。请从首页重新进入;一次上传的文件请分几次传"), status=400)


def form_expired(*_: object, **__: object) -> HttpResponse:
    """Django's door for a form that was opened too long ago or before signing in anew."""
    return HttpResponse(_said("access/form_expired.html", "这个页面打开得太久,内容没有保存。请返回上一页,刷新后再提交"), status=403)
