"""Who is joined to whom: each weak village to one benchmark, each organisation to a community it has checked in with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from gangju.drafting.matching.common import codes_of, nearest
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import Who, any_of, branches_of, who_of

WHOLE: Final = Fraction(100)
NEAR: Final = 12
FAR: Final = 16
CONTACT: Final = re.compile(r"(?:联系|包联|联点|挂点|挂联|包抓|挂钩)(?:不少于|至少)?$")
ALSO: Final = re.compile(r"同时|并(?!且)|还")
SENT: Final = re.compile(r"担任|任")
COUNTED: Final = ("个", "名", "人", "所", "家", "支")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    """A share of all that are tied, or exactly so many ties of each."""
    if figure.single is None:
        return None
    if figure.unit == "%":
        kinds = codes_of(nearest(passage, figure, "tie.kind")[:1], "tie.kind")
        return _all_tied(passage, figure, kinds) if kinds and figure.single == WHOLE else None
    contact = _contact(passage, figure)
    if contact is not None:
        return contact
    _, last = passage.part(figure)
    after = [mention for mention in passage.between(figure.end, last) if mention.names("tie.kind")]
    if not after or figure.unit not in COUNTED or figure.single.denominator != 1:
        return None
    kinds = after[0].of("tie.kind")
    if SENT.search(passage.slice(figure.end, after[0].start)):
        return _sent(passage, figure, kinds)
    goes_on = ALSO.match(passage.text.lstrip()) is not None
    near = after[0].start - figure.end <= NEAR and (passage.clause.subject or figure.per or goes_on)
    return _exactly(passage, figure, kinds) if near else None


def _contact(passage: Passage, figure: Figure) -> Sketch | None:
    """常委分别联系一个街道: each holder of an office is joined to so many places of a kind; two kinds together are two conditions."""
    first, last = passage.part(figure)
    places = [mention for mention in passage.between(figure.end, min(last, figure.end + FAR)) if mention.names("unit.kind")]
    who = who_of(passage, figure)
    if not (CONTACT.search(passage.slice(first, figure.start)) and places and figure.unit in COUNTED) or figure.single is None:
        return None
    if who is None or who.each != "person" or not who.where[0].startswith("post.role"):
        return None
    op, least = bound(figure)
    name = f"{who.slug}-contacts".replace("-", "_")
    slug, title = name.replace("_", "-"), f"{who.title}联系{places[0].text}"
    one = param(name, f"{who.title}联系点数", "个", least)
    parts = [
        {"title": f"联系{place.text}", "unit": "个", "value": _places_joined(place), "require": f"value {op} param('{name}')"}
        for place in places
    ]
    keys = {"value": parts[0]["value"], "require": parts[0]["require"]} if len(parts) == 1 else {"parts": parts}
    return Sketch(slug, title, "threshold", who, "个", keys, params=(one,))


def _places_joined(place: Mention) -> str:
    meant = f"exists (select 1 from unit as u where u.unit_id = tie_out.to_id and {any_of('u.kind', place.of('unit.kind'))})"  # noqa: S608
    return f"count(tie_out.to_id) filter (where tie_out.kind = 'liaison_point' and {meant})"


def _sent(passage: Passage, figure: Figure, kinds: Sequence[str]) -> Sketch:
    """选派三百名干部担任第一书记: so many persons over the whole, counted where the issuer stands."""
    label = passage.words.label("tie.kind", kinds[0])
    name = f"{kinds[0]}_heads"
    op, least = bound(figure)
    who = Who("person", (any_of("tie_out.kind", kinds),), label, kinds[0].replace("_", "-"))
    value = f"count(tie_out.tie_id) filter (where {any_of('tie_out.kind', kinds)})"
    roll_up = {"kind": "count", "op": op, "value": f"param('{name}')", **({"at": passage.level} if passage.level else {})}
    lacking = () if passage.level else (f"没有写明由哪一级合计“{label}”的人数:请选定市、县或者乡镇",)
    keys = {"value": value, "require": "value >= 1"}
    one = param(name, f"{label}人数", "个", least)
    return Sketch(
        f"{name}".replace("_", "-"), f"{label}人数", "threshold", who, "个", keys, params=(one,), roll_up=(roll_up,), lacking=lacking
    )


def _all_tied(passage: Passage, figure: Figure, kinds: Sequence[str]) -> Sketch:
    who = who_of(passage, figure) or branches_of(passage)
    side = "tie_in" if kinds[0] in passage.words.said["ties_in"] else "tie_out"
    value = f"count({side}.tie_id) filter (where {any_of(f'{side}.kind', kinds)})"
    title = f"{who.title}{passage.words.label('tie.kind', kinds[0])}"
    return Sketch(f"{who.slug}-{kinds[0]}".replace("_", "-"), title, "threshold", who, "个", {"value": value, "require": "value >= 1"})


def _exactly(passage: Passage, figure: Figure, kinds: Sequence[str]) -> Sketch | None:
    who = who_of(passage, figure) or (who_of(passage.before[-1]) if passage.before and ALSO.match(passage.text.lstrip()) else None)
    assert figure.single is not None
    if who is None:
        return None
    label = passage.words.label("tie.kind", kinds[0])
    if kinds[0] in passage.words.said["ties_in"]:
        value = f"count(tie_in.tie_id) filter (where {any_of('tie_in.kind', kinds)})"
        keys: dict[str, object] = {"value": value, "require": f"value >= {figure.single.numerator}"}
        return Sketch(f"{who.slug}-{kinds[0]}".replace("_", "-"), f"{who.title}{label}", "threshold", who, "个", keys)
    keys = {"tie": kinds[0], "exactly": figure.single.numerator, "not_self": True, "without_candidates": "exempt"}
    return Sketch(f"{who.slug}-{kinds[0]}".replace("_", "-"), f"{who.title}{label}", "pairing", who, "个", keys)
