"""Parameters that grow year by year: `{since: 2019-01-01, yearly: "previous() * 11/10", until: 2024-01-01}`.

They are worked out when a pack is loaded, in exact fractions, one dated value a year, so that nothing behind the loader knows
of them. On each anniversary the value in force the day before is carried on; a year that has a figure of its own keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Final

from gangju.engine.model import ParamValue
from gangju.engine.naming import ExprError
from gangju.engine.period import add_months
from gangju.engine.plan import number
from gangju.engine.syntax import e, parse, said

Key = tuple[str | None, str | None, str | None]


@dataclass(frozen=True)
class Growth:
    """From `since` to before `until`, each year: `text` says what follows from the value before. For one domain, place or category."""

    since: date
    until: date
    text: str
    key: Key


def next_value(text: str, last: Fraction, unit: str) -> Fraction:
    """What follows from last year's value. Raises ExprError."""
    return _worked_out(parse(text), last, number(unit).scale)


def spread(values: Sequence[ParamValue], growths: Sequence[Growth], unit: str) -> tuple[ParamValue, ...]:
    """The values written down and, for each year of a growth, the one that follows. Raises ExprError where there is no beginning."""
    found = list(values)
    for growth in growths:
        fixed = {value.since for value in values if _key(value) == growth.key}
        for day in _anniversaries(growth):
            if day not in fixed:
                last = _in_force_before(found, growth.key, day)
                found.append(ParamValue(day, next_value(growth.text, last, unit), *growth.key))
    return tuple(found)


def _key(value: ParamValue) -> Key:
    return value.domain, value.place, value.category


def _anniversaries(growth: Growth) -> list[date]:
    days = []
    day = growth.since
    while day < growth.until:
        days.append(day)
        day = add_months(growth.since, 12 * len(days))
    return days


def _in_force_before(values: Sequence[ParamValue], key: Key, day: date) -> Fraction:
    earlier = [value for value in values if _key(value) == key and value.since < day]
    if not earlier:
        raise ExprError(f"{day} 以前没有值,不知道从什么数算起", "在它前面写一个有 value 的值")
    return max(earlier, key=lambda value: value.since).value


# ---------------------------------------------------------------- arithmetic
def _worked_out(tree: e.Expression, last: Fraction, scale: int) -> Fraction:
    def side(name: str) -> Fraction:
        return _worked_out(tree.args[name], last, scale)

    if isinstance(tree, e.Paren):
        return side("this")
    if isinstance(tree, e.Literal) and not tree.is_string:
        return Fraction(tree.name)
    if isinstance(tree, e.Greatest | e.Least):
        return (max if isinstance(tree, e.Greatest) else min)(_worked_out(each, last, scale) for each in (tree.this, *tree.expressions))
    if type(tree) in _OPS:
        if isinstance(tree, e.Div) and side("expression") == 0:
            raise ExprError(f"不能除以零:{said(tree)}", "改正除数")
        return _OPS[type(tree)](side("this"), side("expression"))
    if isinstance(tree, e.Anonymous) and tree.name.lower() == "previous" and not tree.expressions:
        return last
    if isinstance(tree, e.Anonymous) and tree.name.lower() == "round_half_up" and len(tree.expressions) == 1:
        return Fraction(floor(_worked_out(tree.expressions[0], last, scale) * scale + Fraction(1, 2)), scale)
    raise ExprError(f"逐年推算里不能这样写:{said(tree)}", "只用 previous()、数、四则、greatest、least 和 round_half_up")


_OPS: Final[Mapping[type[e.Expression], Callable[[Fraction, Fraction], Fraction]]] = {
    e.Add: lambda left, right: left + right,
    e.Sub: lambda left, right: left - right,
    e.Mul: lambda left, right: left * right,
    e.Div: lambda left, right: left / right,
}
