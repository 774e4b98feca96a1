"""The rows a value was counted from, found by the same predicates that counted them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from gangju.engine import covered, params, plan, sql
from gangju.engine.job import Job
from gangju.engine.joins import relation_of
from gangju.engine.plan import Node
from gangju.engine.relations import RELATIONS
from gangju.engine.scan import SUBJECT, held_only


@dataclass(frozen=True)
class CountedRow:
    """One row of a ledger and what it adds to the value, in the stored unit. `said` holds columns for people to read."""

    relation: str
    key: Mapping[str, str | None]
    line: int | None
    amount: Fraction
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """One subject of a job: its id, its organisation, its circumstances, and the leaves read from its own row."""

    job: Job
    subject_id: str
    org_id: str
    domain: str | None
    region: str | None
    leaves: Mapping[Node, Any]

    def facing(self, node: plan.ParamRef) -> params.Circumstance:
        category = None if node.key is None else self._key(node.key)
        return params.Circumstance(self.domain, self.region, category)

    def _key(self, node: Node) -> str | None:
        return str(node.value) if isinstance(node, plan.Literal) else self.leaves.get(node)

    def constant(self, node: Node) -> Fraction:
        """The value of a part without rows, in the stored unit."""
        match node:
            case plan.Literal(value=Fraction() as value):
                return value
            case plan.ParamRef():
                picked = params.pick(self.job.params[node.id], self.job.period_at(node.back).binding, self.facing(node))
                return Fraction(0) if picked is None else params.scaled(self.job.params[node.id], picked)
            case plan.Arith("*", left, right):
                return self.constant(left) * self.constant(right)
            case plan.Arith("+", left, right):
                return self.constant(left) + self.constant(right)
            case plan.Arith("-", left, right):
                return self.constant(left) - self.constant(right)
            case plan.Rounded(_, item):
                return self.constant(item)
            case _:
                return Fraction(0)


def rows_of(found: Found, node: Node) -> list[CountedRow]:
    """Rows whose amounts add up to the recorded value of `node`."""
    match node:
        case plan.Aggregate():
            return _aggregate(found, node)
        case plan.Arith("+", left, right):
            return [*rows_of(found, left), *rows_of(found, right)]
        case plan.Arith("-", left, right):
            return [*rows_of(found, left), *_times(rows_of(found, right), Fraction(-1))]
        case plan.Arith("*", left, right):
            rows, factor = (left, right) if plan.aggregates(left) or not plan.aggregates(right) else (right, left)
            return _times(rows_of(found, rows), found.constant(factor))
        case plan.Arith(op, left, right):
            sides = [rows_of(found, left), rows_of(found, right)]
            return (max if op == "greatest" else min)(sides, key=total)
        case plan.Rounded(_, item):
            return rows_of(found, item)
        case plan.Observation():
            return _observation(found, node)
        case plan.Recursive():
            return rows_of(found, found.job.unrolled(node))
        case _:
            return []


def total(rows: Sequence[CountedRow]) -> Fraction:
    return sum((row.amount for row in rows), Fraction(0))


def _times(rows: Sequence[CountedRow], factor: Fraction) -> list[CountedRow]:
    return [replace(row, amount=row.amount * factor) for row in rows]


def _aggregate(found: Found, node: plan.Aggregate) -> list[CountedRow]:
    job = found.job
    scan = job.scan_of(node)
    reader = job.inner(scan, [part for part in (node.item, node.where) if part is not None])
    where = sql.all_of([*([reader.condition(node.where)] if node.where is not None else []), *held_only(node.where, node.base)])
    item = "1" if node.item is None else reader.scalar(node.item)
    amount = "1" if node.func == "count" else item
    mine = f"{where} AND b.{SUBJECT} = {sql.text(found.subject_id)}"
    source = f"{job.scans.source(scan)} AND {mine}"
    if node.until is not None:
        return _covering(job, node, source, item, reader.scalar(node.until))
    if node.distinct:
        return _first_of_each(ledger_rows(job, node.base, source, amount, order=item), plan.walk(node.item or node)[0])
    if node.func not in ("max", "min"):
        return ledger_rows(job, node.base, source, amount)
    rows = ledger_rows(job, node.base, f"{source} AND {item} IS NOT NULL", amount, order=item)
    return rows[-1:] if node.func == "max" else rows[:1]


def _covering(job: Job, node: plan.Aggregate, source: str, since: str, until: str) -> list[CountedRow]:
    """Each span adds the days that none before it has covered."""
    last = covered.after(node, job.period.window.until, job.period.reference, job.as_of)
    first, end = covered.ends(node, since, until)
    begun = ledger_rows(job, node.base, source, f"({first}) - {sql.day(covered.FIRST)}", order=f"{first}")
    ended = ledger_rows(
        job, node.base, source, f"least(coalesce({end}, {sql.day(last)}), {sql.day(last)}) - {sql.day(covered.FIRST)}", order=f"{first}"
    )
    added = covered.shares([(int(one.amount), int(other.amount)) for one, other in zip(begun, ended, strict=True)])
    return [replace(row, amount=Fraction(days)) for row, days in zip(begun, added, strict=True)]


def _first_of_each(rows: Sequence[CountedRow], item: Node) -> list[CountedRow]:
    """Of rows that count one thing twice, only the first adds one."""
    assert isinstance(item, plan.Column)
    seen: set[Any] = set()
    counted = []
    for row in rows:
        value = row.said[item.name]
        counted.append(row if value not in seen else replace(row, amount=Fraction(0)))
        seen.add(value)
    return counted


def ledger_rows(job: Job, base: str, source: str, amount: str, order: str | None = None) -> list[CountedRow]:
    """Rows of `base` from an aliased source `b`, in the order of their day or key."""
    base = relation_of(base)
    columns = [*RELATIONS[base].columns, "_line"]
    day = "CAST(b_activity.started_at AS DATE)" if base == "participation" else "NULL"
    chosen = ", ".join(f"b.{sql.quote(column)}" for column in columns)
    extra = ", b_activity.kind AS _kind, b_activity.topic AS _topic" if base == "participation" else ""
    key = ", ".join(f"b.{sql.quote(column)}" for column in RELATIONS[base].key)
    ordered = ", ".join(part for part in (order, "_day" if base == "participation" else None, key) if part)
    fetched = job.world.run(f"SELECT {chosen}, {amount} AS _amount, {day} AS _day{extra} FROM {source} ORDER BY {ordered}")
    names = [column[0] for column in fetched.description or []]
    return [_row(base, dict(zip(names, values, strict=True))) for values in fetched.fetchall()]


def _row(base: str, values: Mapping[str, Any]) -> CountedRow:
    amount = values["_amount"]
    said = {name: plain(value) for name, value in values.items() if name not in ("_amount", "_line")}
    key = {name: said[name] for name in RELATIONS[base].key}
    return CountedRow(base, key, values["_line"], Fraction(0) if amount is None else Fraction(int(amount)), said)


def plain(value: Any) -> Any:
    """Dates and times as ISO text; a time at midnight is a day."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes") if (value.hour, value.minute) != (0, 0) else value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _observation(found: Found, node: plan.Observation) -> list[CountedRow]:
    """The measured value that was looked up, where it stands: at the subject or at an ancestor unit."""
    value = found.leaves.get(node)
    if value is None:
        return []
    job = found.job
    day = job.period_at(node.back).reference if node.year_offset is None else date(job.year_at(node.back) - node.year_offset, 12, 31)
    in_force = f"(b.until IS NULL OR b.until > {sql.day(day)})"
    which = f"NOT {in_force}" if node.before else "TRUE" if node.last else in_force
    where = f"b.metric = {sql.text(node.metric)} AND b.since <= {sql.day(day)} AND {which} AND b.value = {int(value)}"
    rows = ledger_rows(job, "observation", f"f_observation AS b WHERE {where}", "b.value", order="b.since DESC")
    mine = [row for row in rows if row.said["subject_id"] == found.subject_id] or rows
    return [replace(row, amount=row.amount * node.type.scale / 100) for row in mine[:1]]
