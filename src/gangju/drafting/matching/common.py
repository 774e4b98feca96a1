"""What several matchers say in the same way: windows, conditions of rows, words for a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from gangju.drafting.outline import ITEM
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import any_of
from gangju.reader.bounds import WINDOW_NAMES

#: Windows are named as the reader names them.
WINDOWS: Final = WINDOW_NAMES
PERIODS: Final = {"月": "month", "季": "quarter", "季度": "quarter", "半年": "half", "两年": "two_years"}
NUMERALS: Final = "零一两三四五六七八九十"
JOINED: Final = re.compile(r"[、和及与或类]{0,2}")
NUMBERED: Final = r"[一二两三四五六七八九十\d]+(?:[次场期回天日遍篇节]|小时)"
DONE: Final = re.compile(rf"每(?:[年月周日季]度?|个)|每?半年|开展|召开|组织|进行|举办|安排|不少于|至少|{NUMBERED}")
LEADING: Final = re.compile(r"^(?:之?前|底前?|末|为|固定|要|应|须)+")
STOPS: Final = re.compile(r"[,;。:、()“”]|每[年月周季]|年度?|不少于|不低于|不小于|达到?|至少|要|应|须|力争|确保|全面|一般")


def nearest(passage: Passage, figure: Figure, *lists: str) -> tuple[Mention, ...]:
    """The word nearest to the figure, with those that are joined to it (公益类、实践类活动)."""
    found = passage.near(figure, *lists)
    if not found:
        return ()
    chosen = min(found, key=lambda mention: max(mention.start - figure.end, figure.start - mention.end, 0))
    place = found.index(chosen)
    first = last = place
    while first and _joined(passage, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _joined(passage, found[last], found[last + 1]):
        last += 1
    return found[first : last + 1]


def _joined(passage: Passage, left: Mention, right: Mention) -> bool:
    return JOINED.fullmatch(passage.slice(left.end, right.start)) is not None


def codes_of(mentions: Sequence[Mention], *lists: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for mention in mentions for code in mention.of(*lists)))


def counted(number: Fraction) -> str:
    """A count as people say it."""
    whole = number.numerator
    return NUMERALS[whole] if number.denominator == 1 and 0 < whole <= 10 else _plain(number)


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


def subject_words(passage: Passage, figure: Figure) -> str:
    """The words before a figure that say what is counted, for a sentence about what has no home."""
    first, _ = passage.part(figure)
    before = STOPS.split(passage.slice(first, figure.start))
    words = ITEM.sub("", next((piece.strip() for piece in reversed(before) if piece.strip()), ""))
    after = passage.slice(figure.end, min(figure.end + 12, passage.clause.end)).strip("的,。;")
    return words[-14:] or after.split("|")[0].strip() or figure.text


def event_words(passage: Passage, figure: Figure) -> str:
    """What is to happen so often: the words after the figure (开展一次…), else those inside it."""
    _, last = passage.part(figure)
    after = LEADING.sub("", passage.slice(figure.end, last).strip("的,。;:、| \n"))
    inside = DONE.sub("", figure.text)
    return (after or inside)[:14] or subject_words(passage, figure)


def held(kinds: Sequence[str]) -> str:
    return f"{any_of('activity.kind', kinds)} and activity.status = 'held'"
