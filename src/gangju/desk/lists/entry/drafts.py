"""没填完的内容: kept while somebody types, offered again when he comes back, gone with the saved form.

The form sends itself a second after the typing stops, so a closed browser or an ended session loses at most that second.
What is kept is sealed and read by its owner alone; tokens, passwords and files are never kept. The copy leaves when the
request that carries it has done a deed: no room has to remember to drop it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve

from gangju.desk import clock
from gangju.desk.journal.models import Entry
from gangju.desk.journal.requests import current_id
from gangju.desk.lists.models import Draft
from gangju.desk.vault.keys import KeyProblem
from gangju.desk.vault.sealing import context, open_sealed, seal

DAYS_KEPT = 30
MOST_BYTES = 1_000_000
MOST_DRAFTS = 100  # of one person; the oldest leave
LONGEST_ADDRESS = 300
ADDRESS, TITLE = "_draft", "_draft_title"
# Parts of names of fields that are never kept, whatever a form says of itself.
NEVER = ("csrfmiddlewaretoken", "password", "secret", "token", "otp", ADDRESS)


@dataclass(frozen=True)
class Kept:
    """A draft, opened. `fields` by the names that the form uses."""

    number: int
    address: str
    title: str
    fields: Mapping[str, list[str]]
    saved_at: datetime

    @property
    def as_json(self) -> str:
        return json.dumps(self.fields, ensure_ascii=False)


def keep(user: User, address: str, title: str, typed: QueryDict) -> bool:
    """Keep the form as it stands now. False where there is nothing to keep, or it is none of our pages."""
    fields = {name: typed.getlist(name) for name in typed if not any(word in name.lower() for word in NEVER)}
    plain = json.dumps({"title": title[:120], "fields": fields}, ensure_ascii=False).encode()
    if not any(any(values) for values in fields.values()) or len(plain) > MOST_BYTES or not _ours(address):
        return False
    sealed = seal(plain, context=_place(user.pk))
    Draft.objects.update_or_create(user=user, address=address, defaults={"sealed": sealed, "saved_at": clock.now()})
    surplus = Draft.objects.filter(user=user).order_by("-saved_at").values_list("pk", flat=True)[MOST_DRAFTS:]
    Draft.objects.filter(pk__in=list(surplus)).delete()
    return True


def find(user: User, address: str) -> Kept | None:
    return _opened(Draft.objects.filter(user=user, address=address).first())


def all_of(user: User) -> list[Kept]:
    """Newest first."""
    rows = Draft.objects.filter(user=user).order_by("-saved_at")
    return [kept for row in rows if (kept := _opened(row)) is not None]


def drop(user: User, address: str) -> None:
    Draft.objects.filter(user=user, address=address).delete()


def drop_number(user: User, number: int) -> str | None:
    """The address it was for; None where there is no such draft of this person."""
    row = Draft.objects.filter(user=user, pk=number).first()
    if row is None:
        return None
    row.delete()
    return row.address


def forget_old() -> int:
    """Drafts that nobody came back for."""
    return Draft.objects.filter(saved_at__lt=clock.now() - timedelta(days=DAYS_KEPT)).delete()[0]


def drop_saved(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a form that has done its deed needs its draft no more."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        user = getattr(request, "user", None)
        address = request.POST.get(ADDRESS) if request.method == "POST" and response.status_code < 400 else None
        if address and isinstance(user, User) and Entry.objects.filter(request_id=current_id()).exists():
            drop(user, address)
        return response

    return middleware


def _ours(address: str) -> bool:
    """An address of a page of this desk: it will be shown as a link."""
    path = address.partition("?")[0]
    if not path.startswith("/") or path.startswith("//") or len(address) > LONGEST_ADDRESS:
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _opened(row: Draft | None) -> Kept | None:
    """A draft whose key is gone is as good as none."""
    if row is None:
        return None
    try:
        told = json.loads(open_sealed(bytes(row.sealed), context=_place(row.user_id)))
    except KeyProblem:
        return None
    return Kept(row.pk, row.address, told["title"], told["fields"], row.saved_at)


def _place(owner: int) -> bytes:
    return context(Draft._meta.db_table, "sealed", owner)
