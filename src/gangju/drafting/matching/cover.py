"""组建, 覆盖: every unit that is meant has an organisation of its own or is covered by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from gangju.drafting.matching.conditions import Narrowed, narrowed
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import any_of

FOUNDED: Final = re.compile(r"(?:组建|建立|建有|成立|设立|组建有|有|建)(?:了|起)?$")
RATE: Final = re.compile(r"^(?:的)?(?:组建率|覆盖率|组织覆盖|全覆盖|覆盖|应建尽建)")
ORGANIZATIONS: Final = ("committee", "general_branch", "branch", "joint_branch", "temporary_branch")
RELATIVE: Final = re.compile(r"(?:^|[,;。:①-⑳])(?P<words>[^,;。:①-⑳]{3,}的)$")
EVERYBODY: Final = re.compile(r"都|均|全覆盖|应建尽建|全部|普遍|每|所有|全面")
PARTICLES: Final = re.compile(r"[的全市县区镇乡性各在对含()、和及]|所有|确保|力争|实现|年底前?|\d+年?|[0-9]+月底?前?")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit != "%" or figure.single is None:
        return None
    found = next(iter(_covered(passage)), None)
    if found is None:
        return None
    unread = _unread(passage, figure)
    if unread:
        found = replace(found, lacking=(f"“{unread}”这个限定还没有写进对象:请补写条件,或者确认不分",))
    if figure.single == Fraction(100):
        return found
    op, share = bound(figure)
    name = f"{found.slug}-share".replace("-", "_")
    level = {"at": passage.level} if passage.level else {}
    roll_up = {"kind": "share", "op": op, "value": f"param('{name}')", **level}
    return replace(found, roll_up=(roll_up,), params=(*found.params, param(name, f"{found.title}占比", "ratio", share / 100)))


def without_figure(passage: Passage) -> Sequence[Sketch]:
    """A condition says whom it means, or the text says all; 社区建党委、楼栋建党小组 are demands of their own."""
    if not (passage.conditions or EVERYBODY.search(passage.text)):
        return ()
    unread = "" if passage.conditions else _relative(passage)
    lacking = (f"“{unread}”这个限定还没有写进对象:请补写条件,或者确认不分",) if unread else ()
    return tuple(replace(found, lacking=(*found.lacking, *lacking)) for found in _covered(passage))


def _relative(passage: Passage) -> str:
    """具备设立条件的村: what stands before whoever is meant and narrows him by a clause of its own."""
    place = next((mention.start for mention in passage.mentions if mention.names("unit.kind")), passage.clause.start)
    found = RELATIVE.search(passage.slice(passage.clause.start, place))
    return "".join(found["words"].split()) if found else ""


def _unread(passage: Passage, figure: Figure) -> str:
    """What stands before the rate and no word of it is known: whose rate it is is then not known either."""
    first, _ = passage.part(figure)
    rest, place = "", first
    for mention in passage.between(first, figure.start):
        rest, place = f"{rest}{passage.slice(place, mention.start)}|", mention.end
    pieces = [piece for piece in PARTICLES.sub("", rest).split("|") if len(piece) > 1]
    return "、".join(pieces)


def _covered(passage: Passage) -> Iterator[Sketch]:
    seen: set[str] = set()
    for organization in (mention for mention in passage.mentions if _is_founded(passage, mention)):
        narrow = narrowed(passage, organization)
        if narrow is not None and narrow.who.each == "unit" and narrow.who.condition not in seen:
            seen.add(narrow.who.condition)
            yield _sketch(passage, organization, narrow)


def _sketch(passage: Passage, organization: Mention, narrow: Narrowed) -> Sketch:
    alone = any("standalone" in mention.of("organization.set_up_mode") for mention in passage.mentions)
    kinds = _kinds(passage, organization, narrow.who.places)
    by = "organization.set_up_mode = 'standalone'" if alone else any_of("organization.kind", kinds)
    title = f"{narrow.who.title}{'单独' if alone else ''}建{organization.text}"
    slug = f"{narrow.who.slug}-{'own-' if alone else ''}organization"
    return Sketch(slug, title, "cover", narrow.who, "个", {"by": by}, params=narrow.params, measures=narrow.measures)


def _kinds(passage: Passage, organization: Mention, places: Sequence[str]) -> tuple[str, ...]:
    """党委(党总支) is either; 党组织 is any, and for groups of villagers and buildings a 党小组 will do."""
    small = bool(places) and set(places) <= set(passage.words.said["small_places"])
    after = [mention for mention in passage.between(organization.end, organization.end + 8) if mention.names("organization.kind")]
    more = after[0].of("organization.kind") if after and passage.slice(organization.end, after[0].start) in ("(", "或", "、", "(含") else ()
    own = organization.of("organization.kind") or (*ORGANIZATIONS, *(("group",) if small else ()))
    return tuple(dict.fromkeys((*own, *more)))


def _is_founded(passage: Passage, mention: Mention) -> bool:
    """An organisation that is set up, or whose rate is named; one that merely acts is not what is asked for."""
    alone = mention.names("organization.set_up_mode")
    if not (mention.names("organization.kind") or alone):
        return False
    before = passage.slice(max(passage.clause.start, mention.start - 4), mention.start)
    after = passage.slice(mention.end, min(mention.end + 6, passage.clause.end))
    return alone or FOUNDED.search(before) is not None or RATE.match(after) is not None
