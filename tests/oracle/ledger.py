"""The facts as an official would read them: rows as dictionaries, seen as they were known on a day, in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.days import Span, holds, inside

Row = dict[str, Any]


class Facts(dict[str, list[Row]]):
    """Relation → rows. `by` sorts the rows of a relation into drawers, so that a county of hundreds is read in seconds."""

    def by(self, relation: str, column: str) -> dict[Any, list[Row]]:
        drawers = self.__dict__.setdefault(f"{relation}.{column}", {})
        if not drawers:
            for row in self.get(relation, []):
                drawers.setdefault(row.get(column), []).append(row)
        found: dict[Any, list[Row]] = drawers
        return found


DAYS = [
    *("since", "until", "born_on", "admitted_on", "approved_on", "started_at", "ended_at", "opened_on", "accepted_on", "closed_on"),
    *("checked_on", "dated_on", "published_on", "recorded_at"),
]
NUMBERS = ["hours", "area_m2", "amount", "value"]
TRUTHS = ["attended", "full_time"]


def cell(column: str, text: Any) -> Any:
    """One text cell as a day, an exact number, a truth or text; None where it is empty."""
    if text is None or text == "":
        return None
    if column in DAYS:
        return date.fromisoformat(str(text)[:10])
    if column in NUMBERS:
        return Fraction(text)
    if column in TRUTHS:
        return text == "true"
    return int(text) if column == "year" else text


def read(facts: Mapping[str, Sequence[Mapping[str, Any]]], known_on: date) -> Facts:
    """Typed rows that were known on `known_on`, with what an empty cell stands for filled in."""
    seen = Facts()
    for relation, rows in facts.items():
        typed = [{column: cell(column, text) for column, text in row.items()} for row in rows]
        seen[relation] = [row for row in typed if row.get("recorded_at") is None or row["recorded_at"] <= known_on]
    for event in seen.get("activity", []):
        event["status"] = event.get("status") or "held"
    for row in seen.get("participation", []):
        row["attended"] = row.get("attended") is not False
    return seen


def rows_of(facts: Facts, relation: str, **wanted: Any) -> list[Row]:
    """Rows of a relation whose named columns have exactly these values."""
    first = min(wanted, key=lambda name: not name.endswith("_id"))
    return [row for row in facts.by(relation, first).get(wanted[first], []) if all(row.get(name) == wanted[name] for name in wanted)]


def in_force(rows: Iterable[Row], day: date, since: str = "since", until: str = "until") -> list[Row]:
    return [row for row in rows if holds(row.get(since), row.get(until), day)]


def version(facts: Facts, relation: str, name: str, day: date) -> Row | None:
    """The version of an organisation or a unit that is in force on the day."""
    found = in_force(rows_of(facts, relation, **{f"{relation}_id" if relation == "unit" else "org_id": name}), day)
    return found[0] if found else None


def life(facts: Facts, kind: str, name: str, as_of: date) -> tuple[date, date | None]:
    """Founded and dissolved, opened and closed, over all versions of an organisation or a unit; nobody knows of an end to come."""
    versions = rows_of(facts, kind, **{"unit_id" if kind == "unit" else "org_id": name})
    ends = [row["until"] for row in versions]
    ended = None if None in ends else max(ends)
    return min(row["since"] for row in versions), ended if ended is not None and ended <= as_of else None


def ancestors(facts: Facts, org_id: str, day: date) -> list[str]:
    """The organisation itself, its superior on that day, that one's superior … up to a root."""
    chain = [org_id]
    while True:
        places = in_force(rows_of(facts, "placement", org_id=chain[-1]), day)
        if not places or places[0]["parent_id"] is None:
            return chain
        chain.append(places[0]["parent_id"])


def kept(facts: Facts, org_id: str, category: str, window: Span) -> bool:
    """Whether the organisation kept this ledger on every day of the window; entries that touch make one span."""
    entries = rows_of(facts, "roster_entry", roster="keeps", subject_kind="organization", subject_id=org_id, category=category)
    covered = window[0]
    for entry in sorted(entries, key=lambda row: row["since"]):
        if entry["since"] <= covered and (entry["until"] is None or entry["until"] > covered):
            covered = entry["until"] or window[1]
    return covered >= window[1]


def suspended(facts: Facts, kind: str, name: str, window: Span) -> bool:
    """Whether the window lies wholly inside one suspension of the organisation or the unit."""
    entries = rows_of(facts, "roster_entry", roster="suspension", subject_kind=kind, subject_id=name)
    return any(inside(window, entry["since"], entry["until"]) for entry in entries)


def parameter(
    world: Mapping[str, Any], name: str, day: date, domain: str | None, region: str | None, category: str | None = None
) -> Fraction | None:
    """The adopter's own figure; else the most particular in force: a domain or category before none, the longest place, the newest."""
    own = (world.get("adoption") or {"params": {}})["params"]
    if name in own:
        return Fraction(own[name])
    fitting = [value for value in world["params"].get(name, []) if binding(value, day, domain, region, category)]
    fitting.sort(key=lambda value: ("domain" in value or "category" in value, len(value.get("place") or ""), value["since"]))
    return Fraction(fitting[-1]["value"]) if fitting else None


def binding(value: Mapping[str, Any], day: date, domain: str | None, region: str | None, category: str | None) -> bool:
    """Whether a dated value holds on the day, in this place, for this domain and category."""
    particular = value.get("domain", domain) == domain and value.get("category", category) == category
    return particular and date.fromisoformat(value["since"]) <= day and (region or "").startswith(value.get("place") or "")


def venues_of(facts: Facts, unit_id: str, kind: str, day: date) -> list[Row]:
    """Venues of a kind of a unit, open on the day."""
    return in_force(rows_of(facts, "venue", unit_id=unit_id, kind=kind), day, "opened_on", "closed_on")


def set_up_in(facts: Facts, unit_id: str, day: date) -> list[str]:
    """The organisations that on the day are set up in the unit."""
    return [org["org_id"] for org in in_force(rows_of(facts, "organization", unit_id=unit_id), day)]


def events_of(facts: Facts, kind: str, name: str, activity: str, day: date) -> list[Row]:
    """Events of a kind that the organisation held; of a unit those held at it or by an organisation set up in it, each once."""
    own = [name] if kind == "organization" else set_up_in(facts, name, day)
    events = rows_of(facts, "activity", kind=activity)
    return [event for event in events if event["org_id"] in own or (kind == "unit" and event["unit_id"] == name)]
