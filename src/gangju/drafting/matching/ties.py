"""Who is joined to whom: each weak village to one benchmark, each organisation to a community it has checked in with."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from gangju.drafting.matching.common import codes_of, nearest
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch
from gangju.drafting.who import any_of, branches_of, who_of

WHOLE: Final = Fraction(100)
COUNTED: Final = ("个", "名", "人", "所", "家", "支")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    """A share of all that are tied, or exactly so many ties of each."""
    kinds = codes_of(nearest(passage, figure, "tie.kind")[:1], "tie.kind")
    if not kinds or figure.single is None:
        return None
    if figure.unit == "%" and figure.single == WHOLE:
        return _all_tied(passage, figure, kinds)
    if figure.unit in COUNTED and figure.single.denominator == 1 and (passage.clause.subject or figure.per):
        return _exactly(passage, figure, kinds)
    return None


def _all_tied(passage: Passage, figure: Figure, kinds: Sequence[str]) -> Sketch:
    who = who_of(passage, figure) or branches_of(passage)
    side = "tie_in" if kinds[0] in passage.words.said["ties_in"] else "tie_out"
    value = f"count({side}.tie_id) filter (where {any_of(f'{side}.kind', kinds)})"
    title = f"{who.title}{passage.words.label('tie.kind', kinds[0])}"
    return Sketch(f"{who.slug}-{kinds[0]}".replace("_", "-"), title, "threshold", who, "个", {"value": value, "require": "value >= 1"})


def _exactly(passage: Passage, figure: Figure, kinds: Sequence[str]) -> Sketch | None:
    who = who_of(passage, figure)
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
