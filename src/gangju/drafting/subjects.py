"""The subject of a clause: several kinds of subjects named together are taken apart, and words of it that nothing reads are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from gangju.drafting.passage import HEADS, Figure, Passage
from gangju.drafting.sketch import Sketch
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import first_run

KINDS: Final = ("post.role", "membership.kind", "organization.kind")
PARTICLES: Final = re.compile(
    r"[的各级类全体所有广大等和与及或同、()“”每名位个家支座省市县区镇乡街道含内\n:]"
    r"|原则上|一般|在|要求|行业|部门|单位|工作|人员|干部|基层|本|其"
)
ROSTER: Final = "roster_entry.roster"
LEAST: Final = 2


def apart(passage: Passage) -> Sequence[Passage]:
    """One passage for each kind of subject: a standard judges subjects of one relation."""
    subject = passage.clause.subject or _named(passage)
    groups: list[list[Mention]] = []
    for mention in passage.words.mentions(subject):
        kind = _kind(mention, passage)
        known = _kind_of(groups[-1], passage) if groups else None
        if groups and (kind is None or kind == known or known is None):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    if len(groups) < LEAST:
        return (passage,)
    texts = [subject[group[0].start : group[-1].end] for group in groups]
    return tuple(replace(passage, clause=replace(passage.clause, subject=text)) for text in texts)


def _named(passage: Passage) -> str:
    """Those whom the clause begins with, where the reader saw no subject."""
    run = first_run(passage.mentions)
    begins = run and run[0].start - passage.clause.start <= LEAST
    return passage.slice(run[0].start, run[-1].end) if begins else ""


def _kind(mention: Mention, passage: Passage) -> str | None:
    """A list on which persons stand (入党积极分子) is a kind of subject beside others; any other list only narrows."""
    named = next((name for name in KINDS if mention.names(name)), None)
    return named or next((ROSTER for code in mention.of(ROSTER) if passage.words.of_persons(code)), None)


def _kind_of(group: Sequence[Mention], passage: Passage) -> str | None:
    return next((kind for mention in group if (kind := _kind(mention, passage)) is not None), None)


def _narrowing(passage: Passage, title: str, figure: Figure) -> Iterator[str]:
    """Words directly before whoever is meant that narrow him (新党员, 规模以上企业); where he stands beside the figure, he there."""
    heads = [mention for mention in passage.mentions if mention.text in title and mention.names(*HEADS)]
    first, last = passage.part(figure)
    mention = next((mention for mention in heads if first <= mention.start and mention.end <= last), heads[0] if heads else None)
    if mention is not None:
        before = passage.slice(passage.clause.start, mention.start)
        said = passage.words.said["narrowing"]
        yield from (word for word in said if before.endswith(word) and f"{word}{mention.text}" not in title)


def whole(passage: Passage, sketch: Sketch, figure: Figure) -> Sketch:
    """A subject is understood with all its words, or what is not understood is missing."""
    subject = passage.clause.subject or ""
    rest = subject
    for mention in sorted(passage.words.mentions(subject), key=lambda found: -found.start):
        rest = f"{rest[: mention.start]}|{rest[mention.end :]}"
    if sketch.who is None or not sketch.who.named:
        return sketch
    left = [piece for piece in PARTICLES.sub("", rest).split("|") if len(piece) >= LEAST]
    left += [word for word in _narrowing(passage, sketch.who.title, figure) if word not in left]
    if not left:
        return sketch
    return replace(sketch, lacking=(*sketch.lacking, f"“{'、'.join(left)}”这个限定还没有写进对象:请补写条件,或者确认不分"))
