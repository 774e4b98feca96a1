"""The outline: numbered headings, items counted off inside a paragraph, and bare headings.

No numbering has a fixed rank. A style of numbering ranks below the style it first appears under;
when an older style comes back, everything below it is closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gangju.reader.duty import LEAD_LABELS, OTHER_LABELS, is_labelled
from gangju.reader.model import Section
from gangju.reader.numeral import number as numeral
from gangju.reader.page import NUMBERING, Paragraph
from gangju.reader.table import is_row

_HEAD_END = re.compile(r"[。;]|:(?!\d)|(?<!\d):")
_INLINE = re.compile(r"(?:(?<=[。;:,])|^)([一二三四五六七八九十]{1,2}是)([^,。;:]{2,40})")
#: (1)…;(2)… and ①…②… inside a paragraph.
_INLINE_NUMBERS = re.compile(
    r"(?:(?<=[。;:,])|^) ?"
    r"(?P<number>(?P<ring>[①-⑳])|(?P<digit_paren>\(\d{1,2}\))"
    r"|(?P<han_paren>\([一二三四五六七八九十]{1,3}\))|(?P<han>[一二三四五六七八九十]{1,2}、)) ?"
    r"(?P<title>[^,。;:]{2,40})"
)
_ENDS = ("。", "!", "?", ";", ":", ",", "、", "…", ")")
#: 建好阵地(牵头单位:…): the list of units is no part of the title.
_UNITS = re.compile(rf" ?\((?:{LEAD_LABELS}|{OTHER_LABELS}):")
#: 答:(一)…: questions and answers about a rule.
_ANSWER = re.compile(r" *答:? ?(?=\(|[一1])")
_RUN_ON = re.compile(r" *[\u4e00-\u9fff“”、]{2,20}(?= [\u4e00-\u9fff“《\d][^。]{19})")
LONGEST_TITLE = 60
WITHIN = "han within"
LONGEST_BARE = 45
#: An item of a list or a rate, no heading: - 学习笔记…, ◆…, 1次/年 ….
_BULLET = re.compile(r"[-—•·●◆■★☆※○▲►◇□√>]|\d+[次名人个月年]")
#: 第三条 holds a rule, not a name; only a short first sentence is its title.
LONGEST_ARTICLE_TITLE = 20


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the document: `style` is its kind of numbering, `start`–`end` what it covers itself."""

    number: str
    title: str
    style: str
    start: int
    end: int


def headings(paragraphs: list[Paragraph], masthead_lines: frozenset[int]) -> list[Heading]:
    """All headings in the order they stand in."""
    found: list[Heading] = []
    bare = _bare_runs(paragraphs, masthead_lines)
    counted = _counted_paragraphs(paragraphs)
    for place, paragraph in enumerate(paragraphs):
        if paragraph.flow.start in masthead_lines:
            continue
        heading = _numbered(paragraph) or counted.get(place)
        if heading and found and (heading.number, heading.title) == (found[-1].number, found[-1].title) and found[-1].title:
            # A page prints the first heading once more as its title: nothing stands between the two.
            found.pop()
        if heading:
            found.append(heading)
        elif place in bare:
            span = paragraph.flow
            found.append(Heading("", span.text.strip(), f"bare{bare[place]}", span.start, span.end))
        inside = [*_counted_off(paragraph), *_inline_numbers(paragraph)]
        inside.sort(key=lambda inline: inline.start)
        if heading and inside and inside[0].style == WITHIN and inside[0].start == heading.start:
            # 一、…。二、…。 run on in one paragraph: they stand below the heading above, whatever its own number looks like.
            found[-1] = inside[0]
        found.extend(inline for inline in inside if heading is None or inline.start > heading.start)
    return found


def sections(found: list[Heading], end: int) -> list[Section]:
    """Headings with their levels and the whole span they govern."""
    levels = _levels(found)
    return [
        Section(heading.number, heading.title, level, heading.start, _closing(found, levels, place, end))
        for place, (heading, level) in enumerate(zip(found, levels, strict=True))
    ]


def _closing(found: list[Heading], levels: list[int], place: int, end: int) -> int:
    after = (found[later].start for later in range(place + 1, len(found)) if levels[later] <= levels[place])
    return next(after, end)


def _levels(found: list[Heading]) -> list[int]:
    stack: list[str] = []
    levels = []
    for heading in found:
        if heading.style in stack:
            del stack[stack.index(heading.style) + 1 :]
        else:
            stack.append(heading.style)
        levels.append(len(stack))
    return levels


