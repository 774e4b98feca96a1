"""`gangju read`: what it writes, what it refuses, and that whoever stops reading its output sees no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gangju.cli import BAD_INPUT, DONE, main
from gangju.engine.load import load_pack

PLAN = (
    "云岚县2026年基层党建工作方案\n一、重点任务\n"
    "(一)抓好培训。每名农村党员年参训时长不少于40学时。(牵头单位:县委组织部)\n(二)建好阵地。按1%2%配备人员。村干部满意度达到95%。\n"
    "中共云岚县委组织部\n2026年1月8日\n"
)
Said = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_both_files_of_the_responsibility_table_are_written(plan: Path, capsys: Said) -> None:
    xlsx, docx = plan.with_name("表.xlsx"), plan.with_name("表.docx")
    assert main(["read", str(plan), "--xlsx", str(xlsx), "--docx", str(docx)]) == DONE
    assert "责任分解表 3 项,待核 1 处" in capsys.readouterr().out
    assert xlsx.read_bytes()[:2] == docx.read_bytes()[:2] == b"PK"
    assert {path.name for path in plan.parent.iterdir()} == {"方案.txt", "表.xlsx", "表.docx"}


def test_the_json_stays_the_stable_one_and_the_news_go_beside_it(plan: Path, capsys: Said) -> None:
    assert main(["read", str(plan), "--json", "--xlsx", str(plan.with_name("表.xlsx"))]) == DONE
    printed = capsys.readouterr()
    assert list(json.loads(printed.out)) == ["text", "title", "issuer", "number", "issued_on", "sections", "clauses"]
    assert "已写入" in printed.err


def test_what_is_there_is_overwritten_only_when_asked(plan: Path, capsys: Said) -> None:
    there = plan.with_name("表.xlsx")
    there.write_text("别人的")
    assert main(["read", str(plan), "--xlsx", str(there)]) == BAD_INPUT
    assert there.read_text() == "别人的"
    assert "已经有了" in capsys.readouterr().err
    assert main(["read", str(plan), "--xlsx", str(there), "--overwrite"]) == DONE
    assert there.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--xlsx", "{here}/表.docx"], "要写成 .xlsx 文件"),
        (["--docx", "{here}/没有/表.docx"], "这个目录:请先建好"),
        (["--docx", "{here}/方案.txt"], "要写成 .docx 文件"),
        (["--draft", "{here}"], "里已经有内容"),
        (["--draft", "{here}/方案.txt"], "就是要读的文件"),
        (["--xlsx", "/proc/表.xlsx"], "/proc"),
        (["--xlsx", "{here}/" + "长" * 300 + ".xlsx"], "写不进去"),
    ],
)
def test_a_place_that_cannot_be_written_is_one_sentence_and_nothing_is_written(
    plan: Path, options: list[str], said: str, capsys: Said
) -> None:
    here = str(plan.parent)
    wanted = [*options, "--xlsx", f"{here}/另一个.xlsx"] if "--xlsx" not in options else options
    assert main(["read", str(plan), *(option.format(here=here) for option in wanted)]) == BAD_INPUT
    (sentence,) = capsys.readouterr().err.splitlines()
    assert said in sentence
    assert [path.name for path in plan.parent.iterdir()] == ["方案.txt"]


def test_the_source_itself_is_never_overwritten(tmp_path: Path, plan: Path, capsys: Said) -> None:
    source = plan.rename(tmp_path / "方案.docx")
    assert main(["read", str(source), "--docx", str(source), "--overwrite"]) == BAD_INPUT
    assert "就是要读的文件" in capsys.readouterr().err
    assert source.read_text("utf-8") == PLAN


def test_a_draft_holds_what_lacks_nothing_and_loads(plan: Path, capsys: Said) -> None:
    folder = plan.with_name("草稿")
    assert main(["read", str(plan), "--draft", str(folder)]) == DONE
    printed = capsys.readouterr().out
    assert "草稿已写入" in printed
    assert "待核" in printed
    assert [standard.form for standard in load_pack(folder).standards] == ["threshold"]


def test_a_draft_without_a_first_day_asks_for_it(plan: Path, capsys: Said) -> None:
    plan.write_text(PLAN.replace("2026年1月8日\n", "").replace("2026年", ""), "utf-8")
    folder = plan.with_name("草稿")
    assert main(["read", str(plan), "--draft", str(folder)]) == BAD_INPUT
    assert "--since" in capsys.readouterr().err
    assert not folder.exists()
    assert main(["read", str(plan), "--draft", str(folder), "--since", "2026-01-01"]) == DONE
    assert "2026-01-01" in (folder / "plan.yaml").read_text("utf-8")


def test_a_first_day_after_the_last_one_is_refused(plan: Path, capsys: Said) -> None:
    plan.write_text(PLAN.replace("2026年基层", "2025年基层").replace("2026年1月8日", "2025年1月8日"), "utf-8")
    folder = plan.with_name("草稿")
    assert main(["read", str(plan), "--draft", str(folder), "--since", "2030-01-01"]) == BAD_INPUT
    assert "请改 --since" in capsys.readouterr().err
    assert not folder.exists()


def test_lint_names_the_rule_behind_each_finding(plan: Path, capsys: Said) -> None:
    plan.write_text(PLAN + "每名党员每天在手机上签到打卡。\n", "utf-8")
    assert main(["read", str(plan), "--lint"]) == DONE
    printed = capsys.readouterr().out
    assert "要留意的地方" in printed
    assert "国办函〔2026〕12号" in printed
    assert main(["read", str(plan), "--lint", "--json"]) == DONE
    assert {"sentence", "basis", "remedy"} <= set(json.loads(capsys.readouterr().out)["findings"][0])


@pytest.mark.long
@pytest.mark.parametrize("command", [["read", "{plan}", "--json"], ["read", "{plan}"], ["coverage", "--json"]])
def test_whoever_stops_reading_sees_no_traceback(plan: Path, command: list[str]) -> None:
    plan.write_text(PLAN + "每村建成1个中心。\n" * 20_000, "utf-8")
    run = [sys.executable, "-m", "gangju.cli", *(part.format(plan=plan) for part in command)]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == DONE
