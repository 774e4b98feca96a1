"""Why: the clause, the formula in words, the dated parameters and the very rows behind one verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from gangju.engine import due, params, plan, sql, terms, whole, words
from gangju.engine.counted import CountedRow, Found, ledger_rows, rows_of
from gangju.engine.facts import Facts
from gangju.engine.forms import FORMS
from gangju.engine.job import Job
from gangju.engine.model import Adoption, Pack, Standard
from gangju.engine.plan import Node, number
from gangju.engine.problem import BadInput, Problem
from gangju.engine.results import exact
from gangju.engine.run import Batch, rooted
from gangju.engine.scan import Scans
from gangju.engine.world import World, open_world


@dataclass(frozen=True)
class UsedParam:
    """A parameter as it bound this subject. `value` is in its human unit."""

    name: str
    title: str
    value: Fraction
    unit: str
    since: date
    source: str
    clause: tuple[str, ...]
    local: bool


@dataclass(frozen=True)
class PartResult:
    """How one of several conditions of a clause stands. Numbers are scaled whole numbers beside `scale`."""

    title: str
    verdict: str | None
    lo: int | None
    hi: int | None
    target: int | None
    shortfall: int | None
    scale: int
    unit: str
    note: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "part": self.title,
            "verdict": self.verdict,
            "value": [exact(self.lo, self.scale), exact(self.hi, self.scale)],
            "target": exact(self.target, self.scale),
            "shortfall": exact(self.shortfall, self.scale),
            "unit": self.unit,
            "note": self.note,
        }


@dataclass(frozen=True)
class Explanation:
    """Everything a page needs to answer 为什么; numbers are scaled whole numbers beside `scale`."""

    pack: str
    standard: str
    clause: tuple[str, ...]
    subject_kind: str
    subject_id: str
    org_id: str
    as_of: date
    period: str | None
    verdict: str | None
    formula: str
    params: tuple[UsedParam, ...]
    kept: tuple[CountedRow, ...]
    rows: tuple[CountedRow, ...]
    lo: int | None
    hi: int | None
    target: int | None
    shortfall: int | None
    scale: int
    unit: str
    note: str | None
    windows: tuple[Mapping[str, Any], ...]
    figures: tuple[CountedRow, ...] = ()
    title: str = ""
    ceiling: bool = False
    """The target must not be passed, instead of being reached."""
    part: str | None = None
    parts: tuple[PartResult, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Of a clause of several conditions, `parts` say how each of them stands; it has no rows of its own."""
        more = {"parts": [part.as_json() for part in self.parts]} if self.parts else {}
        return {
            "pack": self.pack,
            "standard": self.standard,
            "part": self.part,
            "clause": list(self.clause),
            "subject": {"kind": self.subject_kind, "id": self.subject_id},
            "org_id": self.org_id,
            "as_of": self.as_of.isoformat(),
            "period": self.period,
            "verdict": self.verdict,
            "formula": self.formula,
            "params": [_param_json(param) for param in self.params],
            "kept": [_row_json(row) for row in self.kept],
            "rows": [{**_row_json(row), "amount": _amount(row.amount, self.scale)} for row in self.rows],
            "value": [exact(self.lo, self.scale), exact(self.hi, self.scale)],
            "target": exact(self.target, self.scale),
            "shortfall": exact(self.shortfall, self.scale),
            "unit": self.unit,
            "note": self.note,
            **more,
        }


def _param_json(param: UsedParam) -> dict[str, Any]:
    value = param.value
    said = int(value) if value.denominator == 1 else words.number(value)
    return {"name": param.name, "value": said, "since": param.since.isoformat(), "source": param.source}


def _row_json(row: CountedRow) -> dict[str, Any]:
    return {"relation": row.relation, "key": dict(row.key), "line": row.line}


def _amount(amount: Fraction, scale: int) -> int | str | None:
    return exact(int(amount), scale) if amount.denominator == 1 else words.number(amount / scale)


def explain(
    pack: Pack,
    facts: Facts,
    as_of: date,
    standard: str,
    subject: str,
    *,
    known_on: date | None = None,
    period: str | None = None,
    org_id: str | None = None,
    adoptions: Sequence[Adoption] | None = None,
    part: str | None = None,
) -> Explanation:
    """The why of one subject. `org_id` chooses among the rows of one person, `part` (its title) among the conditions of one clause.

    Raises BadInput when there is no such row.
    """
    world = open_world(facts.known_on(known_on or as_of), as_of)
    bound = rooted(pack, facts) if adoptions is None else adoptions
    batch = Batch(world, period, Scans(world), bound)
    for adoption in (each for each in bound if (each.pack, each.hash) == (pack.id, pack.hash)):
        batch.add(pack, adoption, only=(standard, subject))
    batch.run()
    try:
        return _explained(batch, standard, subject, org_id, part)
    finally:
        world.connection.close()


def _explained(batch: Batch, standard: str, subject: str, org_id: str | None, part: str | None) -> Explanation:
    for job in (job for job in batch.jobs if job.standard.part == part and not job.shadow):
        for row in _rows(
            batch.world, f"SELECT * FROM subjects WHERE job = {job.number} AND subject_id = {sql.text(subject)} ORDER BY org_id"
        ):
            if org_id in (None, row["org_id"]):
                found = _explanation(batch.world, job, row)
                return replace(found, parts=tuple(_parts(batch, job, row["org_id"]))) if job.standard.parts else found
    raise BadInput([Problem("", 0, standard, f"“{subject}”在这一天没有这项标准的结果", "核对编号和日期;不归这项标准管的对象没有结果")])


