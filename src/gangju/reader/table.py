"""Tables: a row is one clause, its cells joined by ` | `; the header says what its columns hold.

A header is known by how its cells are named, not by a list of names: short, and each ends in a word for a column
(考核内容, 责任单位, 分值, 评分办法). Columns of units give the duty of the row, a column of points its worth, a column of
days its deadlines; serial numbers and columns left to be filled in hold nothing. A cell that stays empty at the left of
a row goes on with what stands above it (merged cells have their text once).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from gangju.reader.duty import LEAD_LABELS, OTHER_LABELS, Duty, split_units
from gangju.reader.model import Flag, Score
from gangju.reader.page import DITTO, Flow

_BORDER = re.compile(r"(?:^| )\|(?= |$)")
#: The words that names of columns end in.
_COLUMN = (
    r"序号?|编号|项次|项目|类别|类型|内容|指标|任务|措施|举措|要点|要求|标准|办法|细则|方法|方式|分值|分数|权重|得分|扣分|加分|评分|自评|备注"
    r"|时限|时间|期限|进度|节点|单位|部门|责任人|负责人|领导|科室|处室|依据|情况|说明|名称|目标|事项|数量|成果|等次|等级|学时|频次|对象|维度|材料|[准础本]分"
)
_HEAD = re.compile(
    rf"^(?:[\u4e00-\u9fff/、]{{0,6}}(?:{_COLUMN})(?:及[\u4e00-\u9fff]{{2,4}})?|{LEAD_LABELS}|{OTHER_LABELS}|满分)(?:\([^()]{{0,8}}\))?$"
)
LONGEST_HEAD = 14
CELL = " | "
_TOTAL = re.compile(r"^(?:总?合计|总计|总分|小计|得分合计)(?:得?分)?$")
_BONUS = re.compile(r"加分|附加|奖励|否决|^扣分|减分|倒扣")
_SERIALS = frozenset(("序号", "编号", "序", "项次"))
_SPEAKS = re.compile(r"[扣减得加计记][^,;。|\d]{0,4}(?:\d+(?:\.\d+)?(?:-\d+)?)?分|不得分")
_GIVES = re.compile(r"[扣减加得计记][^,;。|\d]{0,4}\d+(?:\.\d+)?(?:-\d+)?分|不得分")
#: 同上 is what people write where a program would merge the cells.
_DITTO = frozenset((DITTO, "同上"))
_NUMBER = re.compile(r"^(?P<worth>\d+(?:\.\d+)?)分?$")


class Holds(Enum):
    """What a column holds."""

    NOTHING = "nothing"
    TEXT = "text"
    LEAD = "lead"
    OTHER = "other"
    WORTH = "worth"
    WHEN = "when"


_ROLES: tuple[tuple[Holds, re.Pattern[str]], ...] = (
    (Holds.LEAD, re.compile(rf"^(?:{LEAD_LABELS})$")),
    (Holds.OTHER, re.compile(rf"^(?:{OTHER_LABELS})$")),
    (
        Holds.NOTHING,
        re.compile(r"^(?:序号?|编号|项次)$|^(?:自评|考评|考核|实际|实得|最终|复核|评定|检查)?(?:得分|扣分|评分|自评)(?:情况)?$"),
    ),
    (Holds.WORTH, re.compile(r"^(?:[\u4e00-\u9fff]{0,4}(?:分值|权重|分数)|标准分|满分|权重分|基准分|基础分|基本分|得分标准)$")),
    (Holds.WHEN, re.compile(r"时限|时间|期限|节点|^进度")),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, where it stands in the row's text, and what its column holds."""

    text: str
    first: int
    last: int
    holds: Holds = Holds.TEXT
    ditto: bool = False


@dataclass(slots=True)
class Table:
    """The columns of the table that is being read, and what its last row left for the rows below it."""

    names: tuple[str, ...] = ()
    holds: tuple[Holds, ...] = ()
    last_was_header: bool = False
    above: list[str] = field(default_factory=list)
    serials: set[str] = field(default_factory=set)

    @property
    def fresh(self) -> bool:
        """Has no row of it been read yet?"""
        return not self.names and not self.above and not self.last_was_header

    def takes_as_header(self, text: str) -> bool:
        """Is this row a header? Then its columns are known from here on; a second line of heads fills in the first."""
        names = header(text)
        if names and self.last_was_header and len(names) == len(self.names):
            names = tuple(new or old for new, old in zip(names, self.names, strict=True))
        self.last_was_header = names is not None
        if names is None:
            return False
        self.names, self.holds = names, tuple(map(_holds, names))
        self.above, self.serials = [], set()
        return True

    def row(self, text: str) -> list[Cell]:
        """The cells of a row of this table."""
        found = cells(text)
        if len(found) == len(self.holds):
            lone = sum(bool(cell.text) for cell in found) == 1
            return [_told(cell, holds, lone) for cell, holds in zip(found, self.holds, strict=True)]
        return _guessed(found)

    def carry(self, row: Sequence[Cell]) -> list[str]:
        """The row's texts with what stands above for the cells that go on with it."""
        first = next((place for place, cell in enumerate(row) if cell.text), 0)
        if len(row) != len(self.above):
            self.above = [""] * len(row)
        # A row whose first cells are empty goes on with the item above, and so do its units.
        whole = [
            cell.text or (above if cell.ditto or place < first or (first and cell.holds in {Holds.LEAD, Holds.OTHER}) else "")
            for place, (cell, above) in enumerate(zip(row, self.above, strict=True))
        ]
        self.above = whole
        return whole

    def repeated(self, flow: Flow, row: Sequence[Cell]) -> Flag | None:
        """A serial number that an earlier row of this table bears."""
        places = [place for place, name in enumerate(self.names) if name in _SERIALS]
        if not places or len(row) != len(self.names) or not row[places[0]].text.isdigit():
            return None
        cell = row[places[0]]
        if cell.text == "1":
            self.serials = set()
        known, self.serials = cell.text in self.serials, self.serials | {cell.text}
        note = f"序号“{cell.text}”用了两次:请改正序号"
        return Flag(*flow.span(cell.first, cell.last), "duplicate_number", note) if known else None


