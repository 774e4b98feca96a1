"""From text to paragraphs: page furniture set aside, sentences that a page break cut joined again.

A paragraph's own text has no line breaks; it remembers where each of its characters stands in the
document, so that what is found in it can be shown in the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gangju.reader.collapsed import cuts

NUMBERING = re.compile(
    r"(?P<chapter>第[一二三四五六七八九十百\d]+[编篇章节])(?: |(?=[^条款]))"
    r"|(?P<article>第[一二三四五六七八九十百\d]+条|^[一二三四五六七八九十]{1,3}条(?= ))"
    r"|(?P<han>[一二三四五六七八九十]{1,3}[、.])"
    r"|(?P<han_paren>\([一二三四五六七八九十]{1,3}\)[、.]?)"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){2,3}(?![\d.%])"
    r"|\d{1,2}\.\d{1,2}(?= ?[\u4e00-\u9fff“])(?! ?[万亿元倍个米亩公平小百千年月天人名分户次篇]))"
    r"|(?P<digit>\d{1,3}(?:、|\.(?!\d)))"
    r"|(?P<digit_paren>\(?\d{1,2}\)[、.]?)"
    r"|(?P<ring>[①-⑳])"
)

#: What a web page, a reader's page or a printer puts around a text. None of it belongs to the text.
FURNITURE = re.compile(
    r"^(?:当前位置|[您你](?:现在|当前|所在)?的?位置|首页\s*[>›»]|版权声明|免责声明|上一篇|下一篇|相关推荐|相关主题|相关文档|相关阅读|文本预览|最新文档|热门文档"
    r"|返回顶部|打印本页|关闭窗口|分享到|扫一扫|阅读原文|联系我们|网站地图|信息来源|发布时间|发布日期|浏览次数|点击数|字体|责任编辑|责编|编辑:|来源:|作者:"
    r"|文/图|图/文|通讯员|本报讯|联系人|联系电话|正文$"
    r"|上一条|下一条|字号[:[(]|(?:浏览|阅读|访问|点击)(?:量|数|次数)? ?[::]|[【[](?:打印|关闭|收藏|纠错|返回)|(?:打印|关闭|收藏)$"
    r"|设为首页|扫描二维码|时间: ?\d{4}-\d{1,2}-\d{1,2}"
    r"|(?:索 ?引 ?号|发文字号|文 ?号|主题分类|主题词|成文日期|生成日期|公开(?:方式|形式|时限|日期)|发文(?:机关|单位)|发布(?:机构|机关|单位)"
    r"|内容概述|信息名称|有 ?效 ?性|来源)(?:[:: ]|$))"
    r"|©|copyright|all rights reserved|ICP备|公网安备|技术支持|旧版链接|webmaster"
    r"|^\(\d+\)$",
    re.IGNORECASE,
)
#: A page's menu copied as a list: 1. 当前位置:, 2. 首页 > 政务公开.
_LISTED = re.compile(r"^\d{1,2}\. ?(?=当前位置|首页|主页|[>›»])")
_CRUMBS = re.compile(r"^(?:首页|主页|网站首页)? ?(?:[>›»]+ ?[^>›»。,;:]{1,20})+$")
#: Furniture that comes in whole sentences. Any other sentence is text, whatever words of a page stand in it.
NOTICE = re.compile(
    r"^(?:内容概述|内容摘要|信息摘要|版权|免责|相关|分享到|扫|当前位置)|©|copyright|all rights reserved|ICP备|公网安备", re.IGNORECASE
)
LONGEST_NOTICE = 200
PAGE_NUMBER = re.compile(r"^[-—·]*\s*\d{1,3}\s*[-—·]*$|^第?\s*\d+\s*页(?:\s*[,/]?\s*共\s*\d+\s*页)?$|^\d{1,3} ?/ ?\d{1,3}$")

#: In a row: the same as in the cell above, which reaches down into this place.
DITTO = "〃"
ROW = re.compile(r"(?:^| )\|(?= |$)")
_TERMINAL = tuple("。!?;:…”)》】")
_CARRIES_ON = tuple(",、")
#: A line shorter than this that has no full stop is a heading, not half a sentence.
CUT_LINE = 60
#: Before the number of a page a line of this length is cut, if it has no full stop; a shorter one may be a heading.
CUT_AT_PAGE = 16
#: What is left of a sentence on the next line of a copy that was broken by hand.
LONGEST_TAIL = 16
_MIDST = re.compile(r"[,;。]")
#: A text set in lines of fixed width: so many of its lines end in the middle of a sentence.
WRAPPED_SHARE = 0.5
FULL_SHARE = 0.3
FULL_WIDTH = 0.85
WRAPPED_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Flow:
    """A run of text without breaks; `places[i]` is where its i-th character stands in `source`."""

    source: str
    text: str
    places: Sequence[int]

    def span(self, first: int, last: int) -> tuple[str, int, int]:
        """The slice `[first:last]` as it stands in the document: text, start, end."""
        start, end = self.places[first], self.places[last - 1] + 1
        return self.source[start:end], start, end

    def part(self, first: int, last: int) -> Flow:
        return Flow(self.source, self.text[first:last], self.places[first:last])

    @property
    def start(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[-1] + 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together. `breaks` are the places in its text where a page break was mended."""

    flow: Flow
    lines: tuple[Line, ...]
    breaks: tuple[int, ...]


