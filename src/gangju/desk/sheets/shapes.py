"""Where the columns of a sheet are kept: the tables behind each ledger, and the natural key by which a row is known again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers import models as ledgers
from gangju.desk.ledgers.actions.rowrules import sides
from gangju.desk.ledgers.models import in_force

# Columns of a sheet that are kept as one of several references, `subject_org`, `subject_unit` …
SIDES = frozenset({"subject", "from", "to"})


@dataclass(frozen=True)
class Part:
    """One table that keeps columns of a ledger: column → its name there. `link` refers to the identity; empty: it is the identity."""

    model: type[Model]
    fields: Mapping[str, str]
    link: str = ""
    dated: bool = False


@dataclass(frozen=True)
class Shape:
    """A ledger as tables. `key` names the columns by which a row without a code is known again."""

    ledger: str
    identity: type[Model]
    parts: tuple[Part, ...]
    key: tuple[str, ...] = ()
    through: str = "org__"
    coded: bool = True
    # columns whose change is an event with a date and a document, not a correction
    fixed: Mapping[str, str] = field(default_factory=dict)


def _same(*names: str, **others: str) -> dict[str, str]:
    return {**{name: name for name in names}, **others}


SHAPES: Mapping[str, Shape] = {
    shape.ledger: shape
    for shape in (
        Shape(
            "organization",
            ledgers.Organization,
            (
                Part(
                    ledgers.OrganizationVersion,
                    _same("name", "kind", "level", "domain", "set_up_mode", "region", "since", unit="unit_id"),
                    "organization_id",
                    dated=True,
                ),
                Part(ledgers.Placement, _same("since", parent="parent_id"), "org_id", dated=True),
            ),
            through="",
            fixed={"parent": "改变上级是组织变动,请在组织变动中办理;如是另一个同名的党组织,请给它填一个新的党组织编号"},
        ),
        Shape(
            "unit",
            ledgers.Unit,
            (
                Part(
                    ledgers.UnitVersion,
                    _same("name", "kind", "domain", "region", "since", org="org_id", parent="parent_id"),
                    "unit_id",
                    dated=True,
                ),
            ),
            through="versions__org__",
        ),
        Shape(
            "person",
            ledgers.Person,
            (
                Part(ledgers.Person, _same("name", "gender", "born_on", "education", org="org_id")),
                Part(
                    ledgers.Membership,
                    _same("kind", "since", "entry", "admitted_on", "approved_on", org="org_id"),
                    "person_id",
                    dated=True,
                ),
            ),
            fixed={"org": "党籍现在另一个支部,一个人不能同时在两个支部;调动请办组织关系转接,填错的请改回"},
        ),
        Shape(
            "post",
            ledgers.Post,
            (
                Part(
                    ledgers.Post,
                    _same("role", "rank", "full_time", "since", "until", "exit", person="person_id", org="org_id", unit="unit_id"),
                ),
            ),
            key=("person", "org", "unit", "role", "since"),
        ),
        Shape(
            "venue",
            ledgers.Venue,
            (
                Part(
                    ledgers.Venue,
                    _same("name", "kind", "area_m2", "opened_on", "accepted_on", "closed_on", unit="unit_id", org="org_id"),
                ),
            ),
            key=("unit", "org", "kind", "name"),
        ),
        Shape(
            "activity",
            ledgers.Activity,
            (Part(ledgers.Activity, _same("kind", "hours", "topic", "form", day="started_at", org="org_id")),),
            key=("org", "kind", "day", "topic"),
        ),
        Shape(
            "fund_entry",
            ledgers.FundEntry,
            (
                Part(
                    ledgers.FundEntry,
                    _same("kind", "flow", "payer_level", "year", "dated_on", "amount", org="org_id", unit="unit_id", person="person_id"),
                ),
            ),
            key=("kind", "flow", "org", "unit", "person", "payer_level", "year", "dated_on"),
        ),
        Shape(
            "observation",
            ledgers.Observation,
            (Part(ledgers.Observation, _same("subject", "metric", "since", "until", "value", "published_on", "source", org="org_id")),),
            key=("subject", "metric", "since"),
            coded=False,
        ),
        Shape(
            "check_answer",
            ledgers.CheckAnswer,
            (Part(ledgers.CheckAnswer, _same("subject", "checklist", "item", "answer", "checked_on", org="org_id")),),
            key=("subject", "checklist", "item", "checked_on"),
            coded=False,
        ),
        Shape(
            "roster_entry",
            ledgers.RosterEntry,
            (
                Part(
                    ledgers.RosterEntry,
                    _same("roster", "subject", "category", "tier", "batch", "since", "until", "reason", org="org_id"),
                ),
            ),
            key=("roster", "subject", "category", "since"),
            coded=False,
        ),
        Shape(
            "tie",
            ledgers.Tie,
            (Part(ledgers.Tie, _same("kind", "from", "to", "since", "until", org="org_id")),),
            key=("kind", "from", "to", "since"),
            fixed=dict.fromkeys(("from", "to"), "换了一方就是另一条结对:请给这一条写明结束日期,再另起一行"),
        ),
        Shape(
            "task",
            ledgers.Task,
            (Part(ledgers.Task, _same("plan", "clause", "duty", "due_on", "state", "done_on", org="org_id", person="person_id")),),
            key=("plan", "clause", "org", "duty", "person"),
        ),
        Shape(
            "document",
            ledgers.Document,
            (Part(ledgers.DocumentVersion, _same("title", "kind", "number", "issuer", "since", org="org_id"), "document_id", dated=True),),
            key=("title", "number"),
            through="versions__org__",
        ),
        Shape(
            "score",
            ledgers.Score,
            (Part(ledgers.Score, _same("subject", "scheme", "period", "points", "grade", "source", "published_on", org="org_id")),),
            key=("subject", "scheme", "period", "source", "published_on"),
            coded=False,
        ),
    )
}


@dataclass
class Kept:
    """One row of a ledger as it stands: its columns, and the number of its row in each part."""

    code: str
    values: dict[str, Any]
    rows: dict[type[Model], int]


def kept_rows(shape: Shape, scope: Scope, permission: str) -> dict[int, Kept]:
    """Everything of the ledger in the scope, by the number of its identity; dated parts as of the day."""
    found = {pk: Kept(code, {}, {}) for pk, code in _identities(shape, scope, permission)}
    for part in shape.parts:
        for pk, row, values in _values(shape, part, scope, permission):
            if pk in found:
                found[pk].rows[part.model] = row
                found[pk].values |= values
    return found


def _identities(shape: Shape, scope: Scope, permission: str) -> Iterator[tuple[int, str]]:
    rows = shape.identity._default_manager.filter(scope.reach(permission, shape.through))
    if shape.coded:
        yield from rows.values_list("pk", "code")
    else:
        yield from ((pk, f"r-{pk}") for pk in rows.values_list("pk", flat=True))


def _values(shape: Shape, part: Part, scope: Scope, permission: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    way = f"{part.link.removesuffix('_id')}__" if part.link else ""
    rows = part.model._default_manager.filter(scope.reach(permission, way + shape.through))
    if part.dated:
        rows = rows.filter(in_force(scope.today))
    columns = [column for column in part.fields if column not in SIDES]
    names = [part.fields[column] for column in columns]
    ends = {column: side_columns(part, column) for column in part.fields if column in SIDES}
    references = [name for end in ends.values() for name in end.values()]
    for pk, row, *values in rows.values_list(part.link or "pk", "pk", *names, *references):
        kept = {column: _plain(value) for column, value in zip(columns, values, strict=False)}
        start = len(columns)
        for column, end in ends.items():
            kept[column] = subject_of(end, values[start : start + len(end)])
            start += len(end)
        yield pk, row, kept


def _plain(value: Any) -> Any:
    """Empty text is no value; of a moment a sheet knows the day."""
    if value == "":
        return None
    return value.date() if isinstance(value, datetime) else value


def side_columns(part: Part, column: str) -> dict[str, str]:
    """Kind of subject → the column that refers to it."""
    return {kind: f"{reference}_id" for kind, reference in sides(part.model, column).items()}


def subject_of(end: Mapping[str, str], references: list[Any]) -> tuple[str, int] | None:
    """Which of the references is set, as kind and number."""
    return next(((kind, number) for kind, number in zip(end, references, strict=True) if number is not None), None)


def as_columns(part: Part, values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a sheet as columns of the table; a subject becomes one of several references."""
    written: dict[str, Any] = {}
    for column, value in values.items():
        if column in SIDES:
            end = side_columns(part, column)
            written |= dict.fromkeys(end.values()) | {end[value[0]]: value[1]}
        else:
            written[part.fields[column]] = as_kept(part, column, value)
    return written


def as_kept(part: Part, column: str, value: Any) -> Any:
    """One value as its table keeps it: no text is empty text, a day of an activity is its midnight."""
    if column == "day" and isinstance(value, date):
        return datetime.combine(value, time())
    if value is None and getattr(part.model._meta.get_field(part.fields[column]), "empty_strings_allowed", False):
        return "" if not part.model._meta.get_field(part.fields[column]).null else None
    return value
