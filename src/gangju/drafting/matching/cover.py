"""组建, 覆盖: every unit that is meant has an organisation of its own or is covered by one."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from gangju.drafting.matching.conditions import narrowed
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import any_of

FOUNDED: Final = re.compile(r"(?:组建|建立|建有|成立|设立|组建有|有|建)(?:了|起)?$")
RATE: Final = re.compile(r"^(?:的)?(?:组建率|覆盖率|组织覆盖|全覆盖|覆盖|应建尽建)")
ORGANIZATIONS: Final = ("committee", "general_branch", "branch", "joint_branch", "temporary_branch")
EVERYBODY: Final = re.compile(r"都|均|全覆盖|应建尽建|全部|普遍|每")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit != "%" or figure.single != Fraction(100):
        return None
    return _covered(passage)


def without_figure(passage: Passage) -> Sketch | None:
    """A condition says whom it means, or the text says all."""
    return _covered(passage) if passage.conditions or EVERYBODY.search(passage.text) else None


def _covered(passage: Passage) -> Sketch | None:
    organization = next((mention for mention in passage.mentions if _is_founded(passage, mention)), None)
    if organization is None:
        return None
    narrow = narrowed(passage, organization)
    if narrow is None or narrow.who.each != "unit":
        return None
    alone = any("standalone" in mention.of("organization.set_up_mode") for mention in passage.mentions)
    kinds = organization.of("organization.kind") or ORGANIZATIONS
    by = "organization.set_up_mode = 'standalone'" if alone else any_of("organization.kind", kinds)
    title = f"{narrow.who.title}{'单独' if alone else ''}建{organization.text}"
    slug = f"{narrow.who.slug}-{'own-' if alone else ''}organization"
    return Sketch(slug, title, "cover", narrow.who, "个", {"by": by}, params=narrow.params, measures=narrow.measures)


def _is_founded(passage: Passage, mention: Mention) -> bool:
    """An organisation that is set up, or whose rate is named; one that merely acts is not what is asked for."""
    alone = mention.names("organization.set_up_mode")
    if not (mention.names("organization.kind") or alone):
        return False
    before = passage.slice(max(passage.clause.start, mention.start - 4), mention.start)
    after = passage.slice(mention.end, min(mention.end + 6, passage.clause.end))
    return alone or FOUNDED.search(before) is not None or RATE.match(after) is not None
