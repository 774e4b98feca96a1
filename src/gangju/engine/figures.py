"""The figures that a standard judges by, read from what it compiles to, so that they can be held against the source's.

A figure is an operator, an exact value and what it counts. Counting words (个, 人, 家, 次, 项 …) are one measure: whole things;
days, months, years, hours, money, area, points and ratios are each their own. 100 % and all are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, plan
from gangju.engine.forms import FORMS, bound
from gangju.engine.job import where_context
from gangju.engine.model import Pack, RollUp, Standard

RATIO: Final = "ratio"
COUNT: Final = "个"
UNITS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("%", "倍", "比", "人/个", "人/人", "百分点"), RATIO),
    **dict.fromkeys(("㎡", "平方米"), "m2"),
    **dict.fromkeys((*"人名家支所座处户张职项条件篇门份次场期种档组类步段关方届星", "个领域", "等次", "阶段"), COUNT),
}
PERCENT: Final = frozenset({"%", "百分点"})
LENGTHS: Final = {"days": "天", "months": "月", "years": "年"}
MIRROR: Final = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "<>": "<>"}
RATIO_TEXT: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?(/[1-9][0-9]*)?")
PARAM_CALL: Final = re.compile(r"param\(\s*'([^']+)'")


@dataclass(frozen=True)
class Figure:
    op: str
    value: Fraction
    unit: str

    def __str__(self) -> str:
        if self.unit == RATIO:
            percent = self.value * 100
            return f"{self.op} {percent}%" if percent.denominator == 1 else f"{self.op} {self.value}"
        return f"{self.op} {float(self.value) if self.value.denominator != 1 else self.value} {self.unit}"


def figure(op: str, value: Fraction, unit: str) -> Figure:
    """A figure in its own measure: years are months."""
    return Figure(op, value * 12, "月") if unit == "年" else Figure(op, value, unit_of(unit))


def unit_of(said: str) -> str:
    """The measure that a word of the source or of a pack stands for; a price for each person is money."""
    return UNITS.get(said) or UNITS.get(said.split("/", maxsplit=1)[0], said.split("/", maxsplit=1)[0])


def figures(pack: Pack, standard: Standard) -> frozenset[Figure]:
    """All figures of a standard, those of its parts included."""
    found = set(_conditions(pack, standard))
    for part in standard.parts or (standard,):
        found |= set(_of_form(pack, part))
    for roll_up in standard.roll_up:
        found |= set(_of_roll_up(pack, standard, roll_up))
    return frozenset(found)


def rhythms(standard: Standard) -> frozenset[str]:
    """The spans in which a standard counts: its period and its window."""
    said = {standard.period, standard.keys.get("window")}
    return frozenset(str(name) for name in said if name)


# ---------------------------------------------------------------- expressions
def _conditions(pack: Pack, standard: Standard) -> Iterator[Figure]:
    """Comparisons inside the condition and the expressions of the form (at least 50 heads, two yes answers)."""
    nodes = [expr.check(standard.where, where_context(pack, standard))]
    for part in standard.parts or (standard,):
        nodes += [node for _, node in FORMS[part.form].nodes(pack, part)]
    for node in nodes:
        for each in plan.walk(node):
            if isinstance(each, plan.Compare):
                yield from _constants(pack, each.op, each.right, _unit(each.left))
                yield from _constants(pack, MIRROR[each.op], each.left, _unit(each.right))


def _unit(node: plan.Node) -> str | None:
    return node.type.unit if node.type.kind == "number" else None


def _constants(pack: Pack, op: str, node: plan.Node, unit: str | None) -> Iterator[Figure]:
    """The literals and parameters a side is made of; a factor of something measured is a ratio."""
    alone = isinstance(node, plan.Literal | plan.ParamRef)
    for each in plan.walk(node):
        if isinstance(each, plan.ParamRef):
            yield from (figure(op, value.value, pack.params[each.id].unit) for value in pack.params[each.id].values)
        elif isinstance(each, plan.Literal) and isinstance(each.value, Fraction):
            yield figure(op, each.value, (unit or COUNT) if alone else RATIO)
        elif isinstance(each, plan.Literal) and isinstance(each.value, str) and each.value.isdigit():
            yield Figure(op, Fraction(each.value), COUNT)  # grades are codes: stars by number


# ---------------------------------------------------------------- forms
def _of_form(pack: Pack, part: Standard) -> Iterator[Figure]:
    reader = READERS.get(part.form)
    if reader is not None:
        yield from reader(pack, part)


def _bound(pack: Pack, part: Standard) -> Iterator[Figure]:
    said = bound.bound_of(pack, part)
    if said.target is not None:
        yield from _constants(pack, said.op, said.target, part.unit)


def _rhythm(pack: Pack, part: Standard) -> Iterator[Figure]:
    for unit in {unit_of(part.unit), COUNT, "天" if part.keys.get("distinct") == "days" else COUNT}:
        yield from _said(pack, ">=", part.keys["at_least"], unit)


def _checklist(pack: Pack, part: Standard) -> Iterator[Figure]:
    items = pack.catalogue.checklists[str(part.keys["checklist"])].items
    yield Figure("=", Fraction(len(items)), COUNT)


def _band(pack: Pack, part: Standard) -> Iterator[Figure]:
    for key, op in (("low", ">="), ("high", "<=")):
        if key in part.keys:
            yield from _said(pack, op, part.keys[key]["share"], RATIO)


def _cover(_: Pack, __: Standard) -> Iterator[Figure]:
    yield Figure(">=", Fraction(1), COUNT)


def _pairing(pack: Pack, part: Standard) -> Iterator[Figure]:
    yield from _said(pack, "=", part.keys["exactly"], COUNT)


def _quota(pack: Pack, part: Standard) -> Iterator[Figure]:
    yield from _said(pack, part.keys["bound"]["op"], part.keys["bound"]["value"], COUNT)


def _spell(_: Pack, part: Standard) -> Iterator[Figure]:
    number, unit = str(part.keys["after"]).split()
    yield figure(">=", Fraction(number), LENGTHS[unit])


def _split(pack: Pack, part: Standard) -> Iterator[Figure]:
    for share in part.keys["shares"].values():
        yield from _said(pack, "=", share, RATIO)


def _trend(_: Pack, part: Standard) -> Iterator[Figure]:
    """Greater than before: the increase is above nothing; not less: the ratio to before is at least one."""
    op = ">=" if part.keys.get("require") in ("not_less", "share >= previous") else ">"
    for value, unit in ((0, unit_of(part.unit)), (0, COUNT), (0, RATIO), (1, RATIO)):
        yield Figure(op, Fraction(value), unit)


def _formula(pack: Pack, part: Standard) -> Iterator[Figure]:
    """What is paid is held against a base of factors; each factor is a figure."""
    for key in ("base", "coefficient"):
        if key in part.keys:
            node = dict(FORMS[part.form].nodes(pack, part))[key]
            yield from _constants(pack, ">=", node, None)
    if "scale" in part.keys and "base" in part.keys:
        scale = Fraction(str(part.keys["scale"]))
        node = dict(FORMS[part.form].nodes(pack, part))["base"]
        yield from (Figure(each.op, each.value / scale, RATIO) for each in list(_constants(pack, ">=", node, None)))


READERS: Final[Mapping[str, Callable[[Pack, Standard], Iterator[Figure]]]] = {
    "band": _band,
    "checklist": _checklist,
    "cover": _cover,
    "formula": _formula,
    "pairing": _pairing,
    "quota": _quota,
    "rhythm": _rhythm,
    "share": _bound,
    "spell": _spell,
    "split": _split,
    "threshold": _bound,
    "trend": _trend,
}
"""Forms whose own keys hold figures; a deadline's is a day."""


def _of_roll_up(pack: Pack, standard: Standard, roll_up: RollUp) -> Iterator[Figure]:
    if roll_up.kind == "all":
        yield Figure("=", Fraction(1), RATIO)
    elif roll_up.value not in (None, "unset"):
        unit = {"share": RATIO, "count": COUNT}.get(roll_up.kind, unit_of(standard.unit))
        yield from _said(pack, roll_up.op or ">=", roll_up.value, unit)


def _said(pack: Pack, op: str, value: Any, unit: str) -> Iterator[Figure]:
    """A number, a ratio, or every value of the parameters that an expression names."""
    text = str(value)
    if RATIO_TEXT.fullmatch(text):
        yield figure(op, Fraction(text), unit)
        return
    for name in PARAM_CALL.findall(text):
        yield from (figure(op, each.value, unit) for each in pack.params[name].values)
