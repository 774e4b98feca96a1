"""The linted sources as a page for readers: `python -m gangju.reader.burden_page 文件… > docs/reference/sources-linted.md`.

Shows numbers of clauses and the words that triggered a finding, never a sentence of a source.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gangju.reader.burden import COLUMNS, LOAD_COLUMNS, load_table, table
from gangju.reader.model import Document
from gangju.reader.read import read_file

HEAD = """# 五份原文的减负与合规检查 · The sources linted

由 `python -m gangju.reader.burden_page` 读原文生成,不要手改。按今天的规定看当年的文件:不是说当年违规,是说今天照抄会碰到什么。
原文不在本项目里,这里只写条款号和触发的词;“〔待核实依据〕”是说这条规定的原文我们没有读过。Generated; do not edit by hand.
"""


def page(documents: Sequence[tuple[str, Document]]) -> str:
    """All documents in one page, each under its name."""
    return "\n".join([HEAD, *(line for name, document in documents for line in _document(name, document))])


def _document(name: str, document: Document) -> Iterator[str]:
    yield f"## {name}\n"
    rows = table(document)
    yield from _table(COLUMNS, rows) if rows else ["没有发现。", ""]
    loads = load_table(document)
    if loads:
        yield "一个支部一年的负担(只算写明了次数、又向支部要的):\n"
        yield from _table(LOAD_COLUMNS, loads)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(["---"] * len(heads))
    yield from map(_line, rows)
    yield ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(paths: Sequence[str]) -> None:
    files = [Path(path) for path in paths]
    sys.stdout.write(page([(file.name.split("_")[0], read_file(file)) for file in files]))


if __name__ == "__main__":
    main(sys.argv[1:])
