"""One cell as people type it → one exact value, or a sentence that says what is wrong and how to mend it.

Nothing is guessed: a two-digit year, a number that Excel has already rounded, a month where a day is needed, 1998.1 as a
number (January or October?) are refused. A cell is a str, float, int, bool, date, datetime, time or timedelta.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Cell = Any
EMPTY = frozenset({"", "无", "—", "——", "-", "--", "―", "–", "/", "\\", "暂无", "空", "n/a", "#n/a"})
LONGEST_EMPTY = 8  # with the spaces around it
OPEN_END = frozenset({"至今", "现在", "长期", "今", "在任", "在岗"})
# Excel counts days from here; the numbers cover 1919 to 2099 and meet neither a year nor a yyyymm.
SERIAL_ZERO, FIRST_SERIAL, LAST_SERIAL = date(1899, 12, 30), 7_000, 73_050
FIRST_YEAR, LAST_YEAR = 1900, 2100
_HUNDREDTH = Decimal("0.01")
_DUST = Decimal("1e-12")
_FULL_WIDTH = {code: code - 0xFEE0 for span in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for code in range(*span)}
_DAY = re.compile(r"(?P<y>\d{4})[-./年](?P<m>\d{1,2})[-./月](?P<d>\d{1,2})[日号]?(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?(?:\.0+)?)?")
_MONTH = re.compile(r"(?P<y>\d{4})[-./年](?P<m>\d{1,2})月?")
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_DOTS = re.compile(r"[·•・‧∙⋅]")


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a cell, and how to mend it."""

    message: str
    remedy: str


def show(cell: Cell) -> str:
    """A cell as a message quotes it."""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    return str(cell)


def plain(cell: Cell) -> str:
    """A cell as text without differences of width or space; whole numbers without `.0`."""
    text = cell if isinstance(cell, str) else show(cell)
    return unicodedata.normalize("NFKC", text).strip()


def is_empty(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    return cell in EMPTY or cell.isspace() or (len(cell) <= LONGEST_EMPTY and plain(cell).lower() in EMPTY)


def text(cell: Cell, long: int = 0) -> str | Wrong | None:
    """Full-width digits and letters are folded, spaces at the ends and doubled ones dropped; punctuation stays."""
    if is_empty(cell):
        return None
    found = " ".join(show(cell).translate(_FULL_WIDTH).split())
    if long and len(found) > long:
        return Wrong(f"有 {len(found)} 个字,最多 {long} 个", f"请缩短到 {long} 个字以内")
    return found


def person_name(cell: Cell, long: int = 60) -> str | Wrong | None:
    """A Chinese name has no spaces inside; the dot of other names is always the same one."""
    if isinstance(cell, str) and _PLAIN_NAME.fullmatch(cell) and cell not in EMPTY:
        return cell
    if is_empty(cell):
        return None
    found = unicodedata.normalize("NFKC", show(cell))
    if not found.isascii():
        found = _DOTS.sub("·", "".join(found.split()))
    if not any(map(str.isalpha, found)):
        return Wrong(f"“{show(cell)}”不是姓名", "请填人员的姓名")
    return text(found, long)


def identifier(cell: Cell) -> str | Wrong | None:
    """A public code: up to 64 characters without spaces."""
    if is_empty(cell):
        return None
    if isinstance(cell, float) and abs(cell) >= 1e15:
        return Wrong("不是文本,Excel 已把后几位变成 0", "请在原表中把该列设为文本后重新填写")
    found = plain(cell)
    if len(found) > 64 or any(letter.isspace() for letter in found):
        return Wrong(f"编号“{found[:20]}”中间有空格或超过 64 位", "编号不能有空格,不超过 64 位")
    return found


def code(cell: Cell, words: Mapping[str, str], title: str) -> str | Wrong | None:
    """A code of a closed list, by its label or a synonym. An answer 无 may be a code and is looked up first."""
    found = words.get("".join(plain(cell).split()).lower()) if cell is not None else None
    if found is not None:
        return found
    if is_empty(cell):
        return None
    return Wrong(f"“{show(cell)}”不在{title}的选项中", f"请从下拉列表中选一项{_near(plain(cell), words)}")


def _near(typed: str, words: Mapping[str, str]) -> str:
    alike = [word for word in words if len(typed) > 1 and (typed in word or word in typed) and not word.isascii()]
    return f",例如“{min(alike, key=len)}”" if alike else ""


def yes_no(cell: Cell) -> bool | Wrong | None:
    if isinstance(cell, bool):
        return cell
    typed = plain(cell).lower() if cell is not None else ""
    if typed in _YES_NO:
        return _YES_NO[typed]
    return None if is_empty(cell) else Wrong(f"“{show(cell)}”看不出是还是否", "请填“是”或“否”")


_YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("是", "√", "✓", "✔", "对", "有", "y", "yes", "true", "1"), True),
    **dict.fromkeys(("否", "×", "✗", "✘", "x", "不是", "没有", "n", "no", "false", "0"), False),
}