def is_row(text: str) -> bool:
    return "|" in text and _BORDER.search(text) is not None


def cells(text: str) -> list[Cell]:
    """The cells of a row, blanks at their ends left out."""
    ends = [(match.start(), match.end()) for match in _BORDER.finditer(text)]
    firsts, lasts = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
    return [_cell(text, first, max(first, last)) for first, last in zip(firsts, lasts, strict=True)]


def _cell(text: str, first: int, last: int) -> Cell:
    inner = text[first:last]
    if inner.strip() in _DITTO:
        return Cell("", first, first, ditto=True)
    left = len(inner) - len(inner.lstrip())
    return Cell(inner.strip(), first + left, first + left + len(inner.strip()))


def header(text: str) -> tuple[str, ...] | None:
    """The names of the columns, if this row is made of them."""
    names = [cell.text.replace(" ", "") for cell in cells(text)]
    printed = [name for name in names if name]
    known = sum(bool(_HEAD.match(name)) for name in printed)
    short = all(len(name) <= LONGEST_HEAD and not re.match(r"^\d|.*[。;]", name) for name in printed)
    return tuple(names) if short and known * 2 >= len(printed) and known > 1 else None


def is_column(text: str) -> bool:
    """Is this the name of a column?"""
    return len(text) <= LONGEST_HEAD and _HEAD.match(text.replace(" ", "")) is not None


def counts(name: str) -> bool:
    """Does a column of this name hold numbers: serial numbers or points?"""
    return name in _SERIALS or _holds(name) is Holds.WORTH


def is_number(text: str) -> bool:
    return _NUMBER.match(text) is not None


def gives_points(text: str) -> bool:
    """Does this cell say for what how many points are given or taken?"""
    return _GIVES.search(text) is not None


def _holds(name: str) -> Holds:
    bare = re.sub(r"\([^()]*\)$", "", name)
    return next((holds for holds, pattern in _ROLES if pattern.search(bare)), Holds.TEXT)


def _guessed(row: Sequence[Cell]) -> list[Cell]:
    """Without a header one lone number behind the first cell is the worth where another cell speaks of points."""
    numbers = [place for place, cell in enumerate(row) if place and _NUMBER.match(cell.text)]
    speaks = is_total([cell.text for cell in row]) or any(_SPEAKS.search(cell.text) for cell in row)
    worth = numbers[0] if len(numbers) == 1 and speaks else None
    found = []
    for place, cell in enumerate(row):
        empty = not cell.text or (place == 0 and cell.text.isdigit())
        found.append(replace(cell, holds=Holds.WORTH if place == worth else Holds.NOTHING if empty else Holds.TEXT))
    return found


def _told(cell: Cell, holds: Holds, lone: bool) -> Cell:
    """What the header says of a cell, unless the cell says otherwise: words in a column of numbers are read as words."""
    words = holds in {Holds.WORTH, Holds.NOTHING} and len(re.findall(r"[\u4e00-\u9fff]", cell.text)) > 3
    return replace(cell, holds=Holds.TEXT if cell.text and (lone or words) and not cell.text.isdigit() else holds)


def is_total(texts: Sequence[str]) -> bool:
    """合计 and 小计 sum up rows; they are no item."""
    return any(_TOTAL.match(text.replace(" ", "")) for text in texts[:3])


def is_bonus(texts: Sequence[str]) -> bool:
    """Rows outside the total: 加分项, 否决项."""
    return any(_BONUS.search(text) for text in texts[:2])


def duty_of(row: Sequence[Cell], texts: Sequence[str]) -> Duty | None:
    """Who leads and who is responsible, from the columns that say so."""
    lead = [unit for cell, text in zip(row, texts, strict=True) if cell.holds is Holds.LEAD for unit in split_units(text)]
    others = [unit for cell, text in zip(row, texts, strict=True) if cell.holds is Holds.OTHER for unit in split_units(text)]
    return Duty(0, row[-1].last, tuple(lead), tuple(others)) if lead or others else None


def worth_of(flow: Flow, row: Sequence[Cell]) -> Score | None:
    """The points in the column of points."""
    for cell in row:
        match = _NUMBER.match(cell.text) if cell.holds is Holds.WORTH else None
        if match:
            return Score(*flow.span(cell.first, cell.last), Fraction(match["worth"]), ())
    return None
