"""Scoring texts: which points hold which, what a standard computes, what a person enters, and the sheet that the pack gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gangju.drafting import Draft, Item, check_item, draft, pack_files
from gangju.drafting.scoring_file import ready
from gangju.engine.catalogue import load_catalogue
from gangju.engine.load import load_pack
from gangju.engine.model import Catalogue, Pack
from gangju.reader import read_text

PROSE = """清溪县“星级党支部”评分细则
本细则满分为100分。
一、组织健全(40分)
1.支部设置(10分)。未按要求设置的扣3分。
2.按期换届(30分)。未按期换届又无正当理由的扣10分。
二、活动正常(60分)
1.党课(20分)。每季度上党课一次,每缺一次扣4分,最多扣12分。
2.主题活动(40分)。每开展一次得5分,最高40分。
三、附加分
获得市级以上表彰的加5分。
四、发生严重违纪案件的,实行一票否决。
90分以上为五星,60分至89分为三星,60分以下为一星。
"""
TABLE = """清溪县2026年度党支部考核评分表
序号 | 考核内容 | 分值 | 评分标准
1 | 党员年参训不少于32学时 | 30 | 未达到学时的,每人扣0.5分
2 | 每年召开党员大会不少于4次 | 20 | 未召开的不得分
3 | 制度上墙 | 50 | 每缺一处扣1分
合计 | | 100 |
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def drafted(text: str, catalogue: Catalogue) -> Draft:
    return draft(read_text(text), catalogue)


def scores(found: Draft) -> dict[str, Item]:
    return {str(item.body["title"]): item for item in found.items if item.kind == "score"}


def packed(found: Draft, items: Sequence[Item], folder: Path) -> Pack:
    for name, text in pack_files(
        found, items, id="stars", title="星级评分", since="2026-01-01", until=None, issuer="清溪县委组织部"
    ).items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_pack(folder)


def test_the_whole_is_the_sheet_a_part_its_section_and_rules_belong_to_their_item(catalogue: Catalogue) -> None:
    found = scores(drafted(PROSE, catalogue))
    sheet = found["清溪县“星级党支部”评分细则"]
    assert (sheet.body["points"], sheet.body["where"]) == (100, "organization.kind in ('branch','joint_branch')")
    assert [band["title"] for band in sheet.body["grades"]] == ["五星", "三星", "一星"]
    assert found["支部设置"].body["section"] == {"title": "组织健全", "points": 40}
    assert found["支部设置"].body["printed"] == ["未按要求设置的扣3分"]
    assert "由评分人打分(未按要求设置的扣3分)" in found["支部设置"].said


def test_one_rule_that_says_what_one_standard_says_is_computed_by_it(catalogue: Catalogue) -> None:
    body = scores(drafted(PROSE, catalogue))["党课"].body
    assert (body["kind"], body["standard"], body["roll_up"], body["amount"], body["cap"]) == ("deduct_each", "party-class", "own", 4, 12)
    found = scores(drafted(TABLE, catalogue))
    assert found["党员年参训不少于32学时"].body["amount"] == "1/2"
    assert "roll_up" not in found["党员年参训不少于32学时"].body
    assert found["每年召开党员大会不少于4次"].body["kind"] == "full_or_zero"
    assert found["制度上墙"].body["kind"] == "entered"


def test_what_adds_stands_outside_the_total_and_a_veto_asks_for_its_standard(catalogue: Catalogue) -> None:
    found = drafted(PROSE, catalogue)
    adding, veto = ([item for item in found.items if item.kind == "score" and item.body.get(key)] for key in ("bonus", "veto"))
    assert [item.body["points"] for item in adding] == [5]
    assert "一票否决要看一项标准" in veto[0].lacking[0]


def test_what_was_accepted_is_a_sheet_of_the_pack(catalogue: Catalogue, tmp_path: Path) -> None:
    found = drafted(PROSE, catalogue)
    (sheet,) = packed(found, ready(found.items), tmp_path).schemes
    assert {section.title: int(section.points) for section in sheet.sections} == {"组织健全": 40, "活动正常": 60}
    assert {item.title: item.standard for item in sheet.items}["党课"] == "party-class"
    assert "支部设置(未按要求设置的扣3分)" in {item.title for item in sheet.items}
    assert [band.first for band in sheet.bands] == [90, 60, 0]
    assert sheet.bonus_cap == 5


def test_what_was_not_accepted_is_a_line_that_somebody_enters_so_that_the_whole_stays(catalogue: Catalogue, tmp_path: Path) -> None:
    found = drafted(PROSE, catalogue)
    items = [item for item in ready(found.items) if item.body.get("title") not in ("主题活动", "支部设置", "按期换届")]
    (sheet,) = packed(found, items, tmp_path).schemes
    assert sheet.points == 100
    rest = {item.points for item in sheet.items if item.title == "其余内容(没有列成评分项的)"}
    assert rest == {40}
    assert {item.kind for item in sheet.items if item.points == 40} == {"entered"}


def changed(items: Sequence[Item], title: str, **body: Any) -> list[Item]:
    return [replace(item, body={**item.body, **body}) if item.body.get("title") == title else item for item in items]


def test_lines_that_do_not_fit_are_told_by_name(catalogue: Catalogue, tmp_path: Path) -> None:
    found = drafted(PROSE, catalogue)
    items = ready(found.items)
    with pytest.raises(ValueError, match="“活动正常”写的是 60 分,接受的各项加起来 65 分"):
        packed(found, changed(items, "党课", points=25), tmp_path)
    with pytest.raises(ValueError, match="没有接受它们的评分表"):
        packed(found, [item for item in items if "where" not in item.body or item.kind != "score"], tmp_path)
    with pytest.raises(ValueError, match="“党课”按标准“party-class”计分,这项标准没有接受"):
        packed(found, [item for item in items if item.kind != "standard"], tmp_path)


def test_who_is_scored_is_never_guessed(catalogue: Catalogue) -> None:
    found = drafted(PROSE.replace("“星级党支部”", "基层党建工作"), catalogue)
    sheet = next(item for item in found.items if item.kind == "score")
    assert "没有写明给谁打分" in sheet.lacking[0]
    assert [item for item in ready(found.items) if item.kind == "score"] == []


def test_a_few_points_make_no_sheet(catalogue: Catalogue) -> None:
    (item,) = [item for item in drafted("清溪县通知\n一、督查\n逾期不报的,在年度考核中扣2分。", catalogue).items if item.kind == "score"]
    assert "不成一张评分表" in item.lacking[0]


def test_a_corrected_line_is_checked_by_itself(catalogue: Catalogue) -> None:
    found = scores(drafted(PROSE, catalogue))
    item = found["支部设置"]
    assert check_item(item, catalogue) == check_item(found["党课"], catalogue) == ()
    (wrong,) = check_item(replace(item, body={**item.body, "kind": "guess"}), catalogue)
    assert wrong.key.endswith(".kind")
    (wrong,) = check_item(replace(item, body={**item.body, "points": "若干"}), catalogue)
    assert wrong.key == "points"


def test_rules_of_parts_that_are_named_in_one_breath_find_them_by_name(catalogue: Catalogue) -> None:
    text = "清溪县党支部考核办法\n满分100分,其中组织领导60分,工作实绩40分。\n(一)组织领导方面,未签责任书的扣3分。\n"
    text += "(二)工作实绩方面,每起扣5分。\n"
    found = scores(drafted(text, catalogue))
    assert found["组织领导"].body["printed"] == ["未签责任书的扣3分"]
    assert found["工作实绩"].body["printed"] == ["每起扣5分"]
