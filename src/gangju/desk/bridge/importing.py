"""A facts folder becomes the ledgers of an empty installation: loaded and checked by the engine's loader, then written
in one transaction with one entry in the journal.

Numbers of rows are given out before writing, so that rows may refer to each other in any order; the database checks
every reference when the transaction ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db.models import Model

from gangju.desk import clock
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.mapping import OWN_CODE, SOURCES, Source, Subject
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers import bulk, tree
from gangju.desk.ledgers import models as ledgers
from gangju.engine.facts import Facts, load_facts
from gangju.engine.model import Catalogue

AT_ONCE = 20_000
# What other rows refer to: relation, its id column, the model that keeps the identity.
IDENTITIES: Mapping[str, tuple[str, type[Model]]] = {
    "organization": ("org_id", ledgers.Organization),
    "unit": ("unit_id", ledgers.Unit),
    "document": ("document_id", ledgers.Document),
    "person": ("person_id", ledgers.Person),
    "venue": ("venue_id", ledgers.Venue),
    "activity": ("activity_id", ledgers.Activity),
    "case": ("case_id", ledgers.Case),
    "tie": ("tie_id", ledgers.Tie),
    "task": ("task_id", ledgers.Task),
}
Numbers = Mapping[type[Model], Mapping[str, int]]


class NotEmpty(Exception):
    """The installation already has facts; importing beside them belongs to the later import with dry run and undo."""


@dataclass(frozen=True)
class Imported:
    """How many rows of each relation were written."""

    rows: Mapping[str, int]
    facts_hash: str


def import_facts(folder: Path, *, actor: Actor | None = None, catalogue: Catalogue | None = None) -> Imported:
    """Write the whole folder. Raises BadInput (every mistake of the folder), NotEmpty; then nothing is written."""
    if ledgers.Organization.objects.exists():
        raise NotEmpty("台账中已有数据,不能再整体导入。请换一个空的数据文件夹")
    return write(load_facts(folder, catalogue or installed()), actor or Actor.system("import"))


def write(facts: Facts, actor: Actor) -> Imported:
    """Write facts that are already checked into empty ledgers."""
    rows = {name: facts.tables[name].num_rows for name in SOURCES if facts.tables[name].num_rows}
    with deed("facts.import", actor, subject=facts.hash) as log:
        numbers = _give_numbers(facts)
        for name, source in SOURCES.items():
            _insert(source, facts.tables[name], numbers)
        bulk.catch_up_sequences([model for _, model in IDENTITIES.values()])
        tree.rebuild(clock.today())
        log.changed("rows", after=rows)
    return Imported(rows, facts.hash)


def _give_numbers(facts: Facts) -> Numbers:
    """A number for every public code; identities that are nothing but a code are written here."""
    numbers: dict[type[Model], Mapping[str, int]] = {}
    for name, (column, model) in IDENTITIES.items():
        codes = facts.tables[name].column(column).unique().to_pylist()
        numbers[model] = {code: number for number, code in enumerate(sorted(codes), start=1)}
        if SOURCES[name].model is not model:
            blank = {"path": ""} if model is ledgers.Organization else {}
            bulk.insert(model, ["code", "id", *blank], ((code, number, *blank.values()) for code, number in numbers[model].items()))
    return numbers


def _insert(source: Source, table: pa.Table, numbers: Numbers) -> None:
    for batch in table.to_batches(max_chunksize=AT_ONCE):
        columns = _columns(source, batch, numbers)
        bulk.insert(source.model, list(columns), zip(*columns.values(), strict=True))


def _columns(source: Source, batch: pa.RecordBatch, numbers: Numbers) -> dict[str, Sequence[Any]]:
    columns: dict[str, Sequence[Any]] = {}
    for name, path in source.plain.items():
        field: Any = source.model._meta.get_field(path.removesuffix(f"__{OWN_CODE}"))
        values = batch.column(name).to_pylist()
        if field.is_relation:
            known = numbers[_target(field)]
            columns[field.attname] = [None if value is None else known[value] for value in values]
        else:
            columns[path] = ["" if value is None else value for value in values] if field.empty_strings_allowed else values
    for subject in source.subjects:
        columns |= _references(source, subject, batch, numbers)
    if (own := numbers.get(source.model)) is not None:
        columns["id"] = [own[code] for code in columns[OWN_CODE]]
    return columns


def _references(source: Source, subject: Subject, batch: pa.RecordBatch, numbers: Numbers) -> dict[str, Sequence[Any]]:
    """The pair of kind and id as several references of which one is set."""
    kinds, ids = batch.column(subject.kind_column).to_pylist(), batch.column(subject.id_column).to_pylist()
    columns: dict[str, Sequence[Any]] = {}
    for kind, name in subject.references().items():
        known = numbers[_target(source.model._meta.get_field(name))]
        columns[f"{name}_id"] = [known[code] if found == kind else None for found, code in zip(kinds, ids, strict=True)]
    return columns


def _target(field: Any) -> type[Model]:
    target: type[Model] = field.related_model
    return target
