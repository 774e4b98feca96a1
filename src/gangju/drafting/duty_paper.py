"""The table of responsibilities as an official document: the table across the page, then what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from gangju.drafting.duties import HEADS, DutyTable, told_once
from gangju.drafting.punctuation import printed
from gangju.official import Block, Heading, Paper, Table, Text, document

#: Millimetres: they come to the 225 of the type area of a page that lies across.
WIDTHS: Final = (11, 28, 66, 20, 29, 25, 33, 15)
_TASK, _LEAD, _RESPONSIBLE, _PLACE, _BASIS = 1, 3, 4, 0, 7
NOTHING: Final = "没有读到任务。请确认选对了文件；如果是述职、报道一类的材料，其中没有要求可分解。"


def as_paper(table: DutyTable) -> Paper:
    """The table and two lists: the doubts, and the sentences that are no row."""
    rows = [row.cells(place) for place, row in enumerate(table.rows, 1)]
    listed = Table(HEADS, rows, WIDTHS, merged=(_TASK, _LEAD, _RESPONSIBLE), centred=(_PLACE, _BASIS), wide=True)
    return Paper(
        title=table.title,
        under_title=table.source,
        body=(listed if rows else Text(NOTHING), *_doubts(table), *_left_out(table)),
    )


def docx(table: DutyTable) -> bytes:
    """The file."""
    return document(as_paper(table))


def _doubts(table: DutyTable) -> Iterator[Block]:
    if table.doubts:
        yield Heading("待核事项")
        yield Text("下列各处原文不清或前后不一致，表中没有取值。请对照原件核定后再下发。")
    by_sentence = groupby(table.doubts, key=lambda doubt: (doubt.basis, doubt.sentence))
    for place, ((basis, sentence), doubts) in enumerate(by_sentence, 1):
        where = f"（{basis}）" if basis else ""
        said = "；".join(told_once((doubt.words, doubt.note) for doubt in doubts))
        yield Text(f"{place}．{said}。原文{where}：{sentence}")


def _left_out(table: DutyTable) -> Iterator[Block]:
    if table.left_out:
        yield Heading("未列入分解表的文句")
        yield Text("下列文句没有提出要求，或者是标题、责任单位，已在表中对应栏内。列出备查。")
    for clause in table.left_out:
        yield Text(printed(clause.text))
