"""Square metres: how big a place is, and how many of the places are so big."""

from __future__ import annotations

from collections.abc import Sequence

from gangju.drafting.matching.common import codes_of, nearest
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, exact, param
from gangju.drafting.vocabulary import Vocabulary
from gangju.drafting.who import Who, any_of, places_of, who_of


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit == "%":
        return _share(passage, figure)
    if figure.unit != "m2" or figure.single is None or passage.share_of(figure) is not None:
        return None
    kinds = _kinds(passage, figure)
    if not kinds:
        return _no_place(passage, figure)
    who = whose(passage, figure, kinds)
    slug, name = f"{who.slug}-area", f"{who.slug}_floor".replace("-", "_")
    title = f"{passage.words.label('venue.kind', kinds[0])}面积"
    op, least = bound(figure)
    keys = {"value": area(who, kinds), "require": f"value {op} param('{name}')"}
    return Sketch(slug, title, "threshold", who, "m2", keys, params=(param(name, title, "m2", least),))


def area(who: Who, kinds: Sequence[str]) -> str:
    """The biggest place of a unit, or the place itself."""
    return "venue.area_m2" if who.each == "venue" else f"max(venue.area_m2) filter (where {any_of('venue.kind', kinds)})"


def whose(passage: Passage, figure: Figure, kinds: Sequence[str]) -> Who:
    """The unit that the place serves: the one named, the one the kind is for, the units of the domain; else the place itself."""
    words, named = passage.words, who_of(passage, figure)
    own = own_places(kinds, words)
    if named is not None and named.each == "unit" and (not own or set(named.places) & {*own, "rural_community"}):
        return named
    if own:
        title = words.label("venue.kind", kinds[0])
        return Who("unit", (any_of("unit.kind", own),), title, own[0].replace("_", "-"), (), own)
    return places_of(passage) or Who(
        "venue", (any_of("venue.kind", kinds),), words.label("venue.kind", kinds[0]), kinds[0].replace("_", "-")
    )


def own_places(kinds: Sequence[str], words: Vocabulary) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for kind in kinds for place in words.said["venues"].get(kind, ())))


def _kinds(passage: Passage, figure: Figure) -> tuple[str, ...]:
    """The place that the clause names; 其中 goes on with that of the clause before."""
    subject = [mention for mention in passage.words.mentions(passage.clause.subject or "") if mention.names("venue.kind")]
    last = [mention for mention in (passage.before[-1].mentions if passage.before else ()) if mention.names("venue.kind")]
    return codes_of((subject or nearest(passage, figure, "venue.kind") or last)[-1:], "venue.kind")


def _share(passage: Passage, figure: Figure) -> Sketch | None:
    size = passage.reached_by(figure, "m2")
    if size is None or figure.single is None or size.single is None:
        return None
    kinds = _kinds(passage, size)
    if not kinds:
        return _no_place(passage, figure)
    who = whose(passage, size, kinds)
    slug = f"big-{who.slug}-share"
    large, part = f"big_{who.slug}".replace("-", "_"), slug.replace("-", "_")
    title = f"{passage.words.label('venue.kind', kinds[0])}大场所占比"
    (op, least), (asked, share) = bound(size), bound(figure)
    keys = {"value": area(who, kinds), "require": f"value {op} param('{large}')"}
    roll_up = {"kind": "share", "op": asked, "value": f"param('{part}')", **({"at": passage.level} if passage.level else {})}
    params = (param(large, f"{title}的面积线", "m2", least), param(part, title, "ratio", share / 100))
    return Sketch(slug, title, "share", who, "m2", keys, params=params, roll_up=(roll_up,))


def _no_place(passage: Passage, figure: Figure) -> Sketch:
    lacking = f"没有登记是哪一类阵地({figure.text}):请从已有的阵地类别里选一种,或先加一种"
    keys = {"value": "", "require": f"value >= {exact(figure.single) if figure.single is not None else 0}"}
    return Sketch("area", "场所面积", "threshold", who_of(passage, figure), "m2", keys, lacking=(lacking,))
