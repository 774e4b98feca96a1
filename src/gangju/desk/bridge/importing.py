"""A facts folder becomes the ledgers of an empty installation: loaded and checked by the engine's loader, then written
in one transaction with one entry in the journal.

Numbers of rows are given out before writing, so that rows may refer to each other in any order; the database checks
every reference when the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import DataError, IntegrityError
from django.db.models import CharField, Model, PositiveIntegerField

from gangju.desk import clock
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.mapping import OWN_CODE, SOURCES, Source, Subject
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers import bulk, tree
from gangju.desk.ledgers import models as ledgers
from gangju.engine.facts import Facts, load_facts
from gangju.engine.model import Catalogue
from gangju.engine.problem import BadInput, Problem
from gangju.engine.relations import LINE

AT_ONCE = 20_000
LARGEST = 2**31 - 1
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
Tell = Callable[[str], None]


class NotEmpty(Exception):
    """The installation already has facts; importing beside them belongs to the later import with dry run and undo."""


class Refused(Exception):
    """The database keeps a rule that the loader does not know; nothing was written."""


@dataclass(frozen=True)
class Imported:
    """How many rows of each relation were written."""

    rows: Mapping[str, int]
    facts_hash: str


def _silent(_: str) -> None:
    """Nobody waits."""


def read_folder(folder: Path, catalogue: Catalogue | None = None) -> Facts:
    """The folder as it would be written. Raises BadInput with every mistake, of the loader first, then of lengths."""
    facts = load_facts(folder, catalogue or installed())
    if problems := list(_too_long(facts)):
        raise BadInput(problems)
    return facts


def import_facts(folder: Path, *, actor: Actor | None = None, catalogue: Catalogue | None = None, tell: Tell = _silent) -> Imported:
    """Write the whole folder. Raises BadInput (every mistake of the folder), NotEmpty, Refused; then nothing is written."""
    must_be_empty()
    tell("检查文件夹")
    facts = read_folder(folder, catalogue)
    try:
        return write(facts, actor or Actor.system("import"), tell)
    except (IntegrityError, DataError) as error:
        raise Refused(f"数据库不接受其中的内容,没有写入任何数据:{error}。请把这句话交给维护人员") from error


def must_be_empty() -> None:
    """Raises NotEmpty."""
    if ledgers.Organization.objects.exists():
        raise NotEmpty("台账中已有数据,不能再整体导入。请换一个空的数据文件夹")


def write(facts: Facts, actor: Actor, tell: Tell = _silent) -> Imported:
    """Write facts that are already checked into empty ledgers."""
    rows = {name: facts.tables[name].num_rows for name in SOURCES if facts.tables[name].num_rows}
    with deed("facts.import", actor, subject=facts.hash) as log:
        numbers = _give_numbers(facts)
        for name, source in SOURCES.items():
            if name in rows:
                tell(f"写入 {name} {rows[name]:,} 行")
            _insert(source, facts.tables[name], numbers)
        bulk.catch_up_sequences([model for _, model in IDENTITIES.values()])
        tell("核对引用,排出隶属关系")
        tree.rebuild(clock.today())
        log.changed("rows", after=rows)
    return Imported(rows, facts.hash)


def _too_long(facts: Facts) -> Iterator[Problem]:
    """What one of the databases could not keep: a text beyond its column, a count beyond 31 bits, a character that is none."""
    for name, source in SOURCES.items():
        table = facts.tables[name]
        for column, path in source.plain.items():
            field = source.model._meta.get_field(path.removesuffix(f"__{OWN_CODE}"))
            if not table.num_rows or not isinstance(field, CharField | PositiveIntegerField):
                continue
            title = source.relation.columns[column].title
            for line in _lines(table, _beyond(field, table.column(column))):
                if isinstance(field, CharField):
                    said = f"{title}超过 {field.max_length} 个字或含有控制字符", f"请缩短到 {field.max_length} 个字以内,去掉看不见的字符"
                else:
                    said = f"{title}太大", f"请改为不大于 {LARGEST} 的数"
                yield Problem(_file(facts, name), line, column, *said)


def _beyond(field: CharField[Any, Any] | PositiveIntegerField[Any, Any], cells: pa.ChunkedArray) -> pa.ChunkedArray:
    if isinstance(field, CharField):
        return pc.or_(pc.greater(pc.utf8_length(cells), field.max_length), pc.match_substring(cells, "\0"))
    return pc.or_(pc.greater(cells, LARGEST), pc.less(cells, 0))


def _lines(table: pa.Table, wrong: pa.ChunkedArray) -> Sequence[int]:
    found: Sequence[int] = table.filter(pc.fill_null(wrong, False)).column(LINE).to_pylist()
    return found


def _file(facts: Facts, name: str) -> str:
    standing = [f"{name}.{suffix}" for suffix in ("csv", "parquet") if facts.folder and (facts.folder / f"{name}.{suffix}").exists()]
    return standing[0] if standing else name


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
