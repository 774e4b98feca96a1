"""Files of a facts folder become raw columns with the line each row stands on.

CSV is read by Arrow when its rows are its lines, else row by row, so that the line named in a mistake is the one an
editor shows. Nothing is interpreted here except the header; the cells are text, or what a Parquet file says they are.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from gangju.engine.problem import Problem
from gangju.engine.relations import RELATIONS, Relation
from gangju.engine.spelling import choose, nearest

FORMATS: Final = ("csv", "parquet")
OTHER_COMMAS: Final[Mapping[str, str]] = {"\t": "制表符", ";": "分号", "\uff0c": "中文逗号"}


@dataclass(frozen=True)
class Raw:
    """One file as it stands: `columns` hold text or typed Arrow cells, null where a cell is empty."""

    relation: Relation
    file: str
    columns: Mapping[str, pa.Array]
    lines: pa.Array
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Folder:
    raws: tuple[Raw, ...]
    problems: tuple[Problem, ...]
    hash: str


def read_folder(folder: Path) -> Folder:
    """Every relation file of the folder; anything else in it is a problem, hidden files aside."""
    if not folder.is_dir():
        return Folder((), (Problem(folder.name, 0, "", "没有这个文件夹", "请核对事实文件夹的位置"),), hash_of({}))
    raws: list[Raw] = []
    problems: list[Problem] = []
    sums: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        relation = RELATIONS.get(path.stem)
        if relation is None or path.suffix.lstrip(".") not in FORMATS or not path.is_file():
            problems.append(_stranger(path))
        elif any(raw.relation is relation for raw in raws):
            problems.append(Problem(path.name, 0, "", f"“{relation.name}”同时有 csv 和 parquet 两个文件", "请只留一个"))
        else:
            data = path.read_bytes()
            sums[path.name] = hashlib.sha256(data).hexdigest()
            raws.append(read_bytes(relation, path.name, data))
    return Folder(tuple(raws), tuple(problems), hash_of(sums))


def hash_of(sums: Mapping[str, str]) -> str:
    """SHA-256 over the lines `<sha256 of file>  <path>`, sorted by path."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()


def read_bytes(relation: Relation, file: str, data: bytes) -> Raw:
    return _read_parquet(relation, file, data) if file.endswith(".parquet") else _read_csv(relation, file, data)


def read_rows(relation: Relation, rows: Sequence[Mapping[str, str | None]]) -> Raw:
    """Rows held in memory: a row's line is its place, counted from 1; an empty text or a key left out is an empty cell."""
    names: dict[str, int] = {}
    for line, row in enumerate(rows, 1):
        for name in row:
            names.setdefault(name, line)
    problems = [problem for name, line in names.items() for problem in _column_problems(relation, relation.name, name, line)]
    columns = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in relation.columns}
    return Raw(relation, relation.name, columns, pa.array(range(1, len(rows) + 1), pa.int32()), tuple(problems))


def _stranger(path: Path) -> Problem:
    if path.stem in RELATIONS:
        return Problem(path.name, 0, "", "不是能读的格式", f"请另存为 {path.stem}.csv 或 {path.stem}.parquet")
    said = choose(path.stem, RELATIONS, "请移走它;这里只放登记过的关系,文件名如 organization.csv")
    return Problem(path.name, 0, "", f"没有叫“{path.stem}”的关系", said)


