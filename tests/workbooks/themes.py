"""Twenty workbooks, each messy in its own way; the last ones in all ways at once."""

from __future__ import annotations

from tests.workbooks import words
from tests.workbooks.maker import Made, Maker, Theme

_DAYS, _MONTHS, _AMOUNTS = tuple(words.DAYS), tuple(words.MONTHS), tuple(words.AMOUNTS)
_MONEY = ("organization", "fund_entry", "venue")
_ALL = ("organization", "person", "fund_entry", "venue")
_EVERY_SPOIL = ("identity", "day", "code", "missing", "amount", "absent")

THEMES: tuple[Theme, ...] = (
    Theme("规整"),
    Theme("上有标题", titles=2),
    Theme("两行表头", titles=1, two_rows=True),
    Theme("表头叫法不同", other_words=True),
    Theme("空格写成无", empties=words.EMPTY),
    Theme("点分日期", days=("dotted", "slashed")),
    Theme("六位年月", days=("joined", "joined_number"), months=("joined", "joined_number")),
    Theme("中文年月日", days=("chinese",), months=("chinese",)),
    Theme("序列日期", days=("serial",), months=("number",)),
    Theme("日期混写", days=_DAYS, months=_MONTHS, spoilt=("day", "identity")),
    Theme("文本数字", amounts=("text", "thousands", "unit"), ledgers=_MONEY, spoilt=("amount", "code", "missing")),
    Theme("全角数字", days=("wide",), months=("wide",), amounts=("wide",), ledgers=_ALL, spoilt=("amount", "identity", "day")),
    Theme("多张工作表", ledgers=_ALL, stranger=True, spoilt=_EVERY_SPOIL),
    Theme("合计和空行", totals=True, blanks=True),
    Theme("表下附注", notes=True, totals=True),
    Theme("旧版格式", old=True, titles=1, days=("cell", "dotted")),
    Theme("列序不同另有他列", shuffled=True, extra=True, other_words=True),
    Theme("合并单元格", merged=True, titles=1, spaced=True),
    Theme(
        "样样都有", _DAYS, _MONTHS, _AMOUNTS, 2, two_rows=True, other_words=True, empties=words.EMPTY, blanks=True, totals=True,
        notes=True, extra=True, spaced=True, stranger=True, ledgers=_ALL, spoilt=_EVERY_SPOIL,
    ),
    Theme(
        "旧版样样都有", _DAYS, _MONTHS, _AMOUNTS, 1, two_rows=True, other_words=True, empties=words.EMPTY, totals=True,
        notes=True, merged=True, spaced=True, old=True, ledgers=_ALL, spoilt=_EVERY_SPOIL,
    ),
)  # fmt: skip


def workbook(number: int, parent: str, seed: int = 0) -> Made:
    """The workbook of a theme, of branches below `parent` (a name or a code that the viewer knows)."""
    return Maker(THEMES[number], seed * 100 + number, parent, f"{number + 1}号").make()