def _parts(batch: Batch, whole_job: Job, org: str) -> Iterator[PartResult]:
    for job in batch.wholes[whole_job.number]:
        (row,) = _rows(batch.world, f"SELECT * FROM subjects WHERE job = {job.number} AND org_id = {sql.text(org)}")
        figures = (row["value"], row["high"], row["target"], row["shortfall"])
        yield PartResult(str(job.standard.part), row["verdict"], *figures, job.scale, job.standard.unit, row["note"])


def _rows(world: World, text: str) -> list[dict[str, Any]]:
    fetched = world.run(text)
    names = [column[0] for column in fetched.description or []]
    return [dict(zip(names, values, strict=True)) for values in fetched.fetchall()]


def _explanation(world: World, job: Job, row: Mapping[str, Any]) -> Explanation:
    found = _found(world, job, row)
    form = FORMS[job.standard.form]
    nodes: list[tuple[str, Node]] = [node for each in job.standard.parts or (job.standard,) for node in form.nodes(job.pack, each)]
    counted = row["verdict"] not in ("exempt", "not_applicable") and not job.standard.parts
    return Explanation(
        pack=job.pack.id,
        standard=job.standard.id,
        clause=job.standard.clause,
        subject_kind=job.standard.each,
        subject_id=row["subject_id"],
        org_id=row["org_id"],
        as_of=job.as_of,
        period=job.period.label,
        verdict=row["verdict"],
        formula=sentence(job.pack, job.standard),
        params=tuple(_params(found, [job.where, *(node for _, node in nodes)], ledgers_of(nodes, job))),
        kept=tuple(_kept(found, ledgers_of(nodes, job))),
        rows=tuple(form.rows(found)) if counted else (),
        lo=row["value"],
        hi=row["high"],
        target=row["target"],
        shortfall=row["shortfall"],
        scale=job.scale,
        unit=whole.UNIT if job.standard.parts else job.standard.unit,
        note=row["note"],
        windows=tuple(row["windows"] or ()),
        title=job.standard.title,
        ceiling=job.standard.form == "spell" or "<" in str(job.standard.keys.get("require", "")),
        figures=tuple(_figures(found, [job.where, *(node for _, node in nodes)])),
        part=job.standard.part,
    )


def sentence(pack: Pack, standard: Standard) -> str:
    """What a standard asks, in words: its form's own sentence, or those of its parts, and by when."""
    form = FORMS[standard.form]
    said = [form.sentence(pack, each) for each in standard.parts or (standard,)]
    return f"{whole.sentence(standard, said) if standard.parts else said[0]}{due.sentence(standard.due)}{terms.sentence(pack, standard)}"


def _found(world: World, job: Job, row: Mapping[str, Any]) -> Found:
    subject, org = sql.text(row["subject_id"]), sql.text(row["org_id"])
    (own,) = _rows(world, f"SELECT * FROM {job.name} WHERE _subject = {subject} AND org_id = {org}")
    leaves = {node: own[name] for node, name in job.needed.items()}
    return Found(job, row["subject_id"], row["org_id"], own["domain"], own["region"], leaves)


def ledgers_of(nodes: Sequence[tuple[str, Node]], job: Job) -> list[str]:
    """The ledgers whose keeping decides whether few rows mean few."""
    named = [ledger for _, node in nodes for part in plan.aggregates(node) for ledger in part.kinds]
    more = getattr(FORMS[job.standard.form], "ledgers", lambda *_: ())(job.pack, job.standard)
    return list(dict.fromkeys([*named, *more]))


def _params(found: Found, nodes: Sequence[Node], ledgers: Sequence[str]) -> list[UsedParam]:
    """Each value that bound, once; of one that is read on several days all that were in force on them."""
    asked = [part for node in nodes for part in plan.walk(found.job.unrolled(node)) if isinstance(part, plan.ParamRef)]
    if ledgers and "entry_grace" in found.job.params:
        asked.append(plan.ParamRef("entry_grace", None, number("天")))
    return list(dict.fromkeys(said for part in asked if (said := _used(found, part)) is not None))


def _figures(found: Found, nodes: Sequence[Node]) -> list[CountedRow]:
    """The measured values that were looked up to say what is asked: the income behind a pay, the staff behind a share."""
    parts = (part for node in nodes for part in plan.walk(found.job.unrolled(node)))
    asked = dict.fromkeys(part for part in parts if isinstance(part, plan.Observation))
    return [row for part in asked for row in rows_of(found, part)]


def _used(found: Found, node: plan.ParamRef) -> UsedParam | None:
    param = found.job.params[node.id]
    value = params.pick(param, found.job.period_at(node.back).binding, found.facing(node))
    if value is None:
        return None
    return UsedParam(node.id, param.title, value.value, param.unit, value.since, params.source(value), param.clause, param.local)


def _kept(found: Found, ledgers: Sequence[str]) -> list[CountedRow]:
    if not ledgers:
        return []
    among = ", ".join(sql.text(ledger) for ledger in ledgers)
    mine = f"b.subject_kind = 'organization' AND b.subject_id = {sql.text(found.org_id)}"
    where = f"b.roster = 'keeps' AND {mine} AND b.category IN ({among})"
    return ledger_rows(found.job, "roster_entry", f"f_roster_entry AS b WHERE {where}", "0")
