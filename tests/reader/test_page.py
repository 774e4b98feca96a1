"""What a page adds to a text is set aside; what a page break or a broken copy cut is joined again, and doubted."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from gangju.reader.page import is_furniture, is_row

BODY = "工作方案\n一、组织生活\n各村党组织每季度召开1次党员大会。"


@pytest.mark.parametrize(
    "line",
    [
        "您现在的位置:首页 > 组织工作 > 通知",
        "当前位置: 首页 >> 正文",
        "发布时间:2018-03-27 来源:组织部 浏览次数:1024",
        "字号:[大 中 小]",
        "阅读量: 356",
        "【打印】【关闭】",
        "上一条:关于做好换届工作的通知",
        "版权声明:未经许可不得转载",
        "免责声明:本站内容仅供参考。如有侵权,请与我们联系。",
        "Copyright 2018 某县党建网 All Rights Reserved",
        "桂ICP备05000000号-1",
        "- 3 -",
        "— 12 —",
        "第3页 共10页",
        "3 / 10",
        "责任编辑:李某",
        "索引号 11450300/2018-00012",
        "发文字号:桂组发〔2018〕3号",
        "成文日期: | 2018-03-27 | 主题分类: | 组织工作",
        "时间:2022-10-19 09:50",
    ],
)
def test_what_a_page_adds_is_no_clause(line: str) -> None:
    assert is_furniture(line)
    assert [clause.text for clause in read_text(f"{BODY}\n{line}\n二、保障\n每村建1个中心。").clauses] == [
        "各村党组织每季度召开1次党员大会。",
        "每村建1个中心。",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "阅读量不少于10本。",
        "打印机由支部保管。",
        "来源可靠的经费不少于3万元。",
        "联系人、联系电话有变的,10日内报镇党委。",
        "县里每年为村提供2次技术支持。",
        "时间:每月20日开展主题党日。",
        "公开方式由支部决定。",
        "点击率不作为考核依据。",
        "3.每季度召开1次党员大会。",
    ],
)
def test_words_of_a_page_in_a_sentence_are_text(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize("number", ["- 3 -", "3", "第3页 共10页", "3/10"])
def test_a_sentence_goes_on_over_the_number_of_a_page_and_is_doubted(number: str) -> None:
    document = read_text(f"工作方案\n一、阵地\n每村建成1个服务中心,面积不少\n{number}\n于80平方米。\n二、保障\n落实经费。")
    figures = [(item.text, item.op) for clause in document.clauses for item in clause.quantities]
    assert ("80平方米", ">=") in figures
    assert "page_break" in {flag.why for clause in document.clauses for flag in clause.flags}


def test_a_heading_at_the_end_of_a_page_stays_a_heading() -> None:
    document = read_text("工作方案\n一、阵地建设\n- 3 -\n每村建成1个服务中心。\n工作要求\n- 4 -\n落实经费3万元。")
    assert [section.title for section in document.sections] == ["阵地建设", "工作要求"]


def test_a_sentence_broken_by_hand_has_its_tail_again() -> None:
    document = read_text("工作制度\n第一条 党员参训不少于40学时。\n第二条 本制度由县委组织部负责解释,自印发之日\n起施行。")
    assert document.clauses[-1].text.replace("\n", "").endswith("自印发之日起施行。")


@pytest.mark.parametrize(("line", "row"), [("a | b", True), ("| b", True), ("a |", True), ("a | | c", True), ("a|b", False), ("甲", False)])
def test_a_row_is_known_by_its_borders(line: str, row: bool) -> None:
    assert is_row(line) is row
