"""Damaged and hostile files: always a document or one sentence, in bounded time, never another error."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangju.reader import ReaderError, read_bytes
from gangju.reader.model import Document
from gangju.reader.problem import Refused
from gangju.reader.source import bounded, sniff
from gangju.reader.source.text import Cell, table_lines
from tests.reader.making import cells, column, lines, listed, numbering, ofd, paragraph, pdf, ruled, table, word
from tests.reader.tools import assert_sound

TEXT = "各村党组织每季度召开1次党员大会,党员参训不少于40学时。"


def book() -> bytes:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["任务", TEXT])
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


SOUND = {
    "方案.docx": word(paragraph("工作方案") + listed(TEXT, 1) + table(cells("甲", TEXT)), numbering=numbering(("decimal", "%1."))),
    "方案.pdf": pdf([column(["工作方案", TEXT]), column([TEXT])], drawn={0: ruled([80, 180, 300], [500, 450, 400])}),
    "方案.html": f"<html><meta charset=gbk><body><p>工作方案<table><tr><td>甲<td>{TEXT}</table></body></html>".encode("gbk"),
    "方案.txt": f"工作方案\n一、{TEXT}".encode("gb18030"),
    "方案.ofd": ofd([(20, 30, "工作方案"), (20, 50, TEXT)]),
    "方案.xlsx": book(),
    "方案.mht": f'MIME-Version: 1.0\nContent-Type: text/html; charset="utf-8"\n\n<html><p>{TEXT}'.encode(),
}


def outcome(name: str, raw: bytes) -> Document | str:
    """A sound document, or the sentence that is said instead."""
    try:
        document = read_bytes(name, raw)
    except ReaderError as refusal:
        said = str(refusal)
    else:
        assert_sound(document)
        return document
    assert said.startswith(f"“{name}”")
    assert said.count("。") == 1
    return said


@pytest.mark.parametrize("name", SOUND)
def test_the_sound_files_are_read(name: str) -> None:
    assert isinstance(outcome(name, SOUND[name]), Document)


@pytest.mark.parametrize("name", SOUND)
def test_a_file_cut_in_the_middle_is_read_or_refused(name: str) -> None:
    outcome(name, SOUND[name][: len(SOUND[name]) * 3 // 5])


@pytest.mark.long
@pytest.mark.parametrize("name", SOUND)
def test_files_cut_anywhere_and_with_flipped_bits_are_read_or_refused(name: str) -> None:
    raw, draw = SOUND[name], random.Random(name)
    for _ in range(12):
        outcome(name, raw[: draw.randrange(len(raw))])
        damaged = bytearray(raw)
        for place in (draw.randrange(len(raw)) for _ in range(draw.choice([1, 8, 64]))):
            damaged[place] ^= 1 << draw.randrange(8)
        outcome(name, bytes(damaged))


@given(st.sampled_from(["docx", "html", "xlsx", "ofd"]), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_bytes_of_one_format_named_and_cut_as_another_are_told_by_content(ending: str, data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(sorted(SOUND.values())))
    start, junk = data.draw(st.integers(0, 40)), data.draw(st.binary(max_size=40))
    with suppress(Refused):
        assert sniff.kind_of(junk + raw[start:]) in {"txt", "html", "mhtml", "docx", "xlsx", "ofd", "pdf", "old"}


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_any_bytes_taken_for_text_are_read_or_refused(raw: bytes) -> None:
    kind = None
    with suppress(Refused):
        kind = sniff.kind_of(raw)
    if kind == "txt":
        outcome("来件.txt", raw)


TAGS = [
    "<table>",
    "<tr>",
    "<td rowspan=3>",
    "<td colspan=9>",
    "</td>",
    "</table>",
    "<ol>",
    "<li>",
    "<p>",
    "</p>",
    "<br>",
    "<a href=x>",
    "</a>",
]


@given(st.lists(st.sampled_from([*TAGS, "<div hidden>", "<script>", "<!--", "&nbsp;", "甲", TEXT, "\n"]), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_heap_of_tags_is_a_page(pieces: list[str]) -> None:
    with suppress(Refused):
        found = lines("html", f"<html><body>{''.join(pieces)}".encode())
        assert all(line == " ".join(line.split()) and line for line in found)


@given(st.lists(st.lists(st.tuples(st.sampled_from(["", "甲", "乙 | 丙", "丁\n戊"]), st.integers(1, 3)), max_size=5), max_size=6))
def test_every_row_of_a_table_has_the_same_number_of_cells(rows: list[list[tuple[str, int]]]) -> None:
    made = list(table_lines([[Cell(tuple(text.split("\n")), width) for text, width in row] for row in rows]))
    assert len({line.count("|") for line in made if "|" in line}) <= 1


def nested(depth: int, start: str, end: str) -> str:
    return start * depth + TEXT + end * depth


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("深.docx", word(nested(3000, "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"))),
        ("深.html", f"<html><body>{nested(5000, '<table><tr><td>', '</td></tr></table>')}".encode()),
        ("深.html", f"<html><body>{nested(100_000, '<div>', '')}".encode()),
        ("格.docx", word(table(cells("甲", "党" * 150_000)))),
        ("空.docx", word(paragraph("") * 200_000)),
        (
            "环.pdf",
            b"%PDF-1.5\n1 0 obj<</Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 9/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>",
        ),
    ],
)
def test_what_is_nested_huge_empty_or_goes_in_a_ring_ends_in_time(name: str, raw: bytes) -> None:
    started = time.monotonic()
    outcome(name, raw)
    assert time.monotonic() - started < 15


def test_whatever_ends_the_child_is_a_sentence_in_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    for program, words in (
        ("import os; os.abort()", "已经损坏"),
        ("raise SystemExit(3)", "太大或者太复杂"),
        ("while True: pass", "太大或者太复杂"),
    ):
        monkeypatch.setattr(bounded, "PATIENCE", 1)
        monkeypatch.setattr(bounded, "COMMAND", (sys.executable, "-c", program))
        assert words in str(outcome("方案.docx", SOUND["方案.docx"]))


@pytest.mark.long
def test_the_child_may_not_take_more_memory_or_time_than_it_is_given() -> None:
    """The limits hold for whatever the parser does: a child that asks for more is ended."""
    for greed, code in (("x = bytearray(3_000_000_000)", 1), ("while True: pass", -signal.SIGXCPU)):
        program = f"from gangju.reader.source import __main__ as child; child.limit(seconds=1)\n{greed}"
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, env=dict(os.environ), check=False)
        assert ended.returncode == code


@pytest.mark.long
def test_fifty_megabytes_of_anything_end_in_time() -> None:
    filler = random.Random(1).randbytes(1_000_000) * 49
    for name, raw in (
        ("大.pdf", b"%PDF-1.7\n" + filler),
        ("大.docx", b"PK\x03\x04" + filler),
        ("大.html", b"<html><p>" + b"<b>" * 16_000_000),
    ):
        started = time.monotonic()
        outcome(name, raw)
        assert time.monotonic() - started < 100
