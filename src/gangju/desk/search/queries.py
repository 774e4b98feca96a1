"""Asking the index. What a viewer may not see is cut away in the statement itself, by the conditions of the one scope.

Two ways lead to the same rows. Whoever sees little (a branch, a town) has the entries below the own organisations looked through,
by the index over organisations; whoever sees much has the index of words followed, newest first, and left as soon as enough is found.
Which way is taken depends on how many entries the viewer may see and on nothing that lies outside.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Organization
from gangju.desk.search import layout
from gangju.desk.search.kinds import BY_NUMBER, KINDS, Kind
from gangju.desk.search.words import Asked

# So many entries are still looked through one by one.
NARROW = 2_000
# Kinds are counted up to here; the pages of one kind go further.
MOST_COUNTED = 100
MOST_LISTED = 1_000
# Of what is found more often, so many names that begin with the words come first, and then the newest.
MOST_HEADS = 50
# Conditions of so many viewers are kept in words.
MOST_KEPT = 4_000
# Stands after every character.
LAST = "\U0010ffff"

# How well an entry fits, best first.
CODE, EXACT, PREFIX, NAMED, INSIDE = range(5)


@dataclass(frozen=True)
class Condition:
    """What a row's organisation must meet, as SQL over `ledgers_organization`."""

    sql: str
    values: tuple[Any, ...]


_kept: dict[Hashable, Condition | None] = {}


@dataclass(frozen=True)
class Cut:
    """Kinds that are open to the viewer in the same organisations. `spans` are their numbers in the index."""

    condition: Condition
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Match:
    entry: int
    fit: int

    @property
    def kind(self) -> Kind:
        return BY_NUMBER[layout.kind_of(self.entry)]


def matches(scope: Scope, asked: Asked, kinds: Collection[str] | None = None, most: int = MOST_COUNTED) -> list[Match]:
    """Everything of these kinds that the viewer may see and every word occurs in, best first; of each kind so many and one more."""
    if not asked:
        return []
    found: dict[int, int] = {}
    for cut in _cuts(scope, [KINDS[code] for code in kinds or KINDS]):
        for entry, fit in _within(cut, asked, most + 1):
            found[entry] = min(fit, found.get(entry, fit))
    # Of what fits equally well the kinds in their order, and the newest of each first.
    return sorted(
        (Match(entry, fit) for entry, fit in found.items()),
        key=lambda match: (match.fit, layout.kind_of(match.entry), -layout.age(match.entry)),
    )


def _cuts(scope: Scope, kinds: Iterable[Kind]) -> list[Cut]:
    """Rows about persons are found only where their names are open, whatever else the viewer may read."""
    open_for: dict[Condition, list[tuple[int, int]]] = {}
    for kind in kinds:
        for personal in kind.personal:
            if (condition := _open(scope, kind.permission, personal)) is not None:
                open_for.setdefault(condition, []).append(layout.span(kind.number, personal=personal))
    return [Cut(condition, tuple(spans)) for condition, spans in open_for.items()]


def _open(scope: Scope, permission: str, personal: bool) -> Condition | None:
    """What a scope opens follows from its grants alone; to say it in SQL takes longer than many a search."""
    key = (connection.vendor, permission, personal, tuple((grant.role, grant.path) for grant in scope.held))
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        reach = scope.reach(permission, "")
        _kept[key] = _condition(reach & scope.named("") if personal else reach)
    return _kept[key]


def _condition(within: Q) -> Condition | None:
    """The scope's own words, compiled. None where nothing can match."""
    query = Organization.objects.filter(within).query
    try:
        sql, values = query.get_compiler(connection=connection).compile(query.where)
    except EmptyResultSet:
        return None
    except FullResultSet:  # a scope that sees everything says so by saying nothing
        return Condition("1 = 1", ())
    return Condition(f"({sql})", tuple(values))


def _within(cut: Cut, asked: Asked, most: int) -> Iterator[tuple[int, int]]:
    if _is_narrow(cut):
        yield from _fits(asked, _run(*looked_through(cut, asked)))
        return
    rows = _run(*followed(cut, asked, most))
    common = tuple(span for span in cut.spans if sum(span[0] <= entry <= span[1] for entry, *_ in rows) > MOST_COUNTED)
    few = [row for row in rows if not any(first <= row[0] <= last for first, last in common)]
    yield from _fits(asked, few)
    if common:
        # In whatever number they are asked for, the order stays the same: what fits best, then by age alone.
        yield from ((entry, INSIDE) for entry, *_ in rows)
        yield from _fits(asked, _run(*beginning_with(Cut(cut.condition, common), asked)))


def _is_narrow(cut: Cut) -> bool:
    ((count,),) = _run(*counted(cut))
    return int(count) <= NARROW


