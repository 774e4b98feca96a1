"""A clause with the words in it that name codes, and the figures that ask for something.

A figure is a quantity or a frequency. A quantity that only says whom a clause means (一百人以上的企业) is a condition, not a demand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gangju.drafting.vocabulary import Mention, Vocabulary
from gangju.reader.force import force_at
from gangju.reader.model import Clause, Frequency, Quantity, Value

PART: Final = re.compile(r"[,;。:|]")
SHARED: Final = re.compile(r"的[^,。;:]{0,8}")
MEANT: Final = re.compile(r"[^,。;:、]{0,8}?的(?P<then>$|[,;:]|都|均|要|应|须|也|全|[\u4e00-\u9fff“(]{2,})")
THEN: Final = re.compile(r"(?:\([^()]*\))?的(?:$|[,;]|予以|给予|由|须|应|可|要)|的?(?:[得计扣加]\s*\d|得满分)")
COUNTED: Final = ("人", "名", "年", "岁", "周岁")
HEADS: Final = ("post.role", "membership.kind", "organization.kind", "unit.kind", "roster_entry.roster")


@dataclass(frozen=True)
class Figure:
    """One demand in numbers. `window` is set where it is asked again in each of them; `times` then says how often."""

    start: int
    end: int
    text: str
    op: str
    value: Value
    unit: str
    per: str | None
    denominator: str | None
    force: str
    window: str | None = None

    @property
    def single(self) -> Fraction | None:
        return self.value if isinstance(self.value, Fraction) else None


@dataclass(frozen=True)
class Passage:
    """A clause under the number that the plan gives it.

    `above` is what the sections around it say themselves, `level` that of the issuer as far as the text tells it, `before` what was
    read last, the latest at the end, `after` what follows in the same place of the plan up to the next figure.
    """

    clause: Clause
    number: str
    above: str
    words: Vocabulary
    mentions: tuple[Mention, ...]
    figures: tuple[Figure, ...]
    conditions: tuple[Figure, ...]
    level: str | None = None
    before: tuple[Passage, ...] = ()
    after: str = ""

    @property
    def text(self) -> str:
        return self.clause.text

    def part(self, figure: Figure) -> tuple[int, int]:
        """The stretch between two stops in which a figure stands."""
        cuts = [self.clause.start, *(self.clause.start + stop.end() for stop in PART.finditer(self.text)), self.clause.end]
        first = max(cut for cut in cuts if cut <= figure.start)
        return first, min((cut for cut in cuts if cut >= figure.end), default=self.clause.end)

    def between(self, start: int, end: int) -> tuple[Mention, ...]:
        return tuple(mention for mention in self.mentions if start <= mention.start and mention.end <= end)

    def near(self, figure: Figure, *lists: str) -> tuple[Mention, ...]:
        """The words of these lists that the figure speaks of: those of its own stretch, else those before it, else those after."""
        first, last = self.part(figure)
        for start, end in ((first, last), (self.clause.start, figure.start), (figure.end, self.clause.end)):
            found = tuple(mention for mention in self.between(start, end) if mention.names(*lists))
            if found:
                return found
        return ()

    def share_of(self, figure: Figure) -> Figure | None:
        """The share of those that reach such a figure: 一千平方米以上的不少于两成, 三成以上的场所达到八百平方米."""
        after = [each for each in self.figures if each.start >= figure.end and each.unit == "%"]
        if after and SHARED.fullmatch(self.slice(figure.end, after[0].start)):
            return after[0]
        before = [each for each in self.figures if each.end <= figure.start and each.unit == "%"]
        same = before and self.part(before[-1]) == self.part(figure)
        return before[-1] if same and "的" in self.slice(before[-1].end, figure.start)[:1] else None

    def reached_by(self, share: Figure, unit: str) -> Figure | None:
        """The figure whose share this is."""
        return next((each for each in self.figures if each.unit == unit and self.share_of(each) == share), None)

    def force(self, place: int) -> str:
        return force_at(self.text, place - self.clause.start)

    def slice(self, start: int, end: int) -> str:
        return self.text[start - self.clause.start : end - self.clause.start]


def passage_of(
    clause: Clause, number: str, above: str, words: Vocabulary, level: str | None = None, before: Sequence[Passage] = (), after: str = ""
) -> Passage:
    """Sorts the figures of a clause into demands and conditions."""
    mentions = words.mentions(clause.text, clause.start)
    figures = sorted((*_repeated(clause), *_asked(clause)), key=lambda figure: (figure.start, figure.end))
    meant = tuple(figure for figure in figures if is_condition(clause, figure, mentions))
    asked = tuple(figure for figure in figures if figure not in meant)
    return Passage(clause, number, above, words, mentions, asked, meant, level, tuple(before), after)


def is_condition(clause: Clause, figure: Figure, mentions: tuple[Mention, ...]) -> bool:
    """百人以上的企业…: the figure is followed by 的 and by somebody, or by what is then asked of him."""
    if figure.window is not None:
        return False
    if figure.unit not in COUNTED:
        return THEN.match(clause.text, figure.end - clause.start) is not None
    after = MEANT.match(clause.text, figure.end - clause.start)
    if after is None:
        return False
    place = clause.start + after.start("then")
    somebody = any(mention.start - place in range(8) and mention.names(*HEADS) for mention in mentions)
    return somebody or not after["then"] or after["then"][0] in ",;:都均要应须也全"


def _repeated(clause: Clause) -> Iterator[Figure]:
    for found in clause.frequencies:
        yield _frequency(clause, found)


def _frequency(clause: Clause, found: Frequency) -> Figure:
    force = force_at(clause.text, found.end - clause.start)
    return Figure(found.start, found.end, found.text, ">=", found.times, "次", None, None, force, found.window)


def _asked(clause: Clause) -> Iterator[Figure]:
    """The quantities; one that a frequency already says is not asked twice."""
    for found in clause.quantities:
        if not any(repeated.start < found.end and found.start < repeated.end for repeated in clause.frequencies):
            yield _quantity(found)


def _quantity(found: Quantity) -> Figure:
    return Figure(found.start, found.end, found.text, found.op, found.value, found.unit, found.per, found.denominator, found.force)
