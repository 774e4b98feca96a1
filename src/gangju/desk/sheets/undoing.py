"""A whole import is taken back: added rows leave, changed columns get their old values. Refused where later deeds stand on it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, Q

from gangju.desk import clock
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers import tree
from gangju.desk.ledgers.models import Organization, Placement
from gangju.desk.sheets.applying import pieces
from gangju.desk.sheets.identity import keeper
from gangju.desk.sheets.models import Import, State

AT_ONCE = 500
# The path follows the placements of the day; when it became known is not a value of the row.
NOT_COMPARED = frozenset({"path", "recorded_at"})


class CannotUndo(Exception):
    """The reason in words; nothing was changed."""


@dataclass
class _Wrote:
    """`added` maps a table to its rows by number, `changes` are (table, number, before, after)."""

    added: dict[type[Model], dict[int, dict[str, Any]]] = field(default_factory=dict)
    changes: list[tuple[type[Model], int, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    # persons whose identity number was added
    identities: list[int] = field(default_factory=list)


def undo_import(import_id: int, actor: Actor) -> Import:
    """Raises CannotUndo, Import.DoesNotExist."""
    with transaction.atomic():
        record = Import.objects.select_for_update().select_related("org").get(pk=import_id)
        if record.state != State.DONE:
            raise CannotUndo(f"这次导入的状态是“{record.state_label}”,不能撤销")
        wrote = _wrote(record)
        _unchanged_since(wrote)
        _identities_unchanged(wrote, record)
        _nothing_leans_on(wrote)
        with deed("sheet.undo", actor, org=record.org, subject=f"import:{record.pk}") as log:
            _take_back(wrote)
            record.state = State.UNDONE
            record.save(update_fields=["state"])
            log.changed("import", before={"file": record.file_name, "counts": record.counts})
    return record


def _wrote(record: Import) -> _Wrote:
    wrote = _Wrote()
    for piece in pieces(record):
        if "table" in piece:
            rows = wrote.added.setdefault(apps.get_model(piece["table"]), {})
            place = piece["columns"].index("id")
            rows |= {row[place]: dict(zip(piece["columns"], row, strict=True)) for row in piece["rows"]}
        wrote.identities += piece.get("identities", ())
        for label, pk, before, after in piece.get("changes", ()):
            wrote.changes.append((apps.get_model(label), pk, before, after))
    return wrote


def _unchanged_since(wrote: _Wrote) -> None:
    """Every row still says what the import wrote."""
    wanted: dict[type[Model], dict[int, dict[str, Any]]] = {
        model: {pk: {name: value for name, value in row.items() if name not in NOT_COMPARED | {"id"}} for pk, row in rows.items()}
        for model, rows in wrote.added.items()
    }
    for model, pk, _, after in wrote.changes:
        wanted.setdefault(model, {}).setdefault(pk, {}).update(after)
    for model, rows in wanted.items():
        moved = sum(not same for same in _agreeing(model, rows))
        if moved:
            raise CannotUndo(
                f"导入之后又有人改动了其中 {moved} 行{_title(model)},撤销会丢掉后来的改动。请先把后来的改动更正回去,或逐行更正"
            )


def _identities_unchanged(wrote: _Wrote, record: Import) -> None:
    keeping = keeper()
    moved = keeping.moved(wrote.identities, record.done_at) if keeping and record.done_at else 0
    if moved:
        raise CannotUndo(f"导入之后又有 {moved} 个人的证件号码或电话被改动,撤销会丢掉后来的改动。请先更正回去,或逐行更正")


def _agreeing(model: type[Model], rows: Mapping[int, Mapping[str, Any]]) -> Iterator[bool]:
    names = sorted({name for row in rows.values() for name in row})
    fields = {name: model._meta.get_field(name.removesuffix("_id") if not _has(model, name) else name) for name in names}
    found = {}
    for numbers in _in_pieces(rows):
        for pk, *values in model._default_manager.filter(pk__in=numbers).values_list("pk", *names):
            found[pk] = dict(zip(names, values, strict=True))
    for pk, row in rows.items():
        now = found.get(pk)
        yield now is not None and all(now[name] == _back(fields[name], value) for name, value in row.items())


def _has(model: type[Model], name: str) -> bool:
    return any(each.name == name for each in model._meta.get_fields())


def _back(column: Any, value: Any) -> Any:
    """A value of JSON as the database gives it."""
    return value if column.is_relation else column.to_python(value)


def _nothing_leans_on(wrote: _Wrote) -> None:
    """No later row refers to a row that would leave."""
    keeping = keeper()
    for model, rows in wrote.added.items():
        for relation in model._meta.related_objects:
            other, name = relation.related_model, relation.field.attname
            mine = _identified(wrote) if keeping and other is keeping.model else wrote.added.get(other, {})
            leaning = sum(pk not in mine for numbers in _in_pieces(rows) for pk in _referring(other, name, numbers))
            if leaning:
                raise CannotUndo(f"导入的{_title(model)}已被后来的 {leaning} 条{_title(other)}用到,不能撤销。请先撤回那些记录")


def _identified(wrote: _Wrote) -> Container[int]:
    """Rows that belong to persons one to one and leave with them."""
    return frozenset(wrote.identities)


def _referring(model: type[Model], name: str, numbers: Sequence[int]) -> Iterable[int]:
    return model._default_manager.filter(Q(**{f"{name}__in": numbers})).values_list("pk", flat=True)


def _in_pieces(numbers: Iterable[int]) -> Iterator[list[int]]:
    asked = sorted(numbers)
    for start in range(0, len(asked), AT_ONCE):
        yield asked[start : start + AT_ONCE]


def _take_back(wrote: _Wrote) -> None:
    if (keeping := keeper()) and wrote.identities:
        keeping.take_back(wrote.identities)
    for model, pk, before, _ in reversed(wrote.changes):
        columns = {
            name: _back(model._meta.get_field(name.removesuffix("_id") if not _has(model, name) else name), value)
            for name, value in before.items()
        }
        model._default_manager.filter(pk=pk).update(**columns)
    for model, rows in reversed(list(wrote.added.items())):
        for numbers in _in_pieces(rows):
            found = model._default_manager.filter(pk__in=numbers)
            found._raw_delete(found.db)
    touched = set(wrote.added) | {model for model, *_ in wrote.changes}
    if touched & {Organization, Placement}:
        tree.rebuild(clock.today())


def _title(model: type[Model]) -> str:
    return _TITLES.get(model.__name__, "记录")


_TITLES: Mapping[str, str] = {
    "Organization": "党组织", "OrganizationVersion": "党组织", "Placement": "隶属", "Unit": "单位", "UnitVersion": "单位",
    "Person": "人员", "Membership": "党籍", "Post": "职务", "Venue": "阵地", "Activity": "纪实", "Participation": "参加记录",
    "FundEntry": "经费", "Observation": "数据", "CheckAnswer": "核查", "RosterEntry": "名册", "Grant": "授权", "Import": "导入",
    "Tie": "结对", "Task": "任务", "Document": "文件", "DocumentVersion": "文件", "Score": "得分",
}  # fmt: skip
