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
    checklist = list_of(job.pack, job.standard)
    items = checklist.items
    joins = [_place(job, checklist), _answers(job, checklist)]
    columns = {"place": f"p.{SUBJECT}" if checklist.venue_kind else f"s.{SUBJECT}"}
    columns |= {f"i{number}": _item(job, item, number) for number, item in enumerate(items)}
    return _written(job, items, columns, " ".join(joins))


def _place(job: Job, checklist: Checklist) -> str:
    """The venue at which a subject is judged: the largest of its kind, p; without a venue kind the subject itself."""
    if checklist.venue_kind is None:
        return ""
    holder = {"unit": "unit_id", "organization": "org_id", "venue": "venue_id"}[job.standard.each]
    order = "area_m2 DESC NULLS LAST, venue_id"
    rows = f"SELECT *, {holder} AS {SUBJECT} FROM {job.table('venue')} WHERE kind = {sql.text(checklist.venue_kind)}"
    best = f"{rows} QUALIFY row_number() OVER (PARTITION BY {holder} ORDER BY {order}) = 1"
    return f"LEFT JOIN ({best}) AS p ON p.{SUBJECT} = s.{SUBJECT}"


def _answers(job: Job, checklist: Checklist) -> str:
    kind = "venue" if checklist.venue_kind else job.standard.each
    where = f"checklist = {sql.text(checklist.code)} AND subject_kind = {sql.text(kind)} AND checked_on <= {sql.day(job.period.reference)}"
    newest = "QUALIFY row_number() OVER (PARTITION BY subject_id, item ORDER BY checked_on DESC) = 1"
    latest = f"SELECT subject_id, item, answer, checked_on FROM f_check_answer WHERE {where} {newest}"
    columns = []
    for number, item in enumerate(checklist.items):
        mine = f"FILTER (WHERE item = {sql.text(item.code)})"
        columns.append(f"max(answer) {mine} AS a{number}, max(checked_on) {mine} AS d{number}")
    place = "p.venue_id" if checklist.venue_kind else f"s.{SUBJECT}"
    return f"LEFT JOIN (SELECT subject_id, {', '.join(columns)} FROM ({latest}) GROUP BY 1) AS q ON q.subject_id = {place}"


def _item(job: Job, item: ChecklistItem, number: int) -> str:
    if item.computed:
        node = _computed(job.pack, job.standard, item)
        met = sql.Renderer(lambda leaf: _at_place(job, leaf), job.ratio).condition(node)
        return sql.case([(met, f"'{_YES}'"), (f"NOT ({met})", f"'{_NO}'")], f"'{_LACKING}'")
    branches = [(f"q.a{number} IS NULL", f"'{_ABSENT}'")]
    if stale := job.standard.keys.get("stale_after"):
        count, unit = str(stale).split(" ")
        branches.append((f"q.d{number} < {sql.day(oldest_fresh_day(job.as_of, int(count), unit))}", f"'{_STALE}'"))
    branches += [(f"q.a{number} = 'yes'", f"'{_YES}'"), (f"q.a{number} = 'no'", f"'{_NO}'")]
    return sql.case(branches, f"'{_NA}'")


def _at_place(job: Job, leaf: Node) -> str:
    if isinstance(leaf, plan.Column):
        return f"p.{sql.quote(leaf.name)}"
    assert isinstance(leaf, plan.ParamRef)
    return params.as_sql(job.params[leaf.id], job.period.reference, "s.domain", "s.region", None)


def _written(job: Job, items: Sequence[ChecklistItem], columns: dict[str, str], joins: str) -> FormSql:
    states = [f"v.i{number}" for number in range(len(items))]
    doubtful = _any(_ABSENT, _STALE, _LACKING)
    codes = [item.code for item in items]
    none = str(job.standard.keys.get("without_subject", "unknown"))
    branches = [("v.place IS NULL", f"'{none}'"), (_any(_NO), "'fail'"), (doubtful, "'unknown'")]
    lacking = [
        f"CASE WHEN {state} = '{_LACKING}' THEN {sql.text(_lacks(job, item))} END"
        for state, item in zip(states, items, strict=True)
        if item.computed
    ]
    whole = str(len(items))
    unmet = "v.judged IN ('fail', 'pending')"
    return FormSql(
        columns=columns,
        more={"marks": f"concat({', '.join(states)})"},
        joins=joins,
        verdict=sql.case([*branches, (_any(_YES), "'pass'")], "'not_applicable'"),
        value=f"CASE WHEN v.place IS NULL THEN 0 ELSE {_count(_YES)} END",
        target=f"CASE WHEN v.place IS NULL THEN {whole} ELSE {whole} - {_count(_NA)} END",
        shortfall=sql.case([("v.judged = 'pass'", "0"), (f"{unmet} AND v.place IS NULL", whole), (unmet, _count(_NO))]),
        note=_note(states, codes, f"coalesce({', '.join([*lacking, 'NULL'])})"),
        scale=1,
        hi=sql.case([(f"NOT ({doubtful})", _count(_YES))]),
        state=sql.case([("v.judged = 'unknown'", "2")], "0"),
    )


def _note(states: Sequence[str], codes: Sequence[str], lacking: str) -> str:
    def listed(mark: str) -> str:
        named = [f"CASE WHEN {state} = '{mark}' THEN {sql.text(code)} END" for state, code in zip(states, codes, strict=True)]
        return f"concat_ws(',', {', '.join(named)})"

    unknown = sql.case(
        [(_any(_ABSENT), "'missing:check_answer'"), (_any(_STALE), f"'stale:' || {listed(_STALE)}")],
        f"'missing:' || {lacking}",
    )
    return sql.case(
        [("v.place IS NULL", "'without_subject'"), ("v.judged = 'fail'", f"'no:' || {listed(_NO)}"), ("v.judged = 'unknown'", unknown)]
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
    form = build(found.job)
    columns = ", ".join(f"{text} AS {name}" for name, text in form.columns.items())
    venue = "p.venue_id" if list_of(found.job.pack, found.job.standard).venue_kind else f"s.{SUBJECT}"
    mine = f"WHERE s.{SUBJECT} = {sql.text(found.subject_id)}"
    row = found.job.world.run(f"SELECT {columns}, {venue} AS at FROM {found.job.name} AS s {form.joins} {mine}").fetchone()
    items = list_of(found.job.pack, found.job.standard).items
    if row is None:
        return {}
    return {"place": row[-1], **{item.code: row[1 + number] for number, item in enumerate(items)}}


def _answer_rows(found: Found, checklist: Checklist, place: str) -> list[CountedRow]:
    reference = sql.day(found.job.period.reference)
    mine = f"b.checklist = {sql.text(checklist.code)} AND b.subject_id = {sql.text(place)} AND b.checked_on <= {reference}"
    rows_ = ledger_rows(found.job, "check_answer", f"f_check_answer AS b WHERE {mine}", "0", order="b.checked_on")
    newest = {row.said["item"]: row for row in rows_}
    return [newest[item.code] for item in checklist.items if item.code in newest]


def sentence(pack: Pack, standard: Standard) -> str:
    checklist = list_of(pack, standard)
    return f"“{checklist.label}”{len(checklist.items)} 项逐项为“是”,不适用的项不计"
