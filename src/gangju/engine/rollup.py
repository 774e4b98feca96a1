"""Groups: every organisation with a subject at or below it, judged by bounds in whole numbers.

Partials are summed level by level, deepest first (a per-level GROUP BY is 13× a closure join at country size). A standard in which
one person stands twice, once for each post, is counted by heads at each ancestor instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from gangju.engine import expr, params, plan, sql
from gangju.engine.interval import judge
from gangju.engine.job import Job, names_of
from gangju.engine.model import Pack, RollUp
from gangju.engine.world import World

KINDS: Final = ("all", "share", "count", "sum")
"""The ways of taking subjects together that are built; `mean` and `pooled` of the language wait for the first plan that asks for them."""

_SUMS = ("n", "lo", "unknown", "pending", "exempt", "decided", "shortfall", "low", "endless", "high", "state2", "state1")

_PARTIALS = """
    count(*) FILTER (WHERE verdict IS NULL OR verdict NOT IN ('exempt', 'not_applicable')) AS n,
    count(*) FILTER (WHERE verdict = 'pass') AS lo,
    count(*) FILTER (WHERE verdict = 'unknown') AS unknown,
    count(*) FILTER (WHERE verdict = 'pending') AS pending,
    count(*) FILTER (WHERE verdict = 'exempt') AS exempt,
    count(*) FILTER (WHERE verdict = 'exempt' AND decided) AS decided"""

_MEASURED = """
    sum(coalesce(shortfall, 0)) AS shortfall,
    sum(coalesce(value, 0)) AS low,
    count(*) FILTER (WHERE high IS NULL AND (verdict IS NULL OR verdict NOT IN ('exempt', 'not_applicable'))) AS endless,
    sum(coalesce(high, 0)) AS high,
    count(*) FILTER (WHERE state >= 2) AS state2,
    count(*) FILTER (WHERE state = 1) AS state1"""


def partials(world: World, jobs: Sequence[Job]) -> None:
    """Makes table `groups_of`: job, org_id and the sums over everything at or below the organisation."""
    world.run(f"CREATE TEMP TABLE own AS SELECT job, org_id, {_PARTIALS}, {_MEASURED} FROM subjects GROUP BY job, org_id")
    _gather(world, jobs)
    summed = ", ".join(f"sum({name}) AS {name}" for name in _SUMS)
    parts = []
    for day, numbers in _by_day(jobs).items():
        tree = f"tree{day}"
        among = f"job IN ({', '.join(map(str, numbers))})"
        parts.append(_climb(world, tree, among, summed))
    nothing = f"SELECT job, org_id, {summed} FROM own WHERE FALSE GROUP BY job, org_id"
    world.run(f"CREATE TEMP TABLE groups_of AS {' UNION ALL '.join(parts or [nothing])}")
    _count_heads(world, jobs)


def _gather(world: World, jobs: Sequence[Job]) -> None:
    """An outer adoption of a pack counts with what nearer ones below it have judged by their own version and parameters."""
    alike: dict[tuple[object, ...], list[Job]] = {}
    for job in jobs:
        alike.setdefault((job.pack.id, job.standard.id, job.standard.part, job.standard.each, job.period, job.scale), []).append(job)
    for outer, inner in (pair for same in alike.values() for pair in permutations(same, 2)):
        if inner.adopter != outer.adopter and inner.adopter in world.tree(outer.period.reference).below(outer.adopter):
            among = f"SELECT {outer.number}, * EXCLUDE (job) FROM own WHERE job = {inner.number}"
            world.run(f"INSERT INTO own {among} AND org_id IN (SELECT org_id FROM {inner.adopted})")


def _by_day(jobs: Sequence[Job]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for job in jobs:
        found.setdefault(job.world.day_number(job.period.reference), []).append(job.number)
    return found


def _climb(world: World, tree: str, among: str, summed: str) -> str:
    """Level by level: what an organisation has itself, and what its children have already gathered."""
    row = world.run(f"SELECT coalesce(max(depth), 0) FROM {tree}").fetchone()
    deepest = int(row[0]) if row else 0
    columns = ", ".join(_SUMS)
    for depth in range(deepest, -1, -1):
        own = f"SELECT job, o.org_id, {columns} FROM own AS o JOIN {tree} AS t ON t.org_id = o.org_id WHERE t.depth = {depth} AND {among}"
        if depth < deepest:
            below = f"{tree}_{depth + 1}"
            own += f" UNION ALL SELECT job, t.parent_id, {columns} FROM {below} AS g JOIN {tree} AS t ON t.org_id = g.org_id"
        gathered = f"SELECT job, org_id, {summed} FROM ({own}) AS r(job, org_id, {columns}) GROUP BY job, org_id"
        world.run(f"CREATE TEMP TABLE {tree}_{depth} AS {gathered}")
    return " UNION ALL ".join(f"SELECT * FROM {tree}_{depth}" for depth in range(deepest + 1))


def _count_heads(world: World, jobs: Sequence[Job]) -> None:
    """Where one subject has several rows, an ancestor counts it once, by the worst of its verdicts."""
    twice = "SELECT DISTINCT job FROM (SELECT job, subject_id FROM subjects GROUP BY 1, 2 HAVING count(*) > 1)"
    doubled = {int(row[0]) for row in world.run(twice).fetchall()}
    for job in jobs:
        if job.number in doubled:
            world.run(_heads(job))


def _heads(job: Job) -> str:
    tree = f"tree{job.world.day_number(job.period.reference)}"
    up = (
        f"WITH RECURSIVE up(org_id, above) AS (SELECT org_id, org_id FROM {tree} UNION ALL "
        f"SELECT up.org_id, t.parent_id FROM up JOIN {tree} AS t ON t.org_id = up.above WHERE t.parent_id IS NOT NULL)"
    )
    order = ("fail", "unknown", "pending", "pass", "exempt", "not_applicable")
    rank = sql.case([(f"verdict = '{verdict}'", str(place)) for place, verdict in enumerate(order)], str(len(order)))
    worst = (
        f"SELECT u.above, s.subject_id, min({rank}) AS rank, bool_and(decided) AS decided FROM subjects AS s "
        f"JOIN up AS u ON u.org_id = s.org_id WHERE s.job = {job.number} GROUP BY 1, 2"
    )
    names = sql.case([(f"rank = {place}", f"'{verdict}'") for place, verdict in enumerate(order)])
    counted = f"SELECT above, {_PARTIALS} FROM (SELECT above, decided, {names} AS verdict FROM ({worst})) GROUP BY above"
    sets = ", ".join(f"{name} = h.{name}" for name in ("n", "lo", "unknown", "pending", "exempt", "decided"))
    return f"{up} UPDATE groups_of SET {sets} FROM ({counted}) AS h WHERE groups_of.job = {job.number} AND groups_of.org_id = h.above"


# ---------------------------------------------------------------- verdicts of groups
@dataclass(frozen=True)
class Limit:
    """The bound of a roll-up: a constant or a parameter, as numerator text over a whole denominator. None: unset."""

    op: str
    sql: str
    den: int


def limit_node(pack: Pack, roll_up: RollUp) -> plan.Node | None:
    """The checked bound. Raises ExprError."""
    if roll_up.value is None or roll_up.value == "unset":
        return None
    return expr.check(roll_up.value, expr.Context(names_of(pack), "organization", "organization"))


def limit(job: Job, roll_up: RollUp) -> Limit | None:
    if roll_up.kind == "all":
        return Limit("=", "1", 1)
    node = limit_node(job.pack, roll_up)
    if node is None:
        return None
    scale = job.scale if roll_up.kind == "sum" and node.type.bare else 1

    def leaf(part: plan.Node) -> str:
        assert isinstance(part, plan.ParamRef)
        return params.as_sql(job.params[part.id], job.period.reference, "t.domain", "t.region", None)

    number = sql.Renderer(leaf, job.ratio).number(node)
    return Limit(roll_up.op or ">=", f"({number.sql}) * {scale}" if scale > 1 else number.sql, number.den)


def group_sql(jobs: Sequence[Job]) -> list[str]:
    """One row an organisation and roll-up; standards whose roll-ups are said in the same words share a query.

    Only organisations that the plan binds, and of the subtree that was asked for: one above it has adopted nothing, or has
    gathered but a part of what is its own.
    """
    alike: dict[str, list[str]] = {}
    for job in jobs:
        for index, roll_up in enumerate(job.standard.roll_up):
            alike.setdefault(_grouped(job, index, roll_up), []).append(str(job.number))
    return [f"{text} WHERE t.job IN ({', '.join(numbers)})" for text, numbers in alike.items()]


def _grouped(job: Job, index: int, roll_up: RollUp) -> str:
    """Job, index of the roll-up, bounds, target, verdict."""
    tree = f"tree{job.world.day_number(job.period.reference)}"
    at = "" if roll_up.at is None else f" AND t.level = {sql.text(roll_up.at)}"
    at += f" AND t.org_id IN (SELECT org_id FROM {job.adopted})"
    rows = f"SELECT g.*, t.domain, t.region FROM groups_of AS g JOIN {tree} AS t ON t.org_id = g.org_id WHERE TRUE{at}"
    lo, hi, state = _bounds(roll_up.kind)
    found = limit(job, roll_up)
    target, verdict = ("NULL", "NULL") if found is None else _judged(roll_up.kind, found, lo, hi, state)
    short = "NULL" if found is None else "t.shortfall"
    return (
        f"SELECT t.job, {index} AS roll_up, t.org_id, {lo} AS lo, {hi} AS hi, t.n, t.exempt, t.decided, "
        f"CASE WHEN t.n > 0 THEN {target} END AS target, "
        f"CASE WHEN t.n > 0 THEN {verdict} WHEN {found is not None} THEN 'not_applicable' END AS verdict, "
        f"{short} AS shortfall FROM ({rows}) AS t"
    )


def _bounds(kind: str) -> tuple[str, str, str]:
    if kind == "sum":
        return "t.low", "CASE WHEN t.endless = 0 THEN t.high END", "CASE WHEN t.state2 > 0 THEN 2 WHEN t.state1 > 0 THEN 1 ELSE 0 END"
    return "t.lo", "t.lo + t.unknown + t.pending", "CASE WHEN t.unknown > 0 THEN 2 WHEN t.pending > 0 THEN 1 ELSE 0 END"


def _judged(kind: str, bound: Limit, lo: str, hi: str, state: str) -> tuple[str, str]:
    """Target and verdict; shares are compared by cross-multiplying."""
    if kind == "all":
        return "t.n", judge(">=", lo, hi, state, "t.n")
    per = "t.n" if kind == "share" else "1"
    product = f"({bound.sql}) * {per}"
    verdict = judge(bound.op, f"({lo}) * {bound.den}", f"({hi}) * {bound.den}", state, product)
    return _needed(bound, product) if kind in ("share", "count") else _rounded(bound, product), verdict


def _rounded(bound: Limit, product: str) -> str:
    """A sum has its bound itself for a target, strict or not, as a single subject has."""
    return sql.div("half_up", product, bound.den)


def _needed(bound: Limit, product: str) -> str:
    """Heads are whole: a floor needs ceil(p·n), a ceiling allows floor(p·n)."""
    if bound.op == ">":
        return f"({sql.div('floor', product, bound.den)}) + 1"
    if bound.op == "<":
        return f"({sql.div('ceil', product, bound.den)}) - 1"
    return sql.div("ceil" if bound.op == ">=" else "floor", product, bound.den)
