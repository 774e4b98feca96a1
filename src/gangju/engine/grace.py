"""`grace`: whom the condition of a standard has only just reached is not failed yet.

The days are counted from the first day of the unbroken span in which the condition holds; that day is found by asking who was
meant on each day on which the answer may have changed. Only those who would fail are asked about, and they are few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from gangju.engine import plan, sql
from gangju.engine.due import FORMS_WITH
from gangju.engine.expr import ExprError
from gangju.engine.job import Job
from gangju.engine.joins import links, relation_of
from gangju.engine.model import Standard
from gangju.engine.period import Period
from gangju.engine.relations import RELATIONS
from gangju.engine.scan import SUBJECT, linked
from gangju.engine.scan import Scans as SharedScans

CHANGING: Final = ("since", "until", "opened_on", "accepted_on", "closed_on", "published_on", "started_at", "checked_on")
"""Columns whose days may change an answer."""


def check(standard: Standard) -> None:
    """Raises ExprError where days of grace would mean nothing."""
    if standard.terms.grace and standard.form not in FORMS_WITH:
        raise ExprError(f"{standard.form} 自有期限,不写 grace", "删去 grace", "grace")
    if standard.terms.grace and standard.parts:
        raise ExprError("分项的标准不写 grace", "把各项拆成几条标准,或删去 grace", "grace")


def lay(job: Job) -> None:
    """Turns a failure into pending where the condition has held for fewer days than the grace."""
    days = job.standard.terms.grace
    if not days:
        return
    failing = [row[0] for row in job.world.run(_failing(job)).fetchall()]
    if not failing:
        return
    spans = [job.as_of - timedelta(days=days), *_changes(job, days)]
    held = [_meant_on(job, day) for day in spans]
    for subject in failing:
        began = _began(subject, spans, held)
        if began is not None:
            until = began + timedelta(days=days)
            text = f"SET verdict = 'pending', note = 'grace_until:{until}', state = 1"
            job.world.run(f"UPDATE subjects {text} WHERE job = {job.number} AND subject_id = {sql.text(subject)}")


def _failing(job: Job) -> str:
    return f"SELECT subject_id FROM subjects WHERE job = {job.number} AND verdict = 'fail'"


def _began(subject: str, days: Sequence[date], held: Sequence[set[str]]) -> date | None:
    """First day of the unbroken span that reaches the end; None if it is as old as the first day looked at."""
    broken = [number for number, meant in enumerate(held) if subject not in meant]
    if not broken or broken[-1] + 1 >= len(days):
        return None
    return days[broken[-1] + 1]


def _meant_on(job: Job, day: date) -> set[str]:
    """Who met the condition then, whoever answered for the subject: an organisation dissolved since does not start the grace anew."""
    then = Period(job.period.label, job.period.window, day)
    anybody = "(SELECT DISTINCT org_id FROM f_organization)"
    scans = SharedScans(job.world, f"past{job.number}_{day:%Y%m%d}_")
    text = job.apart(period=then, adopted=anybody, scans=scans).surely()
    scans.make()
    return {row[0] for row in job.world.run(text).fetchall()}


def _changes(job: Job, days: int) -> list[date]:
    """The days within the grace on which the condition may have changed: versions, entries, new figures, new parameters."""
    first, last = job.as_of - timedelta(days=days), job.period.reference
    return sorted({day for day in _dates(job) if first < day <= last})


def _dates(job: Job) -> Iterator[date]:
    parts = plan.walk(job.where)
    metrics = [part.metric for part in parts if isinstance(part, plan.Observation)]
    among = ", ".join(sql.text(metric) for metric in metrics) or "NULL"
    wide = (job.standard.each, f"f_{job.standard.each}")
    for relation, source in dict.fromkeys((wide, *_sources(job, job.where, None))):
        for column in [name for name in CHANGING if relation in RELATIONS and name in RELATIONS[relation].columns]:
            yield from _days(job, source, column)
    for column in ("since", "until", "published_on"):
        yield from _days(job, f"f_observation WHERE metric IN ({among})", column)
    for part in parts:
        if isinstance(part, plan.ParamRef):
            yield from (value.since for value in job.params[part.id].values)


def _sources(job: Job, node: plan.Node, rows: str | None) -> Iterator[tuple[str, str]]:
    """What the condition reads, as relation and rows. Of rows that name their subject, and of what is asked about these, only those of
    the subjects that fail: no other can change their answer. `rows` are those that an aggregate stands over, "" where they are all.
    """
    match node:
        case plan.Aggregate():
            rows = _rows_of_failing(job, node)
            yield relation_of(node.base), rows or f"f_{relation_of(node.base)}"
        case plan.Exists():
            yield relation_of(node.relation), _rows_asked(node, rows)
            rows = ""
            if node.where is not None:
                yield from _sources(job, node.where, rows)
        case plan.Column() if node.path or rows is None:
            yield node.relation, f"f_{node.relation}"
        case plan.Score():
            yield "score", "f_score"
        case plan.Answer():
            yield "check_answer", "f_check_answer"
    for child in plan.children(node):
        yield from _sources(job, child, rows)


def _rows_of_failing(job: Job, node: plan.Aggregate) -> str:
    """By every way that ever led from them to a subject; empty where none does."""
    if node.subtree or not links(job.standard.each, node.base):
        return ""
    rows = linked(job.standard.each, node.base, lambda relation: f"f_{relation_of(relation)}")
    return f"({rows}) AS r WHERE r.{SUBJECT} IN ({_failing(job)})"


def _rows_asked(node: plan.Exists, rows: str | None) -> str:
    """The rows that may equal one of `rows`, where a column of these names them."""
    source = f"f_{relation_of(node.relation)}"
    named = [(column, own.name) for column, own in node.on if isinstance(own, plan.Column) and not own.path]
    if not rows or not named:
        return source
    (column, own), *_ = named
    return f"{source} WHERE {column.name} IN (SELECT r.{own} FROM {rows})"


def _days(job: Job, source: str, column: str) -> Iterator[date]:
    rows = job.world.run(f"SELECT DISTINCT CAST({column} AS DATE) FROM {source}").fetchall()
    return (row[0] for row in rows if row[0] is not None)
