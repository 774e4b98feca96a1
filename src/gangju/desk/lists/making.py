"""Registers made from what is declared: `registers.yaml` says how a relation is listed, its columns and the kinds' files say the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from gangju.desk.ledgers import models as ledgers
from gangju.desk.ledgers.codes import labels, lists
from gangju.desk.ledgers.kinds import Column, Kind, Relation, declared
from gangju.desk.lists.registers import NOWHERE, REFERENCES, Field, FieldType, Register

OWN = "code"
# A pair <end>kind, <end>id of a facts folder is one column of a list, kept as several references <end>org, <end>unit …
ENDS: Mapping[str, str] = {"subject_id": "subject", "from_id": "from", "to_id": "to"}
COUNTED: Mapping[str, str] = {"present": "到会", "absent": "缺席"}
# What a kind's file asks for by a word of its own: the answers of a checklist stand line by line.
SEVERAL: Mapping[str, tuple[str, ...]] = {"missing": ("item", "answer"), "items": ("item", "answer"), "participation": ()}
# These words of a kind's file are offered on every list: the organisation, the day, search by name.
EVERYWHERE = frozenset({"org_id", "unit_id", "in_force", "subject"})
PLAIN: Mapping[str, FieldType] = {
    "id": "text", "text": "text", "code": "code", "date": "day", "datetime": "time", "int": "whole", "decimal2": "number", "bool": "yes_no"
}  # fmt: skip
REFERS: Mapping[str, FieldType] = {"organization": "org"}
DAYS: Mapping[str, str] = {"开始日期": "起", "结束日期": "止"}
DAY_HELP: Mapping[str, str] = {"止": "止的当天已不再计入"}
# Of a person whom the viewer may not name, these say too much.
PRIVATE = frozenset({("person", "name"), ("person", "born_on"), ("person", "person_id"), ("roster_entry", "reason")})


@cache
def told() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load((Path(__file__).parent / "registers.yaml").read_text("utf-8"))
    return found


def all_registers() -> Iterator[Register]:
    """Whole relations first, then their kinds in the catalogue's order."""
    for relation, about in told().items():
        yield _whole(declared().relations[relation], about)
        for code in _codes(relation, about):
            yield _of_kind(declared().relations[relation], about, code)


def kind_list(relation: str) -> str:
    """The code list that holds the kinds of a relation; empty for a relation without kinds."""
    kind = told()[relation].get("kind")
    return f"{relation}.{kind}" if kind else ""


def model_of(relation: str) -> type[Model]:
    found: type[Model] = getattr(ledgers, told()[relation]["model"])
    return found


def _codes(relation: str, about: Mapping[str, Any]) -> Iterable[str]:
    return lists().get(kind_list(relation), {}) if "kind" in about else ()


def _whole(relation: Relation, about: Mapping[str, Any]) -> Register:
    fields = _fields(relation, about, "", None)
    apart = "kind" in about and not about.get("daily")
    return _register(relation, about, fields, group=NOWHERE if apart else about["group"], whole=apart, title=about["title"])


def _of_kind(relation: Relation, about: Mapping[str, Any], code: str) -> Register:
    kind = declared().kinds.get(f"{relation.name}.{code}")
    fields = _fields(relation, about, code, kind)
    said: dict[str, Any] = {"title": labels(kind_list(relation.name))[code], "kind": code}
    if kind is not None:
        said |= {"columns": kind.columns, "form": kind.form, "sort": kind.sort, "empty": kind.empty, "help": kind.help}
        said |= {"print_title": kind.print_title, "sensitivity": kind.sensitivity, "filters": kind.filters}
    said["personal"] = _personal(relation, kind)
    return _register(relation, about, fields, group=about["group"], **said)


