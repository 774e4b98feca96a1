"""结对 pairing: the exact number of ties in force that a subject must have as the one who acts.

A tie to itself, or to somebody on a named roster, is none. Where no unit of the subject's own kind could be chosen, nothing can be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from gangju.engine import sql
from gangju.engine.counted import CountedRow, Found, ledger_rows
from gangju.engine.expr import ExprError
from gangju.engine.forms.parts import FormSql
from gangju.engine.job import Job
from gangju.engine.joins import KEYS
from gangju.engine.model import Pack, Standard
from gangju.engine.plan import Node
from gangju.engine.relations import RELATIONS
from gangju.engine.scan import SUBJECT
from gangju.engine.words import label

SCHEMA: Final[dict[str, Any]] = {
    "tie": {"type": "string"},
    "exactly": {"type": "integer", "minimum": 1},
    "not_self": {"type": "boolean"},
    "target_not_on": {"type": "string"},
    "without_candidates": {"enum": ["exempt"]},
    "within": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
}
REQUIRED: Final = ("tie", "exactly")
EXPRESSIONS: Final = ()


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """No expressions; only codes to know. Raises ExprError."""
    for key, codes in (("tie", "tie.kind"), ("target_not_on", "roster_entry.roster")):
        code = standard.keys.get(key)
        if code is not None and code not in pack.catalogue.lists[codes]:
            raise ExprError(f"{codes} 里没有“{code}”这个代码", "核对代码表", key)
    for code in standard.keys.get("within") or ():
        if standard.each != "unit" or code not in pack.catalogue.lists["unit.kind"]:
            raise ExprError(
                f"within 里的“{code}”不是单位类别,或评判的不是单位", "each 写成 unit,within 写上级单位的类别,例如 [town, street]", "within"
            )
    return []


def build(job: Job) -> FormSql:
    exactly = int(job.standard.keys["exactly"])
    avoided = job.standard.keys.get("target_not_on")
    counts = f"count(*) FILTER (WHERE {_valid(job)}) AS good, count(*) FILTER (WHERE NOT ({_valid(job)})) AS bad"
    ties = f"SELECT b.from_id AS {SUBJECT}, {counts} FROM {_ties(job)} GROUP BY 1"
    alone = "FALSE"
    joins = f"LEFT JOIN ({ties}) AS p ON p.{SUBJECT} = s.{SUBJECT}"
    if job.standard.keys.get("without_candidates") == "exempt":
        joins += f" LEFT JOIN ({_candidates(job)}) AS c ON c.{SUBJECT} = s.{SUBJECT}"
        alone = "coalesce(c.others, 0) = 0"
    notes = [(f"v.good > {exactly}", "'too_many'")]
    if avoided:
        notes.append(("v.judged = 'fail' AND v.bad > 0", sql.text(f"target_on:{avoided}")))
    return FormSql(
        columns={"good": "coalesce(p.good, 0)", "bad": "coalesce(p.bad, 0)", "alone": alone},
        joins=joins,
        verdict=sql.case([(f"v.good = {exactly}", "'pass'")], "'fail'"),
        value="v.good",
        target=str(exactly),
        shortfall=sql.case([("v.judged = 'pass'", "0")], f"greatest({exactly} - v.good, 0)"),
        note=sql.case(notes),
        scale=1,
        hi="v.good",
        exempt=sql.case([("v.alone", "'exempt:without_candidates'")]),
    )


def _ties(job: Job) -> str:
    kind = sql.text(job.standard.each)
    named = f"b.kind = {sql.text(str(job.standard.keys['tie']))} AND b.from_kind = {kind}"
    around = f" {_around(job, 'w', 'b.from_id')} {_around(job, 'w2', 'b.to_id')}" if _within(job) else ""
    return f"{job.table('tie')} AS b LEFT JOIN ({_avoided(job)}) AS x ON x.kind = b.to_kind AND x.id = b.to_id{around} WHERE {named}"


def _within(job: Job) -> list[str]:
    return list(job.standard.keys.get("within") or [])


def _around(job: Job, alias: str, unit: str) -> str:
    """The unit of a named kind, such as a town, in which a unit lies."""
    return f"LEFT JOIN {job.world.around(_within(job), job.period.reference)} AS {alias} ON {alias}.id = {unit}"


def _avoided(job: Job) -> str:
    """Who must not be chosen: everybody on the named roster on the reference day."""
    roster = job.standard.keys.get("target_not_on")
    where = "FALSE" if roster is None else f"roster = {sql.text(str(roster))}"
    return f"SELECT DISTINCT subject_kind AS kind, subject_id AS id FROM {job.table('roster_entry')} WHERE {where}"


def _valid(job: Job) -> str:
    parts = ["x.id IS NULL"]
    if _within(job):
        parts.append("coalesce(w.place = w2.place, FALSE)")
    if job.standard.keys.get("not_self"):
        parts.append("NOT (b.to_kind = b.from_kind AND b.to_id = b.from_id)")
    return sql.all_of(parts)


def _candidates(job: Job) -> str:
    """For each subject, how many others of its own kind could be chosen."""
    each, key = job.standard.each, KEYS[job.standard.each]
    same = "o.kind = b.kind" if "kind" in RELATIONS[each].columns else "TRUE"
    apart = f"o.{key} <> b.{key}" if job.standard.keys.get("not_self") else "TRUE"
    barred = f"LEFT JOIN ({_avoided(job)}) AS x ON x.kind = {sql.text(each)} AND x.id = o.{key}"
    free = f"SELECT o.* FROM {job.table(each)} AS o {barred} WHERE x.id IS NULL"
    pairs = f"{job.table(each)} AS b JOIN ({free}) AS o ON {same} AND {apart}"
    if _within(job):
        pairs += f" {_around(job, 'w', f'b.{key}')} {_around(job, 'w2', f'o.{key}')} WHERE w.place = w2.place"
    return f"SELECT b.{key} AS {SUBJECT}, count(*) AS others FROM {pairs} GROUP BY 1"


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """Every tie of the kind; a valid one adds one."""
    job = found.job
    mine = f"b.from_id = {sql.text(found.subject_id)}"
    fetched = ledger_rows(job, "tie", f"{_ties(job)} AND {mine}", f"CASE WHEN {_valid(job)} THEN 1 ELSE 0 END", order="b.since")
    return [replace(row, amount=Fraction(row.amount)) for row in fetched]


def sentence(pack: Pack, standard: Standard) -> str:
    keys, lists = standard.keys, pack.catalogue
    said = f"“{label(lists, 'tie.kind', str(keys['tie']))}”恰好 {keys['exactly']} 个"
    if keys.get("target_not_on"):
        said += f",对方不在“{label(lists, 'roster_entry.roster', str(keys['target_not_on']))}”名册上"
    if keys.get("within"):
        said += f",对方在同一个{'、'.join(label(lists, 'unit.kind', str(code)) for code in keys['within'])}"
    return said + (",不能是自己" if keys.get("not_self") else "")
