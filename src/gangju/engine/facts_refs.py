"""References between relations: every id leads to a row, and persons answer to somebody."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine.facts_check import Ledgers, told
from gangju.engine.problem import Problem
from gangju.engine.relations import LINE, RELATIONS, Column, Relation


def check_refs(ledgers: Ledgers) -> None:
    """Adds every reference that leads nowhere, between relations that are sound in themselves."""
    found: list[Problem] = []
    for relation in RELATIONS.values():
        if not ledgers.tables[relation.name].num_rows or not ledgers.sound(relation.name):
            continue
        for column in relation.columns.values():
            if column.references:
                found += told(_dangling(ledgers, relation, column, column.references))
            elif column.by:
                found += told(_dangling_by_kind(ledgers, relation, column, column.by))
        if relation.companion_of:
            found += told(_other_kind(ledgers, relation))
    ledgers.problems += found
    ledgers.problems += told(_answers_to_nobody(ledgers))


def _dangling(ledgers: Ledgers, relation: Relation, column: Column, target: str) -> Iterator[Problem]:
    if not ledgers.sound(target):
        return
    table = ledgers.tables[relation.name]
    cells = table.column(column.name)
    lost = pc.and_(pc.is_valid(cells), pc.invert(pc.is_in(cells, value_set=_ids(ledgers, target))))
    yield from _lost(ledgers, relation, column, target, table.filter(lost))


def _dangling_by_kind(ledgers: Ledgers, relation: Relation, column: Column, by: str) -> Iterator[Problem]:
    table = ledgers.tables[relation.name]
    for target in pc.unique(table.column(by)).drop_null().to_pylist():
        if ledgers.sound(target):
            rows = table.filter(pc.equal(table.column(by), target))
            lost = pc.invert(pc.is_in(rows.column(column.name), value_set=_ids(ledgers, target)))
            yield from _lost(ledgers, relation, column, target, rows.filter(lost))


def _ids(ledgers: Ledgers, target: str) -> pa.Array:
    return ledgers.tables[target].column(RELATIONS[target].id).combine_chunks()


def _lost(ledgers: Ledgers, relation: Relation, column: Column, target: str, rows: pa.Table) -> Iterator[Problem]:
    remedy = f"请在 {ledgers.file(target)} 里补上它,或改正编号"
    for line, thing in zip(rows.column(LINE).to_pylist(), rows.column(column.name).to_pylist(), strict=True):
        message = f"没有编号为“{thing}”的{RELATIONS[target].title}"
        yield ledgers.problem(relation.name, line, column.name, message, remedy)


def _other_kind(ledgers: Ledgers, relation: Relation) -> Iterator[Problem]:
    """A companion row belongs to a case of its kind."""
    if not ledgers.sound("case"):
        return
    kinds = dict(ledgers.rows("case", "case_id", "kind"))
    for case, line in ledgers.rows(relation.name, "case_id", LINE):
        if kinds.get(case, relation.companion_of) != relation.companion_of:
            message = f"事项“{case}”的类别是 {kinds[case]},不是 {relation.companion_of}"
            yield ledgers.problem(
                relation.name, line, "case_id", message, f"请移到 case_{kinds[case]},或改正 {ledgers.file('case')} 里的类别"
            )


def _answers_to_nobody(ledgers: Ledgers) -> Iterator[Problem]:
    if not ledgers.sound("person", "membership", "post"):
        return
    held = {person for name in ("membership", "post") for (person,) in ledgers.rows(name, "person_id")}
    for person, name, org, line in ledgers.rows("person", "person_id", "name", "org_id", LINE):
        if org is None and person not in held:
            message = f"{name}({person})没有党籍也没有职务,不知道由哪个党组织负责"
            yield ledgers.problem("person", line, "org_id", message, "请填写负责的党组织,或补上党籍或职务")
