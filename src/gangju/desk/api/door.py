"""The door of the API: the token first, then whether it may write, then whether this has been answered before.

A session opens nothing here, so no page of another site can make a browser act in somebody's name, and nobody needs a
CSRF token. Before the token is known nothing else is looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gangju.desk import clock
from gangju.desk.access.pages import token_address
from gangju.desk.api.errors import absent, problem
from gangju.desk.api.models import Answered
from gangju.desk.api.tokens import TokenScope, scope_of

SAFE = ("GET", "HEAD", "OPTIONS")
KEPT = timedelta(days=1)
LONGEST_KEY = 64
View = Callable[..., HttpResponse]


class ApiRequest(HttpRequest):
    """What an operation gets: a request whose scope is the token's."""

    scope: TokenScope


class _Undone(Exception):
    """Carries the answer of an operation that did nothing out of the transaction that would have kept it."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def opened(name: str, view: Any, filters: Callable[[str], Collection[str]]) -> Any:
    """The view behind the door, entered in the register of rules. `filters` are the query's names that its methods know."""

    @wraps(view)
    def guarded(request: Any, /, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = scope_of(request.headers.get("Authorization", ""))
        if scope is None:
            refused = problem("unauthorized")
            refused["WWW-Authenticate"] = "Bearer"
            return refused
        request.scope = scope
        strange = [each for each in request.GET if each not in filters(request.method)]
        return _answered(request, lambda: view(request, *args, **kwargs), kwargs, strange)

    return csrf_exempt(token_address(name, guarded))


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 - a view takes what its address holds
    """Every address that is none."""
    return absent()


def _answered(request: ApiRequest, view: Callable[[], HttpResponse], holes: dict[str, Any], strange: list[str]) -> HttpResponse:
    if "\0" in "".join(map(str, holes.values())):
        return absent()
    if _unprintable(request):
        return problem("malformed")
    if twice := [name for name, values in request.GET.lists() if len(values) > 1]:
        return problem("invalid", [("twice", "写了两次,请只留一个", name) for name in twice])
    if strange:  # a filter with a slip in its name must not quietly give everything
        return problem("invalid", [("unknown", "没有这个参数,请核对名称", name) for name in strange])
    if request.method not in SAFE and not request.scope.token.can_write:
        return problem("read_only")
    key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
    response = _once(request, key, view) if key else view()
    if response.status_code == 405:
        allowed, response = response["Allow"], problem("method")
        response["Allow"] = allowed
    return response


def _unprintable(request: ApiRequest) -> bool:
    """The zero character, plain or written out: one of the databases has no place for it."""
    return any("\0" in each for values in request.GET.lists() for each in values[1]) or b"\0" in request.body or b"\\u0000" in request.body


# ---------------------------------------------------------------- once
def _once(request: ApiRequest, key: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Done at most once for a key within a day; what was refused may be tried again under the same key."""
    if len(key) > LONGEST_KEY:
        return problem("malformed", [("key", f"Idempotency-Key 最长 {LONGEST_KEY} 个字符", "Idempotency-Key")])
    asked = hashlib.sha256(b"\n".join([request.get_full_path().encode(), request.body])).hexdigest()
    Answered.objects.filter(at__lt=clock.now() - KEPT).delete()
    if (again := _replayed(request, key, asked)) is not None:
        return again
    try:
        with transaction.atomic():
            # Written first: a second request with the same key waits here for this one.
            kept = Answered.objects.create(token=request.scope.token, key=key, request=asked)
            response = view()
            _keep_only(response)
            kept.status, kept.body = response.status_code, response.content.decode()
            kept.save(update_fields=["status", "body"])
            return response
    except _Undone as undone:
        return undone.response
    except IntegrityError:
        return _replayed(request, key, asked) or problem("conflict")


def _keep_only(response: HttpResponse) -> None:
    """Raises _Undone where nothing was done."""
    if not 200 <= response.status_code < 300:
        raise _Undone(response)


def _replayed(request: ApiRequest, key: str, asked: str) -> HttpResponse | None:
    kept = Answered.objects.filter(token=request.scope.token, key=key).first()
    if kept is None:
        return None
    if kept.request != asked:
        return problem("key_reused")
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json; charset=utf-8")
    response["Idempotent-Replayed"] = "true"
    return response
