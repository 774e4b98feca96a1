"""`weight: months`: a mean over full-year equivalents, so that an office held for half a year counts for half a head.

The sums of a group are brought to twelfths: twelve times the figures over the months in office. Nothing else of a group changes, and
the comparison stays one of whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gangju.engine import tenure
from gangju.engine.expr import ExprError
from gangju.engine.job import Job
from gangju.engine.model import Standard
from gangju.engine.scan import SUBJECT
from gangju.engine.world import World

KEY: Final = "weight"
SCHEMA: Final = {KEY: {"enum": ["months"]}}
MONTHS: Final = 12


def check(standard: Standard) -> None:
    """Raises ExprError where months in office say nothing, or another roll-up would take the twelfths for figures."""
    if KEY not in standard.keys:
        return
    if standard.each not in ("person", "post") or tenure.anchor_of(standard) != "post" or standard.period != "year":
        raise ExprError("按任职月数加权只对全年评判的职务", "where 里写明职务,period 写 year,或删去 weight", KEY)
    if any(roll_up.kind in ("sum", "pooled") or roll_up.of for roll_up in standard.roll_up):
        raise ExprError("加权的数不能再求和或逐级平均", "roll_up 只写 all、share、count 和 mean", KEY)


def lay(world: World, jobs: Sequence[Job]) -> None:
    """Changes table `own` before it climbs the tree."""
    for job in (job for job in jobs if KEY in job.standard.keys):
        meant = f"s.job = {job.number} AND (s.verdict IS NULL OR s.verdict NOT IN ('exempt', 'not_applicable'))"
        held = f"LEFT JOIN ({tenure.months(job)}) AS h ON h.{SUBJECT} = s.subject_id"
        months = f"SELECT s.org_id, sum(coalesce(h.months, 0)) AS months FROM subjects AS s {held} WHERE {meant} GROUP BY 1"
        sets = f"low = low * {MONTHS}, high = high * {MONTHS}, rows = w.months"
        world.run(f"UPDATE own SET {sets} FROM ({months}) AS w WHERE own.job = {job.number} AND own.org_id = w.org_id")
