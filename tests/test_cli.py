"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gangju.cli import BAD_INPUT, DONE, FINDINGS, main


@pytest.fixture
def asked(shared: Path) -> list[str]:
    folder = shared / "spec" / "tiny_pack"
    return ["--pack", str(folder / "pack"), "--facts", str(folder / "facts"), "--as-of", "2026-12-31"]


def test_evaluate_prints_the_stable_json(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *asked, "--json"]) == DONE
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["as_of", "known_on", "packs", "facts_hash", "subjects", "groups"]


def test_evaluate_prints_a_table_in_chinese(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *asked, "--org", "lp"]) == DONE
    printed = capsys.readouterr()
    assert "缺数据" in printed.out
    assert "b-sl" not in printed.out


def test_explain_prints_rows_and_parameters(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "member-hours", "p05", *asked]) == DONE
    printed = capsys.readouterr().out
    assert "本期内参加过的培训学时之和,不少于年度学时" in printed
    assert "t-03 p05 attendee" in printed


def test_compare_prints_who_moves_and_because_of_what(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *asked, "--set", "member_hours=8", "--json"]) == DONE
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["before", "after", "standards", "subjects", "groups", "costs", "never", "asks"]
    assert {row["after"]["target"] for row in said["subjects"]} == {8}
    assert main(["compare", *asked, "--to-as-of", "2026-06-30", "--facts-of", "3"]) == DONE
    assert "变了的记录" in capsys.readouterr().out


def test_lacking_prints_the_worklist_and_what_is_left_for_one(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lacking", *asked, "--org", "lp", "--json"]) == DONE
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["lacking", "left"]
    assert {row["code"] for row in said["lacking"]} <= {"unkept", "missing", "stale"}
    assert main(["lacking", *asked]) == DONE
    assert "定下几个结果" in capsys.readouterr().out


def test_a_parameter_that_no_pack_has_is_bad_input(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *asked, "--set", "no_such=8"]) == BAD_INPUT
    assert "没有参数“no_such”" in capsys.readouterr().err


def test_an_unknown_standard_is_bad_input(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "no-such", "p05", *asked]) == BAD_INPUT
    assert "没有“no-such”这项标准" in capsys.readouterr().err


def test_wrong_use_is_exit_two(asked: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", *asked[:4], "--as-of", "31.12.2026"])
    assert caught.value.code == 2


def test_a_sound_pack_has_no_findings(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(shared / "spec/tiny_pack/pack")]) == DONE
    assert "没有发现问题" in capsys.readouterr().out


def test_findings_of_check_are_exit_one(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = min(folder for folder in (root / "tests/data/bad_packs").iterdir() if folder.is_dir())
    assert main(["check", str(bad), "--json"]) == FINDINGS
    assert set(json.loads(capsys.readouterr().out)["findings"][0]) == {"file", "line", "key", "message", "remedy"}


def test_bad_facts_stop_the_evaluation(asked: list[str], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = min(folder for folder in (root / "tests/data/bad_facts").iterdir() if folder.is_dir())
    assert main(["evaluate", *asked[:2], "--facts", str(bad), *asked[4:]]) == BAD_INPUT
    assert capsys.readouterr().out == ""


def test_read_lists_figures_and_doubts(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (text,) = shared.glob("seeds/003*.txt")
    assert main(["read", str(text)]) == DONE
    printed = capsys.readouterr().out
    assert "40学时" in printed
    assert "lost_sign" in printed
