"""What is measured by something else: pay by an income or by a chief's pay, money by wages, staff by staff, shares of payers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from gangju.drafting.matching.common import codes_of, nearest
from gangju.drafting.matching.money import LAST_YEAR, flow, total
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, param
from gangju.drafting.who import Who, any_of, places_of, who_of, whom

FLOOR: Final = re.compile(r"不低于|不少于|按照?")
CHIEF: Final = re.compile(r"正职")
PAYERS: Final = (
    ("province", re.compile(r"省(?:级)?财政")),
    ("city", re.compile(r"市(?:级|本级)?财政")),
    ("county", re.compile(r"(?:县|城区|区|县\(区\)|县区)(?:级)?财政")),
    ("township", re.compile(r"(?:镇|乡|乡镇|街道)(?:级)?财政")),
)


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit == "比":
        return _split(passage, figure)
    if figure.unit not in ("%", "倍"):
        return None
    if CHIEF.search(figure.denominator or passage.slice(passage.part(figure)[0], figure.start)):
        return _of_chief(passage, figure)
    metrics = codes_of(_measured(passage, figure), "observation")
    if not metrics:
        return None
    unit = passage.words.catalogue.metrics[metrics[-1]].unit
    if unit == "元":
        return _of_income(passage, figure, metrics[-1])
    return _of_staff(passage, figure, metrics[-1]) if unit == "人" else None


def _measured(passage: Passage, figure: Figure) -> Sequence[Any]:
    """The measured value that the figure is a part of: named as its denominator, else in the same stretch."""
    named = passage.words.mentions(figure.denominator or "")
    return [mention for mention in (*named, *nearest(passage, figure, "observation")) if mention.names("observation")][:1]


def _ratio(figure: Figure) -> Fraction:
    assert figure.single is not None
    return figure.single / 100 if figure.unit == "%" else figure.single


def _of_chief(passage: Passage, figure: Figure) -> Sketch | None:
    """副职不低于正职的九成: month by month, of what the chief of the same place was paid."""
    if figure.single is None:
        return None
    before = passage.between(passage.clause.start, figure.start)
    roles = [mention for mention in before if mention.names("post.role") and not CHIEF.search(mention.text)]
    who = whom(roles[-1:], passage) if roles else None
    if who is None:
        return None
    places = places_of(passage, ("village",))
    assert places is not None
    meant = (any_of("post.role", roles[-1].of("post.role")), "post.unit_id is not null", *places.where)
    who = replace(
        who, each="post", where=meant, places=places.places, slug=f"{places.slug}-{roles[-1].of('post.role')[0]}".replace("_", "-")
    )
    name = f"{who.slug}-ratio".replace("-", "_")
    title = f"{places.title}{roles[-1].text}基本报酬"
    return _by_months(
        f"{who.slug}-pay", title, who, "measure('chief_pay')", name, _ratio(figure), measures=("chief_pay",), coefficient=f"param('{name}')"
    )


def _by_months(slug: str, title: str, who: Who, base: str, name: str, value: Fraction, measures: Sequence[str] = (), **more: Any) -> Sketch:
    keys: Mapping[str, Any] = {
        "base": base,
        **more,
        "sum_over": "months",
        "held_on": 15,
        "paid": total(("basic_pay",), "paid"),
        "require": "paid >= due",
    }
    return Sketch(
        slug, title, "formula", who, "元", keys, "year", params=(param(name, f"{title}之比", "ratio", value),), measures=tuple(measures)
    )


def _of_income(passage: Passage, figure: Figure, metric: str) -> Sketch | None:
    """Pay of an office by an income, or a fund of a place by its wages."""
    if figure.single is None:
        return None
    funds = codes_of([mention for mention in passage.mentions if mention.names("fund_entry.kind")], "fund_entry.kind")
    who = who_of(passage, figure)
    back = ", year - 1" if LAST_YEAR.search(passage.text) else ""
    if who is not None and who.each == "person":
        return _office(passage, figure, who, f"observation('{metric}'{back})", metric)
    who = who if who is not None and who.each == "unit" else places_of(passage)
    if who is None or not funds:
        return None
    label = passage.words.label("fund_entry.kind", funds[0])
    name = f"{who.slug}-{funds[0]}-share".replace("-", "_")
    keys = {"value": total(funds[:1], flow(passage, funds[:1])), "require": f"value >= param('{name}') * observation('{metric}'{back})"}
    title = f"{who.title}{label}占比"
    return Sketch(
        f"{who.slug}-{funds[0]}".replace("_", "-"),
        title,
        "threshold",
        who,
        "元",
        keys,
        "year",
        params=(param(name, title, "ratio", _ratio(figure)),),
    )


def _office(passage: Passage, figure: Figure, who: Who, income: str, metric: str) -> Sketch:
    where = tuple(condition for condition in who.where if not condition.startswith("post.organization"))
    if not who.places and (places := places_of(passage)):
        where, who = (*where, "post.unit_id is not null", *places.where), replace(who, slug=f"{places.slug}-{who.slug.split('-')[-1]}")
    name = f"{who.slug}-multiple".replace("-", "_")
    who = replace(who, each="post", where=where)
    base = f"param('{name}') * {income}"
    return _by_months(f"{who.slug}-pay", f"{who.title}基本报酬", who, base, name, _ratio(figure), provisional_if_missing=[metric])


def _of_staff(passage: Passage, figure: Figure, metric: str) -> Sketch | None:
    """So many in a hundred of the staff, by whole heads: at least one."""
    if not isinstance(figure.value, tuple | Fraction):
        return None
    low, high = figure.value if isinstance(figure.value, tuple) else (figure.value, None)
    roles = codes_of([mention for mention in passage.mentions if mention.names("post.role")], "post.role")
    who = places_of(passage)
    if who is None or not roles:
        return None
    full = " and post.full_time" if any(mention.names("post.full_time") for mention in passage.mentions) else ""
    name = f"{who.slug}-{roles[0]}-share".replace("-", "_")
    title = f"{who.title}{passage.words.label('post.role', roles[0])}占比"
    edges: dict[str, Any] = {"low": {"share": f"param('{name}_low')", "round": "ceil"}}
    params = [param(f"{name}_low", f"{title}下限", "ratio", low / 100)]
    if high is not None:
        edges["high"] = {"share": f"param('{name}_high')", "round": "floor", "not_below": "low"}
        params.append(param(f"{name}_high", f"{title}上限", "ratio", high / 100))
    heads = f"count(post.post_id) filter (where {any_of('post.role', roles)}{full})"
    keys = {"value": heads, "of": f"observation('{metric}')", **edges, "above": "note"}
    return Sketch(name.replace("_", "-"), title, "band", who, "人", keys, params=tuple(params))


def without_figure(passage: Passage) -> Sequence[Sketch]:
    """按不低于新录用公务员的工资标准落实基本报酬: the measured value itself is the bound."""
    metric = next((mention for mention in passage.mentions if mention.names("observation")), None)
    funds = codes_of([mention for mention in passage.mentions if mention.names("fund_entry.kind")], "fund_entry.kind")
    who = who_of(passage)
    if (
        metric is None
        or who is None
        or not FLOOR.search(passage.text)
        or funds[:1] != ("basic_pay",)
        or not any("post.role" in one for one in who.where)
    ):
        return ()
    name = metric.of("observation")[0]
    back = ", year - 1" if LAST_YEAR.search(passage.text) else ""
    if passage.words.catalogue.metrics[name].unit != "元":
        return ()
    who = replace(who, each="post")
    base = f"observation('{name}'{back})"
    keys: Mapping[str, Any] = {
        "base": base,
        "sum_over": "months",
        "held_on": 15,
        "paid": total(("basic_pay",), "paid"),
        "require": "paid >= due",
        "provisional_if_missing": [name],
    }
    return (Sketch(f"{who.slug}-pay", f"{who.title}基本报酬", "formula", who, "元", keys, "year"),)


def _split(passage: Passage, figure: Figure) -> Sketch | None:
    """Two payers share a sum in the order in which they are named; the sum is that of this clause or of the one before."""
    payers = sorted((found.start(), level) for level, pattern in PAYERS for found in pattern.finditer(passage.text))
    levels = list(dict.fromkeys(level for _, level in payers))
    if not isinstance(figure.value, tuple) or len(levels) != len(figure.value) or len(levels) < 2:
        return None
    mentions = [mention for each in (*passage.before[-3:], passage) for mention in each.mentions]
    funds = codes_of([mention for mention in mentions if mention.names("fund_entry.kind")][-1:], "fund_entry.kind")
    whose = places_of(passage)
    if not funds or whose is None or any(part.denominator != 1 for part in figure.value):
        return None
    place, label = any_of("unit.kind", whose.places), passage.words.label("fund_entry.kind", funds[0])
    paid = f"{any_of('fund_entry.kind', funds)} and fund_entry.flow = 'granted' and {place}"
    keys = {
        "total": f"subtree(sum(fund_entry.amount) filter (where {paid}))",
        "paid": paid,
        "by": "fund_entry.payer_level",
        "shares": {level: part.numerator for level, part in zip(levels, figure.value, strict=True)},
        "rest_to": levels[-1],
        "netting": "none",
    }
    payer = {"city": "city", "county": "urban_district" if "城区" in passage.text else "county", "township": "town"}[levels[-1]]
    who = Who("unit", (f"unit.kind = '{payer}'",), passage.words.label("unit.kind", payer), payer.replace("_", "-"))
    return Sketch(f"{whose.slug}-{funds[0]}-split".replace("_", "-"), f"{label}分担", "split", who, "元", keys, "year")
