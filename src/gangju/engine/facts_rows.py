"""Rows of one relation compared with each other and within themselves: dates in order, keys once, spans apart.

Large relations are judged by Arrow over whole columns; Python sees only the rows that are in question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine.facts_check import Ledgers, told
from gangju.engine.problem import Problem
from gangju.engine.relations import LINE, RELATIONS, Column, Relation

Check = Callable[[Ledgers, Relation], Iterator[Problem]]


def check_rows(ledgers: Ledgers) -> None:
    """Adds what is wrong inside each relation. Spans are compared only once every row's own dates and key are right."""
    for checks in (CHECKS, (spans_stand_apart,)):
        ledgers.problems += [
            problem
            for name, relation in RELATIONS.items()
            if ledgers.tables[name].num_rows and ledgers.sound(name)
            for check in checks
            for problem in told(check(ledgers, relation))
        ]


def _lines(table: pa.Table, mask: pa.ChunkedArray, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Line and values of the rows that `mask` names; unknown counts as no."""
    hit = table.select([LINE, *columns]).filter(mask, null_selection_behavior="drop")
    return zip(*(column.to_pylist() for column in hit.columns), strict=True)


# ---------------------------------------------------------------- within a row
def spans_end_later(ledgers: Ledgers, relation: Relation) -> Iterator[Problem]:
    if relation.span is None:
        return
    table, (since, until) = ledgers.tables[relation.name], relation.span
    titles = relation.columns[since].title, relation.columns[until].title
    late = pc.less_equal(table.column(until), table.column(since))
    for line, first, last in _lines(table, late, since, until):
        remedy = f"请改正其中一个日期;{titles[1]}当天不算在内,只有一天的写次日"
        yield ledgers.problem(relation.name, line, until, f"{titles[1]} {last} 不晚于{titles[0]} {first}", remedy)


def dates_in_order(ledgers: Ledgers, relation: Relation) -> Iterator[Problem]:
    table = ledgers.tables[relation.name]
    for before, after in relation.order:
        titles = relation.columns[before].title, relation.columns[after].title
        wrong = pc.less(table.column(after), table.column(before))
        for line, first, last in _lines(table, wrong, before, after):
            yield ledgers.problem(relation.name, line, after, f"{titles[1]} {last} 早于{titles[0]} {first}", "请改正其中一个")


def pairs_are_whole(ledgers: Ledgers, relation: Relation) -> Iterator[Problem]:
    """A thing is named by its kind and its id together."""
    table = ledgers.tables[relation.name]
    for column in relation.columns.values():
        if column.by is None or column.required == "yes":
            continue
        half = pc.not_equal(pc.is_null(table.column(column.name)), pc.is_null(table.column(column.by)))
        for line, thing in _lines(table, half, column.name):
            empty, full = (column.by, column.name) if thing is not None else (column.name, column.by)
            yield ledgers.problem(relation.name, line, empty, f"填了 {full} 没有填 {empty}", "请两格都填,或都留空")


def needed_cells_are_filled(ledgers: Ledgers, relation: Relation) -> Iterator[Problem]:
    table = ledgers.tables[relation.name]
    for column in relation.columns.values():
        for other, codes in column.needed.items():
            missing = pc.and_(pc.is_in(table.column(other), pa.array(codes)), pc.is_null(table.column(column.name)))
            for line, code in _lines(table, missing, other):
                label = _label(ledgers, relation.columns[other], code)
                message = f"“{relation.columns[other].title}”是{label}时,“{column.title}”不能空"
                yield ledgers.problem(relation.name, line, column.name, message, f"请填写{column.title}")


def _label(ledgers: Ledgers, column: Column, code: str) -> str:
    return ledgers.catalogue.lists.get(column.list or "", {}).get(code, code)


# ---------------------------------------------------------------- between rows
def keys_stand_once(ledgers: Ledgers, relation: Relation) -> Iterator[Problem]:
    table = ledgers.tables[relation.name].select([*relation.key, LINE])
    counted = table.group_by(list(relation.key)).aggregate([(LINE, "count")])
    if counted.num_rows == table.num_rows:
        return
    again = counted.filter(pc.greater(counted.column(f"{LINE}_count"), 1)).select(list(relation.key)).to_pylist()
    first: dict[tuple[Any, ...], int] = {}
    repeated = {tuple(row.values()) for row in again}
    named = "、".join(relation.key)
    same = f"{named} 相同" if len(relation.key) == 1 else f"{named} 都相同"
    for *key, line in zip(*(column.to_pylist() for column in table.columns), strict=True):
        if tuple(key) not in repeated:
            continue
        if tuple(key) in first:
            message = f"与第 {first[tuple(key)]} 行重复:{same}"
            yield ledgers.problem(relation.name, line, relation.key[0], message, "请删去其中一行,或改正写错的那一格")
        first.setdefault(tuple(key), line)


def spans_stand_apart(ledgers: Ledgers, relation: Relation) -> Iterator[Problem]:
    if not relation.apart or relation.span is None:
        return
    columns = [*relation.apart, *relation.span, LINE]
    by_key: dict[tuple[Any, ...], list[tuple[date, date, int]]] = defaultdict(list)
    for *key, since, until, line in ledgers.rows(relation.name, *columns):
        by_key[tuple(key)].append((since, until or date.max, line))
    for spans in by_key.values():
        if len(spans) > 1:
            yield from _overlapping(ledgers, relation, sorted(spans))


def _overlapping(ledgers: Ledgers, relation: Relation, spans: list[tuple[date, date, int]]) -> Iterator[Problem]:
    longest = spans[0]
    for span in spans[1:]:
        since, until, line = span
        if since < longest[1]:
            days = said_days(since, min(until, longest[1]))
            named = "、".join(relation.columns[name].title for name in relation.apart)
            message = f"{days}与第 {longest[2]} 行重叠,{named}相同"
            remedy = "同一时间只能有一行;请改正起止日期,前一行到后一行开始之日结束"
            yield ledgers.problem(relation.name, line, "since", message, remedy)
        longest = max(longest, span, key=lambda each: each[1])


def said_days(since: date, until: date) -> str:
    """A half-open span in words, last day included."""
    if until == date.max:
        return f"自 {since} 起"
    last = date.fromordinal(until.toordinal() - 1)
    return f"{since} 当天" if last == since else f"{since} 至 {last} 期间"


CHECKS: Final[tuple[Check, ...]] = (
    spans_end_later,
    dates_in_order,
    pairs_are_whole,
    needed_cells_are_filled,
    keys_stand_once,
)
