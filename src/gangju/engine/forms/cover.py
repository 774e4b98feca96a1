"""覆盖 cover: a unit is covered by an organisation set up in it, or by one with a tie `covers` to it.

`by` says what kind of organisation will do. A unit that has only just come to be meant has days of grace, counted from the first day of
the unbroken span in which its condition holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from gangju.engine import expr, plan, sql
from gangju.engine.counted import CountedRow, Found, ledger_rows
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import judge, shortfall
from gangju.engine.job import Job, names_of
from gangju.engine.model import Pack, Standard
from gangju.engine.period import Period
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT
from gangju.engine.scan import Scans as SharedScans
from gangju.engine.words import Words

SCHEMA: Final[dict[str, Any]] = {
    "by": {"type": "string", "minLength": 1},
    "grace": {
        "type": "object",
        "additionalProperties": False,
        "required": ["after", "days"],
        "properties": {"after": {"enum": ["became_due"]}, "days": {"type": "integer", "minimum": 1}},
    },
}
REQUIRED: Final = ("by",)
EXPRESSIONS: Final = ("by",)


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    if standard.each != "unit":
        raise expr.ExprError("覆盖只对单位而言", "each 写成 unit", "each")
    node = expr.check(str(standard.keys["by"]), expr.Context(names_of(pack), "unit", "organization"))
    if node.type.kind != "bool":
        raise expr.ExprError("by 要写成一个条件", "例如 organization.set_up_mode in ('standalone','joint')")
    return [("by", node)]


def build(job: Job) -> FormSql:
    met = _met(job)
    counts = f"count(*) FILTER (WHERE {met}) AS sure, count(*) FILTER (WHERE ({met}) IS NULL) AS maybe"
    covering = f"SELECT b.{SUBJECT}, {counts} FROM ({_covering(job)}) AS b GROUP BY 1"
    columns = {"lo": "coalesce(p.sure, 0)", "hi": "coalesce(p.sure + p.maybe, 0)"}
    state = "CASE WHEN v.hi > v.lo THEN 2 ELSE 0 END"
    return FormSql(
        columns=columns,
        joins=f"LEFT JOIN ({covering}) AS p ON p.{SUBJECT} = s.{SUBJECT}",
        verdict=judge(">=", "v.lo", "v.hi", state, "1"),
        value="v.lo",
        target="1",
        shortfall=shortfall(">=", "v.judged", "v.lo", "1"),
        note=sql.case([("v.judged = 'unknown'", "'missing:organization.set_up_mode'")]),
        scale=1,
        hi="v.hi",
        state=state,
    )


def _met(job: Job) -> str:
    ((_, by),) = nodes(job.pack, job.standard)
    return sql.Renderer(job.here, job.ratio).condition(by)


def _covering(job: Job) -> str:
    """Organisations with the unit they cover, each pair once."""
    organizations = job.table("organization")
    own = f"SELECT o.unit_id AS {SUBJECT}, o.* FROM {organizations} AS o WHERE o.unit_id IS NOT NULL"
    ends = "t.kind = 'covers' AND t.from_kind = 'organization' AND t.to_kind = 'unit'"
    tied = f"SELECT t.to_id AS {SUBJECT}, o.* FROM {job.table('tie')} AS t JOIN {organizations} AS o ON o.org_id = t.from_id WHERE {ends}"
    return f"{own} UNION {tied}"


# ---------------------------------------------------------------- grace
def after(job: Job) -> None:
    """Turns a failure into pending where the condition has held for fewer days than the grace."""
    grace = job.standard.keys.get("grace")
    failing = [row[0] for row in job.world.run(f"SELECT subject_id FROM subjects WHERE job = {job.number} AND verdict = 'fail'").fetchall()]
    if not grace or not failing:
        return
    days = int(grace["days"])
    spans = [job.as_of - timedelta(days=days), *_changes(job, days)]
    held = [_meant_on(job, day) for day in spans]
    for subject in failing:
        began = _began(subject, spans, held)
        if began is not None:
            until = began + timedelta(days=days)
            text = f"SET verdict = 'pending', note = 'grace_until:{until}', state = 1"
            job.world.run(f"UPDATE subjects {text} WHERE job = {job.number} AND subject_id = {sql.text(subject)}")


def _began(subject: str, days: Sequence[date], held: Sequence[set[str]]) -> date | None:
    """First day of the unbroken span that reaches the end; None if it is as old as the first day looked at."""
    broken = [number for number, meant in enumerate(held) if subject not in meant]
    if not broken or broken[-1] + 1 >= len(days):
        return None
    return days[broken[-1] + 1]


def _meant_on(job: Job, day: date) -> set[str]:
    """Who met the condition then, whoever answered for the unit: an organisation dissolved since does not start the grace anew."""
    then = Period(job.period.label, job.period.window, day)
    anybody = "(SELECT DISTINCT org_id FROM f_organization)"
    past = replace(job, period=then, adopted=anybody, scans=SharedScans(job.world), leaves={}, observed={}, scanned={}, looked_up={})
    return {row[0] for row in job.world.run(f"SELECT {SUBJECT} FROM ({past.subjects()}) WHERE meant").fetchall()}


def _changes(job: Job, days: int) -> list[date]:
    """The days within the grace on which the condition may have changed: versions of units, new figures, new parameters."""
    first, last = job.as_of - timedelta(days=days), job.period.reference
    return sorted({day for day in _dates(job) if first < day <= last})


def _dates(job: Job) -> Iterator[date]:
    metrics = [part.metric for part in plan.walk(job.where) if isinstance(part, plan.Observation)]
    among = ", ".join(sql.text(metric) for metric in metrics) or "NULL"
    for column in ("since", "until"):
        for source in ("f_unit", f"f_observation WHERE metric IN ({among})"):
            yield from (row[0] for row in job.world.run(f"SELECT DISTINCT {column} FROM {source}").fetchall() if row[0] is not None)
    for part in plan.walk(job.where):
        if isinstance(part, plan.ParamRef):
            yield from (value.since for value in job.params[part.id].values)


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """The organisations that cover the unit."""
    job = found.job
    source = f"({_covering(job)}) AS b WHERE b.{SUBJECT} = {sql.text(found.subject_id)} AND {_met(job)}"
    return ledger_rows(job, "organization", source, "1")


def sentence(pack: Pack, standard: Standard) -> str:
    ((_, by),) = nodes(pack, standard)
    return f"有党组织覆盖:设在本单位,或以“联合覆盖”联系到本单位({Words(names_of(pack)).condition(by)})"
