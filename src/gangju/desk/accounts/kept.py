"""A form that was on its way when the session had ended waits half an hour for the same person at the same address.

It is kept sealed, without files, passwords and the pages about the account itself, and given back once, into the page where
it stood: to look over and to send, never sent by itself.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from gangju.desk import clock
from gangju.desk.access.fresh import page_behind
from gangju.desk.accounts import limits
from gangju.desk.accounts.addresses import address_of
from gangju.desk.accounts.models import KeptForm
from gangju.desk.vault.keys import KeyProblem
from gangju.desk.vault.sealing import context, open_sealed, seal

IN_SESSION = "kept"
TABLE = KeptForm._meta.db_table
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NEVER = ("/login/", "/logout/", "/me/", "/demo/")
# A whole document may be one that must not lie here; nobody has looked at it yet.
LEFT_OUT = ("csrfmiddlewaretoken", "password", "secret", "whole_text")


@dataclass(frozen=True)
class Kept:
    page: str
    fields: Mapping[str, list[str]]
    files: list[str]

    @property
    def as_json(self) -> str:
        return json.dumps(self.fields, ensure_ascii=False)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """For whoever has no script: what was filled in, by the names that the form uses."""
        return [(name, "、".join(values)) for name, values in self.fields.items() if any(values) and not name.startswith("_")]


def keep(request: HttpRequest, user: Any) -> str | None:
    """The code under which it waits; None where there is nothing to keep or it did not come from a form of ours."""
    if request.content_type not in FORMS or request.path.startswith(NEVER) or not _ours(request):
        return None
    names = [name for name in request.POST if not any(word in name for word in LEFT_OUT)]
    files = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    said = json.dumps({"fields": {name: request.POST.getlist(name) for name in names}, "files": files}, ensure_ascii=False).encode()
    if not names or len(said) > limits.KEPT_BYTES:
        return None
    return _store(user, address_of(request), page_behind(request), said)


def find(user: AbstractBaseUser | AnonymousUser, address: str) -> KeptForm | None:
    """The newest that waits for this person here."""
    if not user.is_authenticated:
        return None
    return KeptForm.objects.filter(user_id=user.pk, address=address, until__gt=clock.now()).order_by("-until").first()


def waiting(request: HttpRequest) -> KeptForm | None:
    """The one that this session was promised, if it is for this person at this address."""
    code = request.session.get(IN_SESSION)
    if not code or not request.user.is_authenticated:
        return None
    mine = KeptForm.objects.filter(user_id=request.user.pk, address=address_of(request), until__gt=clock.now())
    return mine.filter(code=code).first()


def opened(form: KeptForm) -> Kept | None:
    """None where it does not open any more."""
    try:
        said = json.loads(open_sealed(bytes(form.sealed), context=context(TABLE, "sealed", form.code)))
    except KeyProblem:
        return None
    return Kept(form.page, said["fields"], said["files"])


def forget(request: HttpRequest) -> None:
    KeptForm.objects.filter(code=request.session.pop(IN_SESSION, "")).delete()


def tidy() -> None:
    KeptForm.objects.filter(until__lt=clock.now()).delete()


def _ours(request: HttpRequest) -> bool:
    """The session is over, so nothing has checked yet whether another site sent this."""
    return CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {}) is None


def _nothing(_: HttpRequest) -> HttpResponse:
    """No view stands behind the check."""
    return HttpResponse()


def _store(user: Any, address: str, page: str, said: bytes) -> str | None:
    code, now = secrets.token_urlsafe(16), clock.now()
    tidy()
    try:
        sealed = seal(said, context=context(TABLE, "sealed", code))
    except KeyProblem:
        return None
    KeptForm.objects.create(code=code, user=user, address=address, page=page[:2000], sealed=sealed, until=now + limits.KEPT)
    return code
