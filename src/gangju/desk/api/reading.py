"""Rows of the ledgers for programs: cut to the scope, persons by the rule of names, page after page without counting.

The rule of names is that of the pages: a row about a person is there only where that person may be named; where a row merely
mentions one (who filled in a checklist, who draws a sum), the mention is left empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.api.shapes import RECORDED, shown
from gangju.desk.bridge.mapping import SOURCES, Source, Subject
from gangju.desk.identity.sights import Near, Sight, at, nearness
from gangju.desk.ledgers.kinds import declared
from gangju.desk.ledgers.models import Case, Organization, Person, RosterEntry, below, in_force
from gangju.desk.lists.reach import Bare

PERSON = "person"
DIFFICULT = "difficult"
# What is said of a person on these lists is masked.
MASKED: Mapping[str, str] = {DIFFICULT: "cause", "floating_out": "place", "floating_in": "place"}
# As many organisations as a town has; see `lists.reach`, whose measurements hold here too.
FEW = 150
NEVER = ("case_selection",)  # of a kind that is restricted
Row = dict[str, Any]


def readable() -> tuple[str, ...]:
    """Relations that the API gives out."""
    return tuple(name for name in SOURCES if name not in NEVER)


def permission(name: str) -> str:
    if name in ("activity", "participation"):
        return "activity.read"
    return "organization.read" if name in ("organization", "placement") else "ledger.read"


def page(scope: Scope, name: str, said: Mapping[str, Any]) -> tuple[list[Row], str | None]:
    """Rows after the cursor in the order of their numbers, and the cursor of the next page. An unusable cursor begins anew."""
    source, limit = SOURCES[name], int(said["limit"])
    orgs = Organization.objects.filter(scope.reach(permission(name), ""), _below(scope, permission(name), said.get("org")))
    few = list(orgs.values_list("pk", flat=True)[: FEW + 1])
    rows = source.model._default_manager.filter(_asked(source, said), _open(scope, source))
    if len(few) <= FEW:  # their rows are found by the index over organisations and put in order
        rows = rows.annotate(walked=Bare(F("pk"))).filter(**{f"{through(source)}__in": few})
    else:  # the numbers are walked, and each row asks whether its organisation is within
        rows = rows.annotate(walked=F("pk")).filter(Exists(orgs.filter(pk=OuterRef(through(source)))))
    found = _read(scope, source, rows.filter(walked__gt=_after(said.get("cursor"))).order_by("walked"), limit + 1)
    return found[:limit], str(found[limit - 1]["row"]) if len(found) > limit else None


def one(scope: Scope, name: str, number: int) -> Row | None:
    """None for absent and forbidden alike."""
    source = SOURCES[name]
    rows = scope.rows(source.model, permission(name), through=through(source)).filter(_open(scope, source), pk=number)
    return next(iter(_read(scope, source, rows, 1)), None)


def through(source: Source) -> str:
    return "organization" if source.relation.name == "organization" else "org"


def target(source: Source, path: str) -> type[Model]:
    """The model behind a reference of a row, by the path to its code."""
    found: Any = source.model._meta.get_field(path.removesuffix("__code")).related_model
    return Organization if found == "self" else found


# ---------------------------------------------------------------- conditions
def _below(scope: Scope, name: str, org: str | None) -> Q:
    if org is None:
        return Q()
    path = Organization.objects.filter(scope.reach(name, ""), code=org).values_list("path", flat=True).first()
    return below(path or "")


def _after(cursor: str | None) -> int:
    return int(cursor) if cursor and cursor.isascii() and cursor.isdecimal() and len(cursor) < 18 else 0


def _asked(source: Source, said: Mapping[str, Any]) -> Q:
    found = Q()
    for name, value in said.items():
        if value is None:
            continue
        if name == "recorded_since":
            found &= Q(**{f"{RECORDED}__gte": value})
        elif name == "day":
            found &= _on(source, value)
        elif name in source.plain:
            found &= Q(**{source.plain[name]: value})
    for subject in source.subjects:
        found &= _about(subject, said.get(subject.kind_column), said.get(subject.id_column))
    return found


def _on(source: Source, day: date) -> Q:
    first, last = source.relation.span or ("since", "until")
    if (first, last) == ("since", "until"):
        return in_force(day)
    begun = Q(**{f"{first}__isnull": True}) | Q(**{f"{first}__lte": day})
    return begun & (Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gt": day}))


def _about(subject: Subject, kind: str | None, code: str | None) -> Q:
    references = subject.references()
    if kind is not None and kind not in references:
        return Q(pk__in=[])
    chosen = [references[kind]] if kind is not None else list(references.values())
    if code is not None:
        return _either(Q(**{f"{name}__code": code}) for name in chosen)
    return Q(**{f"{chosen[0]}__isnull": False}) if kind is not None else Q()


def _either(conditions: Iterable[Q]) -> Q:
    found = Q()
    for each in conditions:
        found |= each
    return found


def _open(scope: Scope, source: Source) -> Q:
    """Rows about persons only where these may be named; nothing of restricted kinds."""
    found = Q()
    for prefix, optional in _persons(source.relation.name):
        named = scope.named(f"{prefix}org__") & scope.reach("organization.read", f"{prefix}org__")
        found &= (Q(**{f"{prefix.removesuffix('__')}__isnull": True}) | named) if optional else named
    if source.model is RosterEntry:
        found &= ~Q(roster=DIFFICULT, until__lte=scope.today)  # on that day it leaves every page
    if source.model is Case:
        found &= ~Q(kind__in=_restricted())
    elif source.relation.companion_of:
        found &= ~Q(case__kind__in=_restricted())
    return found


@cache
def _persons(name: str) -> tuple[tuple[str, bool], ...]:
    """Ways to the persons that a row is about, and whether a row may be without."""
    source = SOURCES[name]
    if name == PERSON:
        return (("", False),)
    needed = [("person__", False)] if source.relation.columns.get("person_id") and _required(source) else []
    needed += [("case__subject_person__", True)] if source.relation.companion_of else []
    return (*needed, *((f"{subject.references()[PERSON]}__", True) for subject in source.subjects))


def _required(source: Source) -> bool:
    return source.relation.columns["person_id"].required == "yes"


@cache
def _restricted() -> tuple[str, ...]:
    hidden = [name for name, kind in declared().kinds.items() if kind.sensitivity == "restricted"]
    return tuple(sorted(name.removeprefix("case.") for name in hidden if name.startswith("case.")))


# ---------------------------------------------------------------- cells
def _read(scope: Scope, source: Source, rows: QuerySet[Any], most: int) -> list[Row]:
    subjects = [path for subject in source.subjects for path in _codes(subject).values()]
    names = list(source.plain)
    paths = [f"{through(source)}__path"] if source.model is RosterEntry else []
    read = list(rows.values_list("pk", *source.plain.values(), *subjects, *paths)[:most])
    found = [_row(source, names, values) for values in read]
    _forget(scope, source, found)
    for row, values in zip(found, read, strict=True) if paths else ():
        _mask(row, nearness(scope, values[-1]))
    return found


def _mask(row: Row, near: Near) -> None:
    """Why somebody is in difficulty and where he is are shown as near as the table of masks says, else not at all."""
    mask = MASKED.get(row["roster"])
    if mask is not None and row["subject_kind"] == PERSON and at(mask, near) is not Sight.WHOLE:
        row.update({"reason": None, "category": None} if mask == "cause" else {"reason": None})


def _codes(subject: Subject) -> dict[str, str]:
    return {kind: f"{name}__code" for kind, name in subject.references().items()}


def _row(source: Source, names: list[str], values: tuple[Any, ...]) -> Row:
    columns = source.relation.columns
    given: Row = {"row": values[0]} | {name: shown(columns[name], value) for name, value in zip(names, values[1:], strict=False)}
    rest = iter(values[1 + len(names) :])
    for subject in source.subjects:
        pairs = [(kind, code) for kind, code in zip(subject.kinds, rest, strict=False) if code is not None]
        given[subject.kind_column], given[subject.id_column] = pairs[0] if pairs else (None, None)
    return {"row": given["row"]} | {name: given[name] for name in columns}


def _forget(scope: Scope, source: Source, rows: list[Row]) -> None:
    """Persons who are merely mentioned stay only where they may be named."""
    mentions = [column.name for column in source.relation.columns.values() if column.references == PERSON and column.required != "yes"]
    codes = {row[name] for row in rows for name in mentions} - {None}
    if not codes:
        return
    named = Person.objects.filter(scope.named("org__"), scope.reach("organization.read", "org__"), code__in=codes)
    open_codes = set(named.values_list("code", flat=True))
    for row in rows:
        row.update({name: None for name in mentions if row[name] not in open_codes})