def lines_of(text: str) -> list[Line]:
    """All lines with something on them; a line that several were run together to is taken apart."""
    pieces = text.split("\n")
    inner = cuts(pieces)
    found, start = [], 0
    for place, piece in enumerate(pieces):
        for first, last in pairwise([0, *inner.get(place, ()), len(piece)]):
            if piece[first:last].strip():
                found.append(Line(start + first, piece[first:last]))
        start += len(piece) + 1
    return found


def paragraphs(text: str, rows: Sequence[Paragraph] = ()) -> list[Paragraph]:
    """The paragraphs of the body, furniture left out. `rows` are lines that were put together before."""
    whole = lines_of(text)
    taken = sorted(line.start for row in rows for line in row.lines)
    aside = frozenset(taken)
    lines = [line for line in whole if line.start not in aside and not is_furniture(line.text)]
    page_ends = {line.start for line, below in pairwise(whole) if PAGE_NUMBER.match(below.text.strip())}
    wrapped = _is_wrapped(lines)
    full = frozenset(line.start for line in _full(lines))
    groups: list[list[Line]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        apart = before is not None and bisect_left(taken, before.start) < bisect_left(taken, line.start)
        if (
            before
            and not apart
            and (_continues(before, line, full if wrapped else None) or (before.start in page_ends and _is_cut(before, line)))
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return sorted([*(_paragraph(text, group, wrapped) for group in groups), *rows], key=lambda paragraph: paragraph.flow.start)


def is_furniture(line: str) -> bool:
    """Navigation, copyright, page numbers: part of the page, not of the text."""
    text = _LISTED.sub("", line.strip())
    if PAGE_NUMBER.match(text) or _CRUMBS.match(text):
        return True
    sentence = "。" in text and not (len(text) <= LONGEST_NOTICE and NOTICE.search(text))
    return not sentence and FURNITURE.search(text) is not None


def is_row(line: str) -> bool:
    """A row of a table: its cells are parted by ` | `, an empty one keeps its place at either end too."""
    return ROW.search(line) is not None


def _is_wrapped(lines: list[Line]) -> bool:
    if len(lines) < 8 or max(len(line.text) for line in lines) > WRAPPED_WIDTH:
        return False
    full = _full(lines)
    cut = [line for line in full if not line.text.rstrip().endswith(_TERMINAL)]
    return len(full) > len(lines) * FULL_SHARE and len(cut) > len(full) * WRAPPED_SHARE


def _full(lines: list[Line]) -> list[Line]:
    width = max((len(line.text) for line in lines), default=0)
    return [line for line in lines if len(line.text) >= width * FULL_WIDTH]


def _continues(line: Line, following: Line, full: frozenset[int] | None) -> bool:
    """Does the next line carry on this one? `full` holds the lines that fill the width of a wrapped text."""
    text = line.text.rstrip()
    if text.endswith(_TERMINAL) or NUMBERING.match(following.text.strip()) or is_row(text) or is_row(following.text):
        return False
    if text.endswith(_CARRIES_ON) or _has_tail(text, following.text.strip()):
        return True
    if NUMBERING.match(text) and "。" not in text and len(text) < 2 * CUT_LINE:
        return False
    if full is not None:
        return line.start in full
    return len(text) >= CUT_LINE or ("。" in text and len(text) > CUT_LINE / 2)


def _has_tail(text: str, following: str) -> bool:
    """A sentence cut by hand: …由组织部负 · 责解释。 A bare heading with a comma has a paragraph below it, not a scrap."""
    number = NUMBERING.match(text)
    sentence = "," in text and len(text) >= CUT_AT_PAGE and not text.endswith(")") and (not number or bool(number["article"]))
    return sentence and len(following) <= LONGEST_TAIL and following.endswith("。")


def _is_cut(line: Line, following: Line) -> bool:
    """Does a sentence run on over the number of a page? A heading that happens to stand last on a page does not."""
    text = line.text.rstrip()
    if text.endswith(_TERMINAL) or NUMBERING.match(following.text.strip()) or is_row(text) or is_row(following.text):
        return False
    return bool(_MIDST.search(text)) or (len(text) >= CUT_AT_PAGE and not NUMBERING.match(text))


def _paragraph(text: str, group: list[Line], wrapped: bool) -> Paragraph:
    if len(group) == 1:
        line = group[0]
        return Paragraph(Flow(text, line.text, range(line.start, line.end)), (line,), ())
    places: list[int] = []
    breaks: list[int] = []
    for line in group:
        if places and not wrapped:
            breaks.append(len(places))
        places.extend(range(line.start, line.end))
    return Paragraph(Flow(text, "".join(line.text for line in group), places), tuple(group), tuple(breaks))
