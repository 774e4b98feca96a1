"""清单 checklist: every item of a list is answered yes, or leaves the list as not applicable.

The checklist says whom it is about. About a venue, a unit is judged at its largest venue of the kind; an item may be computed
from the venue's own columns. Any `no` fails; else any absent or stale answer leaves the subject unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, params, plan, sql
from gangju.engine.counted import CountedRow, Found, ledger_rows
from gangju.engine.forms.parts import FormSql
from gangju.engine.job import Job, missing_name, names_of
from gangju.engine.model import Checklist, ChecklistItem, Pack, Standard
from gangju.engine.period import oldest_fresh_day
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT

SCHEMA: Final[dict[str, Any]] = {
    "checklist": {"type": "string", "minLength": 1},
    "stale_after": {"type": "string", "pattern": "^[0-9]+ (days|months)$"},
    "of_many": {"enum": ["largest"]},
    "without_subject": {"enum": ["fail", "unknown", "not_applicable"]},
}
REQUIRED: Final = ("checklist",)
EXPRESSIONS: Final = ()

# state of an item: yes, no, not applicable, never answered, answered too long ago, not computable
_YES, _NO, _NA, _ABSENT, _STALE, _LACKING = "y", "n", "a", "m", "t", "l"
_SAID: Final = {
    "marks": "string_agg(state, '' ORDER BY number)",
    "noes": f"string_agg(code, ',' ORDER BY number) FILTER (WHERE state = '{_NO}')",
    "stale": f"string_agg(code, ',' ORDER BY number) FILTER (WHERE state = '{_STALE}')",
    "lacking": f"arg_min(lacks, number) FILTER (WHERE state = '{_LACKING}')",
}
"""What is said of all items of a subject: their states, one letter each; the codes of those in some state."""
_MARKS: Final = ", ".join(f"{text} AS {name}" for name, text in _SAID.items())


def list_of(pack: Pack, standard: Standard) -> Checklist:
    return pack.catalogue.checklists[str(standard.keys["checklist"])]


def _computed(pack: Pack, standard: Standard, item: ChecklistItem) -> Node:
    context = expr.Context(names_of(pack), standard.each, "venue")
    return expr.check(item.computed or "", context)


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """The computed items of the list. Raises ExprError."""
    checklist = list_of(pack, standard)
    if checklist.venue_kind is None and standard.each not in checklist.subject:
        raise expr.ExprError(f"清单“{checklist.label}”不是查 {standard.each} 的", f"each 写成 {'、'.join(checklist.subject)}")
    return [(f"checklist.{item.code}", _computed(pack, standard, item)) for item in checklist.items if item.computed]


def build(job: Job) -> FormSql:
    """The items stand as rows below each other, so that a list of thirty is judged by the same text as one of three."""
    checklist = list_of(job.pack, job.standard)
    said = f"SELECT {SUBJECT}, org_id, max(place) AS place, {_MARKS} FROM ({_items(job, checklist)}) GROUP BY {SUBJECT}, org_id"
    joined = f"LEFT JOIN ({said}) AS q ON q.{SUBJECT} = s.{SUBJECT} AND q.org_id = s.org_id"
    none = sql.text(str(job.standard.keys.get("without_subject", "unknown")))
    columns = {"place": "q.place", "none": none, "items": str(len(checklist.items)), **{name: f"q.{name}" for name in _SAID}}
    return _written(columns, joined)


def _place(job: Job, checklist: Checklist) -> str:
    """The venue at which a subject is judged: the largest of its kind, p; without a venue kind the subject itself."""
    if checklist.venue_kind is None:
        return ""
    holder = {"unit": "unit_id", "organization": "org_id", "venue": "venue_id"}[job.standard.each]
    order = "area_m2 DESC NULLS LAST, venue_id"
    rows = f"SELECT *, {holder} AS {SUBJECT} FROM {job.table('venue')} WHERE kind = {sql.text(checklist.venue_kind)}"
    best = f"{rows} QUALIFY row_number() OVER (PARTITION BY {holder} ORDER BY {order}) = 1"
    return f"LEFT JOIN ({best}) AS p ON p.{SUBJECT} = s.{SUBJECT}"


def _items(job: Job, checklist: Checklist) -> str:
    """SQL of one row a subject and item: its state, and what is missing where it could not be computed."""
    listed = ", ".join(
        f"({number}, {sql.text(item.code)}, {sql.text(_lacks(job, item) if item.computed else None)})"
        for number, item in enumerate(checklist.items)
    )
    place = "p.venue_id" if checklist.venue_kind else f"s.{SUBJECT}"
    answers = f"LEFT JOIN ({_answers(job, checklist)}) AS a ON a.subject_id = {place} AND a.item = i.code"
    sources = f"({job.circumstances()}) AS s {_place(job, checklist)} CROSS JOIN (VALUES {listed}) AS i(number, code, lacks) {answers}"
    columns = f"s.{SUBJECT}, s.org_id, {place} AS place, i.number, i.code, i.lacks"
    return f"SELECT {columns}, {_state(job, checklist)} AS state FROM {sources}"


def _answers(job: Job, checklist: Checklist) -> str:
    """The newest answer to each item."""
    kind = "venue" if checklist.venue_kind else job.standard.each
    where = f"checklist = {sql.text(checklist.code)} AND subject_kind = {sql.text(kind)} AND checked_on <= {sql.day(job.period.reference)}"
    newest = "QUALIFY row_number() OVER (PARTITION BY subject_id, item ORDER BY checked_on DESC) = 1"
    return f"SELECT subject_id, item, answer, checked_on FROM f_check_answer WHERE {where} {newest}"


def _state(job: Job, checklist: Checklist) -> str:
    branches = [(f"i.number = {number}", _computed_state(job, item)) for number, item in enumerate(checklist.items) if item.computed]
    branches.append(("a.answer IS NULL", f"'{_ABSENT}'"))
    if stale := job.standard.keys.get("stale_after"):
        count, unit = str(stale).split(" ")
        branches.append((f"a.checked_on < {sql.day(oldest_fresh_day(job.as_of, int(count), unit))}", f"'{_STALE}'"))
    return sql.case([*branches, ("a.answer = 'yes'", f"'{_YES}'"), ("a.answer = 'no'", f"'{_NO}'")], f"'{_NA}'")


def _computed_state(job: Job, item: ChecklistItem) -> str:
    met = sql.Renderer(lambda leaf: _at_place(job, leaf), job.ratio).condition(_computed(job.pack, job.standard, item))
    return sql.case([(met, f"'{_YES}'"), (f"NOT ({met})", f"'{_NO}'")], f"'{_LACKING}'")


def _at_place(job: Job, leaf: Node) -> str:
    if isinstance(leaf, plan.Column):
        return f"p.{sql.quote(leaf.name)}"
    assert isinstance(leaf, plan.ParamRef)
    return params.as_sql(job.params[leaf.id], job.period.reference, "s.domain", "s.region", None)


def _written(columns: dict[str, str], joins: str) -> FormSql:
    doubtful = _any(_ABSENT, _STALE, _LACKING)
    branches = [("v.place IS NULL", "v.none"), (_any(_NO), "'fail'"), (doubtful, "'unknown'")]
    unmet = "v.judged IN ('fail', 'pending')"
    unknown = sql.case([(_any(_ABSENT), "'missing:check_answer'"), (_any(_STALE), "'stale:' || v.stale")], "'missing:' || v.lacking")
    return FormSql(
        columns=columns,
        joins=joins,
        verdict=sql.case([*branches, (_any(_YES), "'pass'")], "'not_applicable'"),
        value=f"CASE WHEN v.place IS NULL THEN 0 ELSE {_count(_YES)} END",
        target=f"CASE WHEN v.place IS NULL THEN v.items ELSE v.items - {_count(_NA)} END",
        shortfall=sql.case([("v.judged = 'pass'", "0"), (f"{unmet} AND v.place IS NULL", "v.items"), (unmet, _count(_NO))]),
        note=sql.case(
            [("v.place IS NULL", "'without_subject'"), ("v.judged = 'fail'", "'no:' || v.noes"), ("v.judged = 'unknown'", unknown)]
        ),
        scale=1,
        hi=sql.case([("v.place IS NULL", "0")], " + ".join(_count(code) for code in (_YES, _ABSENT, _STALE, _LACKING))),
        state=sql.case([("v.judged = 'unknown'", "2")], "0"),
    )


def _lacks(job: Job, item: ChecklistItem) -> str:
    node = _computed(job.pack, job.standard, item)
    found = [part for part in plan.walk(node) if isinstance(part, plan.Column)]
    return missing_name(found[0]) if found else "venue"


def _any(*codes: str) -> str:
    """Whether an item stands so; `marks` are the states of all items, one letter each."""
    return " OR ".join(f"contains(v.marks, '{code}')" for code in codes)


def _count(code: str) -> str:
    return f"(length(v.marks) - length(replace(v.marks, '{code}', '')))"


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """The newest answer to each item, one point for each yes that counts; a computed item stands at its venue."""
    job = found.job
    checklist = list_of(job.pack, job.standard)
    states = _states(found)
    place = states.get("place")
    if place is None:
        return []
    answered = _answer_rows(found, checklist, str(place))
    marked = [replace(row, amount=Fraction(int(states[row.said["item"]] == _YES))) for row in answered if row.said["item"] in states]
    computed = [item for item in checklist.items if item.computed]
    venue = ledger_rows(job, "venue", f"{job.table('venue')} AS b WHERE b.venue_id = {sql.text(str(place))}", "0") if computed else []
    return marked + [replace(venue[0], amount=Fraction(int(states[item.code] == _YES))) for item in computed]


def _states(found: Found) -> dict[str, Any]:
    """The state of each item of one subject, by the item's code, and the place."""
    items = _items(found.job, list_of(found.job.pack, found.job.standard))
    mine = f"{SUBJECT} = {sql.text(found.subject_id)} AND org_id = {sql.text(found.org_id)}"
    rows_ = found.job.world.run(f"SELECT code, state, place FROM ({items}) WHERE {mine}").fetchall()
    return {"place": rows_[0][2] if rows_ else None, **{code: state for code, state, _ in rows_}}


def _answer_rows(found: Found, checklist: Checklist, place: str) -> list[CountedRow]:
    reference = sql.day(found.job.period.reference)
    mine = f"b.checklist = {sql.text(checklist.code)} AND b.subject_id = {sql.text(place)} AND b.checked_on <= {reference}"
    rows_ = ledger_rows(found.job, "check_answer", f"f_check_answer AS b WHERE {mine}", "0", order="b.checked_on")
    newest = {row.said["item"]: row for row in rows_}
    return [newest[item.code] for item in checklist.items if item.code in newest]


def sentence(pack: Pack, standard: Standard) -> str:
    checklist = list_of(pack, standard)
    return f"“{checklist.label}”{len(checklist.items)} 项逐项为“是”,不适用的项不计"
