"""A row is realised when the compiled figure is the row's, or when the standard says why it is not."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gangju.cli import main
from gangju.engine.coverage import (
    CHECK,
    DECLINED,
    DIFFERS,
    MISSING,
    NOTHING,
    REALISED,
    UNLIKE,
    Decided,
    Status,
    coverage,
    hard_rules,
    load_decided,
)
from gangju.engine.done import Done
from gangju.engine.figures import Figure, figures
from gangju.engine.homes import Homes
from gangju.engine.inventory import load_inventory
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput

PACK = Path(__file__).parents[1] / "data" / "small_pack"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "small_pack"))


def status(pack: Pack, row: str) -> Status:
    found = coverage([pack], [load_inventory()[row]], load_decided(), Homes({}, {}), Done())
    return found[0]


def changed(draft: Path, old: str, new: str, file: str = "standards.yaml") -> Pack:
    path = draft / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), "utf-8")
    return load_pack(draft)


def test_operator_value_and_unit_of_the_text_are_realised(draft: Path) -> None:
    pack = load_pack(draft)
    assert figures(pack, pack.standard("member-hours")) >= {Figure(">=", Fraction(40), "学时"), Figure("=", Fraction(1), "ratio")}
    assert (status(pack, "003-34").status, status(pack, "003-34").by) == (REALISED, ("small-2018/member-hours",))


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ("value: 40}", "value: 39}", "params.yaml"),
        ("require: \"value >= param('hours')\"", "require: \"value > param('hours')\"", "standards.yaml"),
    ],
)
def test_another_value_or_operator_is_told_unless_the_standard_says_why(draft: Path, old: str, new: str, file: str) -> None:
    pack = changed(draft, old, new, file)
    assert status(pack, "003-34").status == UNLIKE
    assert "原文 >= 40 学时" in status(pack, "003-34").said
    said = status(changed(draft, "- id: member-hours\n", "- id: member-hours\n  differs: {003-34: 本地另定}\n"), "003-34")
    assert (said.status, said.said) == (DIFFERS, "本地另定")


def test_counting_by_another_span_is_another_requirement(draft: Path) -> None:
    assert status(load_pack(draft), "001-43").status == REALISED
    told = status(changed(draft, "window: month", "window: quarter"), "001-43")
    assert told.status == UNLIKE
    assert "原文按名师·月计" in told.said


def test_items_of_a_checklist_ends_of_a_band_and_a_whole_are_figures(draft: Path) -> None:
    pack = load_pack(draft)
    assert status(pack, "003-102").status == REALISED
    assert status(pack, "003-45").status == REALISED
    assert status(pack, "000-49").status == REALISED


def test_what_is_declined_only_checked_or_a_slogan_says_so(draft: Path) -> None:
    pack = load_pack(draft)
    assert (status(pack, "003-205").status, "国办函" in status(pack, "003-205").said) == (DECLINED, True)
    assert status(pack, "001-82").status == CHECK
    assert status(pack, "000-05").status == NOTHING
    assert status(pack, "003-33").status == MISSING


def test_a_row_of_a_declined_list_must_exist() -> None:
    decided = load_decided()
    assert set(decided.declined) | set(decided.checks) <= set(load_inventory())
    assert isinstance(decided, Decided)


def test_the_command_lists_rows_and_fails_on_a_figure_nobody_explained(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--pack", str(draft), "--only", "realised", "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert {row["row"] for row in said["rows"]} == {"003-34", "001-43", "003-102", "003-45", "000-49"}
    assert sum(said["computable"].values()) == 240
    changed(draft, "value: 40}", "value: 41}", "params.yaml")
    assert main(["coverage", "--pack", str(draft)]) == 1
    told = capsys.readouterr().out
    assert "small-2018/member-hours“003-34”" in told
    assert "differs: {003-34: 缘由}" in told


def test_a_hard_rule_stands_when_all_its_computable_rows_do(draft: Path, tmp_path: Path) -> None:
    path = tmp_path / "hard.yaml"
    path.write_text("- {rule: 学时, rows: [003-34]}\n- {rule: 学时二, rows: [003-33, 003-34]}\n- {rule: 捆绑, rows: [003-170]}\n", "utf-8")
    statuses = coverage([load_pack(draft)], load_inventory().values(), load_decided(), Homes({}, {}), Done())
    assert [(rule.stands, rule.said) for rule in hard_rules(statuses, path)] == [
        (True, "成立"),
        (False, "尚缺 003-33"),
        (False, "没有可计算的行,等评分和流程"),
    ]
    path.write_text("- {rule: 学时, rows: [003-999]}\n", "utf-8")
    with pytest.raises(BadInput, match="清单里没有“003-999”这一行"):
        hard_rules(statuses, path)


def test_the_page_for_readers_counts_by_source_and_system(draft: Path, tmp_path: Path) -> None:
    page = tmp_path / "coverage.md"
    assert main(["coverage", "--pack", str(draft), "--write", str(page)]) == 0
    text = page.read_text("utf-8")
    assert "| 003-34 | " in text
    assert "| S16 教育培训 |" in text
    assert "small-2018/member-hours" in text
