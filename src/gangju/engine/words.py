"""A checked expression as a Chinese phrase: what is counted, of whom, against what. No code stays unlabelled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Final

from gangju.engine import covered, days, plan
from gangju.engine.expr import Names
from gangju.engine.joins import MONEY_OF_PLACE, relation_of
from gangju.engine.model import Catalogue
from gangju.engine.plan import Node
from gangju.engine.relations import RELATIONS

BOUNDS: Final = {">=": "不少于", ">": "超过", "<=": "不超过", "<": "少于", "=": "等于", "<>": "不等于"}
WINDOWS: Final = {"week": "每周", "month": "每月", "two_months": "每两个月", "quarter": "每季度", "half": "每半年", "year": "每年"}
_DAYS: Final = {">=": "不早于", ">": "晚于", "<=": "不晚于", "<": "早于", "=": "就是", "<>": "不是"}
SIGNS: Final = {"m2": "㎡"}
"""Units that are written otherwise than they are keyed."""
_ROUNDED: Final = {"ceil": "不足一个的按一个", "floor": "不足一个的不计", "half_up": "四舍五入"}
_FLOWS: Final = {"budget": "列入预算的", "granted": "已拨付的", "paid": "已支付的", "received": "已收到的"}
_JOINED: Final = {"+": "加", "-": "减", "*": "乘以"}
_SUMMED: Final = {"sum": "之和", "max": "中最大的", "min": "中最小的"}
_DATED: Final = {"max": "中最近的", "min": "中最早的"}
_EVENTS: Final = ("activity", "participation", "fund_entry", "case", "task")
_TRUE: Final = {("participation", "attended"): "参加过的", ("post", "full_time"): "专职的"}


def number(value: Fraction) -> str:
    """An exact number as people write it: 24, 23.5, or 1/3 where no decimal is exact."""
    if value.denominator == 1:
        return str(value.numerator)
    tens = value * 10**6
    if tens.denominator == 1:
        return f"{int(tens) / 10**6:f}".rstrip("0")
    return f"{value.numerator}/{value.denominator}"


_DERIVED: Final = {"founded_on": "成立日期", "dissolved_on": "撤销日期", "opened_on": "设立日期", "closed_on": "撤销日期"}


def title(node: plan.Column) -> str:
    """A column as its ledger calls it, also one computed over all versions of a row."""
    column = RELATIONS[node.relation].columns.get(node.name)
    return _DERIVED[node.name] if column is None else column.title


def label(catalogue: Catalogue, codes: str | None, code: str) -> str:
    return catalogue.lists.get(codes or "", {}).get(code, code)


def before(node: plan.ParamRef | plan.Observation | plan.Score | plan.Aggregate | plan.Recursive) -> str:
    """When a part is read that is not of the period judged."""
    if isinstance(node, plan.Observation) and node.before:
        return "前一次"
    return {0: "", 1: "上月", 3: "上季度", 6: "上半年度", 12: "上年"}.get(node.back, f"{node.back // 12}年前")


class Words:
    """Phrases in the terms of one pack: parameter titles, code labels."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.here: str | None = None

    # ------------------------------------------------------------ numbers
    def phrase(self, node: Node) -> str:
        match node:
            case plan.Aggregate():
                return self.aggregate(node)
            case plan.Arith("greatest" | "least" as op, left, right):
                return f"{self.side(left)}与{self.side(right)}中较{'高' if op == 'greatest' else '低'}的"
            case plan.Arith(op, left, right):
                return f"{self.phrase(left)}{_JOINED[op]}{self.phrase(right)}"
            case plan.Recursive(body=body):
                return before(node) + self.phrase(body)
            case plan.Peers(of, where):
                return f"同一单位里{self.condition(where)}的人中最高的{self.aggregate(of)}"
            case plan.Rounded(way, item):
                return f"{self.phrase(item)}({_ROUNDED[way]})"
            case _:
                return self.leaf(node)

    def side(self, node: Node) -> str:
        """One of two that are compared; what is worked out first stands in brackets."""
        said = self.phrase(node)
        return f"({said})" if isinstance(node, plan.Arith) else said

    def leaf(self, node: Node) -> str:
        match node:
            case plan.ParamRef(id=name):
                return before(node) + self.names.params[name].title
            case plan.Observation(metric, offset):
                when = {None: "", 0: "当年"}.get(offset, "上年度")
                return before(node) + when + self.names.catalogue.metrics[metric].label
            case plan.Score():
                return self.score(node)
            case plan.Recall():
                return "上一期的这个数"
            case plan.Answer():
                return self.answer(node)
            case plan.Column():
                return title(node)
            case plan.Literal():
                return self.literal(node)
            case _:
                return "该值"

    def literal(self, node: plan.Literal) -> str:
        if isinstance(node.value, Fraction):
            return number(node.value / node.type.scale) + SIGNS.get(node.type.unit or "", node.type.unit or "")
        if isinstance(node.value, date):
            return f"{node.value.year}年{node.value.month}月{node.value.day}日"
        return label(self.names.catalogue, node.type.codes, str(node.value))

    def beside(self, column: Node, node: Node) -> str:
        """What a column is compared with: a code by its label, also in a column that takes free text beside its codes."""
        if isinstance(column, plan.Column) and isinstance(node, plan.Literal) and isinstance(node.value, str) and node.type.codes is None:
            return label(self.names.catalogue, RELATIONS[column.relation].columns[column.name].list, node.value)
        return self.phrase(node)

    def answer(self, node: plan.Answer) -> str:
        """“公众认可”的核查结论."""
        checklist = self.names.catalogue.checklists[node.checklist]
        item = next((item.label for item in checklist.items if item.code == node.item), "")
        return f"“{checklist.label}”{item and f'中“{item}”'}的核查结论"

    def score(self, node: plan.Score) -> str:
        """上年度星级评定的等次."""
        when = {None: "", 0: "当年", 1: "上年度", 2: "前年度"}.get(node.year_offset, f"{node.year_offset} 年前")
        said = {"grade": "等次", "points": "得分", "rank": "等次位次"}[node.what]
        return f"{before(node)}{when}{label(self.names.catalogue, 'score.scheme', node.scheme)}的{said}"

    def aggregate(self, node: plan.Aggregate) -> str:
        """本期内参加过的培训学时之和."""
        below = "所辖范围内" if node.subtree else "同一单位" if node.base == MONEY_OF_PLACE else ""
        spoken = "本期内" if relation_of(node.base) in _EVENTS else "历来" if node.base.endswith("_history") else ""
        when = below + (before(node) or spoken)
        with self.within(node.base):
            adjectives, kinds, rest = self.conditions(node.where)
        also = f"({'、'.join(rest)})" if rest else ""
        noun = "、".join(kinds) or RELATIONS[relation_of(node.base)].title
        if node.func == "count":
            heads = isinstance(node.item, plan.Column) and node.item.name == "person_id"
            once = "" if not node.distinct or heads else "(同一个只计一次)"
            return f"{when}{adjectives}{noun}{also}的{'人数' if node.distinct and heads else '数目'}{once}"
        if node.func == covered.NAME:
            return f"{when}{adjectives}{noun}{also}合计的天数(重叠的日子只计一次)"
        of = f"({'、'.join(rest)})的" if rest else ""
        item = self.leaf(node.item) if node.item is not None else ""
        return f"{when}{adjectives}{noun}{of}{item}{(_DATED if node.type.kind != 'number' else _SUMMED)[node.func]}"

    def conditions(self, where: Node | None) -> tuple[str, list[str], list[str]]:
        """Adjectives, the kinds counted, and what else must hold."""
        adjectives, kinds, rest = "", [], []
        for part in _conjuncts(where):
            match part:
                case plan.Column(_, relation, name) if (relation, name) in _TRUE:
                    adjectives += _TRUE[relation, name]
                case plan.Compare("=", plan.Column(_, "fund_entry", "flow"), plan.Literal(value=str() as flow)) if flow in _FLOWS:
                    adjectives += _FLOWS[flow]
                case plan.Compare("=", plan.Column((), "check_answer", "checklist"), plan.Literal() as literal):
                    kinds.append(f"“{self.literal(literal)}”核查")
                case plan.Compare("=", plan.Column((), _, "roster"), plan.Literal() as literal):
                    kinds.append(f"“{self.literal(literal)}”名册")
                case plan.Compare("=", plan.Column(relation="participation", name="role"), _):
                    rest.append(self.condition(part))
                case plan.Compare("=", plan.Column(() | ("activity",), _, "kind" | "role"), plan.Literal() as literal):
                    kinds.append(self.literal(literal))
                case plan.Among(plan.Column(() | ("activity",), _, "kind" | "role"), values):
                    kinds += [self.literal(value) for value in values]
                case plan.Compare("=", plan.Column(name="status"), plan.Literal(value="held")):
                    continue
                case _:
                    rest.append(self.condition(part))
        return adjectives, kinds, rest

    # ------------------------------------------------------------ conditions
    def condition(self, node: Node) -> str:
        match node:
            case plan.Logic("and") if (column := days.of_period(node)) is not None:
                return f"{self.holder(column)}在本期之内"
            case plan.Logic("and", parts):
                return ",且".join(self.condition(part) for part in parts)
            case plan.Logic("or", parts):
                return "或".join(self.condition(part) for part in parts)
            case plan.Logic("not", (plan.IsNull(item),)):
                return f"{self.holder(item)}已填"
            case plan.Logic("not", (other,)):
                return f"没有{self.other(other)}" if isinstance(other, plan.Exists) else f"不是({self.condition(other)})"
            case plan.Compare(op, left, plan.Moment() as day):
                return f"{self.holder(left)}{_DAYS[op]}{self.moment(day)}"
            case plan.Compare(op, left, right):
                said = {"=": "为", "<>": "不为"} if left.type.kind != "number" else BOUNDS
                return f"{self.holder(left)}{said.get(op, BOUNDS[op])}{self.beside(left, right)}"
            case plan.Among(item, values):
                return f"{self.holder(item)}为{'、'.join(self.beside(item, value) for value in values)}"
            case plan.IsNull(item):
                return f"{self.holder(item)}没有填"
            case plan.Exists():
                return self.exists(node)
            case plan.Column(_, relation, name) if (relation, name) in _TRUE:
                return f"{RELATIONS[relation].title}是{_TRUE[relation, name]}"
            case _:
                return self.holder(node)

    def exists(self, node: plan.Exists) -> str:
        return f"另有{self.other(node)}"

    def other(self, node: plan.Exists) -> str:
        """职务(任职人相同,职务为村主任)."""
        same = "、".join(dict.fromkeys(self.leaf(inner) for inner, outer in node.on if isinstance(outer, plan.Column)))
        with self.within(node.relation):
            rest = "" if node.where is None else f",{self.condition(node.where)}"
        return f"{RELATIONS[relation_of(node.relation)].title}({same}相同{rest})"

    @contextmanager
    def within(self, base: str) -> Iterator[None]:
        """Where the ledger has just been named its columns go by their own names."""
        before, self.here = self.here, relation_of(base)
        try:
            yield
        finally:
            self.here = before

    def moment(self, day: plan.Moment) -> str:
        """评判之日往前 3 年."""
        if day.back is None:
            return "本期第一天" if day.anchor == "start" else "本期结束之日"
        if isinstance(day.back, plan.Literal) and not days.said_count(day.back):
            return "评判之日"
        unit = "天" if day.unit == "days" else "年" if day.times == 12 else "个月"
        count = f" {days.said_count(day.back)} {unit}" if isinstance(day.back, plan.Literal) else f"“{self.leaf(day.back)}”({unit})"
        return f"评判之日往前{count}的那天"

    def holder(self, node: Node) -> str:
        """A column with the ledger it stands in, unless it says so itself: 党籍的党员类别, 单位类别."""
        if isinstance(node, plan.Column):
            ledger, own = RELATIONS[node.relation].title, title(node)
            return own if own.startswith(ledger) or (not node.path and node.relation == self.here) else f"{ledger}的{own}"
        return self.phrase(node)


def _conjuncts(where: Node | None) -> list[Node]:
    if where is None:
        return []
    if isinstance(where, plan.Logic) and where.op == "and" and days.of_period(where) is None:
        return [deep for part in where.parts for deep in _conjuncts(part)]
    return [where]