def _fits(asked: Asked, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int]]:
    for entry, head, code in rows:
        if code and code == asked.typed:
            yield entry, CODE
        elif head == asked.whole:
            yield entry, EXACT
        elif head.startswith(asked.words[0]):
            yield entry, PREFIX
        else:
            yield entry, NAMED if all(word in head for word in asked.words) else INSIDE


Statement = tuple[str, list[Any]]
_FOUND = "search_entry.id, search_entry.head, search_entry.code"
# `cross join` keeps SQLite to the order as written: from the few to the many.
_FROM_ENTRY = "from search_entry cross join ledgers_organization"
_JOINED = "search_entry.org_id = ledgers_organization.id"


def counted(cut: Cut) -> Statement:
    """How many entries the organisations have, no further than it matters."""
    inner = f"select 1 {_OWN[connection.vendor]} and {cut.condition.sql} limit {NARROW + 1}"
    return f"select count(*) from ({inner}) as entries", [*cut.condition.values]  # noqa: S608 - conditions are compiled by Django


def looked_through(cut: Cut, asked: Asked) -> Statement:
    """From the organisations to their entries."""
    spans, ends = _spans(cut)
    worded = " and ".join([f"{_PLACE_OF[connection.vendor]}(search_entry.plain, %s) > 0"] * len(asked.words))
    own = f"{_JOINED} and ({spans}) and ({worded} or search_entry.code = %s)"
    sql = _LOOKED_THROUGH[connection.vendor].format(found=_FOUND, own=own, cut=cut.condition.sql, most=NARROW + 1)
    return sql, [*ends, *asked.words, asked.typed, *cut.condition.values]


def followed(cut: Cut, asked: Asked, most: int) -> Statement:
    """From the words to the entries, the newest of each kind first; and the entry with that very code."""
    parts: list[str] = []
    values: list[Any] = []
    for first, last in cut.spans:
        parts.append(_FOLLOWED[connection.vendor].format(found=_FOUND, joined=_JOINED, cut=cut.condition.sql, number=len(parts)))
        values += [_words(asked), first, last, *cut.condition.values, most]
    spans, ends = _spans(cut)
    parts.append(f"select {_FOUND} {_FROM_ENTRY} where {_JOINED} and search_entry.code = %s and {cut.condition.sql} and ({spans})")
    return " union all ".join(parts), [*values, asked.typed, *cut.condition.values, *ends]


def beginning_with(cut: Cut, asked: Asked) -> Statement:
    """The names that are, or begin with, what was typed: first of all the shortest."""
    spans, ends = _spans(cut)
    sql = (
        f"select {_FOUND} {_FROM_ENTRY} where {_JOINED} and search_entry.head >= %s and search_entry.head < %s "
        f"and {cut.condition.sql} and ({spans}) order by search_entry.head limit {MOST_HEADS}"
    )
    return sql, [asked.whole, asked.whole + LAST, *cut.condition.values, *ends]


# `lateral` with a limit keeps PostgreSQL to the order as written: it would rather read the whole table than trust that so few are wanted.
_OWN: Mapping[str, str] = {
    "sqlite": f"from ledgers_organization cross join search_entry where {_JOINED}",
    "postgresql": (
        f"from ledgers_organization cross join lateral (select 1 from search_entry where {_JOINED} limit {NARROW + 1}) as own where true"  # noqa: S608 - constants
    ),
}
_PLACE_OF: Mapping[str, str] = {"sqlite": "instr", "postgresql": "strpos"}
_LOOKED_THROUGH: Mapping[str, str] = {
    "sqlite": "select {found} from ledgers_organization cross join search_entry where {own} and {cut}",
    "postgresql": (
        "select own.* from ledgers_organization "
        "cross join lateral (select {found} from search_entry where {own} limit {most}) as own where {cut}"
    ),
}
_FOLLOWED: Mapping[str, str] = {
    "sqlite": (
        "select * from (select {found} from search_words cross join search_entry cross join ledgers_organization "
        "where search_words match %s and search_words.rowid between %s and %s "
        "and search_entry.id = search_words.rowid and {joined} and {cut} order by search_words.rowid desc limit %s) as kind_{number}"
    ),
    "postgresql": (
        "select * from (select {found} from search_entry join ledgers_organization on {joined} "
        "where search_entry.vector @@ %s::tsquery and search_entry.id between %s and %s and {cut} "
        "order by search_entry.id desc limit %s) as kind_{number}"
    ),
}


def _words(asked: Asked) -> str:
    return asked.for_sqlite() if connection.vendor == "sqlite" else asked.for_postgres()


def _spans(cut: Cut) -> tuple[str, list[int]]:
    """One condition over all kinds of the cut; neighbours are drawn together."""
    drawn: list[tuple[int, int]] = []
    for first, last in sorted(cut.spans):
        if drawn and drawn[-1][1] + 1 == first:
            drawn[-1] = (drawn[-1][0], last)
        else:
            drawn.append((first, last))
    return " or ".join(["search_entry.id between %s and %s"] * len(drawn)), [end for span in drawn for end in span]


def _run(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
