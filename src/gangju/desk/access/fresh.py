"""Dangerous deeds want a sign-in that is fresh: whoever finds an open desk cannot reset, grant or take out identities.

`@fresh_sign_in` stands below `@page`. The time of the last sign-in stands in the session, put there by the room `accounts`,
which also asks anew at `AGAIN` and keeps a form that was on its way (`keep_form` on the answer tells it to).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from gangju.desk.access import demo
from gangju.desk.access.pages import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]
FRESH_SECONDS = 10 * 60
AT = "fresh"
AGAIN = "/login/again/"


def is_fresh(request: DeskRequest) -> bool:
    """Accounts of the demo have no password to ask for."""
    if demo.allowed(request) and request.user.is_authenticated and not request.user.has_usable_password():
        return True
    return time.time() - float(request.session.get(AT, 0)) < FRESH_SECONDS


def fresh_sign_in(view: View[P]) -> View[P]:
    """Asks for the password (and the code) first where the sign-in is older than ten minutes; then the page opens as asked."""

    @wraps(view)
    def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_fresh(request) else ask_anew(request)

    return guarded


def page_behind(request: HttpRequest) -> str:
    """Where the form stands that was sent: the page that the browser names, if it is one of ours; else the address it went to."""
    htmx = getattr(request, "htmx", None)
    named = urlsplit((htmx.current_url if htmx else "") or request.META.get("HTTP_REFERER", ""))
    if named.netloc != request.get_host():
        return request.path
    return f"{named.path}?{named.query}" if named.query else named.path


def ask_anew(request: DeskRequest) -> HttpResponseBase:
    """For a view of which only some deeds want a fresh sign-in."""
    following = page_behind(request) if request.method == "POST" or request.htmx else request.get_full_path()
    address = f"{AGAIN}?{urlencode({'next': following})}"
    answer: HttpResponse = HttpResponseRedirect(address)
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
    if request.method == "POST":
        setattr(answer, "keep_form", True)  # noqa: B010 - an answer has no such attribute for the type checker
    return answer
