"""Whom a number narrows: firms of a hundred and more, a committee with more than a hundred and fifty members."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import Who, places_of, who_of, whom

SIDE: Final = re.compile(r"[、和及与]|\(含?")


@dataclass(frozen=True)
class Narrowed:
    who: Who
    params: tuple[Mapping[str, Any], ...] = ()
    measures: tuple[str, ...] = ()


def confined(passage: Passage, sketch: Sketch) -> Sketch:
    """A demand with a number of its own, held to those whom a condition means; a condition that cannot be said is missing."""
    missing = tuple(figure for figure in passage.conditions if not _sayable(sketch.who, figure))
    if sketch.who is None or missing:
        asked = tuple(f"“{figure.text}”是个条件,还没有写进对象里:请补写条件,或者确认不分对象" for figure in missing)
        return replace(sketch, lacking=(*sketch.lacking, *asked))
    found = Narrowed(sketch.who)
    for figure in passage.conditions:
        found = _with(found, passage, figure)
    return replace(sketch, who=found.who, params=(*sketch.params, *found.params), measures=(*sketch.measures, *found.measures))


def _sayable(who: Who | None, figure: Figure) -> bool:
    return who is not None and who.each in ("unit", "organization") and figure.single is not None and figure.unit in ("人", "名")


def narrowed(passage: Passage, asked: Mention | None = None) -> Narrowed | None:
    """Whom the clause means, with the numbers that narrow him; `asked` is what he shall have and is not himself."""
    who = _whom(passage, asked)
    if who is None:
        return None
    found = Narrowed(who)
    for figure in passage.conditions:
        if figure.single is None or figure.unit not in ("人", "名"):
            return None
        found = _with(found, passage, figure)
    return found


def _whom(passage: Passage, asked: Mention | None) -> Who | None:
    """Units before anybody else: what is asked for is set up in them, in the one that is named last before it."""
    if passage.conditions or asked is None:
        who = who_of(passage)
        if who is not None and who.each in ("unit", "organization"):
            return who
    before = asked.start if asked is not None else passage.clause.end
    mentions = [mention for mention in passage.between(passage.clause.start, before) if mention.names("unit.kind")]
    return whom(_joined(passage, mentions), passage) if mentions and asked is not None else places_of(passage)


def _joined(passage: Passage, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The last of them with those that stand beside it (行政村(含农村社区))."""
    kept = [mentions[-1]]
    for mention in reversed(mentions[:-1]):
        if SIDE.fullmatch(passage.slice(mention.end, kept[0].start)) is None:
            break
        kept.insert(0, mention)
    return tuple(kept)


def _with(found: Narrowed, passage: Passage, figure: Figure) -> Narrowed:
    assert figure.single is not None
    what, measure, label = _counted(found.who, passage, figure)
    op, least = bound(figure)
    name = f"{found.who.slug}-{'members' if measure or 'membership' in what else 'staff'}".replace("-", "_")
    who = replace(found.who, where=(*found.who.where, f"{what} {op} param('{name}')"))
    one = param(name, f"{found.who.title}{label}线", "人", least)
    return Narrowed(who, (*found.params, one), (*found.measures, *((measure,) if measure else ())))


def _counted(who: Who, passage: Passage, figure: Figure) -> tuple[str, str | None, str]:
    """Members where the words around the number say so, else the staff of the unit."""
    own = passage.text.find("的", figure.end - passage.clause.start) + passage.clause.start
    around = passage.between(max(passage.clause.start, figure.start - 10), max(figure.end, own))
    members = [mention for mention in around if mention.names("membership.kind")]
    if who.each == "organization":
        return "subtree(count(membership.person_id))", None, "党员数"
    if any("正式" in mention.text for mention in members):
        return "measure('formal_members')", "formal_members", "正式党员数"
    if members:
        return "count(distinct membership.person_id)", None, "党员数"
    return "observation('staff')", None, "人数"
