"""Dated parameters: which value binds which subject on which day.

A value may depend on the domain of the organisation, the place (a region code: it holds wherever the region begins with
it) or a category. The most particular value in force wins; of equally particular ones the latest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gangju.engine import sql
from gangju.engine.model import Param, ParamValue
from gangju.engine.plan import number


@dataclass(frozen=True)
class Circumstance:
    """What of a subject a parameter may look at."""

    domain: str | None = None
    region: str | None = None
    category: str | None = None


def in_force(param: Param, day: date) -> list[ParamValue]:
    """The values in force on the day, most particular first; one for each particularity."""
    newest: dict[tuple[str | None, ...], ParamValue] = {}
    for value in sorted(param.values, key=lambda value: value.since):
        if value.since <= day:
            newest[value.domain, value.place, value.category] = value
    return sorted(newest.values(), key=_particularity, reverse=True)


def _particularity(value: ParamValue) -> tuple[int, int, int]:
    return (len(value.place or ""), int(value.domain is not None), int(value.category is not None))


def holds(value: ParamValue, facing: Circumstance) -> bool:
    return (
        (value.domain is None or value.domain == facing.domain)
        and (value.place is None or (facing.region or "").startswith(value.place))
        and (value.category is None or value.category == facing.category)
    )


def pick(param: Param, day: date, facing: Circumstance) -> ParamValue | None:
    """The value that binds, or None where nothing is in force for these circumstances."""
    return next((value for value in in_force(param, day) if holds(value, facing)), None)


def source(value: ParamValue) -> str:
    """Where the value stands, as `explain` prints it."""
    named = (("domain", value.domain), ("place", value.place), ("category", value.category))
    return " ".join(("params.yaml", *(f"{name}={said}" for name, said in named if said is not None)))


def scaled(param: Param, value: ParamValue) -> Fraction:
    return value.value * number(param.unit).scale


def denominator(param: Param, day: date) -> int:
    """One whole denominator for every value in force, so that numerators compare."""
    return math.lcm(*(scaled(param, value).denominator for value in in_force(param, day)), 1)


def as_sql(param: Param, day: date, domain: str, region: str, category: str | None) -> str:
    """The numerator over `denominator`, chosen by the columns of the subject; NULL where nothing is in force."""
    den = denominator(param, day)
    branches, rest = [], "NULL"
    for value in in_force(param, day):
        condition = _condition(value, domain, region, category)
        amount = str(int(scaled(param, value) * den))
        if not condition:
            rest = amount
            break
        branches.append((sql.all_of(condition), amount))
    return sql.case(branches, rest)


def _condition(value: ParamValue, domain: str, region: str, category: str | None) -> list[str]:
    parts = []
    if value.domain is not None:
        parts.append(f"{domain} = {sql.text(value.domain)}")
    if value.place is not None:
        parts.append(f"{region} LIKE {sql.text(value.place + '%')}")
    if value.category is not None and category is not None:
        parts.append(f"{category} = {sql.text(value.category)}")
    return parts


def overridden(params: Mapping[str, Param], local: Mapping[str, Fraction]) -> dict[str, Param]:
    """The pack's parameters with those that an adoption sets for its subtree."""
    changed = {name: replace(params[name], values=(ParamValue(date.min, value),), by=None) for name, value in local.items()}
    return {**params, **changed}


def whole(param: Param, day: date) -> int:
    """A parameter that is one whole number for everybody, such as days of grace."""
    values: Sequence[ParamValue] = in_force(param, day)
    return int(values[-1].value) if values else 0
