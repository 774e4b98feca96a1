"""What was done about somebody, from the journal: who, when, what stood before and what after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gangju.desk.access import logbook
from gangju.desk.access.scope import Scope
from gangju.desk.journal.models import Entry
from gangju.desk.journal.queries import entries_below
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Person
from gangju.desk.people.lists import LISTED
from gangju.desk.people.writing import undoable
from gangju.desk.ui.words import NOTHING, short_day

MOST = 40
TITLES: Mapping[str, str] = {"name": "姓名", "gender": "性别", "born_on": "出生日期", "education": "学历"}


@dataclass(frozen=True)
class Done:
    number: int
    at: datetime
    who: str
    role: str
    what: str
    said: str
    reason: str
    may_undo: bool


def history(scope: Scope, person: Person) -> list[Done]:
    """Newest first, as far as the viewer answers for where it was done."""
    entries = list(entries_below(scope.paths("journal.read")).filter(subject=f"person:{person.code}")[:MOST])
    open_ones = undoable(scope, entries)
    return [_done(entry, entry.pk in open_ones) for entry in entries]


def _done(entry: Entry, may_undo: bool) -> Done:
    line = logbook.line(entry)
    said = _SAID.get(entry.deed)
    return Done(
        number=entry.pk,
        at=entry.recorded_at,
        who=line.who,
        role=line.role,
        what=line.deed,
        said=said(entry.before or {}, entry.after or {}) if said else "",
        reason=entry.reason,
        may_undo=may_undo,
    )


def _corrected(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    was, now = before.get("basics", {}), after.get("basics", {})
    return ";".join(f"{TITLES[name]}:{_value(name, was.get(name))} → {_value(name, now[name])}" for name in TITLES if name in now)


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return "空"
    if name == "born_on":
        return short_day(value)
    return label(f"person.{name}", value) if name in ("gender", "education") else str(value)


def _moved(_: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return f"自 {short_day(after['days']['day'])}"


def _left(_: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return f"{label('membership.exit', after['exit'])},自 {short_day(after['days']['day'])}"


def _listed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Which list and until when; why is read on the list by whom it concerns."""
    was, now = before.get("days", {}), after.get("days", {})
    title = LISTED[after["roster"]].title if after.get("roster") in LISTED else ""
    since = f"，自 {short_day(now['since'])}" if now.get("since") else ""
    until = f"，到 {short_day(now['until'])}" if now.get("until") else ""
    earlier = f"（原到 {short_day(was['until'])}）" if was.get("until") else ""
    return f"{title}{since}{until}{earlier}"


def _contacted(_: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return f"自 {short_day(after['days']['since'])}"


def _checked(_: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    differs = after["check"]["differs"]
    found = f"{len(differs)} 项有更正:{'、'.join(label('check_answer.item', item) for item in differs)}" if differs else "各项相符"
    return f"{short_day(after['check']['day'])} 交回,{found}"


def _undone(_: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return logbook.DEEDS.get(after["undone"]["deed"], NOTHING)


_SAID: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str]] = {
    "member.correct": _corrected,
    "member.transfer": _moved,
    "member.leave": _left,
    "member.check": _checked,
    "member.undo": _undone,
    "roster.contact": _contacted,
    "roster.put_on": _listed,
    "roster.prolong": _listed,
    "roster.take_off": _listed,
}
