"""The rows behind a figure, each as an officer would name it: day, what it is, what it was about, how much it adds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.why import Hidden, Why
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.lateness import entered_late
from gangju.desk.ledgers.names import names
from gangju.desk.lists.registers import registers
from gangju.desk.plans.notes import RELATIONS
from gangju.desk.ui.words import amount

if TYPE_CHECKING:
    from gangju.engine.counted import CountedRow

Said = Mapping[str, Any]
# Ledgers of which each row is what one person is or holds.
HELD = ("membership", "post")
RECORDED = "recorded_at"


@dataclass(frozen=True)
class Evidence:
    """`day` is an ISO day or empty; `href` is empty where the viewer may not open the row."""

    day: str
    kind: str
    topic: str
    amount: str
    href: str
    late: str = ""
    """The ISO day on which it was entered, where that was after its own time and after the days of grace: 补录."""

    @property
    def said(self) -> str:
        """The row in one line, as a dispute names it; empty for rows that are only counted."""
        return f"{self.day} {self.kind} {self.topic}".strip() if self.day else ""


def evidence(scope: Scope, why: Why) -> list[Evidence]:
    holders = {str(row.said.get("org_id")) for row in why.rows}
    wanted = {"activity.read", *(register.read for row in why.rows if (register := registers().get(row.relation)))}
    seen = {each: frozenset(scope.organizations(each, code__in=holders).values_list("code", flat=True)) for each in sorted(wanted)}
    called = names(scope, [("person", str(row.said["person_id"])) for row in why.rows if row.relation in HELD])
    rows = [_named(_row(row, why, seen), row, called) for row in why.rows]
    return sorted(rows, key=lambda row: row.day)


def _named(line: Evidence, row: CountedRow, called: Mapping[tuple[str, str], str]) -> Evidence:
    """Whose membership or post it is; rows about persons who may not be named are not among these."""
    name = called.get(("person", str(row.said.get("person_id")))) if row.relation in HELD else None
    return replace(line, topic=f"{name} {line.topic}".strip()) if name else line


def hidden(why: Why) -> list[Evidence]:
    """What the viewer may not see row by row still counts: as a number and a sum."""
    said, reason = why.explanation, "涉及的人员姓名不在您的查看范围内"
    return [Evidence("", _unseen(each), reason, figure(each.amount, said.scale, said.unit), "") for each in why.hidden]


def _unseen(rows: Hidden) -> str:
    return f"另有 {rows.n} 行{RELATIONS.get(rows.relation, rows.relation)}"


def figure(added: Fraction, scale: int, unit: str) -> str:
    """`added` is in the stored unit; scales are powers of ten."""
    value = added / scale
    return amount(Decimal(value.numerator) / value.denominator, unit)


def _row(row: CountedRow, why: Why, seen: Mapping[str, Collection[str]]) -> Evidence:
    day, kind, topic = _SPEECH.get(row.relation, _other)(row.said, row.relation)
    said = why.explanation
    return Evidence(
        str(day or "")[:10], kind, topic, figure(row.amount, said.scale, said.unit), _href(row, seen), _late(row, str(day or "")[:10])
    )


def _late(row: CountedRow, day: str) -> str:
    """Of a span its end counts, of anything else its day."""
    recorded, over = str(row.said.get(RECORDED) or "")[:10], str(row.said.get("until") or day)[:10]
    if not recorded or not over:
        return ""
    late = entered_late(row.relation, date.fromisoformat(over), date.fromisoformat(recorded))
    return late.isoformat() if late else ""


def _href(row: CountedRow, seen: Mapping[str, Collection[str]]) -> str:
    """The page of the activity, else that of the row in its ledger; none where the viewer may not open it."""
    code, holder = row.said.get("activity_id"), row.said.get("org_id")
    if code:
        return reverse("ledgers:activity", args=[code]) if holder in seen["activity.read"] else ""
    register = registers().get(row.relation)
    if register is None or row.line is None or holder not in seen[register.read]:
        return ""
    return reverse("lists:row", args=[register.key, row.line])


def _participation(said: Said, _: str) -> tuple[Any, str, str]:
    return said["_day"], label("activity.kind", said["_kind"]), label("activity.topic", said["_topic"] or "")


def _activity(said: Said, _: str) -> tuple[Any, str, str]:
    return said["started_at"], label("activity.kind", said["kind"]), label("activity.topic", said["topic"] or "")


def _venue(said: Said, _: str) -> tuple[Any, str, str]:
    return said["opened_on"], label("venue.kind", said["kind"]), said["name"] or ""


def _answer(said: Said, _: str) -> tuple[Any, str, str]:
    checklist = installed().checklists.get(said["checklist"])
    items = {item.code: item.label for item in checklist.items} if checklist else {}
    return said["checked_on"], str(items.get(said["item"], said["item"])), label("check_answer.answer", said["answer"])


def _observation(said: Said, _: str) -> tuple[Any, str, str]:
    metric = installed().metrics.get(said["metric"])
    return said["since"], metric.label if metric else said["metric"], said["source"] or ""


def _money(said: Said, _: str) -> tuple[Any, str, str]:
    return said["dated_on"], label("fund_entry.kind", said["kind"]), label("fund_entry.flow", said["flow"])


def _held(said: Said, relation: str) -> tuple[Any, str, str]:
    return (
        said["since"],
        RELATIONS[relation],
        label("membership.kind", said["kind"]) if "kind" in said else label("post.role", said["role"]),
    )


def _entry(said: Said, _: str) -> tuple[Any, str, str]:
    return said["since"], RELATIONS["roster_entry"], label("roster_entry.roster", said["roster"])


def _tie(said: Said, _: str) -> tuple[Any, str, str]:
    return said["since"], RELATIONS["tie"], label("tie.kind", said["kind"])


def _other(said: Said, relation: str) -> tuple[Any, str, str]:
    return said.get("since"), RELATIONS.get(relation, relation), ""


_SPEECH: Mapping[str, Callable[[Said, str], tuple[Any, str, str]]] = {
    "participation": _participation,
    "activity": _activity,
    "venue": _venue,
    "check_answer": _answer,
    "observation": _observation,
    "fund_entry": _money,
    "membership": _held,
    "post": _held,
    "roster_entry": _entry,
    "tie": _tie,
}