# ---------------------------------------------------------------- header
def _header_problems(relation: Relation, file: str, names: Sequence[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield Problem(file, 1, name, f"列“{name}”写了两次", "请只留一列")
        elif name not in relation.columns:
            yield from _column_problems(relation, file, name, 1)
        seen.add(name)
    for column in relation.columns.values():
        if column.required == "yes" and column.name not in seen:
            yield Problem(file, 1, column.name, f"缺少列“{column.name}”({column.title})", f"请在表头补上 {column.name},并逐行填写")
    for group in relation.groups().values():
        if not seen & set(group):
            named = "、".join(f"{name}({relation.columns[name].title})" for name in group)
            yield Problem(file, 1, group[0], f"{named} 至少要有一列", f"请在表头补上 {group[0]},并逐行填写")


def _column_problems(relation: Relation, file: str, name: str, line: int) -> Iterator[Problem]:
    if name in relation.columns:
        return
    if name in relation.derived:
        message = f"列“{name}”由系统推算({relation.derived[name]}),不能写在文件里"
        yield Problem(file, line, name, message, "请删去这一列")
        return
    titles = {column.title: column.name for column in relation.columns.values()}
    near = titles.get(name) or nearest(name, relation.columns)
    listed = "、".join(relation.columns)
    yield Problem(
        file, line, name, f"“{relation.title}”没有列“{name}”", f"请改为“{near}”,或删去这一列" if near else f"请删去这一列;可用的列:{listed}"
    )


# ---------------------------------------------------------------- CSV
def _read_csv(relation: Relation, file: str, data: bytes) -> Raw:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unreadable(relation, Problem(file, line, "", "不是 UTF-8 编码的文字", "请在表格软件里另存为“CSV UTF-8”"))
    names = next(csv.reader(_text(data)), [])
    if not any(names):
        return _unreadable(relation, Problem(file, 1, "", "没有表头", "请在第一行写列名,一列一个"))
    other = next((said for sign, said in OTHER_COMMAS.items() if len(names) == 1 and sign in names[0]), None)
    if other:
        return _unreadable(relation, Problem(file, 1, "", f"列与列之间用的是{other}", "请用英文逗号分隔,另存为“CSV UTF-8”"))
    problems = tuple(_header_problems(relation, file, names))
    if len(set(names)) < len(names):
        return Raw(relation, file, {}, pa.array([], pa.int32()), problems)
    raw = _by_arrow(relation, file, data, names) or _by_line(relation, file, data, names)
    return Raw(relation, file, raw.columns, raw.lines, (*problems, *raw.problems))


def _text(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")


def _by_arrow(relation: Relation, file: str, data: bytes, names: Sequence[str]) -> Raw | None:
    """None where rows are not lines (line breaks in quotes, ragged rows): those need the slow way."""
    places = [f"f{place}" for place in range(len(names))]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            read_options=pyarrow.csv.ReadOptions(column_names=places, skip_rows=1),
            parse_options=pyarrow.csv.ParseOptions(ignore_empty_lines=False, newlines_in_values=b'"' in data),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.string()), null_values=[""], strings_can_be_null=True, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    physical = data.count(b"\n") + (not data.endswith(b"\n"))
    if table.num_rows + 1 != physical:
        return None
    table, lines = _without_bare(table, _lines(table.num_rows))
    return Raw(relation, file, _known(relation, names, table), lines)


def _without_bare(table: pa.Table, lines: pa.Array) -> tuple[pa.Table, pa.Array]:
    """Rows without any cell are what spreadsheets leave behind; they are passed over, their lines still count."""
    filled = functools.reduce(pa.compute.or_, (pa.compute.is_valid(column) for column in table.columns))
    whole = pa.compute.all(filled).as_py() is not False
    return (table, lines) if whole else (table.filter(filled), lines.filter(filled.combine_chunks()))


def _lines(rows: int) -> pa.Array:
    """The header stands on line 1."""
    return pa.array(range(2, rows + 2), pa.int32())


def _known(relation: Relation, names: Sequence[str], table: pa.Table) -> dict[str, pa.Array]:
    return {name: _whole(table.column(place)) for place, name in enumerate(names) if name in relation.columns}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)


def _by_line(relation: Relation, file: str, data: bytes, names: Sequence[str]) -> Raw:
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    reader = csv.reader(_text(data), strict=True)
    before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if line == 1 or not any(row):
                continue
            if len(row) == len(names):
                rows.append(row)
                lines.append(line)
            else:
                problems.append(_ragged(file, line, len(row), len(names)))
    except csv.Error:
        problems.append(Problem(file, before + 1, "", "引号没有成对", "请检查这一行的英文双引号;内容里的双引号要写成两个"))
    columns = {
        name: pa.array([row[place] or None for row in rows], pa.string()) for place, name in enumerate(names) if name in relation.columns
    }
    return Raw(relation, file, columns, pa.array(lines, pa.int32()), tuple(problems))


def _ragged(file: str, line: int, has: int, wanted: int) -> Problem:
    many = "请删去多余的逗号;内容里有逗号的格子请用英文双引号括起来"
    remedy = many if has > wanted else "请补齐缺少的逗号,没有内容的格子留空"
    return Problem(file, line, "", f"这一行有 {has} 格,表头有 {wanted} 格", remedy)


def _unreadable(relation: Relation, problem: Problem) -> Raw:
    return Raw(relation, problem.file, {}, pa.array([], pa.int32()), (problem,))


# ---------------------------------------------------------------- Parquet
def _read_parquet(relation: Relation, file: str, data: bytes) -> Raw:
    try:
        table = pyarrow.parquet.read_table(pa.BufferReader(data))
    except (pa.ArrowInvalid, OSError):
        return _unreadable(relation, Problem(file, 0, "", "不是能读的 Parquet 文件", "请重新导出这个文件"))
    names = table.column_names
    problems = [*_header_problems(relation, file, names), *_type_problems(relation, file, table)]
    if len(set(names)) < len(names):
        return Raw(relation, file, {}, pa.array([], pa.int32()), tuple(problems))
    bad = {problem.key for problem in problems}
    columns = {name: _cells(table.column(name)) for name in names if name in relation.columns and name not in bad}
    return Raw(relation, file, columns, _lines(table.num_rows), tuple(problems))


def _cells(column: pa.ChunkedArray) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type) or pa.types.is_null(column.type):
        column = column.cast(pa.string())
    whole = _whole(column)
    if not pa.types.is_string(whole.type):
        return whole
    return pa.compute.if_else(pa.compute.equal(whole, ""), pa.scalar(None, pa.string()), whole)


