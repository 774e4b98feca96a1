"""Codes as data: closed lists, and kinds written out whole, read from folders and merged in order.

A folder adds codes and kinds; it never gives an old code another meaning, because facts and packs of other issuers
already use it. A kind that is not written out whole is refused here, so that no page ever shows half of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from gangju.engine.model import Catalogue, Checklist, ChecklistItem, Kind, Metric
from gangju.engine.problem import BadInput, Problem
from gangju.engine.spelling import choose
from gangju.engine.workdays import FILE as CALENDAR
from gangju.engine.workdays import Calendar, calendar_problems, years_of
from gangju.engine.yaml_marks import Marked, Where, read_yaml

SHIPPED: Final = Path(__file__).parent.parent / "packs" / "catalogue"
LISTS: Final = "lists.yaml"

PREFIXES: Final[Mapping[str, str]] = {
    "activity": "activity",
    "venue": "venue",
    "tie": "tie",
    "case": "case",
    "metric": "observation",
    "checklist": "check_answer",
    "roster": "roster_entry",
    "fund": "fund_entry",
}
"""First word of a kind's file → the relation it belongs to."""

CODE_COLUMN: Final[Mapping[str, str]] = {"observation": "metric", "check_answer": "checklist", "roster_entry": "roster"}
"""The column that carries a kind's code; `kind` elsewhere."""

COMMON: Final[Mapping[str, str]] = {
    "kind": "text",
    "code": "text",
    "label": "text",
    "help": "text",
    "owner_role": "text",
    "used_by": "some",
    "columns": "some",
    "form": "some",
    "sort": "text",
    "filters": "list",
    "empty": "text",
    "absence": "absence",
    "sensitivity": "sensitivity",
    "print_title": "text",
}
OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "observation": {"subject": "subjects", "unit": "text", "whole": "bool", "search": "search"},
    "check_answer": {"subject": "subjects", "items": "items"},
    "roster_entry": {"subject": "subjects", "categories": "categories", "tiers": "list"},
}
OPTIONAL: Final[Mapping[str, Mapping[str, str]]] = {"check_answer": {"venue_kind": "text"}}
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "absence": ("zero", "unknown"),
    "sensitivity": ("public", "internal", "restricted"),
    "search": ("own", "up"),
}


def list_of(relation: str) -> str:
    """The list that holds the codes of the kinds of a relation."""
    return f"{relation}.{CODE_COLUMN.get(relation, 'kind')}"


def load_catalogue(*folders: Path) -> Catalogue:
    """Merges the folders in order; without any, the shipped catalogue. Raises BadInput with every mistake."""
    merging = _Merging()
    for folder in folders or (SHIPPED,):
        merging.add(folder)
    if merging.problems:
        raise BadInput(merging.problems)
    return merging.catalogue()


@dataclass
class _Merging:
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    checklists: dict[str, Checklist] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    problems: list[Problem] = field(default_factory=list)

    def add(self, folder: Path) -> None:
        if not folder.is_dir():
            self.problems.append(Problem(folder.name, 0, "", "没有这个目录", "请核对代码目录的位置"))
            return
        names = sorted(path.name for path in folder.iterdir() if path.suffix == ".yaml")
        for name in sorted(names, key=lambda name: name != LISTS):  # kinds may rest on codes of the same folder
            try:
                marked = read_yaml(folder / name, f"{folder.name}/{name}")
            except BadInput as bad:
                self.problems += bad.problems
                continue
            if name == LISTS:
                self.add_lists(marked)
            elif name == CALENDAR:
                self.add_calendar(marked)
            else:
                self.add_kind(marked, name)

    def add_lists(self, marked: Marked) -> None:
        if not isinstance(marked.data, dict):
            self.problems.append(marked.problem((), "不是一组代码表", "请写成“表名: {代码: 名称}”"))
            return
        for name, codes in marked.data.items():
            if not isinstance(codes, dict):
                self.problems.append(marked.problem((name,), f"代码表“{name}”不是一组代码", "请写成“代码: 名称”,没有代码时写 {}"))
                continue
            self.lists.setdefault(name, {})
            for code, label in codes.items():
                self.add_code(marked, (name, code), name, code, label)

    def add_code(self, marked: Marked, where: Where, name: str, code: str, label: Any) -> None:
        codes = self.lists.setdefault(name, {})
        if not isinstance(label, str) or not label:
            self.problems.append(marked.problem(where, f"代码“{code}”没有名称", "请在冒号后写中文名称"))
        elif codes.setdefault(code, label) != label:
            message = f"代码“{code}”在别处叫“{codes[code]}”,这里叫“{label}”"
            self.problems.append(marked.problem(where, message, "同一代码只能有一个名称,请沿用原名或另取代码"))

    def add_calendar(self, marked: Marked) -> None:
        problems = list(calendar_problems(marked))
        self.problems += problems
        if not problems:  # a later folder may arrange a year anew
            self.calendar = self.calendar.with_years(years_of(marked.data))

    def add_kind(self, marked: Marked, name: str) -> None:
        problems = list(_kind_problems(marked, name))
        self.problems += problems
        if problems:
            return
        kind = _kind(marked.data)
        self.add_code(marked, ("label",), list_of(kind.relation), kind.code, kind.label)
        for code, label in (kind.categories or {}).items():
            self.add_code(marked, ("categories", code), "roster_entry.category", code, label)
        self.kinds[f"{kind.relation}.{kind.code}"] = kind
        if kind.relation == "observation":
            self.metrics[kind.code] = _metric(marked.data, kind)
        if kind.relation == "check_answer":
            self.checklists[kind.code] = _checklist(marked.data, kind)

    def catalogue(self) -> Catalogue:
        # an item's code may be named differently by two checklists, so the first name stands for the bare code
        items: dict[str, str] = {}
        for checklist in self.checklists.values():
            for item in checklist.items:
                items.setdefault(item.code, item.label)
        lists = {**self.lists, "check_answer.item": items}
        return Catalogue(lists, dict(self.metrics), dict(self.checklists), dict(self.kinds), self.calendar)


