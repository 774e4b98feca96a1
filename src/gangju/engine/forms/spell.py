"""时长 spell: since the last time something happened, not so much time has passed as the plan names.

Somebody who is younger than that cannot have failed. Whoever came out of a merger has the latest day of those he came from,
whoever came out of a division that of the one divided: both follow the ties of succession. Never on record means since the
beginning of the life, or since the day from which the register is complete (`register_from`); is that too young, it is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, plan, sql
from gangju.engine.counted import CountedRow, Found, ledger_rows, rows_of
from gangju.engine.forms.parts import FormSql
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.joins import KEYS
from gangju.engine.model import Pack, Standard
from gangju.engine.period import add_months
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT
from gangju.engine.words import Words

SCHEMA: Final[dict[str, Any]] = {
    "last": {"type": "string", "minLength": 1},
    "after": {"type": "string", "pattern": r"^[0-9]+ (months|years)$"},
    "inherit": {
        "type": "object",
        "additionalProperties": False,
        "required": ["merge", "split"],
        "properties": {"merge": {"enum": ["latest"]}, "split": {"enum": ["copy"]}},
    },
    "younger": {"enum": ["not_applicable"]},
    "register_from": {"type": "string", "format": "date"},
}
REQUIRED: Final = ("last", "after", "younger")
EXPRESSIONS: Final = ("last",)
ALIVE: Final = ("organization", "unit")


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    if standard.each not in ALIVE:
        raise expr.ExprError(f"时长还不能逐个评判 {standard.each}", f"each 请先写 {' 或 '.join(ALIVE)}", "each")
    if standard.unit != "天":
        raise expr.ExprError("时长以天计", "unit 写成 天", "unit")
    node = expr.check(str(standard.keys["last"]), value_context(pack, standard))
    if not isinstance(node, plan.Aggregate) or node.func != "max" or node.type.kind not in ("date", "datetime") or node.kinds:
        raise expr.ExprError("last 要写成登记在册的最近一个日期", "例如 max(membership_history.approved_on) filter (where …)", "last")
    return [("last", node)]


def months(standard: Standard) -> int:
    count, unit = str(standard.keys["after"]).split()
    return int(count) * (12 if unit == "years" else 1)


def limit(standard: Standard, day: date) -> date:
    """The latest day that is too long ago: the last one to which the months may be added without passing the day."""
    found = add_months(day, -months(standard)) + timedelta(days=3)
    while add_months(found, months(standard)) > day:
        found -= timedelta(days=1)
    return found


def build(job: Job) -> FormSql:
    node = _so_far(job)
    amount, _, doubts = job.aggregate(node)
    scan = amount.split(".")[0]
    bound, reference = sql.day(limit(job.standard, job.period.reference)), sql.day(job.period.reference)
    lives = _lives(
        job, f"SELECT {SUBJECT} AS id, CAST({amount.split('.')[1]} AS DATE) AS last, {doubts.split('.')[1]} AS doubts FROM {scan}"
    )
    columns = {"last": "p.last", "doubtful": "coalesce(p.doubts, 0) > 0", "began": _began(job)}
    base = "coalesce(v.last, v.began)"
    verdict = sql.case(
        [
            (f"v.last > {bound}", "'pass'"),
            ("v.doubtful", "'unknown'"),
            (f"v.last IS NULL AND v.born > {bound}", "'not_applicable'"),
            (f"v.last IS NULL AND v.began > {bound}", "'unknown'"),
        ],
        "'fail'",
    )
    return FormSql(
        columns={**columns, "born": "p.born"},
        joins=f"LEFT JOIN ({lives}) AS p ON p.{SUBJECT} = s.{SUBJECT}",
        verdict=verdict,
        value=f"{reference} - {base}",
        target=f"{reference} - {bound}",
        shortfall=sql.case([("v.judged = 'pass'", "0"), ("v.judged = 'fail'", f"{bound} - {base} + 1")]),
        note=_note(node),
        scale=1,
        hi=sql.case([("NOT v.doubtful", f"{reference} - {base}")]),
        state=sql.case([("v.judged = 'unknown'", "2")], "0"),
    )


def _so_far(job: Job) -> plan.Aggregate:
    """The last day up to the reference day: an approval that is still to come has not happened."""
    ((_, node),) = nodes(job.pack, job.standard)
    assert isinstance(node, plan.Aggregate)
    assert node.item is not None
    past = plan.Compare("<=", node.item, plan.Literal(job.period.reference, plan.Type("date")))
    return replace(node, where=past if node.where is None else plan.Logic("and", (node.where, past)))


def _note(node: plan.Aggregate) -> str:
    item = node.item
    lacking = f"missing:{item.relation}.{item.name}" if isinstance(item, plan.Column) else f"missing:{node.base}"
    return sql.case(
        [("v.judged = 'unknown'", sql.text(lacking)), ("v.judged = 'fail' AND v.last IS NOT NULL", "'last:' || CAST(v.last AS VARCHAR)")]
    )


def _began(job: Job) -> str:
    """From when nothing on record means nothing happened."""
    start = job.standard.keys.get("register_from")
    return "p.born" if start is None else f"greatest(p.born, {sql.day(date.fromisoformat(str(start)))})"


def _lives(job: Job, seen: str) -> str:
    """Of each subject with all it came from: the last day, the first day of life, how many rows are uncertain."""
    line = _line(job)
    life = job.world.lives(job.standard.each)
    return (
        f"SELECT l.subject AS {SUBJECT}, max(seen.last) AS last, sum(coalesce(seen.doubts, 0)) AS doubts, min(life.began) AS born "
        f"FROM ({line}) AS l LEFT JOIN ({seen}) AS seen ON seen.id = l.id LEFT JOIN {life} AS life ON life.subject = l.id GROUP BY 1"
    )


def _line(job: Job) -> str:
    """Pairs (subject, id): the subject itself and, where it inherits, everything it came from by the reference day."""
    life = job.world.lives(job.standard.each)
    own = f"SELECT subject, subject AS id FROM {life}"
    if "inherit" not in job.standard.keys:
        return own
    kind = sql.text(job.standard.each)
    ties = (
        f"SELECT from_id, to_id FROM f_tie WHERE kind = 'successor' AND from_kind = {kind} AND to_kind = {kind} "
        f"AND since <= {sql.day(job.period.reference)}"
    )
    step = f"SELECT w.subject, t.to_id FROM way AS w JOIN ({ties}) AS t ON t.from_id = w.id"
    return f"WITH RECURSIVE way(subject, id) AS ({own} UNION {step}) SELECT subject, id FROM way"


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """The row of the last day, its own or inherited, else the one with which its life began; it adds the days since."""
    job = found.job
    line = f"SELECT id FROM ({_line(job)}) WHERE subject = {sql.text(found.subject_id)} ORDER BY id"
    subjects = [str(row[0]) for row in job.world.run(line).fetchall()]
    seen = [row for subject in subjects for row in _dated(replace(found, subject_id=subject))]
    if not seen:
        seen = [row for subject in subjects for row in _versions(job, subject)][:1]
    return sorted(seen, key=lambda row: row.amount)[:1]


def _dated(found: Found) -> list[CountedRow]:
    node = _so_far(found.job)
    item = node.item
    assert isinstance(item, plan.Column)
    each = replace(node, func="count", item=None, type=plan.number("个"))
    return [_with_days(found.job, row, row.said[item.name]) for row in rows_of(found, each) if row.said[item.name] is not None]


def _versions(job: Job, subject: str) -> list[CountedRow]:
    each = job.standard.each
    own = ledger_rows(job, each, f"f_{each} AS b WHERE b.{KEYS[each]} = {sql.text(subject)}", "0", order="b.since")
    start = job.standard.keys.get("register_from")
    return [_with_days(job, row, max(row.said["since"], str(start or ""))) for row in own[:1]]


def _with_days(job: Job, row: CountedRow, day: str) -> CountedRow:
    return replace(row, amount=Fraction((job.period.reference - date.fromisoformat(day[:10])).days))


def sentence(pack: Pack, standard: Standard) -> str:
    ((_, node),) = nodes(pack, standard)
    count, unit = str(standard.keys["after"]).split()
    inherits = ";合并取各方最近的一次,分设承接原来的" if "inherit" in standard.keys else ""
    return f"{Words(names_of(pack)).phrase(node)},距今不满 {count} {'年' if unit == 'years' else '个月'}{inherits}"
