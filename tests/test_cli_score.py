"""`gangju score`: sheets as tables and as JSON, one subject's sheet line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gangju.cli import BAD_INPUT, DONE, main


def ask(shared: Path, *more: str) -> list[str]:
    tiny = shared / "spec" / "tiny_pack"
    return ["score", "--pack", str(tiny / "pack"), "--facts", str(tiny / "facts"), "--as-of", "2026-06-30", *more]


def test_the_sheets_of_a_folder_stand_in_a_table(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(shared)) == DONE
    said = capsys.readouterr().out
    assert "村党支部年度评分(village-branch-year)" in said
    assert "b-sl  b-sl    村党支部  未定  80–100  好或较好" in said


def test_one_subject_is_explained_line_by_line(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(shared, "--subject", "b-zq")) == DONE
    said = capsys.readouterr().out
    assert "村党支部年度评分 · b-zq:未定,52–92 分,好到较差" in said
    assert "记到 100 ㎡;按所在的档得分" in said


def test_as_json_the_lines_add_up_to_the_points(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(shared, "--format", "json")) == DONE
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert scores
    for each in scores:
        assert each["points"] == [sum(line["points"][end] for line in each["lines"]) for end in (0, 1)]


def test_a_scheme_nobody_wrote_is_named(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(shared, "--scheme", "village-branch-years")) == BAD_INPUT
    assert "请改为“village-branch-year”" in capsys.readouterr().err
