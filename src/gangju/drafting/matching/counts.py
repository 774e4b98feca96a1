"""名, 个, 处, 支: so many of something for each who is meant, or so many over the whole."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from gangju.drafting.matching.common import nearest, subject_words
from gangju.drafting.matching.conditions import narrowed
from gangju.drafting.matching.having import Had, having
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.who import Who, who_of

UNITS: Final = ("名", "人", "个", "支", "处", "座", "家", "所", "门", "件", "户", "项", "条")
TIERS: Final = {"省级": "province", "市级": "city", "县级": "county", "区级": "county", "镇级": "township", "村级": "village"}


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit not in UNITS:
        return None
    listed = _listed(passage, figure)
    if listed is not None:
        return listed
    who = who_of(passage, figure)
    had = having(passage, figure, who) if who is not None else None
    if who is not None and had is not None:
        return _for_each(figure, who, had)
    return _unknown(passage, figure)


def without_figure(passage: Passage) -> Sketch | None:
    """Whom a condition means shall have at least one."""
    narrow = narrowed(passage) if passage.conditions else None
    if narrow is None:
        return None
    had = having(passage, None, narrow.who)
    if had is None:
        return None
    keys = {"value": had.value, "require": had.require}
    return Sketch(
        f"{narrow.who.slug}-{had.slug}",
        f"{narrow.who.title}有{had.title}",
        "threshold",
        narrow.who,
        had.unit,
        keys,
        had.period,
        narrow.params,
        (*narrow.measures, *had.measures),
    )


def _for_each(figure: Figure, who: Who, had: Had) -> Sketch | None:
    slug = f"{who.slug}-{had.slug}"
    title = f"{who.title}{had.title}"
    name = slug.replace("-", "_")
    if isinstance(figure.value, tuple):
        return _within(figure, slug, title, who, had)
    op, least = bound(figure)
    keys = {"value": had.value, "require": f"value {op} param('{name}')"}
    return Sketch(slug, title, "threshold", who, had.unit, keys, had.period, (param(name, title, had.unit, least),), had.measures)


def _within(figure: Figure, slug: str, title: str, who: Who, had: Had) -> Sketch | None:
    """一至二个: both ends are conditions of their own."""
    assert isinstance(figure.value, tuple)
    low, high = min(figure.value), max(figure.value)
    name = slug.replace("-", "_")
    parts = [
        {"title": f"不少于{low.numerator}{had.unit}", "value": had.value, "require": f"value >= param('{name}_low')"},
        {"title": f"不多于{high.numerator}{had.unit}", "value": had.value, "require": f"value <= param('{name}_high')"},
    ]
    params = (param(f"{name}_low", f"{title}下限", had.unit, low), param(f"{name}_high", f"{title}上限", had.unit, high))
    return Sketch(slug, title, "threshold", who, had.unit, {"parts": parts}, had.period, params, had.measures)


def _listed(passage: Passage, figure: Figure) -> Sketch | None:
    """A list that must hold so many over the whole: a quota, judged where the issuer stands."""
    mention = next((each for each in nearest(passage, figure, "roster_entry.roster") if each.start >= figure.end), None)
    if mention is None or figure.single is None or figure.single.denominator != 1 or figure.per is not None:
        return None
    rosters = mention.of("roster_entry.roster")
    category = mention.of("roster_entry.category")[:1] or tuple(filter(None, [passage.words.said["categories"].get(mention.text)]))
    tier = next((code for word, code in TIERS.items() if word in passage.slice(figure.end, mention.end)), None)
    members: Mapping[str, Any] = {
        "roster": rosters[0],
        **({"category": category[0]} if category else {}),
        **({"tier": tier} if tier else {}),
    }
    slug = "-".join([*(category or rosters[:1]), "quota"]).replace("_", "-")
    name = slug.replace("-", "_")
    op, number = (figure.op if figure.op != "~" else ">="), figure.single
    keys = {"members": members, "bound": {"op": op, "value": f"param('{name}')"}}
    level = passage.level
    where = (f"organization.level = '{level}'",) if level else ("",)
    who = Who("organization", where, mention.text, level or "whole")
    lacking = () if level else (f"没有写明由哪一级合计“{mention.text}”的数:请选定市、县或者乡镇",)
    return Sketch(
        slug, f"{mention.text}数", "quota", who, "个", keys, params=(param(name, f"{mention.text}数", "个", number),), lacking=lacking
    )


def _unknown(passage: Passage, figure: Figure) -> Sketch:
    words = subject_words(passage, figure)
    after = passage.slice(figure.end, min(figure.end + 10, passage.clause.end)).strip("的")
    lacking = f"不知道“{figure.text}{after[:8]}”数的是什么:没有登记过这样的事,先在目录里加一种,或者请人工选定对象和台账"
    value = figure.single if figure.single is not None else Fraction(1)
    keys = {"value": "", "require": f"value >= {value.numerator}"}
    return Sketch("count", f"{words}{figure.text}"[-20:], "threshold", who_of(passage, figure), figure.unit, keys, lacking=(lacking,))
