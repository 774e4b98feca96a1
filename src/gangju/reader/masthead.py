"""The head and foot of a document: title, issuer, number, day of issue, kind, and its year.

The year is what “今年” and “6月底前” are counted in: the year of issue (a plan for the year after that, issued in December, is
counted in its own), else the year in the title, the number, or the opening. Without any, days are given without a year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from gangju.reader.numeral import number
from gangju.reader.page import NUMBERING, Line

KIND = (
    r"(?:方案|通知|通报|意见|办法|细则|计划|规划|要点|安排|规定|制度|标准|条例|规则|规程|准则|决定|决议|清单|分解表|一览表"
    r"|责任书|批复|纲要|措施|指南|规范|公约|章程|须知)"
)
NORMATIVE = re.compile(KIND + r"(?:\([^()]*\))?$")
_ISSUER = re.compile(r"^(?!关于)(?:中共)?[\u4e00-\u9fff()]{2,40}?(?=关于|印发|转发)")
_NUMBER = re.compile(r"^[\u4e00-\u9fff]{1,16}\s?[〔\[(]\s?\d{4}\s?[〕\])]\s?\d+\s?号$")
_DAY = re.compile(
    r"^(?:[\u4e00-\u9fff()]{4,30} (?=.*印发$))?"
    r"\(?(\d{4}|[〇零一二三四五六七八九]{4})年(\d{1,2}|[一二三四五六七八九十]+)月(\d{1,2}|[一二三四五六七八九十]+)日?\)?(?:印发)?$"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
#: 2024年要点, 2021-2023年规划: the year a plan is for, or begins in.
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年?(?:(?:-|—+|~|至|到)(?:19|20)\d{2})?年")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2}年?(?:-|—+|~|至|到)(?:19|20)\d{2}年")
_NUMBER_YEAR = re.compile(r"[〔\[(]\s?(\d{4})")
_BYLINE = re.compile(r"(?:记者|通讯员|书记|部长|主任|局长|作者) ?[\u4e00-\u9fff]{1,2} ?[\u4e00-\u9fff]{1,2}$")
_ENDS = ("。", ";", ":", ",", "、", "!", "?", "…")
_ADDRESSED = re.compile(r"^(?:各|市直|县直|区直|省直|全市|全县|中央|市委各|县委各|机关各)[^。;]*:\s*$")
_LETTERHEAD = re.compile(r"^[\u4e00-\u9fff()]{4,40}(?:委员会|委|组|局|部|办|办公室|政府|党组|会)文件$")
_SAYS_SO = re.compile(r"^[\u4e00-\u9fff()]{0,40}(?:关于|印发《)[^。;]{4,}$")
#: Who issues it, on a line of its own in the head.
_BODY = re.compile(
    r"^中共[\u4e00-\u9fff()]{2,20}(?:委员会|[省市州盟县区旗镇乡]委|党委|工委|党组|组织部|办公室)(?: [\u4e00-\u9fff]{2,20}(?:政府|办公室))?$"
)
HEAD_LINES = 12
LONGEST_TITLE = 70
LONGEST_SIGNATURE = 40


@dataclass(frozen=True, slots=True)
class Masthead:
    """What stands above and below the body; `lines` are the starts of the lines it stands on.

    `carried` is a year that was named before in the same paragraph: it goes before the document's own.
    """

    title: str
    issuer: str | None
    number: str | None
    issued_on: date | None
    year: int | None
    normative: bool
    lines: frozenset[int]
    carried: int | None = None

    @property
    def counted_from(self) -> str | None:
        """What 今年 and 6月底前 are counted from: the day of issue, or a year alone."""
        if self.issued_on and self.issued_on.year == self.year:
            return self.issued_on.isoformat()
        return str(self.year) if self.year else None


def masthead(lines: list[Line]) -> Masthead:
    """Reads head and foot from the lines of a document (furniture already left out)."""
    title, used = _title(lines)
    numbers = [line for line in lines[:HEAD_LINES] if _NUMBER.match(line.text.strip())]
    dated = [(place, day) for place, line in enumerate(lines) if (day := _day(line.text.strip()))]
    signed = lines[dated[0][0] - 1] if dated and dated[0][0] else None
    letterheads = [line for line in lines[:HEAD_LINES] if _LETTERHEAD.match(line.text.strip())]
    if signed is not None and (signed in used or signed in _repeats(lines, title)):
        signed = None
    bodies = [line for line in lines[1:HEAD_LINES] if _BODY.match(line.text.strip())]
    taken = [
        *used,
        *bodies,
        *letterheads,
        *_addressees(lines),
        *_appendices(lines),
        *numbers,
        *(lines[place] for place, _ in dated),
        *_repeats(lines, title),
    ]
    if signed is not None and _is_signature(signed):
        taken.append(signed)
    issued = dated[0][1] if dated else None
    return Masthead(
        title=title,
        issuer=letterheads[0].text.strip().removesuffix("文件")
        if letterheads
        else _issuer(title, signed or (bodies[0] if bodies else None)),
        number=numbers[0].text.strip() if numbers else None,
        issued_on=issued,
        year=_year(title, issued, numbers, lines),
        normative=bool(NORMATIVE.search(title)),
        lines=frozenset(line.start for line in taken),
    )


def _title(lines: list[Line]) -> tuple[str, list[Line]]:
    named = _named(lines)
    if named is not None:
        title, group = _whole_title(lines, named)
        return title, [*lines[:named], *group]
    for place, line in enumerate(lines[:HEAD_LINES]):
        text = line.text.strip()
        if not place and _ADDRESSED.match(text):
            # The page kept its title to itself; the paper that is passed on has one of its own further down.
            return next((_whole_title(lines, below) for below in range(1, len(lines)) if _passed_on(lines, below)), ("", []))
        if text.endswith(_ENDS) or len(text) > LONGEST_TITLE or NUMBERING.match(text) or text.startswith("(") or len(lines) == 1:
            return "", []
        if not _NUMBER.match(text) and not _day(text) and len(text) > 3 and not _LETTERHEAD.match(text):
            return _whole_title(lines, place)
    return "", []


def _passed_on(lines: list[Line], place: int) -> bool:
    """A title on a line of its own, or over two: it ends as titles end, with the numbered body below it."""
    before, text = lines[place - 1].text.strip(), lines[place].text.strip()
    stands = bool(_day(before)) or _is_signature(lines[place - 1])
    plain = stands and _is_signature(lines[place]) and not _day(text) and not text.startswith("附件")
    return plain and bool(NORMATIVE.search(_whole_title(lines, place)[0]))


def _named(lines: list[Line]) -> int | None:
    """Where a title that says so (…关于…的通知) stands below lines that a web page has put above it."""
    for place, line in enumerate(lines[:HEAD_LINES]):
        text = line.text.strip()
        if text.endswith("。") or NUMBERING.match(text) or NORMATIVE.search(text):
            return place if _SAYS_SO.match(text) and place else None
        if place and _SAYS_SO.match(text) and NORMATIVE.search(_whole_title(lines, place)[0]):
            return place
    return None


def _whole_title(lines: list[Line], place: int) -> tuple[str, list[Line]]:
    """A title may run over two or three lines: they are joined where only the whole ends as titles end."""
    text = lines[place].text.strip()
    for more in (1, 2):
        group = lines[place : place + more + 1]
        joined = "".join(line.text.strip() for line in group)
        plain = not any(_NUMBER.match(line.text.strip()) or _day(line.text.strip()) for line in group)
        whole = joined.count("《") == joined.count("》")
        fits = plain and whole and len(group) == more + 1 and not any(line.text.endswith(_ENDS) for line in group)
        fits = fits and len(joined) <= (LONGEST_TITLE if "《" not in joined else 2 * LONGEST_TITLE)
        if fits and not NORMATIVE.search(text) and NORMATIVE.search(joined) and text not in joined[len(text) :]:
            return joined, group
    return text, [lines[place]]


def _repeats(lines: list[Line], title: str) -> list[Line]:
    """Printed again, whole or in pieces, above the body."""
    names = [title, *re.findall(r"《([^《》]+)》", title)]
    return [line for line in lines if len(line.text.strip()) > 5 and any(line.text.strip() in name for name in names)]


def _issuer(title: str, signed: Line | None) -> str | None:
    match = _ISSUER.match(title)
    if match:
        return match.group()
    return signed.text.strip() if signed is not None and _is_signature(signed) and not _BYLINE.search(signed.text) else None


def _is_signature(line: Line) -> bool:
    text = line.text.strip()
    return len(text) <= LONGEST_SIGNATURE and not text.endswith(_ENDS) and not NUMBERING.match(text)


def _day(text: str) -> date | None:
    match = _DAY.match(text)
    parts = [number(part) for part in match.groups()] if match else []
    if not parts or None in parts:
        return None
    year, month, day = (int(part) for part in parts if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(title: str, issued: date | None, numbers: list[Line], lines: list[Line]) -> int | None:
    match = _TITLE_YEAR.search(title) or next((found for line in numbers if (found := _NUMBER_YEAR.search(line.text))), None)
    named = int(match.group(1)) if match else None
    if issued:
        return named if named == issued.year + 1 else issued.year
    if named:
        return named
    opening = (re.sub(r"《[^》]*》|\([^)]*\)", "", line.text) for line in _opening(lines))
    years = {int(year) for text in opening for year in _YEAR.findall(text)}
    # A plan names what it goes by before its own year. A piece without a title has the year that it names without a rival.
    alone = len(years) == 1 and not title and not any(_YEARS.search(line.text) for line in lines)
    return max(years) if alone or (years and NORMATIVE.search(title)) else None


def _addressees(lines: list[Line]) -> list[Line]:
    """各县、区党委,市委各部门: — the line of those written to."""
    head = lines[:HEAD_LINES]
    return [line for line in head if line.text.rstrip().endswith(":") and re.search(r"[、,]", line.text) and _ADDRESSED.match(line.text)]


def _appendices(lines: list[Line]) -> list[Line]:
    """附件:1.… and the short numbered lines below it name other papers."""
    found: list[Line] = []
    for line, before in zip(lines, [None, *lines], strict=False):
        text = line.text.strip()
        follows = bool(found) and found[-1] is before
        if (re.match(r"附件\s?\d?[:]", text) and len(text) <= LONGEST_TITLE) or (
            follows and NUMBERING.match(text) and len(text) <= LONGEST_SIGNATURE and "。" not in text
        ):
            found.append(line)
    return found


def _opening(lines: list[Line]) -> list[Line]:
    numbered = [place for place, line in enumerate(lines) if NUMBERING.match(line.text.strip())]
    return lines[: numbered[0] if numbered else HEAD_LINES]
