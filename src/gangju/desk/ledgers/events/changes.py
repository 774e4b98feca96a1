"""What an event will write, collected before anything is written: rows to close, rows to open, and what speaks against it.

Rows are never rewritten: a change closes a row on the day and opens another. The same collection is what a preview
shows, what carrying out writes, and what undoing takes back.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from gangju.desk import clock
from gangju.desk.journal.deeds import as_plain
from gangju.desk.ledgers.models import Organization, Venue

M = TypeVar("M", bound=Model)
# What a row is called in a sentence.
TITLES = {
    "Organization": "党组织", "OrganizationVersion": "党组织名称", "Placement": "隶属关系", "Unit": "单位", "UnitVersion": "单位名称",
    "Person": "人员归属", "Membership": "党籍", "Post": "职务", "Venue": "阵地", "RosterEntry": "名册", "Tie": "联系", "Task": "任务",
    "CheckAnswer": "核查结果", "Grant": "账号授权",
}  # fmt: skip


@dataclass
class Write:
    """One row as it will be; `before` are its columns now, None for a row that is opened."""

    row: Any
    before: dict[str, Any] | None

    @property
    def title(self) -> str:
        return TITLES[type(self.row).__name__]


@dataclass
class Changes:
    """`refusals` by field of the form; `notes` are told and do not hinder. `parts` are organisations with their roles."""

    day: date
    writes: list[Write] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    parts: list[tuple[Organization, str]] = field(default_factory=list)
    duties: list[tuple[str, Organization, Organization]] = field(default_factory=list)
    touched: dict[tuple[type[Model], int], Write] = field(default_factory=dict)

    def refuse(self, where: str, sentence: str) -> None:
        said = self.refusals.setdefault(where, [])
        if sentence not in said:
            said.append(sentence)

    def involve(self, org: Organization, role: str) -> None:
        if (org, role) not in self.parts:
            self.parts.append((org, role))

    @property
    def closing(self) -> list[Write]:
        return [each for each in self.writes if each.before is not None]

    @property
    def opening(self) -> list[Write]:
        return [each for each in self.writes if each.before is None]

    def current(self, rows: QuerySet[M]) -> list[M]:
        """Those in force on the day and not closed yet by this event.

        A row that begins on the day or later speaks against the event: it would have to be rewritten.
        """
        model = rows.model
        since, until = span(model)
        later = rows.filter(Q(**{f"{since}__gte": self.day})).count()
        if later:
            title = TITLES[model.__name__]
            self.refuse("day", f"{self.day} 当天或以后已登记 {later} 条{title},变动不能早于它们。请改晚日期,或先更正那些记录")
        began = Q(**{f"{since}__lt": self.day}) | Q(**{f"{since}__isnull": True})
        lasting = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": self.day})
        return [row for row in rows.filter(began & lasting).order_by("pk") if (model, row.pk) not in self.touched]

    def change(self, row: Model, **columns: Any) -> None:
        """A row already touched keeps what it said before this event."""
        key = (type(row), row.pk)
        if key not in self.touched:
            self.touched[key] = Write(row, as_plain(row))
            self.writes.append(self.touched[key])
        known = self.touched[key]
        for name, value in columns.items():
            setattr(known.row, name, value)

    def close(self, row: Model, **also: Any) -> None:
        self.change(row, **{span(type(row))[1]: self.day}, **also)

    def open(self, row: M) -> M:
        self.writes.append(Write(row, None))
        return row

    def pass_on(self, row: M, close: dict[str, Any] | None = None, **columns: Any) -> M:
        """Close the row and open its like on the same day, other in `columns` only."""
        since, _ = span(type(row))
        like = self.like(row, **{since: self.day} | columns)
        self.close(row, **close or {})
        return self.open(like)

    def like(self, row: M, **columns: Any) -> M:
        """An unsaved copy with a code of its own."""
        kept = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key}
        copy = type(row)(**kept | ({"code": new_code(kept["code"][:1])} if "code" in kept else {}))
        for name, value in ({"recorded_at": clock.now()} | columns).items():
            setattr(copy, name, value)
        return copy


def span(model: type[Model]) -> tuple[str, str]:
    return ("opened_on", "closed_on") if model is Venue else ("since", "until")


def new_code(letter: str) -> str:
    """Unguessable and short, like the codes of activities."""
    return f"{letter}-{secrets.token_hex(10)}"
