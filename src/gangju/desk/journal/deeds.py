"""How a deed is written down: `with deed("activity.record", actor, org=branch) as log: …`.

The context is one transaction. What is written inside and the entry about it are kept together or not at all; when it
is committed, rooms above (evaluation) hear of it by the signal `deed_done`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.db import models, transaction
from django.dispatch import Signal

from gangju.desk import clock
from gangju.desk.journal.models import Entry
from gangju.desk.journal.requests import current_id

# Sent after commit with `entry`.
deed_done = Signal()


class Place(Protocol):
    """An organisation, seen from below."""

    code: str
    path: str


@dataclass(frozen=True)
class Actor:
    """Who acts and as what. A command without a user acts as the system and says which command."""

    user: User | None
    role: str
    name: str

    @classmethod
    def system(cls, name: str) -> Actor:
        return cls(user=None, role="system", name=name)


@dataclass
class Log:
    """What a deed tells the journal while it runs; `entry` is there once the deed is over."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    subject: str = ""
    entry: Entry | None = None

    def changed(self, name: str, before: object = None, after: object = None) -> None:
        """Note one thing by its public name; models are noted by their columns."""
        if before is not None:
            self.before[name] = as_plain(before)
        if after is not None:
            self.after[name] = as_plain(after)


@contextmanager
def deed(name: str, actor: Actor, *, org: Place | None = None, subject: str = "", reason: str = "") -> Iterator[Log]:
    """One transaction around a change and its entry. Nothing stays when the body raises."""
    log = Log(subject=subject)
    with transaction.atomic():
        yield log
        log.entry = Entry.objects.create(
            recorded_at=clock.now(),
            business_day=clock.today(),
            user=actor.user,
            user_name=actor.name,
            role=actor.role,
            deed=name,
            org_code=org.code if org else "",
            org_path=org.path if org else "",
            subject=log.subject,
            reason=reason,
            before=log.before or None,
            after=log.after or None,
            request_id=current_id(),
        )
        transaction.on_commit(lambda: _tell(log.entry))


def _tell(entry: Entry | None) -> None:
    deed_done.send(sender=Entry, entry=entry)


def as_plain(value: object) -> Any:
    """A model as its columns (references by number), a mapping or list as it is."""
    if isinstance(value, models.Model):
        return {column.attname: as_plain(getattr(value, column.attname)) for column in value._meta.concrete_fields}
    if isinstance(value, Mapping):
        return {str(key): as_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(inner) for inner in value]
    if isinstance(value, date):  # a moment too: Django's own encoder would cut its microseconds
        return value.isoformat()
    return value
