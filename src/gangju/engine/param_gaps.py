"""A parameter that has no value for somebody it is to judge: a county forgotten in the list, a day before the first value.

Such a verdict would be unknown for a reason no ledger can mend, so whoever hands packs and facts over together is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gangju.engine import params, plan
from gangju.engine.forms import FORMS
from gangju.engine.job import Job
from gangju.engine.model import Catalogue, Mark, Param
from gangju.engine.problem import Problem
from gangju.engine.scan import SUBJECT
from gangju.engine.world import World

REMEDY = "在 values 里补上这里的值,或写一个各处通用的值"


def param_gaps(world: World, jobs: Sequence[Job]) -> list[Problem]:
    """Each parameter once, with the first place for which it has no value. To be asked once the subjects stand."""
    found = [problem for job in jobs if not job.standard.parts for problem in _of_job(world, job)]
    return list({problem.key: problem for problem in reversed(found)}.values())[::-1]


def _of_job(world: World, job: Job) -> Iterator[Problem]:
    day = job.period.binding
    asked = [ref for ref in _refs(job) if not _for_everybody(job.params[ref.id], day)]
    for ref in asked:
        for domain, region, number in _circumstances(world, job):
            if params.pick(job.params[ref.id], day, params.Circumstance(domain, region)) is None:
                named = _named(job.pack.catalogue, domain, region)
                yield _problem(job.params[ref.id], f"{day} 对{named}没有值,有 {number} 个对象要用它")
                break


def _refs(job: Job) -> list[plan.ParamRef]:
    """Parameters that look at the subject's circumstances; of one by category it is the row's own column that decides."""
    nodes = [job.where, *(node for _, node in FORMS[job.standard.form].nodes(job.pack, job.standard))]
    refs = (part for node in nodes for part in plan.walk(node))
    return list(dict.fromkeys(part for part in refs if isinstance(part, plan.ParamRef) and part.key is None and not part.back))


def _for_everybody(param: Param, day: date) -> bool:
    """A value that leaves nobody out is in force: nothing to look up, as nearly always."""
    return any(value.domain is None and value.place is None for value in params.in_force(param, day))


def _circumstances(world: World, job: Job) -> list[tuple[str | None, str | None, int]]:
    """Domain and region of the subjects judged, and how many they are."""
    judged = (
        f"SELECT subject_id, org_id FROM subjects WHERE job = {job.number} AND coalesce(verdict NOT IN ('exempt', 'not_applicable'), TRUE)"
    )
    text = (
        f"SELECT c.domain, c.region, count(*) FROM ({job.circumstances()}) AS c JOIN ({judged}) AS s "
        f"ON s.subject_id = c.{SUBJECT} AND s.org_id = c.org_id GROUP BY 1, 2 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST"
    )
    return [(row[0], row[1], int(row[2])) for row in world.run(text).fetchall()]


def _named(catalogue: Catalogue, domain: str | None, region: str | None) -> str:
    place = f"地区 {region}" if region else "没有地区代码的对象"
    return f"{place}({catalogue.lists['organization.domain'].get(domain, domain)}领域)" if domain else place


def _problem(param: Param, said: str) -> Problem:
    mark = param.mark or Mark("params.yaml", 0)
    return Problem(mark.file, mark.line, param.id, f"参数“{param.title}”在 {said}", REMEDY)
