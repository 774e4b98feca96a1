"""`gangju read`: what the reader found in a file."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gangju.cli_compare import Table
from gangju.reader import read_file


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件")


def read(asked: argparse.Namespace) -> dict[str, Any]:
    """The stable JSON of the document. Raises ReaderError."""
    return read_file(asked.file).as_json()


def tables(said: dict[str, Any]) -> Iterator[Table]:
    yield Table("数量", ("条款", "比较", "数量", "单位", "原文"), list(_figures(said["clauses"])))
    doubts = [(clause["id"], flag["why"], flag["text"]) for clause in said["clauses"] for flag in clause["flags"]]
    if doubts:
        yield Table("待核", ("条款", "缘由", "原文"), doubts)


def _figures(clauses: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for clause in clauses:
        for quantity in clause["quantities"]:
            value = "" if quantity["value"] is None else str(quantity["value"])
            yield clause["id"], quantity["op"] or "", value, quantity["unit"] or "", quantity["text"]
