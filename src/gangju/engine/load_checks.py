"""What a pack must be beyond its shape: its parts agree with each other and with the catalogue.

Every check walks the files as read, so that a mistake is named at its own line. Meaning inside expressions (columns,
units, paths) is checked by `meaning.check_pack`, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from gangju.engine.model import Catalogue
from gangju.engine.naming import ExprError
from gangju.engine.problem import Problem
from gangju.engine.spelling import choose
from gangju.engine.yaml_marks import Marked, Where
from gangju.engine.yearly import next_value

ROW_OF_INVENTORY: Final = re.compile(r"[0-9]{3}-[0-9]{1,3}")
RATIO: Final = re.compile(r"[0-9]+/[1-9][0-9]*")
MEASURE_CALL: Final = re.compile(r"measure\(\s*'([^']+)'\s*\)")
LAST_YEARS_CALL: Final = re.compile(r"previous\(\s*measure\(\s*'[^']+'\s*\)\s*\)")
SPELLINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("平方米", "平米", "㎡", "m²", "M2"), "m2"),
    **dict.fromkeys(("比例", "比", "占比", "百分比"), "ratio"),
    **dict.fromkeys(("课时",), "学时"),
    **dict.fromkeys(("万元", "圆"), "元"),
}
"""Units that mean one of ours or are easily taken for it: two spellings would be two units."""
EVERYWHERE: Final = "各处通用"


@dataclass(frozen=True)
class Files:
    """The files of one pack, each with its lines. Those that a pack may leave out hold an empty list."""

    plan: Marked
    standards: Marked
    measures: Marked
    params: Marked
    scoring: Marked


def pack_problems(files: Files, catalogue: Catalogue) -> list[Problem]:
    """Every mistake that the shape alone does not show."""
    return [
        *_plan(files.plan),
        *_ids(files),
        *_citations(files),
        *_units(files),
        *_standards(files.standards, catalogue),
        *_params(files.params, catalogue),
        *_measure_cycles(files.measures),
    ]


def clauses(plan: Mapping[str, Any]) -> Iterator[tuple[Where, Mapping[str, Any], str | None]]:
    """The clause tree, outer before inner: where it stands, the clause, the number of the one above."""
    yield from _clauses(plan["clauses"], ("clauses",), None)


def _clauses(nodes: list[Any], where: Where, parent: str | None) -> Iterator[tuple[Where, Mapping[str, Any], str | None]]:
    for place, node in enumerate(nodes):
        yield (*where, place), node, parent
        yield from _clauses(node.get("children") or [], (*where, place, "children"), node["number"])


# ---------------------------------------------------------------- plan
def _plan(plan: Marked) -> Iterator[Problem]:
    spans: list[tuple[Where, Mapping[str, Any]]] = [(("in_force",), plan.data["in_force"])]
    spans += [(("phases", place), phase) for place, phase in enumerate(plan.data.get("phases") or [])]
    for where, span in spans:
        if span.get("to") is not None and span["to"] <= span["from"]:
            yield plan.problem((*where, "to"), f"终止日 {span['to']} 不晚于起始日 {span['from']}", "请核对两个日期;终止日写失效的第一天")


# ---------------------------------------------------------------- ids and citations
def _ids(files: Files) -> Iterator[Problem]:
    for marked in (files.standards, files.measures, files.params, files.scoring):
        yield from _repeated(marked, [((place,), item["id"], "id") for place, item in enumerate(marked.data)])
    plan = files.plan
    for part in ("phases", "tasks"):
        yield from _repeated(plan, [((part, place), item["id"], "id") for place, item in enumerate(plan.data.get(part) or [])])
    yield from _repeated(plan, [(where, clause["number"], "number") for where, clause, _ in clauses(plan.data)])


def _repeated(marked: Marked, items: Iterable[tuple[Where, str, str]]) -> Iterator[Problem]:
    first: dict[str, Where] = {}
    for where, name, key in items:
        if name in first:
            earlier = first[name]
            file = "" if marked.file_of(earlier) == marked.file_of(where) else f" {marked.file_of(earlier)} "
            line = marked.line((*earlier, key))
            yield marked.problem((*where, key), f"编号“{name}”在{file}第 {line} 行已用过", "请换一个编号,或合并这两条")
        else:
            first[name] = where


def _citations(files: Files) -> Iterator[Problem]:
    numbers = [clause["number"] for _, clause, _ in clauses(files.plan.data)]
    for marked in (files.standards, files.params, files.scoring):
        for place, item in enumerate(marked.data):
            for index, cited in enumerate(item.get("clause") or []):
                yield from _citation(marked, (place, "clause", index), cited, numbers)
    for place, task in enumerate(files.plan.data.get("tasks") or []):
        yield from _citation(files.plan, ("tasks", place, "clause"), task["clause"], numbers)


def _citation(marked: Marked, where: Where, cited: str, numbers: list[str]) -> Iterator[Problem]:
    if cited not in numbers and not ROW_OF_INVENTORY.fullmatch(cited):
        remedy = choose(cited, numbers, "请先在 plan.yaml 的 clauses 里写上这一条")
        yield marked.problem(where, f"plan.yaml 里没有条款“{cited}”", remedy)


def _units(files: Files) -> Iterator[Problem]:
    for marked in (files.standards, files.measures, files.params):
        for place, item in enumerate(marked.data):
            if item["unit"] in SPELLINGS:
                remedy = f"请写成“{SPELLINGS[item['unit']]}”,数值照这个单位换算"
                yield marked.problem((place, "unit"), f"单位“{item['unit']}”不是通用写法", remedy)


# ---------------------------------------------------------------- standards
def _standards(standards: Marked, catalogue: Catalogue) -> Iterator[Problem]:
    for place, item in enumerate(standards.data):
        for index, roll_up in enumerate(item.get("roll_up") or []):
            yield from _roll_up(standards, (place, "roll_up", index), roll_up, catalogue)
            if item["force"] == "report" and roll_up.get("value") != "unset":
                remedy = "写成 {kind: sum, value: unset} 这样,或把 force 改成 must"
                yield standards.problem((place, "roll_up", index), "只列数不评判的标准,汇总也不能评判", remedy)
        for index, reason in enumerate(item.get("exempt") or []):
            yield from _code(standards, (place, "exempt", index), reason, catalogue, "roster_entry.category")
        if isinstance(item.get("suspended_by"), str):
            yield from _code(standards, (place, "suspended_by"), item["suspended_by"], catalogue, "roster_entry.roster")
        if item["form"] == "checklist":
            yield from _checklist(standards, place, item["checklist"], catalogue)
        yield from _differences(standards, place, item)


def _checklist(standards: Marked, place: int, code: str, catalogue: Catalogue) -> Iterator[Problem]:
    if code not in catalogue.checklists:
        remedy = choose(code, catalogue.checklists, f"请在 catalogue 里写 checklist.{code}.yaml")
        yield standards.problem((place, "checklist"), f"没有登记过清单“{code}”", remedy)


def _differences(standards: Marked, place: int, item: Mapping[str, Any]) -> Iterator[Problem]:
    cited = [clause for clause in item["clause"] if ROW_OF_INVENTORY.fullmatch(clause)]
    for row in item.get("differs") or {}:
        if row not in cited:
            remedy = choose(row, cited, "请先在 clause 里引用这一行,或删去")
            yield standards.problem((place, "differs", row), f"clause 里没有引用“{row}”,谈不上与它不同", remedy)


def _roll_up(standards: Marked, where: Where, roll_up: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    kind, value = roll_up["kind"], roll_up.get("value")
    if kind == "all":
        for key in ("op", "value"):
            if key in roll_up:
                yield standards.problem((*where, key), f"all 就是全部达标,不再写“{key}”", "请删去;要按比例请改用 share")
    elif value is None:
        yield standards.problem(where, f"{kind} 缺少界限 value", "请写上数、1/2 这样的比、表达式,或写 unset 只列数不评判")
    elif value != "unset" and "op" not in roll_up:
        yield standards.problem(where, f"{kind} 有界限而没有比较符 op", "请补上 op: '>=' 等")
    if kind == "share" and _above_all(value):
        yield standards.problem((*where, "value"), f"占比“{value}”大于全部", "百分之三十请写 0.3 或 3/10")
    if "at" in roll_up:
        yield from _code(standards, (*where, "at"), roll_up["at"], catalogue, "organization.level")


def _above_all(value: int | Decimal | str | None) -> bool:
    """A literal share above 1; expressions are bounded when they are evaluated."""
    return value is not None and (not isinstance(value, str) or RATIO.fullmatch(value) is not None) and Fraction(value) > 1


# ---------------------------------------------------------------- parameters
def _params(params: Marked, catalogue: Catalogue) -> Iterator[Problem]:
    for place, param in enumerate(params.data):
        yield from _source(params, place, param)
        yield from _by(params, place, param, catalogue)
        yield from _at_once(params, place, param)
        yield from _yearly(params, place, param)


def _yearly(params: Marked, place: int, param: Mapping[str, Any]) -> Iterator[Problem]:
    """A value worked out from last year's needs a sound formula, an end after its beginning, and a value to begin with."""
    for index, value in enumerate(param["values"]):
        if "yearly" not in value:
            continue
        where, own = (place, "values", index), {key: value.get(key) for key in ("domain", "place", "category")}
        before = [each for each in param["values"] if each["since"] < value["since"] and {key: each.get(key) for key in own} == own]
        try:
            next_value(value["yearly"], Fraction(1), param["unit"])
        except ExprError as error:
            yield params.problem((*where, "yearly"), error.message, error.remedy)
        if "value" in value:
            yield params.problem((*where, "value"), "既写了 value 又写了 yearly", "定下的数写 value,由上一年推算的写 yearly,只留一个")
        if value["until"] <= value["since"]:
            yield params.problem((*where, "until"), f"终止日 {value['until']} 不晚于起始日 {value['since']}", "请核对两个日期")
        if not before:
            yield params.problem(where, f"{value['since']} 以前没有值,不知道从什么数算起", "请在前面写一个有 value 的值")


