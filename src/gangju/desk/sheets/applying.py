"""The plan becomes rows: one transaction, one deed in the journal, and a record from which all of it can be undone."""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection
from django.db.models import Max, Model

from gangju.desk import clock
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers import bulk, tree
from gangju.desk.ledgers.models import Organization, Placement
from gangju.desk.sheets.identity import keeper
from gangju.desk.sheets.models import Import, State, Written
from gangju.desk.sheets.plan import Batch, HasFindings, ImportPlan, Update

AT_ONCE = 20_000
PREFIX: Mapping[str, str] = {
    "Organization": "o", "Unit": "u", "Person": "p", "Post": "d", "Venue": "v", "Activity": "a", "FundEntry": "f",
    "Tie": "t", "Task": "k", "Document": "w",
}  # fmt: skip
Progress = Callable[[str, int, int], None]


class Stale(Exception):
    """The ledgers have changed since the plan was made; nothing was written."""


def apply_import(
    plan: ImportPlan, actor: Actor, *, only_right: bool = False, record: Import | None = None, progress: Progress | None = None
) -> Import:
    """Write the whole plan or nothing. Raises HasFindings where a cell is wrong and `only_right` is not set; Stale."""
    if plan.errors and not only_right:
        raise HasFindings(f"还有 {len(plan.errors)} 处要改。改好后重新上传,或选择只导入没有问题的行")
    record = record or Import(org_id=plan.place.org_id, user=actor.user, user_name=actor.name, file_name=plan.name[:200])
    record.only_right, record.counts = only_right, summary(plan)
    try:
        with deed("sheet.import", actor, org=plan.place.place()) as log:
            _finish(record, State.DONE)
            log.subject = f"import:{record.pk}"
            _write(plan, record, progress or (lambda *_: None))
            log.changed("import", after={"file": plan.name, "counts": record.counts})
    except IntegrityError as refused:
        raise Stale("台账在核对之后有了变化,这次什么都没有写入。请重新核对后再导入") from refused
    return record


def _finish(record: Import, state: State) -> None:
    record.state, record.done_at, record.problem = state, clock.now(), ""
    record.save()


def summary(plan: ImportPlan) -> dict[str, Any]:
    """What lists and pages show of a plan once it is gone."""
    sheets = [{"name": sheet.name, "title": sheet.title, **dict(sheet.counts)} for sheet in plan.sheets]
    return {what: plan.count(what) for what in ("added", "changed", "unchanged", "left_out")} | {"sheets": sheets}


def _write(plan: ImportPlan, record: Import, tell: Progress) -> None:
    numbers = _real_numbers(plan)
    keeping = _Keeping(record)
    done, total = 0, plan.writes
    for batch in plan.batches:
        for rows in _real_rows(batch, numbers):
            bulk.insert(batch.model, *rows)
            keeping.added(batch.model, *rows)
            done += len(rows[1])
            tell("写入", done, total)
    for update in plan.updates:
        _update(update)
    keeping.changed(plan.updates)
    tell("写入", total, total)
    bulk.catch_up_sequences([batch.model for batch in plan.batches])
    keeping.identified(_after(plan, numbers, record))


def _after(plan: ImportPlan, numbers: Mapping[int, int], record: Import) -> Sequence[int]:
    """The persons whose identity number was added."""
    touched = {batch.model for batch in plan.batches} | {update.model for update in plan.updates}
    if touched & {Organization, Placement}:
        tree.rebuild(clock.today())
    if (keeping := keeper()) and plan.identities:
        return keeping.keep({numbers.get(number, number): told for number, told in plan.identities.items()}, record.done_at or clock.now())
    return ()


def _real_numbers(plan: ImportPlan) -> dict[int, int]:
    """The numbers that the new rows of this import get."""
    numbers: dict[int, int] = {}
    for batch in plan.batches:
        if "id" in batch.columns:
            place = batch.columns.index("id")
            numbers |= zip((row[place] for row in batch.rows), allocate(batch.model, len(batch.rows)), strict=True)
    return numbers


def allocate(model: type[Model], count: int) -> Sequence[int]:
    """Numbers nobody has had. On PostgreSQL from the sequence; SQLite has one writer, who is us."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        used = cursor.fetchone()
    highest: int = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    first = max(highest, used[0] if used else 0) + 1
    return range(first, first + count)


Rows = tuple[list[str], list[tuple[Any, ...]]]


def _real_rows(batch: Batch, numbers: Mapping[int, int]) -> Iterator[Rows]:
    """The batch in pieces, with real numbers, codes for rows without one, and when they became known."""
    fields = {field.attname: field for field in batch.model._meta.concrete_fields}
    others = {name: field.get_default() for name, field in fields.items() if name not in batch.columns and not (field.null or name == "id")}
    others |= {"recorded_at": clock.now()} if "recorded_at" in fields else {}
    columns = [*batch.columns, *others]
    numbered = "id" not in columns
    for start in range(0, len(batch.rows), AT_ONCE):
        piece = batch.rows[start : start + AT_ONCE]
        by_column = [
            _filled(batch.model, name, fields[name], values, numbers)
            for name, values in zip(batch.columns, zip(*piece, strict=True), strict=True)
        ]
        by_column += [[value] * len(piece) for value in others.values()]
        ids: list[Sequence[Any]] = [allocate(batch.model, len(piece))] if numbered else []
        yield ["id", *columns] if numbered else columns, list(zip(*ids, *by_column, strict=True))


def _filled(model: type[Model], name: str, field: Any, values: Sequence[Any], numbers: Mapping[int, int]) -> Sequence[Any]:
    if name == "id" or field.is_relation:
        return [numbers.get(value, value) for value in values]
    if name == "code":
        prefix = PREFIX[model.__name__]
        return [value or f"{prefix}-{secrets.token_hex(8)}" for value in values]
    return values


def _update(update: Update) -> None:
    """Only where the row still says what the plan saw. Raises Stale."""
    rows = update.model._default_manager.filter(pk=update.pk, **{key: value for key, value in update.before.items() if value is not None})
    for key, value in update.before.items():
        rows = rows.filter(**{f"{key}__isnull": True}) if value is None else rows
    if not rows.update(**update.after):
        raise Stale("有一行台账在核对之后被改动了,这次什么都没有写入。请重新核对后再导入")


class _Keeping:
    """Writes down, piece by piece, what the import does."""

    def __init__(self, record: Import) -> None:
        self.record, self.number = record, 0

    def added(self, model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self._keep({"table": model._meta.label, "columns": columns, "rows": rows})

    def changed(self, updates: Sequence[Update]) -> None:
        for start in range(0, len(updates), AT_ONCE):
            told = [[each.model._meta.label, each.pk, each.before, each.after] for each in updates[start : start + AT_ONCE]]
            self._keep({"changes": told})

    def identified(self, persons: Sequence[int]) -> None:
        """Whose number was added; never the number."""
        for start in range(0, len(persons), AT_ONCE):
            self._keep({"identities": persons[start : start + AT_ONCE]})

    def _keep(self, piece: Mapping[str, Any]) -> None:
        self.number += 1
        payload = zlib.compress(json.dumps(piece, cls=DjangoJSONEncoder, ensure_ascii=False).encode(), 3)
        Written.objects.create(of=self.record, number=self.number, payload=payload)


def pieces(record: Import) -> Iterator[dict[str, Any]]:
    """What the import wrote, in order."""
    for written in record.written.order_by("number").iterator(chunk_size=20):
        found: dict[str, Any] = json.loads(zlib.decompress(bytes(written.payload)))
        yield found
