"""So many in a hundred of those who are meant have something: a place, an education, an office in one hand."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from gangju.drafting.matching.common import codes_of, held, subject_words
from gangju.drafting.matching.having import having
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import ALL, Sketch, bound, param
from gangju.drafting.who import branches_of, who_of, whom

CAME: Final = re.compile(r"到会率|参会率|出勤率|参与率|参加率|到课率")
QUORUM: Final = re.compile(r"方可|方能|始得")
WHOLE: Final = Fraction(100)


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit != "%" or figure.single is None:
        return None
    if QUORUM.search(passage.slice(figure.end, passage.clause.end)):
        return _unknown(passage, figure)
    if (came := _attendance(passage, figure)) is not None:
        return came
    base = whom(passage.words.mentions(figure.denominator or ""), passage) if figure.denominator else None
    who = base or who_of(passage, figure)
    had = having(passage, figure, who or branches_of(passage))
    if who is None or had is None:
        return _unknown(passage, figure)
    op, share = bound(figure)
    title = f"{who.title}{had.title}占比"
    slug = f"{who.slug}-{had.slug}"
    keys = {"value": had.value, "require": had.require}
    if share == WHOLE:
        return Sketch(slug, title, "threshold", who, had.unit, keys, had.period, measures=had.measures, roll_up=ALL)
    name = f"{slug}-share".replace("-", "_")
    roll_up = {"kind": "share", "op": op, "value": f"param('{name}')", **({"at": passage.level} if passage.level else {})}
    return Sketch(
        slug, title, "share", who, had.unit, keys, had.period, (param(name, title, "ratio", share / 100),), had.measures, roll_up=(roll_up,)
    )


def _attendance(passage: Passage, figure: Figure) -> Sketch | None:
    """主题党日到会率: of those who were called to the meetings of a year so many came. A rate whose meetings are not named is no one's."""
    first, _ = passage.part(figure)
    if not CAME.search(passage.slice(first, figure.start)) or figure.op in ("<", "<="):
        return None
    said = passage.between(passage.clause.start, figure.start) or ()
    kinds = codes_of([mention for mention in said if mention.names("activity.kind")][-1:], "activity.kind")
    if not kinds or not set(kinds) <= set(passage.words.said["called"]):
        return None
    assert figure.single is not None
    who, label = branches_of(passage), passage.words.label("activity.kind", kinds[0])
    called = f"count(participation.person_id) filter (where {held(kinds)})"
    came = f"count(participation.person_id) filter (where {held(kinds)} and participation.attended)"
    keys = {"value": f"{figure.single.denominator * 100} * {came}", "require": f"value >= {figure.single.numerator} * {called}"}
    return Sketch(f"{kinds[0]}-attendance".replace("_", "-"), f"{label}全年到会率", "threshold", who, "次", keys, "year")


def _unknown(passage: Passage, figure: Figure) -> Sketch:
    words = subject_words(passage, figure)
    lacking = f"不知道“{words}”看哪本台账:没有登记过这样的事,先在目录里加一种,或者请人工选定对象和要看的内容"
    op, share = bound(figure)
    roll_up = {"kind": "share", "op": op, "value": f"{share.numerator}/{share.denominator * 100}"}
    return Sketch(
        "share",
        f"{words}占比",
        "share",
        who_of(passage, figure),
        "个",
        {"value": "", "require": "value >= 1"},
        roll_up=(roll_up,),
        lacking=(lacking,),
    )
