"""One id per web request or command, so that everything one click caused can be found together in the journal."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("gangju_request_id", default="")


def new_id() -> str:
    return secrets.token_hex(8)


def current_id() -> str:
    """The running request's id; outside a request each call gives a new one."""
    return _current.get() or new_id()


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _current.set(new_id())
        try:
            return get_response(request)
        finally:
            _current.reset(token)

    return middleware
