"""`after`: a standard that another one comes before. Who has not met the first is not failed by the second yet.

What is met stays met: order matters only for what is still missing. Who is exempt from the first, or not meant by it, owes it
nothing. A first that is unknown leaves a failure of the second unknown too, for it may not have been due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gangju.engine import sql
from gangju.engine.expr import ExprError
from gangju.engine.job import Job
from gangju.engine.model import Pack, Standard


def before(pack: Pack, standard_id: str) -> list[str]:
    """The standards that come before this one, the nearest first, itself left out."""
    known, found = {standard.id: standard for standard in pack.standards}, [standard_id]
    while (first := known[found[-1]].terms.after) is not None and first in known and first not in found:
        found.append(first)
    return found[1:]


def check(pack: Pack, standard: Standard) -> None:
    """Raises ExprError where the standard named is none, is of another kind of subject, or comes after this one."""
    name = standard.terms.after
    if name is None:
        return
    first = next((each for each in pack.standards if each.id == name), None)
    if first is None:
        raise ExprError(f"方案里没有“{name}”这项标准", "核对 after 写的编号", "after")
    if first.each != standard.each:
        raise ExprError(f"“{name}”评判的是 {first.each},这里是 {standard.each}", "先后两项要评判同一种对象", "after")
    if first.form == "quota" or name == standard.id or standard.id in before(pack, name):
        raise ExprError(f"“{name}”与本项互为先后", "去掉其中一个 after", "after")


def lay(jobs: Sequence[Job]) -> None:
    """Changes the rows of table `subjects`, firsts before those that come after them."""
    for job, first in _pairs(jobs):
        state = sql.case([("f.verdict = 'unknown'", "'unknown'")], "'pending'")
        waits = f"s.verdict = 'fail' AND f.verdict IN ('fail', 'pending', 'unknown') AND s.job = {job.number} AND f.job = {first.number}"
        worst = "min(CASE verdict WHEN 'unknown' THEN 0 WHEN 'fail' THEN 1 WHEN 'pending' THEN 2 ELSE 3 END) AS rank"
        firsts = f"SELECT job, subject_id, {worst} FROM subjects WHERE job = {first.number} GROUP BY job, subject_id"
        named = (
            "SELECT job, subject_id, CASE rank WHEN 0 THEN 'unknown' WHEN 1 THEN 'fail' WHEN 2 THEN 'pending' ELSE 'pass' END AS verdict"
        )
        columns = f"verdict = {state}, note = {sql.text(f'after:{first.standard.id}')}, high = NULL, "
        columns += (
            "state = CASE WHEN f.verdict = 'unknown' THEN 2 ELSE 1 END, shortfall = CASE WHEN f.verdict <> 'unknown' THEN s.shortfall END"
        )
        source = f"({named} FROM ({firsts})) AS f"
        job.world.run(f"UPDATE subjects AS s SET {columns} FROM {source} WHERE {waits} AND f.subject_id = s.subject_id")


def _pairs(jobs: Sequence[Job]) -> Iterator[tuple[Job, Job]]:
    """Each job that comes after another of the same adoption, in an order in which what comes first is settled first."""
    known: Mapping[tuple[str, str, str], Job] = {
        (job.pack.hash, job.adopted, job.standard.id): job for job in jobs if job.standard.part is None
    }
    waiting = [job for job in jobs if job.standard.terms.after is not None]
    for job in sorted(waiting, key=lambda job: len(before(job.pack, job.standard.id))):
        first = known.get((job.pack.hash, job.adopted, str(job.standard.terms.after)))
        if first is not None:
            yield job, first