def _register(relation: Relation, about: Mapping[str, Any], fields: Mapping[str, Field], **own: Any) -> Register:
    said = {**about, **own}
    code = own.get("kind", "")
    fixed = {_path(relation, about["kind"], model_of(relation.name)): code} if code else {}
    drop = set(about["kind"].split()) if code else set()
    columns = _chosen(fields, said["columns"], drop)
    filters = tuple(name for name in _filters(said.get("filters", ()), said) if name in fields and name not in drop)
    return Register(
        key=f"{relation.name}.{code}" if code else relation.name,
        title=own["title"],
        relation=relation.name,
        kind=code,
        model=model_of(relation.name),
        fixed=fixed,
        fields=_answered(columns, fields),
        form=_chosen(fields, said.get("form", ()), drop),
        everything=tuple(field for field in fields.values() if field.name not in drop),
        sort=_sort(said["sort"], fields),
        filters=filters,
        search=tuple(said.get("search", ())),
        empty=said["empty"],
        help=said["help"],
        print_title=own.get("print_title", own["title"]),
        group=own["group"],
        read=said.get("read", "ledger.read"),
        write=_write(said),
        entered=said.get("entered", ""),
        personal=own.get("personal", _personal(relation, None)),
        whole=own.get("whole", False),
        through=said.get("through", "org"),
        span=relation.span,
        sheet=said.get("sheet", ""),
        sensitivity=own.get("sensitivity", "internal"),
        walks=_walks(about, code),
        series=about.get("series", False),
        by=_path(relation, about["kind"], model_of(relation.name)) if "kind" in about else "",
        by_name=fields,
    )


def _walks(about: Mapping[str, Any], code: str) -> frozenset[str]:
    """The tree always; of a kind the order in which its relation is indexed (ledgers migration 0006)."""
    indexed = bool(code) or "kind" not in about or about.get("newest", False)
    return frozenset({"org_id", about["sort"].removeprefix("-")} if indexed else {"org_id"})


def _write(said: Mapping[str, Any]) -> str:
    """Rows that a page of their own writes are not entered in the list."""
    return "" if said.get("entered") else str(said.get("write", "ledger.write"))


def _chosen(fields: Mapping[str, Field], names: Iterable[str], drop: Iterable[str]) -> tuple[Field, ...]:
    every = (part for name in names for part in SEVERAL.get(name, (name,)))
    chosen = dict.fromkeys(ENDS.get(name, name) for name in every)
    return tuple(fields[name] for name in chosen if name not in drop)


def _answered(columns: tuple[Field, ...], fields: Mapping[str, Field]) -> tuple[Field, ...]:
    """Every row says who answers for it; a kind's file written for one branch leaves that out."""
    if "org_id" not in fields or any(field.name == "org_id" for field in columns):
        return columns
    return (*columns, fields["org_id"])


def _filters(names: Iterable[str], said: Mapping[str, Any]) -> Iterator[str]:
    for name in names:
        if name == "quarter":
            yield str(said["sort"]).removeprefix("-")
        elif name not in EVERYWHERE:
            yield name


def _sort(sort: str, fields: Mapping[str, Field]) -> str:
    """Lists ordered by a reference follow the tree of the organisations that answer."""
    name = sort.removeprefix("-")
    return "org_id" if name not in fields or fields[name].type in REFERENCES | {"subject"} else sort


# Columns


def _fields(relation: Relation, about: Mapping[str, Any], code: str, kind: Kind | None) -> dict[str, Field]:
    model = model_of(relation.name)
    found: dict[str, Field] = {}
    for column in relation.columns.values():
        if column.name == "recorded_at" or f"{column.name.removesuffix('kind')}id" in ENDS:
            continue
        name = ENDS.get(column.name, column.name)
        found[name] = _field(relation, about, column, model, code, kind)
    return found | {name: _counted(name) for name in COUNTED if relation.name == "activity"}


def _counted(name: str) -> Field:
    return Field(name, COUNTED[name], "whole", "", unit="人", editable=False)