def _numbered(paragraph: Paragraph) -> Heading | None:
    text = paragraph.flow.text
    if is_row(text):
        return None
    asked = _ANSWER.match(text)
    left = asked.end() if asked else len(text) - len(text.lstrip())
    match = NUMBERING.match(text, left)
    if not match or match.end() >= len(text.rstrip()):
        return None
    begin = match.end() + (1 if match["chapter"] and text[match.end() : match.end() + 1] == ":" else 0)
    title, end = _head(text, begin, LONGEST_ARTICLE_TITLE if match["article"] else LONGEST_TITLE)
    if match["article"] and end == begin:
        title = ""
    _, start, stop = paragraph.flow.span(left, max(end, match.end()))
    # 2.1 and 2.1.1 are two styles: each dot is one rank more.
    style = f"decimal{match.group().count('.')}" if match["decimal"] else match.lastgroup or ""
    return Heading(match.group().strip(), title, style, start, stop)


def _head(text: str, first: int, longest: int) -> tuple[str, int]:
    """The title behind a number: up to the first stop, shortened at a comma where that is too long."""
    stops = [stop for stop in (_UNITS.search(text, first), _HEAD_END.search(text, first)) if stop]
    stop = min(stops, key=lambda match: match.start(), default=None)
    last = stop.start() if stop else len(text.rstrip())
    if last - first > longest:
        if longest == LONGEST_ARTICLE_TITLE:
            return "", first
        comma = text.find(",", first, first + longest)
        last = comma if comma > 0 else first + longest
    run_on = _RUN_ON.match(text, first, last)
    if run_on:
        # 一、指导思想 坚持…: the break between the heading and its text was lost.
        last = run_on.end()
    return text[first:last].strip(), last


def _counted_off(paragraph: Paragraph) -> list[Heading]:
    """一是…二是…: counted only where a second one follows the first."""
    matches = list(_INLINE.finditer(paragraph.flow.text))
    if len(matches) < 2 or not matches[0].group(1).startswith("一"):
        return []
    found = []
    for match in matches:
        _, start, end = paragraph.flow.span(match.start(), match.end())
        found.append(Heading(match.group(1), match.group(2).strip(), "counted", start, end))
    return found


def _counted_paragraphs(paragraphs: list[Paragraph]) -> dict[int, Heading]:
    """一是…, 二是… at the heads of paragraphs that follow each other."""
    found: dict[int, Heading] = {}
    row: dict[int, Heading] = {}
    for place, paragraph in enumerate(paragraphs):
        match = _INLINE.match(paragraph.flow.text)
        value = numeral(match.group(1).removesuffix("是")) if match else None
        if match is None or value is None or (value != 1 and value != len(row) + 1):
            continue
        row = {} if value == 1 else row
        _, start, end = paragraph.flow.span(match.start(), match.end())
        row[place] = Heading(match.group(1), match.group(2).strip(), "counted", start, end)
        found |= row if len(row) > 1 else {}
    return found


def _inline_numbers(paragraph: Paragraph) -> list[Heading]:
    """A row of numbers inside a paragraph: the first is 1, and each is one more than the one before."""
    found: list[Heading] = []
    for style in () if is_row(paragraph.flow.text) else ("ring", "digit_paren", "han_paren", "han"):
        row = [match for match in _INLINE_NUMBERS.finditer(paragraph.flow.text) if match[style]]
        if len(row) > 1 and [_ordinal(match[style]) for match in row] == list(range(1, len(row) + 1)):
            found.extend(_inline(paragraph, match, style) for match in row)
    return found


def _inline(paragraph: Paragraph, match: re.Match[str], style: str) -> Heading:
    _, start, end = paragraph.flow.span(match.start("number"), match.end("title"))
    return Heading(match[style], match["title"].strip(), WITHIN if style == "han" else style, start, end)


def _ordinal(number: str) -> int | None:
    if len(number) == 1:
        return ord(number) - ord("①") + 1
    value = numeral(number.strip("()、"))
    return int(value) if value is not None else None


def _bare_runs(paragraphs: list[Paragraph], masthead_lines: frozenset[int]) -> dict[int, int]:
    """Bare headings and how many more follow directly: the last of a run ranks lowest."""
    places = [place for place in range(len(paragraphs)) if _is_bare(paragraphs, place, masthead_lines)]
    ranks: dict[int, int] = {}
    for place in reversed(places):
        ranks[place] = ranks[place + 1] + 1 if place + 1 in ranks else 0
    # A heading stands above something: what stands last, above nothing, is a signature or a slogan.
    return {place: rank for place, rank in ranks.items() if place + rank + 1 < len(paragraphs)}


def _is_bare(paragraphs: list[Paragraph], place: int, masthead_lines: frozenset[int]) -> bool:
    paragraph = paragraphs[place]
    text = paragraph.flow.text.strip()
    plain = 4 <= len(text) <= LONGEST_BARE and not text.endswith(_ENDS) and "。" not in text and " | " not in text
    chinese = sum("\u4e00" <= mark <= "\u9fff" for mark in text) > len(text) / 2
    return (
        plain
        and chinese
        and not _BULLET.match(text)
        and not is_labelled(text)
        and not NUMBERING.match(text)
        and paragraph.flow.start not in masthead_lines
    )