def _source(params: Marked, place: int, param: Mapping[str, Any]) -> Iterator[Problem]:
    if "clause" not in param and param.get("local") is not True:
        yield params.problem((place,), "没有写依据", "有条款就写 clause,文件没有规定、由本地确定的写 local: true")
    if "clause" in param and param.get("local") is True:
        yield params.problem((place, "local"), "既写了条款又写了本地确定", "请只留 clause 或 local 之一")


def _by(params: Marked, place: int, param: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    by = param.get("by")
    codes = {"domain": "organization.domain", "category": str(param.get("list"))}
    if by == "category" and "list" not in param:
        yield params.problem((place,), "按类别取值而没有写代码表 list", "请补上 list,例如 list: post.role")
    if "list" in param and param["list"] not in catalogue.lists:
        yield params.problem((place, "list"), f"没有代码表“{param['list']}”", choose(param["list"], catalogue.lists, "请核对代码表的名称"))
    for index, value in enumerate(param["values"]):
        for key in ("domain", "place", "category"):
            where = (place, "values", index, key)
            if key in value and key != by:
                yield params.problem(where, f"值按“{key}”区分,参数却没有写 by: {key}", f"请在参数上写 by: {key},或删去这里的 {key}")
            elif key in value and codes.get(key) in catalogue.lists:
                yield from _code(params, where, value[key], catalogue, codes[key])


def _at_once(params: Marked, place: int, param: Mapping[str, Any]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for index, value in enumerate(param["values"]):
        where = (place, "values", index)
        what = next((str(value[key]) for key in ("domain", "place", "category") if key in value), EVERYWHERE)
        if (value["since"], what) in first:
            line = first[value["since"], what]
            yield params.problem(where, f"从 {value['since']} 起对“{what}”有两个值,另一个在第 {line} 行", "请只留一个,或改正起始日")
        else:
            first[value["since"], what] = params.line(where)


# ---------------------------------------------------------------- measures, codes
def _measure_cycles(measures: Marked) -> Iterator[Problem]:
    """A measure may look at its own value of a year ago, never at its value of now."""
    calls = {item["id"]: MEASURE_CALL.findall(LAST_YEARS_CALL.sub("", item["value"])) for item in measures.data}
    for place, item in enumerate(measures.data):
        if item["id"] in _reached(item["id"], calls):
            remedy = "请改写算式;用上一年的值请写 previous(measure('…'))"
            yield measures.problem((place, "value"), f"指标“{item['id']}”绕一圈又用到自己", remedy)


def _reached(start: str, calls: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(calls.get(start, []))
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += calls.get(name, [])
    return found


def _code(marked: Marked, where: Where, code: str, catalogue: Catalogue, name: str) -> Iterator[Problem]:
    codes = catalogue.lists.get(name, {})
    if code not in codes:
        yield marked.problem(where, f"代码表 {name} 里没有“{code}”", choose(code, codes, f"请先在代码表 {name} 里登记"))