def number(cell: Cell, unit: str = "", floor: int | None = None, ceiling: int | None = None, times: int = 1) -> int | Wrong | None:
    """Hundredths, exactly. `times` is 10000 in a column headed 万元. A unit behind the number may stand."""
    amount = _amount(cell, unit)
    if amount is None or isinstance(amount, Wrong):
        return amount
    amount *= times
    rounded = amount.quantize(_HUNDREDTH) if abs(amount) < Decimal("1e16") else None
    if rounded is None:
        return Wrong(f"{show(cell)} 太大", "请核对单位和位数")
    # a formula leaves binary dust in the fifteenth place; a true third decimal is larger
    if abs(amount - rounded) > max(abs(amount), Decimal(1)) * _DUST:
        return Wrong(f"{show(cell)} 的小数超过两位", "请保留两位小数")
    return _within(rounded, cell, floor, ceiling)


def _within(amount: Decimal, cell: Cell, floor: int | None, ceiling: int | None) -> int | Wrong:
    if floor is not None and amount < floor:
        return Wrong(f"{show(cell)} 小于 {floor}", "请核对后重填")
    if ceiling is not None and amount > ceiling:
        return Wrong(f"{show(cell)} 大于 {ceiling}", "请核对后重填")
    return int(amount * 100)


def _amount(cell: Cell, unit: str) -> Decimal | Wrong | None:
    if is_empty(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return Wrong(f"“{show(cell)}”不是数", "请填数;若单元格被设成了日期格式,请改为“常规”后重填")
    typed = plain(cell if isinstance(cell, str) else repr(cell)).replace(" ", "").removeprefix("¥")
    # repr of a cell's number may carry an exponent; typed text may not
    return _typed_amount(cell, typed, unit) if isinstance(cell, str) else Decimal(typed)


def _typed_amount(cell: str, typed: str, unit: str) -> Decimal | Wrong:
    times = 1
    for ending, factor in (("万元", 10_000), *((each, 1) for each in _ENDINGS.get(unit, (unit,)) if each)):
        if typed.endswith(ending):
            typed, times = typed.removesuffix(ending), factor
            break
    if _NUMBER.fullmatch(typed) and any(map(str.isdigit, typed)):
        return Decimal(typed.replace(",", "")) * times
    return Wrong(f"“{show(cell)}”不是数", "请只填数字,例如 1200 或 1200.50;约数、说明请写在备注里")


_ENDINGS: Mapping[str, tuple[str, ...]] = {"平方米": ("平方米", "平米", "m2", "㎡"), "元": ("元",), "学时": ("学时", "课时")}


def whole(cell: Cell, floor: int | None = None, ceiling: int | None = None) -> int | Wrong | None:
    """A whole number such as a year; 2026年 is 2026."""
    typed = plain(cell).removesuffix("度").removesuffix("年") if isinstance(cell, str) else cell
    found = number(typed, floor=floor, ceiling=ceiling)
    if isinstance(found, int):
        return found // 100 if found % 100 == 0 else Wrong(f"{show(cell)} 不是整数", "请填整数")
    return found


def day(cell: Cell, *, month: bool = False, until: bool = False, latest: date | None = None) -> date | Wrong | None:
    """A day. A month alone is its first day where `month` allows; with `until` 至今 means no end; `latest` is the last day allowed."""
    found = _day(cell, month=month, until=until)
    if isinstance(found, date) and latest is not None and found > latest:
        return Wrong(f"{found:%Y-%m-%d} 还没有到", "请核对日期;只填已经发生的")
    return found


def _day(cell: Cell, *, month: bool, until: bool) -> date | Wrong | None:
    if isinstance(cell, datetime):
        return _sound(cell.date())
    if isinstance(cell, date):
        return _sound(cell)
    if isinstance(cell, bool | time | timedelta):
        return Wrong(f"“{show(cell)}”不是日期", _TYPE_A_DAY)
    if is_empty(cell) or (until and plain(cell) in OPEN_END):
        return None
    if isinstance(cell, int | float):
        return _numbered(float(cell), month=month)
    return _typed(cell, month=month)


_TYPE_A_DAY = "请写成 1998-07-01、1998.7.1 或 19980701"


def _numbered(cell: float, *, month: bool) -> date | Wrong:
    """19980701, 199807, 1998.07 and the serial number of a day, typed or left in a cell of numbers."""
    if FIRST_SERIAL <= cell <= LAST_SERIAL:
        return SERIAL_ZERO + timedelta(days=int(cell))
    if cell.is_integer():
        return _typed(f"{cell:.0f}", month=month)
    typed = repr(cell)
    if re.fullmatch(r"\d{4}\.1", typed):
        return Wrong(
            f"{typed} 在数字格式里分不清是 1 月还是 10 月", f"请把该列设为文本,写成 {typed}月 这样的年月或完整日期,例如 {typed[:4]}-10-01"
        )
    return _typed(typed, month=month)


def _typed(cell: str, *, month: bool) -> date | Wrong:
    typed = "".join(unicodedata.normalize("NFKC", cell).replace("。", ".").split(" "))
    if found := _DAY.fullmatch(typed):
        return _made(cell, found["y"], found["m"], found["d"])
    if typed.isdigit() and len(typed) == 8:
        return _made(cell, typed[:4], typed[4:6], typed[6:])
    of_month = _MONTH.fullmatch(typed)
    year, number_of_month = (of_month["y"], of_month["m"]) if of_month else (typed[:4], typed[4:])
    if of_month or (typed.isdigit() and len(typed) == 6):
        return _first(cell, year, number_of_month, month=month)
    if re.fullmatch(r"\d{4}年?", typed):
        return Wrong(f"“{show(cell)}”只有年份", "请补上月和日" if not month else "请至少补上月份,例如 1998.07")
    if re.fullmatch(r"\d{2}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?", typed):
        return Wrong(f"“{show(cell)}”的年份只有两位", "请写四位年份,例如 1998-07-01")
    return Wrong(f"“{show(cell)}”认不出是哪一天", _TYPE_A_DAY)


def _first(cell: str, year: str, number_of_month: str, *, month: bool) -> date | Wrong:
    made = _made(cell, year, number_of_month, "1")
    if isinstance(made, Wrong) or month:
        return made
    return Wrong(f"“{show(cell)}”只有年月,这一列要写到日", "请补上日,例如 1998-07-01")


def _made(cell: str, year: str, month: str, day_of_month: str) -> date | Wrong:
    try:
        return _sound(date(int(year), int(month), int(day_of_month)))
    except ValueError:
        return Wrong(f"“{show(cell)}”这一天不存在", "请核对年月日")


def _sound(found: date) -> date | Wrong:
    if FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    return Wrong(f"{found:%Y-%m-%d} 的年份不对", f"请填 {FIRST_YEAR} 到 {LAST_YEAR} 年之间的日期")


def names(cell: Cell) -> tuple[str, ...] | Wrong | None:
    """Several persons in one cell, apart by 、 , ; / or a line; spaces alone are part of a name."""
    if is_empty(cell):
        return None
    if not isinstance(cell, str):
        return Wrong(f"“{show(cell)}”不是姓名", "请填姓名,之间用顿号隔开")
    parts = [part for part in re.split(r"[、,;/\n\r]+", unicodedata.normalize("NFKC", cell)) if part.strip()]
    found = [person_name(part) for part in parts]
    for each in found:
        if isinstance(each, Wrong):
            return each
    return tuple(dict.fromkeys(each for each in found if isinstance(each, str)))


Reader = Callable[[Cell], Any]