def _field(relation: Relation, about: Mapping[str, Any], column: Column, model: type[Model], code: str, kind: Kind | None) -> Field:
    name, end = ENDS.get(column.name, column.name), column.name in ENDS
    path = f"{name}_" if end else _path(relation, column.name, model)
    kept = _type(column, path, end)
    title = DAYS.get(column.title, column.title)
    return Field(
        name=name,
        title=title,
        type=kept,
        path=path,
        list=_list(relation, column, code),
        unit=_unit(column, code),
        whole=column.unit == "metric" and code in declared().metrics and declared().metrics[code].whole,
        editable=_editable(relation, about, name, kept, path),
        required=column.required == "yes" or any(code and code in codes for codes in column.needed.values()),
        sortable=bool(path) and kept not in ("subject", "venue", "activity", "document", "case"),
        filterable=kept in ("code", "yes_no", "day", "time", "whole", "text"),
        private=(relation.name, column.name) in PRIVATE,
        help=DAY_HELP.get(title, ""),
        codes=_own_codes(relation, column, code, kind),
        subjects=_subjects(model, path, kind) if end else (),
    )


def _type(column: Column, path: str, end: bool) -> FieldType:
    if end:
        return "subject"
    target = column.references or ("" if path == OWN or column.type != "id" else path)
    if target:
        found: Any = REFERS.get(target, target)
        return found if found in REFERENCES else "text"
    return "text" if column.free else PLAIN[column.type]


def _path(relation: Relation, name: str, model: type[Model]) -> str:
    """The model's own attribute for a column of a facts folder."""
    own = {"organization": "organization", "unit": "unit", "document": "document"}
    if name == relation.key[0] and len(relation.key) == 1:
        return OWN
    if name == relation.key[0] and relation.name in own:
        return own[relation.name]
    for kept in (name, name.removesuffix("_id"), {"parent_unit_id": "parent"}.get(name, name)):
        try:
            return str(model._meta.get_field(kept).name)
        except FieldDoesNotExist:
            continue
    raise FieldDoesNotExist(f"{relation.name}.{name} has no home in {model.__name__}")


def _list(relation: Relation, column: Column, code: str) -> str:
    own = f"{relation.name}_{code}.{column.name}"
    return own if code and own in lists() else column.list or ""


def _unit(column: Column, code: str) -> str:
    if column.unit == "metric" and code in declared().metrics:
        return declared().metrics[code].unit
    return column.unit or ""


def _editable(relation: Relation, about: Mapping[str, Any], name: str, kept: str, path: str) -> bool:
    """What tells a row apart, and who answers for it, is said when the row is added and then stands."""
    if path == OWN or not _write(about):
        return False
    return name != "org_id" and not (name in (*relation.key, *ENDS.values()) and kept in (*REFERENCES, "subject"))


def _own_codes(relation: Relation, column: Column, code: str, kind: Kind | None) -> Mapping[str, str] | None:
    """Codes that bind this kind alone."""
    if relation.name == "check_answer" and column.name == "item" and code in declared().checklists:
        return {item.code: item.label for item in declared().checklists[code].items if item.computed is None}
    if relation.name != "roster_entry" or kind is None:
        return None
    if column.name == "tier":
        return {tier: labels("roster_entry.tier")[tier] for tier in kind.tiers}
    if column.name != "category":
        return None
    return _composed() if kind.composed else kind.categories or {}


def _composed() -> dict[str, str]:
    """`<relation>.<kind>` as the lists of kept ledgers write it."""
    counted = ("activity", "fund_entry", "case")
    return {f"{relation}.{code}": label for relation in counted for code, label in lists().get(f"{relation}.kind", {}).items()}


def _subjects(model: type[Model], prefix: str, kind: Kind | None) -> tuple[str, ...]:
    """Which references the prefix has (`org`, `unit`, `person` …), those first that the kind is about."""
    there = [kept.name.removeprefix(prefix) for kept in model._meta.get_fields() if kept.many_to_one and kept.name.startswith(prefix)]
    about = [{"organization": "org"}.get(subject, subject) for subject in kind.subject] if kind else []
    return tuple(name for name in there if not about or name in about)


def _personal(relation: Relation, kind: Kind | None) -> bool:
    if kind is not None and kind.subject:
        return "person" in kind.subject
    columns = relation.columns.values()
    # what an activity is about is a remark, not its subject
    about = relation.name != "activity" and any(column.by for column in columns)
    return relation.name == "person" or about or any(column.references == "person" for column in columns)
