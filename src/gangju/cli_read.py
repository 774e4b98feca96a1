"""`gangju read`: what the reader found in a file, and what can be made of it: the table of responsibilities, a check against
today's rules, a draft pack.

Everything is made before anything is written, and nothing that is there is overwritten unasked.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from gangju.cli_compare import Table
from gangju.cli_files import Files, refuse
from gangju.drafting import duty_paper, duty_sheet
from gangju.drafting.duties import duty_table
from gangju.drafting.files import pack_files
from gangju.drafting.making import draft
from gangju.drafting.model import Draft, Item
from gangju.drafting.scoring_file import ready
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.reader import read_file
from gangju.reader.burden import COLUMNS, LOAD_COLUMNS, findings, load_table, table
from gangju.reader.model import Document

KINDS: Final = {"standard": "标准", "task": "任务", "checklist": "清单", "score": "计分", "doubt": "待核"}


@dataclass(frozen=True, slots=True)
class Said:
    """What is printed: the stable JSON, or tables and lines."""

    json: dict[str, Any]
    title: str
    tables: Sequence[Table] = ()
    lines: list[str] = field(default_factory=list)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--xlsx", type=Path, metavar="文件", help="把责任分解表写成 Excel 工作簿")
    parser.add_argument("--docx", type=Path, metavar="文件", help="把责任分解表写成 Word 公文(GB/T 9704)")
    parser.add_argument("--lint", action="store_true", help="对照今天的减负规定和党内法规,列出要留意的地方")
    parser.add_argument("--draft", type=Path, metavar="目录", help="把读到的标准和任务写成方案包草稿,目录要是新的或空的")
    parser.add_argument("--since", type=_day, metavar="日期", help="草稿从哪天起施行;文中写明的不用给")
    parser.add_argument("--overwrite", action="store_true", help="要写的文件已经有了就换成新的")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期,写成 2026-12-31 的样子") from error


def read(asked: argparse.Namespace) -> Said:
    """Reads, and writes what is asked for. Raises ReaderError, BadInput, NotWritten."""
    files = Files(asked.file, overwrite=asked.overwrite)
    for path, ending in ((asked.xlsx, ".xlsx"), (asked.docx, ".docx")):
        files.expect(path, ending)
    files.expect_folder(asked.draft)
    document = read_file(asked.file)
    made = _made(document, asked, files)
    files.write()
    title = document.title or f"{asked.file.name}(没有读到标题)"
    said = Said({**document.as_json(), **(_linted(document) if asked.lint else {})}, title, lines=made.lines)
    if asked.lint:
        return Said(said.json, said.title, list(_lint_tables(document)), said.lines)
    tables = made.tables if made.lines else list(_found(said.json))
    return Said(said.json, said.title, tables, said.lines)


# ---------------------------------------------------------------- what is made
def _made(document: Document, asked: argparse.Namespace, files: Files) -> Said:
    lines: list[str] = []
    if asked.xlsx or asked.docx:
        duties = duty_table(document)
        if asked.xlsx:
            files.add(asked.xlsx, duty_sheet.xlsx(duties))
        if asked.docx:
            files.add(asked.docx, duty_paper.docx(duties))
        written = "、".join(str(path) for path in (asked.xlsx, asked.docx) if path)
        lines.append(f"责任分解表 {len(duties.rows)} 项,待核 {len(duties.doubts)} 处,已写入 {written}。")
    tables: list[Table] = []
    if asked.draft:
        drafted = draft(document, load_catalogue(SHIPPED))
        whole = ready(drafted.items)
        files.add_folder(asked.draft, _pack(drafted, whole, asked))
        lines.append(_told(whole, drafted.items, asked.draft))
        tables.append(_lacking(drafted.items))
    return Said({}, "", [each for each in tables if each.rows], lines)


def _pack(drafted: Draft, whole: Sequence[Item], asked: argparse.Namespace) -> Mapping[str, str]:
    in_force = drafted.plan.get("in_force") or {}
    since = asked.since or in_force.get("from") or drafted.plan.get("issued_on")
    if not since:
        raise refuse("文中没有写从哪天起施行:请加上 --since,如 --since 2026-01-01。")
    until = in_force.get("to")
    if until and str(since) >= str(until):
        raise refuse(f"文中写明 {until} 起失效,早于施行日 {since}:请改 --since,或先改正原文里的日期。")
    plan = drafted.plan
    try:
        return pack_files(drafted, whole, id=plan["id"], title=plan["title"], since=str(since), until=str(until) if until else None)
    except ValueError as error:
        raise refuse(f"草稿没有写入:{error}") from error


def _told(whole: Sequence[Item], items: Sequence[Item], folder: Path) -> str:
    counted = [(name, sum(item.kind == kind for item in whole)) for kind, name in KINDS.items()]
    said = "、".join(f"{name} {count} 项" for name, count in counted if count) or "没有可写的项"
    return f"草稿已写入 {folder}:{said};另有 {len(items) - len(whole)} 项待核或缺条件,没有写入。"


def _lacking(items: Sequence[Item]) -> Table:
    rows = [(item.clause, KINDS[item.kind], item.text.replace("\n", ""), ";".join(item.lacking)) for item in items if item.lacking]
    return Table("没有写入草稿的", ("条款", "种类", "原文", "缺什么"), rows)


# ---------------------------------------------------------------- what is told
def _found(said: dict[str, Any]) -> Iterator[Table]:
    yield Table("数量", ("条款", "比较", "数量", "单位", "原文"), list(_figures(said["clauses"])))
    doubts = [(clause["id"], flag["why"], flag["text"], flag["note"]) for clause in said["clauses"] for flag in clause["flags"]]
    if doubts:
        yield Table("待核", ("条款", "缘由", "原文", "怎么核"), doubts)


def _figures(clauses: Sequence[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for clause in clauses:
        for quantity in clause["quantities"]:
            value = "" if quantity["value"] is None else str(quantity["value"])
            yield clause["id"], quantity["op"] or "", value, quantity["unit"] or "", quantity["text"]


def _linted(document: Document) -> dict[str, Any]:
    """Under `findings`, beside the stable keys."""
    return {
        "findings": [
            {
                "code": each.code, "weight": each.weight, "number": each.number, "text": each.text, "start": each.start, "end": each.end,
                "sentence": each.sentence, "basis": each.basis, "remedy": each.remedy,
            }
            for each in findings(document)
        ]
    }  # fmt: skip


def _lint_tables(document: Document) -> Iterator[Table]:
    rows, loads = table(document), load_table(document)
    yield Table("要留意的地方" if rows else "要留意的地方:没有发现", COLUMNS, rows)
    if loads:
        yield Table("一个支部一年的负担(写明了次数的)", LOAD_COLUMNS, loads)
