"""A document as the statements it makes: whole sentences with their clauses, and where each stands.

A clause is cut where a second figure begins; a prohibition (不得以签到…) or a window (每月…,…,并报…) governs the whole sentence.
What a report tells asks for nothing and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gangju.reader.law import law
from gangju.reader.model import Clause, Document
from gangju.reader.page import Flow
from gangju.reader.report import is_told
from gangju.reader.sentence import segments
from gangju.reader.tree import Tree

_STOP = re.compile(r"[。;!?:][”)]?$")
_DRESS = re.compile(r"[、.\s]+$")
_COUNTED_OFF = re.compile(r"^([一二三四五六七八九十]{1,2})是$")
_APPENDIX = re.compile(r"^附\s?件?\s?\d{0,2}\s?[::]?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence. `number` is where it stands (二(五)), empty where the text has no numbers.

    `banned`: it only names what is forbidden, below 负面清单 or behind 严禁下列行为:.
    """

    flow: Flow
    clauses: tuple[Clause, ...]
    number: str
    banned: bool = False

    def segment(self, place: int) -> tuple[int, int]:
        """The span between two commas that holds a place of the flow."""
        return next(((first, last) for first, last in segments(self.flow.text) if first <= place < last), (0, len(self.flow.text)))

    def after(self, last: int) -> int:
        """The end of the part that follows the one ending here: 点赞一篇,积0.5分."""
        return self.segment(last)[1] if last < len(self.flow.text) else last

    def place(self, start: int) -> int:
        """Where a place of the document stands in the flow."""
        return next((place for place, where in enumerate(self.flow.places) if where >= start), len(self.flow.text))


def statements(document: Document) -> Iterator[Statement]:
    """All sentences that may ask for something."""
    tree, bans = Tree(document.sections), list(_bans(document))
    for group in _sentences(document.clauses):
        flow = _flow(document.text, group[0].start, group[-1].end)
        if not is_told(flow.text, list(tree.upwards(group[0].section))):
            yield Statement(flow, group, numbered(tree, group[0].section), _is_banned(group[0].start, bans))


def headings(document: Document) -> Iterator[Statement]:
    """Titles as statements of their own: 党员积分管理办法 says by its name what it brings in."""
    start = document.text.find(document.title) if document.title else -1
    if start >= 0:
        yield Statement(_flow(document.text, start, start + len(document.title)), (), "标题")
    tree, said, bans = Tree(document.sections), [(clause.start, clause.end) for clause in document.clauses], list(_bans(document))
    for index, section in enumerate(document.sections):
        first = document.text.find(section.title, section.start, section.end) if section.title else -1
        if first >= 0 and not any(begin <= first < end for begin, end in said):
            flow = _flow(document.text, first, first + len(section.title))
            yield Statement(flow, (), numbered(tree, index), _is_banned(first, bans))


def _bans(document: Document) -> Iterator[tuple[int, int]]:
    """Spans that list what is forbidden: a section so titled, and what follows 严禁下列行为: up to the end of its section."""
    words, tree = law().negation, Tree(document.sections)
    for section in document.sections:
        if words.heading.search(section.title):
            yield section.start, section.end
    for match in words.lead.finditer(document.text):
        place = tree.at(match.start())
        following = (section.start for section in document.sections if section.start >= match.end())
        yield match.end(), document.sections[place].end if place is not None else next(following, len(document.text))


def _is_banned(start: int, bans: list[tuple[int, int]]) -> bool:
    return any(first <= start < last for first, last in bans)


def numbered(tree: Tree, section: int | None) -> str:
    """二(五) from 二、 and (五), 四(三) from 四、 and 三是, 2.1 from 2 and 2.1: the numbers of a section and of those above it."""
    found: list[str] = []
    for above in reversed([above.number for above in tree.upwards(section) if above.number]):
        number = _COUNTED_OFF.sub(r"(\1)", _DRESS.sub("", above))
        if found and number.startswith(f"{found[-1]}."):
            found.pop()
        found.append(number)
    return "".join(found)


def body_length(document: Document) -> int:
    """Characters of the body, blanks not counted; what stands below 附件 is not the body."""
    match = _APPENDIX.search(document.text)
    end = match.start() if match else len(document.text)
    return sum(len("".join(clause.text.split())) for clause in document.clauses if clause.end <= end)


def _sentences(clauses: tuple[Clause, ...]) -> Iterator[tuple[Clause, ...]]:
    group: list[Clause] = []
    for clause in clauses:
        if group and (_STOP.search(group[-1].text) or group[-1].section != clause.section):
            yield tuple(group)
            group = []
        group.append(clause)
    if group:
        yield tuple(group)


def _flow(text: str, start: int, end: int) -> Flow:
    places = [place for place in range(start, end) if text[place] != "\n"]
    return Flow(text, "".join(text[place] for place in places), places)