def _type_problems(relation: Relation, file: str, table: pa.Table) -> Iterator[Problem]:
    for field in table.schema:
        column = relation.columns.get(field.name)
        if column is None or _fits(field.type, column.type):
            continue
        remedy = f"请把这一列存成 {STORED[column.type]}"
        if pa.types.is_floating(field.type):
            yield Problem(file, 1, field.name, "这一列存成了浮点数,小数不再精确", remedy)
        else:
            yield Problem(file, 1, field.name, f"这一列存成了 {field.type}", remedy)


STORED: Final[Mapping[str, str]] = {
    "id": "文字(string)",
    "text": "文字(string)",
    "code": "文字(string)",
    "date": "日期(date32)",
    "datetime": "时间(timestamp,不带时区)",
    "int": "整数(int64)",
    "decimal2": "两位小数(decimal128(18, 2))",
    "bool": "真假值(bool)",
}


def _fits(stored: pa.DataType, wanted: str) -> bool:
    if pa.types.is_dictionary(stored):
        stored = stored.value_type
    if pa.types.is_string(stored) or pa.types.is_large_string(stored) or pa.types.is_string_view(stored) or pa.types.is_null(stored):
        return True
    if wanted == "date":
        return bool(pa.types.is_date(stored))
    if wanted == "datetime":
        return bool(pa.types.is_date(stored) or (pa.types.is_timestamp(stored) and stored.tz is None))
    if wanted == "bool":
        return bool(pa.types.is_boolean(stored))
    whole = bool(pa.types.is_integer(stored))
    return whole if wanted == "int" else wanted == "decimal2" and (whole or bool(pa.types.is_decimal(stored)))
