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


@pytest.mark.parametrize(
    ("text", "lead", "responsible"),
    [
        ("(县委组织部牵头,县委宣传部、县直各单位配合,6月底前完成)", ["县委组织部"], ["县委宣传部", "县直各单位"]),
        ("第十条 本办法由县委组织部负责解释。", [], ["县委组织部"]),
        ("由县委组织部、县民政局按职责分工负责。", [], ["县委组织部", "县民政局"]),
        ("结果由街道党建办汇总通报。", [], ["街道党建办"]),
        ("由业务主管单位选派指导员。", [], ["业务主管单位"]),
        ("由所在党组织进行谈话提醒。", [], ["所在党组织"]),
        ("坚持党委书记负总责,组织委员组织实施,片长包片。", ["党委书记"], ["组织委员", "片长"]),
        ("责任单位:县委组织部 县委党校 各乡镇党委", [], ["县委组织部", "县委党校", "各乡镇党委"]),
        ("责任单位:各镇(街道)、县直各部门,完成时限:长期坚持", [], ["各镇(街道)", "县直各部门"]),
        ("由县委组织部约谈主要负责人。", [], ["县委组织部"]),
        ("由镇党委组织办负责解释。", [], ["镇党委组织办"]),
        ("实行校长负责制,提倡人人参与。", [], []),
    ],
)
def test_those_who_answer_are_named_in_many_ways(text: str, lead: list[str], responsible: list[str]) -> None:
    assert duty(text) == (lead, responsible)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("按照守信念、讲奉献、有本领、重品行的要求选人。", ("守信念", "讲奉献", "有本领", "重品行")),
        ("推行“需求、资源、项目”三张清单。", ("需求", "资源", "项目")),
        ("做到“三个明”。明目标,对照任务。明路径,逐项推进。明责任,压到个人。", ("明目标", "明路径", "明责任")),
        ("形成组织共建、活动共联、资源共享、机制衔接的格局。", ("组织共建", "活动共联", "资源共享", "机制衔接")),
    ],
)
def test_lists_are_known_by_their_make_or_their_number(text: str, items: tuple[str, ...]) -> None:
    assert lists(text) == [items]


@pytest.mark.parametrize(
    "text",
    [
        "提升制度化、规范化、科学化水平。",
        "围绕把握新阶段、贯彻新理念、构建新格局推进工作。",
        "达标一个、验收一个、命名一个。",
        "每周一次联络、每月一次调研、每季一次汇报。",
        "党员大会每季度1次、支委会每月1次、党小组会每月1次。",
        "于3月底前、6月底前、9月底前报送。",
        "责任单位:县教育局、县民政局、县财政局",
    ],
)
def test_turns_of_phrase_are_no_lists(text: str) -> None:
    assert lists(text) == []


def owners(text: str) -> dict[str, tuple[str, ...]]:
    """Who answers for each clause with a figure."""
    return {clause.quantities[0].text: clause.lead + clause.responsible for clause in read_text(text).clauses if clause.quantities}


def test_a_list_printed_in_a_heading_holds_for_all_below() -> None:
    text = "工作方案\n一、任务\n(一)建好阵地(牵头单位:县委组织部)\n1.新建5个中心。\n2.改造7个站点。\n(二)育好队伍\n轮训40学时。"
    assert owners(text) == {"5个": ("县委组织部",), "7个": ("县委组织部",), "40学时": ()}
    assert "建好阵地" in {section.title for section in read_text(text).sections}


def test_a_list_alone_behind_the_last_sub_item_holds_for_the_item() -> None:
    text = (
        "工作方案\n一、任务\n(一)育好队伍\n1.轮训40学时。\n2.选派7名。一是挂职3名,二是驻村2名。\n"
        "(牵头单位:县委党校;责任单位:各乡镇党委)\n(二)其他\n办好10件实事。\n责任单位:县委办"
    )
    school = ("县委党校", "各乡镇党委")
    assert owners(text) == {"40学时": school, "7名": school, "3名": school, "2名": school, "10件": ("县委办",)}


def test_a_list_behind_each_sub_item_holds_for_that_one_only() -> None:
    text = "工作方案\n一、任务\n1.轮训40学时。\n责任单位:县委党校\n2.选派7名。\n责任单位:县委组织部"
    assert owners(text) == {"40学时": ("县委党校",), "7名": ("县委组织部",)}


def test_lead_and_others_may_stand_in_two_sentences() -> None:
    text = "工作方案\n一、任务\n选派7名。\n牵头单位:县委组织部;责任单位:县财政局"
    assert owners(text) == {"7名": ("县委组织部", "县财政局")}


def test_bodies_that_begin_a_sentence_are_no_checklist() -> None:
    assert lists("县委组织部、县农业农村局、县财政局对工作队承担管理责任。") == []
    assert duty("县委组织部牵头抓总,县财政局、县人社局通力合作。") == (["县委组织部"], ["县财政局", "县人社局"])


def test_the_last_item_of_an_even_list_may_bring_one_more() -> None:
    assert lists("做好工作队的人员选派、监督管理、资金保障、督查考核和机制完善等工作。") == [
        ("人员选派", "监督管理", "资金保障", "督查考核", "机制完善")
    ]
