"""One cell of a facts folder: from what a person typed to an exact value, and back.

A value is read in one place, whether it stands in CSV, Parquet, a form or a case. Columns are read by their distinct
values: a million attendances hold a few dozen different hours and days, so plain Python stays exact and is fast enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine.relations import Column

Value = str | int | bool | date | datetime
Day = TypeVar("Day", date, datetime)

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
DIGITS: Final = 15
"""Most digits before the point: hundredths then stay far inside 64 bits."""

WHOLE: Final = re.compile(r"-?\d{1,15}", re.ASCII)
HUNDREDTHS: Final = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ISO_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)
LOOSE_DATE: Final = re.compile(r"\s*(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2}))?.*", re.ASCII)
LOOSE_NUMBER: Final = re.compile(r"\s*¥?\s*(-?[\d,]+(?:\.\d{1,2})?)\s*\D*", re.ASCII)
SHEET_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of the serial numbers that spreadsheets keep for dates."""
TRUE: Final = ("是", "1", "y", "yes", "true")
FALSE: Final = ("否", "0", "n", "no", "false")
BLANK: Final = r"[\s\p{Z}]"


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a cell and how to mend it."""

    message: str
    remedy: str


def read_cell(column: Column, text: str) -> Value | Mistake:
    """The canonical value of a filled cell; decimals come back as whole hundredths."""
    value = READERS[column.type](text)
    if isinstance(value, Mistake):
        return value
    if column.shape and not re.fullmatch(column.shape.pattern, text, re.ASCII):
        return Mistake(f"“{text}”不是{column.shape.says}", f"请写成 {column.shape.example} 的样子")
    if type(value) is int:
        return _in_bounds(column, value, text)
    return value


def show_cell(column: Column, value: Value) -> str:
    """The text that `read_cell` reads back to the same value."""
    if column.type == "decimal2":
        return show_hundredths(int(value), cents=column.unit == "元")  # type: ignore[arg-type]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes" if value.second == 0 else "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def show_hundredths(value: int, *, cents: bool = False) -> str:
    """2350 → 23.5, and with `cents` 23.50."""
    whole, rest = divmod(abs(value), 100)
    sign = "-" if value < 0 else ""
    if cents:
        return f"{sign}{whole}.{rest:02d}"
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


# ---------------------------------------------------------------- columns
@dataclass(frozen=True)
class ReadColumn:
    """A column read: canonical values, and the rows (0-based) whose cells were refused."""

    values: pa.Array
    wrong: tuple[tuple[int, Mistake], ...]


def read_column(column: Column, cells: pa.Array, also: Callable[[str], Mistake | None] | None = None) -> ReadColumn:
    """Reads text or typed Arrow cells; `also` may refuse a text that is well formed (a code that no list has)."""
    if column.type in ("id", "text") and column.shape is None and also is None and _plain(column, cells):
        return ReadColumn(cells, ())
    encoded = cells.dictionary_encode()
    read = [_read_word(column, word, also) for word in encoded.dictionary.to_pylist()]
    values = pa.array([None if isinstance(value, Mistake) else value for value in read], column.arrow)
    wrong = {place: value for place, value in enumerate(read) if isinstance(value, Mistake)}
    return ReadColumn(values.take(encoded.indices), tuple(_wrong_rows(encoded.indices, wrong)))


def _read_word(column: Column, word: Any, also: Callable[[str], Mistake | None] | None) -> Value | Mistake:
    text = _text_of(word)
    value = read_cell(column, text)
    if also is None or isinstance(value, Mistake):
        return value
    return also(text) or value


def _plain(column: Column, cells: pa.Array) -> bool:
    """True when every cell is a usable text, found without looking at each one in Python."""
    if not pa.types.is_string(cells.type):
        return False
    if column.type == "text":
        return bool(pc.all(pc.match_substring_regex(cells, r"[^\s\p{Z}]")).as_py() is not False)
    fits = pc.and_(pc.invert(pc.match_substring_regex(cells, BLANK)), pc.less_equal(pc.utf8_length(cells), 64))
    return pc.all(fits).as_py() is not False


def _wrong_rows(indices: pa.Array, wrong: Mapping[int, Mistake]) -> Iterator[tuple[int, Mistake]]:
    if not wrong:
        return
    hit = pc.is_in(indices, pa.array(list(wrong), indices.type))
    for row in pc.indices_nonzero(hit).to_pylist():
        yield row, wrong[indices[row].as_py()]


def _text_of(word: Any) -> str:
    """How a typed Parquet value is written in a CSV."""
    if isinstance(word, bool):
        return "true" if word else "false"
    if isinstance(word, datetime):
        return word.isoformat(timespec="minutes" if word.second == 0 and word.microsecond == 0 else "auto")
    if isinstance(word, date):
        return word.isoformat()
    return f"{word:f}" if isinstance(word, Decimal) else str(word)


# ---------------------------------------------------------------- types
def _id(text: str) -> str | Mistake:
    if any(sign.isspace() for sign in text):
        return Mistake(f"编号“{text}”里有空格", f"请改为“{''.join(text.split())}”")
    if len(text) > 64:
        return Mistake(f"编号“{text[:20]}…”有 {len(text)} 个字", "编号最多 64 个字,请缩短")
    return text


def _text(text: str) -> str | Mistake:
    return text if text.strip() else Mistake("只有空格", "请填写内容;没有内容就把这一格清空")


def _date(text: str) -> date | Mistake:
    if not ISO_DATE.fullmatch(text):
        return Mistake(f"“{text}”不是日期", _mend_date(text, "2026-03-01"))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Mistake(f"“{text}”这一天不存在", "请核对月份和日期")
    return _in_years(text, day)


def _datetime(text: str) -> datetime | Mistake:
    if not ISO_TIME.fullmatch(text) and not ISO_DATE.fullmatch(text):
        return Mistake(f"“{text}”不是时间", _mend_date(text, "2026-03-01T08:30"))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return Mistake(f"“{text}”这一时刻不存在", "请核对日期和钟点")
    return _in_years(text, moment)


def _in_years(text: str, day: Day) -> Day | Mistake:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    return Mistake(f"“{text}”的年份不在 {FIRST_YEAR} 到 {LAST_YEAR} 之间", "请核对年份;仍在继续的请把结束日期留空")


def _mend_date(text: str, example: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if re.fullmatch(r"[1-9]\d{4}", plain, re.ASCII):
        return f"这像表格软件里的日期序号,请改为 {SHEET_EPOCH + timedelta(days=int(plain))}"
    found = LOOSE_DATE.fullmatch(plain)
    if found:
        year, month, day, hour, minute = found.groups()
        timed = f"T{int(hour):02d}:{minute}" if hour and "T" in example else ""
        said = f"{year}-{int(month):02d}-{int(day):02d}{timed}"
        if not isinstance(_datetime(said), Mistake):
            return f"请改为 {said}"
    return f"请写成 {example} 的样子"


def _int(text: str) -> int | Mistake:
    return int(text) if WHOLE.fullmatch(text) else Mistake(f"“{text}”不是整数", _mend_number(text, WHOLE, "2026"))


def _decimal2(text: str) -> int | Mistake:
    found = HUNDREDTHS.fullmatch(text)
    if found:
        sign, whole, rest = found.groups()
        return int(f"{sign}{whole}{(rest or '').ljust(2, '0')}")
    if re.fullmatch(r"-?\d{1,15}\.\d{3,}", text, re.ASCII):
        return Mistake(f"“{text}”多于两位小数", "最多写两位小数,请按原始凭证改正")
    return Mistake(f"“{text}”不是数", _mend_number(text, HUNDREDTHS, "24 或 7.5"))


def _mend_number(text: str, wanted: re.Pattern[str], example: str) -> str:
    found = LOOSE_NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    said = found.group(1).replace(",", "") if found else ""
    if wanted.fullmatch(said):
        return f"请改为 {said},不写单位和千分号"
    return f"请只写数字,例如 {example}"


def _bool(text: str) -> bool | Mistake:
    if text in ("true", "false"):
        return text == "true"
    word = text.strip().lower()
    remedy = "请改为 true" if word in TRUE else "请改为 false" if word in FALSE else "请写 true 或 false"
    return Mistake(f"“{text}”不是真假值", remedy)


def _in_bounds(column: Column, value: int, text: str) -> int | Mistake:
    if column.floor is not None and value < column.floor * column.scale:
        return Mistake(f"“{text}”小于 {column.floor}", f"“{column.title}”不能小于 {column.floor},请核对")
    if column.ceiling is not None and value > column.ceiling * column.scale:
        return Mistake(f"“{text}”大于 {column.ceiling}", f"“{column.title}”不能大于 {column.ceiling},请核对")
    return value


READERS: Final[Mapping[str, Callable[[str], Value | Mistake]]] = {
    "id": _id,
    "text": _text,
    "code": _text,  # whether there is such a code is for its list to say
    "date": _date,
    "datetime": _datetime,
    "int": _int,
    "decimal2": _decimal2,
    "bool": _bool,
}
