"""提高, 扩大, 逐年增加: more than in the period before, where the text gives no number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gangju.drafting.matching.money import flow, total
from gangju.drafting.passage import Passage
from gangju.drafting.sketch import Sketch
from gangju.drafting.who import any_of, places_of, who_of

MORE: Final = re.compile(
    r"(?:进一步|不断|逐年|持续|稳步|有所|明显|逐步)(?:提高|提升|扩大|上升|增加|增长|壮大|递增)|(?:提高|提升|上升|增长|增加)(?:到|至)?$|(?:增长|提高|上升)机制"
)
RATE: Final = re.compile(r"组建率|覆盖率|覆盖面")


def without_figure(passage: Passage) -> Sequence[Sketch]:
    """A measured value, a fund or a rate of founding compared with the year before."""
    if not MORE.search(passage.text):
        return ()
    found = _metric(passage) or _fund(passage) or _rate(passage)
    return (found,) if found is not None else ()


def _metric(passage: Passage) -> Sketch | None:
    mention = next((mention for mention in passage.mentions if mention.names("observation")), None)
    if mention is None:
        return None
    (code, *_) = mention.of("observation")
    metric = passage.words.catalogue.metrics[code]
    who = who_of(passage) or places_of(passage)
    lacking = () if who is not None and who.each in metric.subject else (f"没有写明看谁的“{metric.label}”:请选定对象",)
    keys = {"value": f"observation('{code}')", "against": "previous year", "require": "greater"}
    return Sketch(f"{code}-rise".replace("_", "-"), f"{metric.label}比上年提高", "trend", who, metric.unit, keys, "year", lacking=lacking)


def _fund(passage: Passage) -> Sketch | None:
    mention = next((mention for mention in passage.mentions if mention.names("fund_entry.kind")), None)
    who = who_of(passage) or places_of(passage)
    if mention is None or who is None:
        return None
    funds = mention.of("fund_entry.kind")
    label = passage.words.label("fund_entry.kind", funds[0])
    keys = {"value": total(funds, flow(passage, funds)), "against": "previous year", "require": "greater"}
    return Sketch(f"{who.slug}-{funds[0]}-rise".replace("_", "-"), f"{who.title}{label}比上年增加", "trend", who, "元", keys, "year")


def _rate(passage: Passage) -> Sketch | None:
    """The share of units with an organisation, over the whole that the issuer answers for."""
    who = who_of(passage)
    who = who if who is not None and who.each == "unit" else places_of(passage)
    if not RATE.search(passage.text) or who is None or passage.level is None:
        return None
    alone = any("standalone" in mention.of("organization.set_up_mode") for mention in passage.mentions)
    only = f" filter (where {any_of('organization.set_up_mode', ['standalone'])})" if alone else ""
    counted = f"count(organization.org_id){only}"
    keys = {"share_of": f"{counted} >= 1", "at": passage.level, "against": "previous year", "require": "greater"}
    slug = f"{who.slug}-{'own-' if alone else ''}organization-rise"
    return Sketch(slug, f"{who.title}{'单独' if alone else ''}组建率比上年提高", "trend", who, "个", keys, "year", roll_up=())
