"""Middleware of the session: it ends on the server after idle minutes and after twelve hours, whatever the browser does.

The moment of the last request stands in the session itself and is written once a minute: no table tells who was there when. What an
account owes (a password of its own, a second factor) is asked before anything else opens.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from gangju.desk.access import fresh
from gangju.desk.accounts import duties, kept, limits
from gangju.desk.accounts.addresses import address_of

BEGAN, SEEN, OWES, ENDED = "began", "seen", "owes", "ended"
IDLE, OLD = "idle", "old"
TOUCH_SECONDS = 60
STAY = "/login/stay/"
ALWAYS = ("/logout/", "/health", STAY)
Answer = Callable[[HttpRequest], HttpResponseBase]


def began(sender: object, request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    """Receiver of every sign-in, also the demo's one click."""
    del sender
    request.session[BEGAN] = request.session[SEEN] = request.session[fresh.AT] = time.time()
    request.session.pop(ENDED, None)
    kept.tidy()
    form = kept.find(user, address_of(request))
    if form is not None:
        request.session[kept.IN_SESSION] = form.code


@dataclass(frozen=True)
class Idle:
    """For the clock in the page: it asks nothing of the server while it runs."""

    seconds: int
    warning: int


def idle_seconds() -> int:
    return int(settings.GANGJU_IDLE_MINUTES * 60)


def keep_rules(get_response: Answer) -> Answer:
    """Middleware."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        reason = _over(request)
        if reason:
            return _end(request, reason) or get_response(request)
        debt = _debt(request)
        if debt:
            return _go(request, debt)
        idle = Idle(idle_seconds(), min(limits.WARN_SECONDS, idle_seconds() // 2))
        setattr(request, "idle", idle)  # noqa: B010 - read by the page's frame
        return _kept_around(request, get_response)

    return middleware


def _over(request: HttpRequest) -> str:
    """Why the session is over, or nothing; a session that goes on is noted as seen."""
    now, session = time.time(), request.session
    seen = float(session.get(SEEN, now))
    if now - float(session.setdefault(BEGAN, now)) > limits.SESSION_SECONDS:
        return OLD
    if now - seen > idle_seconds() + TOUCH_SECONDS:
        return IDLE
    if SEEN not in session or now - seen > TOUCH_SECONDS or request.path == STAY:
        session[SEEN] = now
    return ""


def _end(request: HttpRequest, reason: str) -> HttpResponseBase | None:
    """A form that is on its way is kept; its page is where one comes back to. None: go on as nobody."""
    if request.method != "POST":
        logout(request)
        request.session[ENDED] = reason
        return None
    own = request.path.startswith(kept.NEVER)  # what is about the account itself is begun anew
    kept.keep(request, request.user)
    page = "" if own else f"?{urlencode({'next': fresh.page_behind(request)})}"
    logout(request)
    request.session[ENDED] = reason
    return _go(request, f"{settings.LOGIN_URL}{page}")


def _debt(request: HttpRequest) -> str:
    owes = request.session.get(OWES)
    if not owes or request.path.startswith((*ALWAYS, duties.PAGES[owes[0]])):
        return ""
    return duties.PAGES[owes[0]]


def _go(request: HttpRequest, address: str) -> HttpResponseBase:
    """A fragment cannot be redirected into its hole."""
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _kept_around(request: HttpRequest, get_response: Answer) -> HttpResponseBase:
    """Give a kept form back into its page; where that page does not open any more, into a page of its own."""
    form = kept.waiting(request) if request.method == "GET" else None
    here = form is not None and request.get_full_path() == form.page
    if form is not None and here:
        setattr(request, "kept_form", kept.opened(form))  # noqa: B010 - read by the page's frame
    answer = get_response(request)
    if getattr(answer, "keep_form", False):
        request.session[kept.IN_SESSION] = kept.keep(request, request.user)
    if here and answer.status_code == 200:
        kept.forget(request)
    elif here:
        return HttpResponseRedirect("/login/kept/")
    return answer


def refresh(request: HttpRequest) -> None:
    """Password and code were given anew: a new session key, and dangerous deeds open again."""
    request.session.cycle_key()
    request.session[fresh.AT] = time.time()
