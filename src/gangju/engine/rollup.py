"""Groups: every organisation with a subject at or below it, judged by bounds in whole numbers.

An organisation knows who stands above it at each depth, so all levels are summed by one statement that groups its rows once a depth.
A standard in which one person stands twice, once for each post, is counted by heads at each ancestor instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations

from gangju.engine import sql, weights
from gangju.engine.group_bounds import asks_figures, grouped, rounded
from gangju.engine.job import Job
from gangju.engine.world import World

_HEADS = ("n", "lo", "unknown", "pending", "exempt", "decided", "shortfall")
_FIGURES = ("low", "endless", "high", "state2", "state1", "rows", "owed", "unowed")

_PARTIALS = """
    count(*) FILTER (WHERE verdict IS NULL OR verdict NOT IN ('exempt', 'not_applicable')) AS n,
    count(*) FILTER (WHERE verdict = 'pass') AS lo,
    count(*) FILTER (WHERE verdict = 'unknown') AS unknown,
    count(*) FILTER (WHERE verdict = 'pending') AS pending,
    count(*) FILTER (WHERE verdict = 'exempt') AS exempt,
    count(*) FILTER (WHERE verdict = 'exempt' AND decided) AS decided"""

_MEASURED = """,
    sum(coalesce(value, 0)) AS low,
    count(*) FILTER (WHERE high IS NULL AND (verdict IS NULL OR verdict NOT IN ('exempt', 'not_applicable'))) AS endless,
    sum(coalesce(high, 0)) AS high,
    count(*) FILTER (WHERE state >= 2) AS state2,
    count(*) FILTER (WHERE state = 1) AS state1,
    count(*) FILTER (WHERE verdict IS NULL OR verdict NOT IN ('exempt', 'not_applicable')) AS rows,
    sum(coalesce(target, 0)) AS owed,
    count(*) FILTER (WHERE target IS NULL AND (verdict IS NULL OR verdict NOT IN ('exempt', 'not_applicable'))) AS unowed"""


def partials(world: World, jobs: Sequence[Job]) -> None:
    """Makes table `groups_of`: job, org_id and the sums over everything at or below the organisation; figures only where one is asked."""
    figures = any(asks_figures(roll_up) for job in jobs for roll_up in job.standard.roll_up)
    said = f"{_PARTIALS}, sum(coalesce(shortfall, 0)) AS shortfall{_MEASURED if figures else ''}"
    world.run(f"CREATE TEMP TABLE own AS SELECT job, org_id, {said} FROM subjects GROUP BY job, org_id")
    if figures:
        weights.lay(world, jobs)
    _gather(world, jobs)
    summed = ", ".join(f"sum({name}) AS {name}" for name in (*_HEADS, *(_FIGURES if figures else ())))
    parts = [_climb(world, day, numbers, summed) for day, numbers in _by_day(jobs).items()]
    nothing = f"SELECT job, org_id, {summed} FROM own WHERE FALSE GROUP BY job, org_id"
    world.run(f"CREATE TEMP TABLE groups_of AS {' UNION ALL '.join(parts or [nothing])}")
    _count_heads(world, jobs)
    _means_of_children(world, [job for job in jobs if any(roll_up.of == "children" for roll_up in job.standard.roll_up)])


def _gather(world: World, jobs: Sequence[Job]) -> None:
    """An outer adoption of a pack counts with what nearer ones below it have judged by their own version and parameters."""
    alike: dict[tuple[object, ...], list[Job]] = {}
    for job in jobs:
        alike.setdefault((job.pack.id, job.standard.id, job.standard.part, job.standard.each, job.period, job.scale), []).append(job)
    for outer, inner in (pair for same in alike.values() for pair in permutations(same, 2)):
        if inner.adopter != outer.adopter and inner.adopter in world.tree(outer.period.reference).below(outer.adopter):
            among = f"SELECT {outer.number}, * EXCLUDE (job) FROM own WHERE job = {inner.number}"
            world.run(f"INSERT INTO own {among} AND org_id IN (SELECT org_id FROM {inner.adopted})")


def _by_day(jobs: Sequence[Job]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = {}
    for job in jobs:
        found.setdefault(job.period.reference, []).append(job.number)
    return found


def _climb(world: World, day: date, numbers: Sequence[int], summed: str) -> str:
    """What an organisation has itself stands once under each that is above it."""
    ways = [f"t.over{depth}" for depth in range(world.tree(day).deepest + 1)]
    rows = f"own AS o JOIN tree{world.day_number(day)} AS t ON t.org_id = o.org_id WHERE o.job IN ({', '.join(map(str, numbers))})"
    sets, above = ", ".join(f"(o.job, {way})" for way in ways), f"coalesce({', '.join(ways)})"
    return f"SELECT o.job, {above} AS org_id, {summed} FROM {rows} GROUP BY GROUPING SETS ({sets}) HAVING {above} IS NOT NULL"


def _means_of_children(world: World, jobs: Sequence[Job]) -> None:
    """Table `of_children`: of each organisation the sum over its own subjects and the means its children show, and how many those are.

    The mean of a child is rounded half up to the stored unit, the figure that the child itself has for its result.
    """
    low, high = (rounded(name, "children") for name in ("child_low", "CASE WHEN child_endless = 0 THEN child_high END"))
    own = "low, high, endless, rows"
    child = f"{low}, coalesce({high}, 0), least(child_endless, 1), 1"
    columns = "child_low, child_high, child_endless, children"
    summed = ", ".join(f"sum({name}) AS {name}" for name in columns.split(", "))
    made: list[str] = []
    for day, numbers in _by_day(jobs).items():
        number, among = world.day_number(day), f"job IN ({', '.join(map(str, numbers))})"
        tree = f"tree{number}"
        for depth in range(world.tree(day).deepest, -1, -1):
            rows = f"SELECT job, o.org_id, {own} FROM own AS o JOIN {tree} AS t ON t.org_id = o.org_id WHERE t.depth = {depth} AND {among}"
            if made and made[-1].startswith(f"means{number}_"):
                above = f"{made[-1]} AS g JOIN {tree} AS t ON t.org_id = g.org_id WHERE g.children > 0"
                rows += f" UNION ALL SELECT job, t.parent_id, {child} FROM {above}"
            made.append(f"means{number}_{depth}")
            world.run(
                f"CREATE TEMP TABLE {made[-1]} AS SELECT job, org_id, {summed} FROM ({rows}) AS r(job, org_id, {columns}) GROUP BY 1, 2"
            )
    if made:
        world.run(f"CREATE TEMP TABLE of_children AS {' UNION ALL '.join(f'SELECT * FROM {name}' for name in made)}")


def _count_heads(world: World, jobs: Sequence[Job]) -> None:
    """Where one subject has several rows, an ancestor counts it once, by the worst of its verdicts."""
    twice = "SELECT DISTINCT job FROM (SELECT job FROM subjects GROUP BY job, subject_id HAVING count(*) > 1)"
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
def group_sql(jobs: Sequence[Job]) -> list[str]:
    """One row an organisation and roll-up; standards whose roll-ups are said in the same words share a query.

    An organisation above those that the plan binds has adopted nothing, or has gathered but a part of what is its own: it has no row.
    """
    alike: dict[str, list[str]] = {}
    for job in (job for job in jobs if not job.shadow):
        for index, roll_up in enumerate(job.standard.roll_up):
            alike.setdefault(grouped(job, index, roll_up), []).append(str(job.number))
    return [f"{text} WHERE t.job IN ({', '.join(numbers)})" for text, numbers in alike.items()]
