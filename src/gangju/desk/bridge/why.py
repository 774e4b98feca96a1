"""Why: one verdict opened to its rows, from the database as it stands now, cut to the viewer.

The why of a person opens only where that person may be named. In every other why, rows about persons whose names are
not for this viewer leave as a number and a sum, so that the rows shown and hidden still add up to the value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import Q
from django.http import Http404

from gangju.desk import clock
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.bridge.adopted import Adopted, adopted_on, kept_pack
from gangju.desk.bridge.closure import closure
from gangju.desk.bridge.reading import IMPERSONAL
from gangju.desk.bridge.results import organization_of
from gangju.desk.ledgers.models import Organization, Person
from gangju.engine.counted import CountedRow
from gangju.engine.explain import Explanation
from gangju.engine.explain import explain as explain_by_engine
from gangju.engine.facts import Facts
from gangju.engine.model import Adoption, Pack, Standard
from gangju.engine.problem import BadInput
from gangju.engine.relations import RELATIONS

# Columns that name who wrote a row down, not whom it is about.
DOERS = ("checked_by",)


@dataclass(frozen=True)
class Hidden:
    """So many rows of a relation about persons who may not be named, and what they add; scaled like `Explanation.lo`."""

    relation: str
    n: int
    amount: Fraction


@dataclass(frozen=True)
class Why:
    """An explanation as this viewer may read it. `explanation.rows` holds only `rows`; `hidden` the rest of the sum."""

    pack: Pack
    standard: Standard
    explanation: Explanation
    org: Organization
    rows: tuple[CountedRow, ...]
    hidden: tuple[Hidden, ...]


def explain(
    scope: Scope, pack: str, standard: str, subject: str, *, org: str | None = None, period: str | None = None, part: str | None = None
) -> Why:
    """The why of one subject in one standard. `org` is the public code of the organisation it is judged in (two posts of
    one person are two rows); without it the results on show say which. `part` is the title of one of several conditions.

    Raises Denied for a subject outside the scope, Http404 for one without such a row: pages answer both alike.
    """
    judged_in = Organization.objects.filter(code=org or organization_of(pack, standard, subject)).first()
    bound = [each for each in adopted_on(clock.today()) if each.pack == pack]
    if judged_in is None or not bound:
        raise Http404
    scope.require("standard.read", judged_in)
    with closure(judged_in) as facts:
        read, found = _explained(bound, facts, standard, subject, Chosen(judged_in.code, period, part))
    if found.subject_kind not in IMPERSONAL and not (named := scope.persons_named(judged_in)):
        raise Denied(named)
    return _cut(scope, read, found, judged_in)


@dataclass(frozen=True)
class Chosen:
    """Which of several rows about one subject."""

    org: str
    period: str | None
    part: str | None


def _explained(bound: Sequence[Adopted], facts: Facts, standard: str, subject: str, chosen: Chosen) -> tuple[Pack, Explanation]:
    """By the version of the pack that judges the subject: the newest first. Which one binds is the engine's to say."""
    adoptions = [each.binding() for each in bound]
    for folder, pack_hash in dict.fromkeys(
        (each.folder, each.pack_hash) for each in sorted(bound, key=lambda each: each.since, reverse=True)
    ):
        pack = kept_pack(folder, pack_hash)
        with suppress(BadInput, KeyError):
            pack.standard(standard)
            return pack, _by_engine(pack, facts, standard, subject, chosen, adoptions)
    raise Http404


def _by_engine(pack: Pack, facts: Facts, standard: str, subject: str, chosen: Chosen, adoptions: Sequence[Adoption]) -> Explanation:
    org, period, part = chosen.org, chosen.period, chosen.part
    known_on, today = clock.known_on(), clock.today()
    return explain_by_engine(
        pack, facts, today, standard, subject, known_on=known_on, period=period, org_id=org, part=part, adoptions=adoptions
    )


def _cut(scope: Scope, pack: Pack, found: Explanation, org: Organization) -> Why:
    people = {code for row in found.rows for code in persons_in(row)}
    known = _nameable(scope, people, org)
    rows = tuple(_without_doers(row) for row in found.rows if persons_in(row) <= known)
    hidden = [row for row in found.rows if not persons_in(row) <= known]
    return Why(pack, pack.standard(found.standard), replace(found, rows=rows), org, rows, _sums(hidden))


def persons_in(row: CountedRow) -> frozenset[str]:
    """Public codes of the persons a ledger row is about."""
    columns = RELATIONS[row.relation].columns
    plain = {row.said.get(name) for name, column in columns.items() if column.references == "person" and name not in DOERS}
    paired = {row.said.get(name) for name, column in columns.items() if column.by and row.said.get(column.by) == "person"}
    return frozenset(str(code) for code in plain | paired if code)


def _without_doers(row: CountedRow) -> CountedRow:
    """Who answered a checklist is no part of its answer: the row leaves without that person."""
    return replace(row, said={name: value for name, value in row.said.items() if name not in DOERS})


def _nameable(scope: Scope, codes: frozenset[str] | set[str], org: Organization) -> frozenset[str]:
    """Of these persons, those whose names are open: by the organisation that answers for them, or by a place held here."""
    open_to_viewer = scope.named("org__")
    if scope.persons_named(org):
        open_to_viewer |= Q(memberships__org=org) | Q(posts__org=org)
    return frozenset(Person.objects.filter(open_to_viewer, code__in=codes).values_list("code", flat=True))


def _sums(rows: Sequence[CountedRow]) -> tuple[Hidden, ...]:
    by_relation: Mapping[str, list[CountedRow]] = {row.relation: [] for row in rows}
    for row in rows:
        by_relation[row.relation].append(row)
    return tuple(Hidden(name, len(found), sum((row.amount for row in found), Fraction(0))) for name, found in by_relation.items())
