"""A clause of several conditions: each part has its own result, and one row more says of the whole.

Any part that fails fails the whole, else any that is unknown leaves it unknown, else any that is open leaves it pending. The
value of the whole is how many parts are met, its target how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gangju.engine import sql
from gangju.engine.job import Job
from gangju.engine.model import Standard

UNIT: Final = "项"


def whole_sql(job: Job, parts: Sequence[Job]) -> str:
    """Rows for table `found`, from those of the parts."""
    among = ", ".join(str(part.number) for part in parts)
    titles = sql.case([(f"job = {part.number}", sql.text(part.standard.part)) for part in parts])
    counted = "judged IS NOT NULL AND judged <> 'not_applicable'"
    open_ones = "judged IN ('unknown', 'pending')"
    verdict = sql.case(
        [(f"bool_or(judged = '{name}')", f"'{name}'") for name in ("fail", "unknown", "pending", "pass")], "'not_applicable'"
    )
    inner = (
        "SELECT subject_id, org_id, bool_and(meant) AS meant, any_value(why) AS why, "
        f"any_value(by_form) AS by_form, {verdict} AS judged, "
        f"count(*) FILTER (WHERE judged = 'pass') AS met, count(*) FILTER (WHERE {counted}) AS n, "
        f"count(*) FILTER (WHERE {open_ones}) AS open, bool_or(judged = 'unknown') AS lacking, "
        f"string_agg({titles}, ',' ORDER BY job) FILTER (WHERE {counted} AND judged <> 'pass') AS unmet "
        f"FROM found WHERE job IN ({among}) GROUP BY subject_id, org_id"
    )
    state = "CASE WHEN lacking THEN 2 WHEN open > 0 THEN 1 ELSE 0 END"
    short = "CASE WHEN judged = 'pass' THEN 0 WHEN judged IN ('fail', 'pending') THEN n - met END"
    return (
        f"SELECT {job.number}, subject_id, org_id, meant, why, by_form, judged, met, n, {short}, "
        f"'unmet:' || unmet, met + open, {state}, NULL FROM ({inner})"
    )


def sentence(standard: Standard, said: Sequence[str]) -> str:
    """The conditions one after the other."""
    listed = ";".join(f"({number}){part.part}:{each}" for number, (part, each) in enumerate(zip(standard.parts, said, strict=True), 1))
    return f"以下 {len(said)} 项都要达到:{listed}"