def _kind_problems(marked: Marked, name: str) -> Iterator[Problem]:
    if not isinstance(marked.data, dict):
        yield marked.problem((), "不是一类事项的登记", "请照已有的同类文件写全各键")
        return
    prefix, _, code = name.removesuffix(".yaml").partition(".")
    relation = PREFIXES.get(prefix) or (prefix if prefix in PREFIXES.values() else None)
    if relation is None:
        yield marked.problem((), f"不认识的文件名“{name}”", choose(prefix, PREFIXES, "文件名以 " + "、".join(PREFIXES) + " 之一开头"))
        return
    wanted = {**COMMON, **OWN.get(relation, {})}
    allowed = {**wanted, **OPTIONAL.get(relation, {})}
    for key in wanted:
        if key not in marked.data:
            yield marked.problem((key,), f"缺少“{key}”", f"请补上“{key}:”和它的值;登记不全的种类不予使用")
    for key, value in marked.data.items():
        if key not in allowed:
            yield marked.problem((key,), f"不认识的键“{key}”", choose(key, allowed, "请删去这一键"))
        else:
            yield from _value_problems(marked, key, allowed[key], value)
    for key, said in (("kind", relation), ("code", code)):
        if marked.data.get(key, said) != said:
            yield marked.problem((key,), f"写的是“{marked.data[key]}”,与文件名“{name}”不符", f"请改为“{said}”,或改文件名")


def _value_problems(marked: Marked, key: str, shape: str, value: Any) -> Iterator[Problem]:
    if shape in CHOICES and value not in CHOICES[shape]:
        said = "空着,不是可用的值" if value is None else f"“{value}”不是可用的值"
        yield marked.problem((key,), said, "请从中选一个:" + "、".join(CHOICES[shape]))
    elif shape == "text" and not (isinstance(value, str) and value):
        yield marked.problem((key,), "内容不是文字", "请写一句文字,纯数字请加引号")
    elif shape == "bool" and not isinstance(value, bool):
        yield marked.problem((key,), "不是真假值", "请写 true 或 false")
    elif shape in ("list", "some", "subjects") and not _texts(value):
        yield marked.problem((key,), "内容不是一列文字", "请写成 [甲, 乙] 的样子")
    elif shape in ("some", "subjects") and not value:
        yield marked.problem((key,), "内容是空的", "请至少写一项")
    elif shape == "categories" and not (isinstance(value, dict) and all(isinstance(each, str) for each in value.values())):
        yield marked.problem((key,), "不是一组类别", '请写成 {代码: 名称},由别的代码拼成的写 {composed: "<甲>.<乙>"}')
    elif shape == "items":
        yield from _item_problems(marked, value)


def _item_problems(marked: Marked, items: Any) -> Iterator[Problem]:
    if not isinstance(items, list) or not items:
        yield marked.problem(("items",), "没有检查项", "请写一列检查项,每项有 code 和 label")
        return
    seen: set[str] = set()
    for place, item in enumerate(items):
        where: Where = ("items", place)
        if not (isinstance(item, dict) and isinstance(item.get("code"), str) and isinstance(item.get("label"), str)):
            yield marked.problem(where, "检查项没有代码或名称", "请写成 {code: flag, label: 国旗党旗}")
            continue
        for key in item.keys() - {"code", "label", "answers", "computed"}:
            yield marked.problem((*where, key), f"不认识的键“{key}”", choose(key, ("answers", "computed"), "请删去这一键"))
        if item["code"] in seen:
            yield marked.problem((*where, "code"), f"检查项“{item['code']}”写了两次", "请只留一项")
        seen.add(item["code"])
        answers = item.get("answers", ["yes"])
        if not (_texts(answers) and answers and set(answers) <= {"yes", "no", "na"}):
            yield marked.problem((*where, "answers"), "不是可用的结论", '请从中选:"yes"、"no"、na')


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _kind(said: Mapping[str, Any]) -> Kind:
    categories = said.get("categories")
    composed = categories.get("composed") if categories else None
    return Kind(
        relation=said["kind"],
        code=said["code"],
        label=said["label"],
        help=said["help"],
        owner_role=said["owner_role"],
        used_by=tuple(said["used_by"]),
        columns=tuple(said["columns"]),
        form=tuple(said["form"]),
        sort=said["sort"],
        filters=tuple(said["filters"]),
        empty=said["empty"],
        absence=said["absence"],
        sensitivity=said["sensitivity"],
        print_title=said["print_title"],
        subject=tuple(said.get("subject", ())),
        categories=None if composed else categories,
        composed=composed,
        tiers=tuple(said.get("tiers", ())),
    )


def _metric(said: Mapping[str, Any], kind: Kind) -> Metric:
    return Metric(kind.code, kind.label, said["unit"], said["search"], kind.subject, said["whole"])


def _checklist(said: Mapping[str, Any], kind: Kind) -> Checklist:
    items = tuple(
        ChecklistItem(item["code"], item["label"], tuple(item.get("answers", ("yes", "no", "na"))), item.get("computed"))
        for item in said["items"]
    )
    return Checklist(kind.code, kind.label, kind.subject, said.get("venue_kind"), items)
