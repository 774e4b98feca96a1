"""Who leads, who is responsible, and lists of items."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from tests.reader.tools import duty, lists


@pytest.mark.parametrize(
    ("printed", "lead", "responsible"),
    [
        ("牵头单位:县委组织部;责任单位:各乡、镇党委,县委宣传部", ["县委组织部"], ["各乡、镇党委", "县委宣传部"]),
        ("责任单位:县人力资源和社会保障局及其他相关单位", [], ["县人力资源和社会保障局", "其他相关单位"]),
        (
            "牵头单位:县委组织部、县委宣传部;责任单位:县发展和改革局、县财政局等相关单位",
            ["县委组织部", "县委宣传部"],
            ["县发展和改革局", "县财政局"],
        ),
        ("责任单位:县委党校和各乡、镇党委组织办", [], ["县委党校", "各乡、镇党委组织办"]),
        ("牵头部门:县纪委机关;配合部门:县住房和城乡建设局、县总工会", ["县纪委机关"], ["县住房和城乡建设局", "县总工会"]),
    ],
)
def test_printed_lists_of_units_split_into_units(printed: str, lead: list[str], responsible: list[str]) -> None:
    assert duty(f"({printed})") == (lead, responsible)


def test_a_printed_list_holds_for_every_clause_of_its_item() -> None:
    text = "工作方案\n1、建好阵地。面积不少于80平方米。名册资料齐全。(牵头单位:县委组织部;责任单位:各乡镇党委)\n2、育好队伍。按时开展轮训。"
    by_text = {clause.text: clause.lead for clause in read_text(text).clauses}
    assert by_text["名册资料齐全。"] == ("县委组织部",)
    assert by_text["按时开展轮训。"] == ()


def test_duties_said_in_a_sentence_are_read() -> None:
    assert duty("由县委组织部牵头,每月调度。") == (["县委组织部"], [])
    assert duty("由各乡镇党委负责,逐村落实。") == ([], ["各乡镇党委"])
    assert duty("县委组织部负责统筹协调,各乡镇党委负责落实。") == ([], ["县委组织部", "各乡镇党委"])
    assert duty("由县财政与乡镇财政按4:6比例分担。") == ([], ["县财政", "乡镇财政"])
    assert duty("县里成立党建工作领导小组,负责统筹协调。") == ([], ["党建工作领导小组"])
    assert duty("乡镇党委书记是党建工作第一责任人,要亲自抓。") == (["乡镇党委书记"], [])


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("达到“三有”标准(有场所、有设施、有制度)。", ("有场所", "有设施", "有制度")),
        ("按照“定人、定时、定责”的要求推进。", ("定人", "定时", "定责")),
        ("开展上党课、办夜校、送温暖等“三个一”活动。", ("上党课", "办夜校", "送温暖")),
        ("做到考核到季、安排到月、具体到周。", ("考核到季", "安排到月", "具体到周")),
        ("在农村、社区、机关(事业)单位等3个领域开展。", ("农村", "社区", "机关(事业)单位")),
        ("推行“村村通”“户户联”“人人评”。", ("村村通", "户户联", "人人评")),
    ],
)
def test_lists_are_split_into_their_items(text: str, items: tuple[str, ...]) -> None:
    assert lists(text) == [items]
