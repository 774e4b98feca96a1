"""Organisations in time: each hangs somewhere on every day of its life, under one that is alive, never under itself.

The same holds loosely for those who lean on them: a unit and a member need an organisation that still exists. Days
are compared as half-open spans; an open end is the last day there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gangju.engine.facts_check import Ledgers, told
from gangju.engine.facts_rows import said_days
from gangju.engine.problem import Problem
from gangju.engine.relations import LINE

Span = tuple[date, date]


@dataclass(frozen=True)
class Edge:
    """`child` hangs under `parent` during [since, until), as its row on `line` says."""

    child: str
    parent: str
    since: date
    until: date
    line: int


@dataclass(frozen=True)
class Tree:
    relation: str
    child: str
    parent: str
    word: str


PARTY = Tree("placement", "org_id", "parent_id", "上级")
UNITS = Tree("unit", "unit_id", "parent_unit_id", "上级单位")


def check_tree(ledgers: Ledgers) -> None:
    """Adds what is wrong with the two trees and with those who lean on a dissolved organisation."""
    if ledgers.sound("unit"):
        ledgers.problems += told(own_ancestors(ledgers, UNITS))
    if ledgers.sound("organization", "placement"):
        ledgers.problems += told(own_ancestors(ledgers, PARTY))
        lives = _lives(ledgers)
        ledgers.problems += [*told(gaps(ledgers, lives)), *told(under_the_dissolved(ledgers, lives))]
        for relation, whose in (("unit", "name"), ("membership", "person_id")):
            if ledgers.sound(relation):
                ledgers.problems += told(left_behind(ledgers, relation, whose, lives))


# ---------------------------------------------------------------- spans
def merged(spans: Iterable[Span]) -> list[Span]:
    """Overlapping and touching spans made one, in order."""
    whole: list[Span] = []
    for since, until in sorted(spans):
        if whole and since <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], until))
        else:
            whole.append((since, until))
    return whole


def without(span: Span, others: Iterable[Span]) -> Iterator[Span]:
    """The parts of `span` that no one of `others` (merged) covers."""
    since, until = span
    for start, end in others:
        if end <= since:
            continue
        if start >= until:
            break
        if start > since:
            yield since, start
        since = max(since, end)
    if since < until:
        yield since, until


def _lives(ledgers: Ledgers) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for org, since, until in ledgers.rows("organization", "org_id", "since", "until"):
        spans[org].append((since, until or date.max))
    return {org: merged(versions) for org, versions in spans.items()}


# ---------------------------------------------------------------- placement
def gaps(ledgers: Ledgers, lives: Mapping[str, list[Span]]) -> Iterator[Problem]:
    placed: dict[str, list[tuple[Span, int]]] = defaultdict(list)
    for org, since, until, line in ledgers.rows("placement", "org_id", "since", "until", LINE):
        placed[org].append(((since, until or date.max), line))
    names = _names(ledgers)
    for org, life in lives.items():
        spans = merged(span for span, _ in placed[org])
        for gap in (gap for span in life for gap in without(span, spans)):
            relation, line, key = _beside(ledgers, org, gap, placed[org])
            message = f"{names[org]}({org}){said_days(*gap)}没有隶属"
            remedy = "请补一行这段时间的隶属,或改正前后两行的日期;最上级的党组织也要有一行,上级留空"
            yield ledgers.problem(relation, line, key, message, remedy)


def _beside(ledgers: Ledgers, org: str, gap: Span, placed: list[tuple[Span, int]]) -> tuple[str, int, str]:
    """The row whose date makes the gap: the one before it, else the one after it, else the organisation itself."""
    for (_, until), line in placed:
        if until == gap[0]:
            return "placement", line, "until"
    for (since, _), line in placed:
        if since == gap[1]:
            return "placement", line, "since"
    versions = ledgers.rows("organization", "org_id", "since", "until", LINE)
    lines = [line for one, since, until, line in versions if one == org and since <= gap[0] < (until or date.max)]
    return "organization", lines[0], "since"


def under_the_dissolved(ledgers: Ledgers, lives: Mapping[str, list[Span]]) -> Iterator[Problem]:
    names = _names(ledgers)
    for edge in _edges(ledgers, PARTY):
        for life in lives[edge.child]:
            both = max(edge.since, life[0]), min(edge.until, life[1])
            for days in without(both, lives[edge.parent]) if both[0] < both[1] else ():
                dissolved = days[0] >= lives[edge.parent][-1][1]
                message = f"上级{names[edge.parent]}({edge.parent}){said_days(*days)}{'已经撤销' if dissolved else '尚未成立'}"
                remedy = f"请在这段时间另写{names[edge.child]}的上级,或改正{names[edge.parent]}的起止日期"
                yield ledgers.problem("placement", edge.line, "parent_id", message, remedy)


def left_behind(ledgers: Ledgers, relation: str, whose: str, lives: Mapping[str, list[Span]]) -> Iterator[Problem]:
    """Rows that go on with an organisation after its last day. What lies before its first day is history kept elsewhere."""
    names = _names(ledgers)
    for thing, org, until, line in ledgers.rows(relation, whose, "org_id", "until", LINE):
        end = lives[org][-1][1]
        if end < (until or date.max):
            message = f"{names[org]}({org})已于 {end} 撤销,{thing} 此后没有党组织负责"
            remedy = "请把这一行结束在撤销之日,再写一行接手的党组织"
            yield ledgers.problem(relation, line, "org_id", message, remedy)


def _names(ledgers: Ledgers) -> dict[str, str]:
    return dict(ledgers.rows("organization", "org_id", "name"))


# ---------------------------------------------------------------- ancestors
def own_ancestors(ledgers: Ledgers, tree: Tree) -> Iterator[Problem]:
    """A ring closes on the day its last edge begins, so only those days are looked at, and only where a ring could be."""
    edges = _core(list(_edges(ledgers, tree)))
    told_already: set[frozenset[str]] = set()
    for day in sorted({edge.since for edge in edges}):
        above = {edge.child: edge for edge in edges if edge.since <= day < edge.until}
        for ring in _rings(above):
            members = frozenset(edge.child for edge in ring)
            if members in told_already:
                continue
            told_already.add(members)
            last = max(range(len(ring)), key=lambda place: (ring[place].since, ring[place].line))
            chain = [edge.child for edge in ring[last:] + ring[:last]]
            shown = " → ".join([*chain, chain[0]])
            message = f"自 {day} 起 {chain[0]} 成了自己的{tree.word}:{shown}"
            yield ledgers.problem(tree.relation, ring[last].line, tree.parent, message, f"请改正其中一行的{tree.word}或日期")


def _edges(ledgers: Ledgers, tree: Tree) -> Iterator[Edge]:
    for child, parent, since, until, line in ledgers.rows(tree.relation, tree.child, tree.parent, "since", "until", LINE):
        if parent is not None:
            yield Edge(child, parent, since, until or date.max, line)


def _core(edges: list[Edge]) -> list[Edge]:
    """What is left when leaves and roots of all time are taken away again and again: empty, unless a ring could be."""
    while True:
        parents, children = {edge.parent for edge in edges}, {edge.child for edge in edges}
        rest = [edge for edge in edges if edge.child in parents and edge.parent in children]
        if len(rest) == len(edges):
            return rest
        edges = rest


def _rings(above: Mapping[str, Edge]) -> Iterator[list[Edge]]:
    seen: set[str] = set()
    for start in above:
        path: dict[str, Edge] = {}
        one = start
        while one in above and one not in seen and one not in path:
            path[one] = above[one]
            one = above[one].parent
        if one in path:
            places = list(path)
            yield [path[each] for each in places[places.index(one) :]]
        seen |= path.keys()
