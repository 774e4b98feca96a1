"""What documents of strangers taught, told again in our own words."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from tests.reader.tools import deadlines, doubts, duty, figures, lists, outline, quantities, rhythms

PLAN = "青河县2026年党建工作方案\n一、目标任务\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("干部脱产学习累计不少于5天或者40学时。", [(">=", 5, "天"), (">=", 40, "学时")]),
        ("第二十三条 支部应当按期换届。", []),
        ("二条 凡是新任书记都要参加轮训。", []),
        ("用春季集中一个月整治村容。", [("=", 1, "个月")]),
        ("届满前一至二个月提出申请。", [("between", [1, 2], "个月")]),
        ("各校一学期内安排走访。", []),
        ("综合得分在85分(含85分)以上。", [(">=", 85, "分")]),
        ("整治为期1年半。", [("=", "3/2", "年")]),
        ("级联创四个示范”为抓手,每村建成2个小院。", [("=", 2, "个")]),
    ],
)
def test_figures_of_strangers(text: str, expected: list[tuple[str, object, str]]) -> None:
    assert figures(PLAN + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("站长每年参加岗位轮训,累计不少于6天。", []),
        ("网格员如实记录走访情况、存在困难和每周计划等情况。", []),
        ("网格员每周报送工作计划。", [(1, "week")]),
    ],
)
def test_a_window_is_a_rhythm_only_with_a_deed_of_its_own(text: str, expected: list[tuple[object, str]]) -> None:
    assert rhythms(PLAN + text) == expected


def test_a_day_before_the_paper_tells_what_was_done() -> None:
    text = "青河县走访办法\n2026年5月8日\n5月6日,县里作出部署。\n走访于6月20日结束。"
    assert deadlines(text) == [(None, "2026-06-20")]


def test_a_piece_without_a_title_is_counted_in_the_year_it_names() -> None:
    text = "经研究,将于2019年3月开始至6月底整治驻地,安排如下:\n一、步骤\n(一)摸底(4月1日至4月9日)\n逐户登记。"
    assert ("2019-04-01", "2019-04-09") in deadlines(text)


def test_a_piece_that_names_two_years_is_counted_in_none() -> None:
    text = "对照2017年和2018年的台账,安排如下:\n一、步骤\n(一)摸底(4月1日至4月9日)\n逐户登记。"
    assert deadlines(text) == [("--04-01", "--04-09")]


@pytest.mark.parametrize(
    "text",
    [
        "省级、市级、县级离任村干部每人建档。",
        "在研究人选、考察人选、任用人选时,听取村民意见。",
        "通过上门走访、个别交谈、查看台账等方式了解情况。",
        "经费用于会议费、培训费、资料费等开支。",
        "把走访情况作为年度考核、绩效考核、评先评优、职级晋升的重要依据。",
        "要坚持从有利于支部做事、有利于党员参加、有利于村民受益出发安排工作。",
        "坚持“走得进”和“坐得下”两手抓。",
        "迎接建党100周年、向党的二十大报喜。",
    ],
)
def test_ways_occasions_and_ranks_are_no_checklist(text: str) -> None:
    assert lists(PLAN + text) == []


def test_sets_of_their_own_are_no_items_of_the_last_set() -> None:
    text = "把支部“三项规程”、小组“三项约定”、党员“三项承诺”结合起来。"
    assert lists(PLAN + text) == []


def test_a_name_that_counts_in_two_steps_is_listed_in_its_bracket() -> None:
    text = "按照“双优三好”(班子优、产业优,环境好、村风好、口碑好)的要求建设。"
    assert lists(PLAN + text) == [("班子优", "产业优", "环境好", "村风好", "口碑好")]


def test_the_sentence_behind_a_set_lists_its_members() -> None:
    text = "阅览室做到“四净”。地面净、桌面净,墙面净,窗面净。"
    assert ("地面净", "桌面净", "墙面净", "窗面净") in lists(PLAN + text)
    assert doubts(PLAN + text) == []


def test_lists_that_are_only_told_are_no_checklist() -> None:
    text = "村书记述职报告\n一、履职情况\n我与村干部同谋划、同部署、同推进。"
    assert lists(text) == []


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("由镇党建办每月20日前对各支部打分。", ["镇党建办"]),
        ("支部委员会由党员大会按照章程选举产生。", []),
    ],
)
def test_who_does_it_and_who_only_chooses(text: str, units: list[str]) -> None:
    assert duty(PLAN + text) == ([], units)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("党员人数人以上的设立党委。", "人以上"),
        ("党员人数不足人的联合组建。", "不足人"),
        ("活动场所达到平方米以上。", "达到平方米"),
    ],
)
def test_a_comparator_without_its_number_is_a_doubt(text: str, lost: str) -> None:
    assert ("lost_digit", lost) in doubts(PLAN + text)
    assert figures(PLAN + text) == []


def test_lines_run_together_are_taken_apart() -> None:
    text = (
        "走访方案\n为做好走访制定本方案。一、目标 全年走访每一户。"
        "二、任务 (一)分片包户。1.定人员。每片2人。2.定时间。按月走访。(二)建好台账。"
    )
    assert outline(text) == [
        (1, "一、", "目标 全年走访每一户"),
        (1, "二、", "任务"),
        (2, "(一)", "分片包户"),
        (3, "1.", "定人员"),
        (3, "2.", "定时间"),
        (2, "(二)", "建好台账"),
    ]


def test_a_number_behind_a_lost_break_carries_on_the_count() -> None:
    text = "走访方案\n一、任务\n1、定人员。\n每片两人,不得空岗。 2、定时间。\n按月走访。"
    assert [(number, title) for _, number, title in outline(text)] == [("一、", "任务"), ("1、", "定人员"), ("2、", "定时间")]


def test_numbers_of_one_kind_inside_a_paragraph_stay_there() -> None:
    text = "走访方案\n一、纪律\n走访要做到:1.不空手许诺;2.不收礼品。"
    assert [number for _, number, _ in outline(text)] == ["一、"]


def test_a_heading_and_its_text_on_one_line_are_parted_at_the_blank() -> None:
    text = "走访方案\n一、工作目标 通过一年的努力把全镇的走访做到户户见面、件件落实。\n二、加强领导 压实责任"
    assert [title for _, _, title in outline(text)] == ["工作目标", "加强领导 压实责任"]


def test_an_answer_and_an_article_without_its_first_sign_are_headings() -> None:
    assert outline("应知应会\n1.走访有哪些规定?\n答:(一)例会规定。每月一次。\n(二)请假规定。提前一天。")[1:] == [
        (2, "(一)", "例会规定"),
        (2, "(二)", "请假规定"),
    ]
    assert [number for _, number, _ in outline("走访制度\n一条 为走访制定本制度。\n二条 村干部都要走访。")] == ["一条", "二条"]


def test_what_a_page_prints_twice_is_one_heading_and_its_menu_is_none() -> None:
    menu = "1. 当前位置:\n2. 首页 > 政务公开 > 制度\n3. > 正文\n"
    text = menu + "第二章 走访对象\n来源: 日期:2020-11-24\n第二章 走访对象\n第五条 村干部走访每一户。"
    assert [number for _, number, _ in outline(text)] == ["第二章", "第五条"]


def test_what_stands_behind_each_is_what_the_other_figure_is_for() -> None:
    found = {
        text: [(item.unit, item.per) for item in quantities(PLAN + text)] for text in ("每200户设1名网格员。", "每两个村共用1名会计。")
    }
    assert found == {"每200户设1名网格员。": [("名", "200户")], "每两个村共用1名会计。": [("名", "两个")]}


def test_a_case_that_is_met_is_no_rhythm() -> None:
    assert rhythms(PLAN + "每月月底仍未报送的,予以提醒。") == []
    assert figures(PLAN + "最高可计24学时。") == [("<=", 24, "学时")]


@pytest.mark.parametrize(
    "text",
    ["党员每月以实发收入为计算基数,按时交纳。", "按月领取补贴的干部,由镇里造册。", "做到年度有计划,每月有安排,主题明确。"],
)
def test_a_basis_or_a_turn_of_phrase_is_no_rhythm(text: str) -> None:
    assert rhythms(PLAN + text) == []


def test_months_of_papers_are_no_deadline_and_a_blank_before_a_measure_word_is_a_doubt() -> None:
    assert deadlines(PLAN + "请于12月19日前将7—11月份台账交镇里。") == [(None, "2026-12-19")]
    assert [why for why, _ in doubts(PLAN + "支部设书记1名,委员 名,必要时可设 名副书记。")] == ["lost_digit", "lost_digit"]


def test_the_paper_that_is_passed_on_gives_the_title_where_the_page_kept_its_own() -> None:
    above = "各村党支部:\n现将方案印发给你们。\n中共丰泽镇委员会\n"
    text = above + "2016年丰泽镇村级党组织\n述职评议方案\n一、述职\n(一)述职方式:口头述职。\n二、评议\n"
    assert read_text(text).title == "2016年丰泽镇村级党组织述职评议方案"


def test_a_summary_of_a_page_is_no_text() -> None:
    text = "索引号 -GK-2021-0000\n内容概述 为做好驻村工作,制定本办法。\n\n丰泽县委关于印发《驻村办法》的通知\n各镇党委:\n请执行。"
    assert read_text(text).title == "丰泽县委关于印发《驻村办法》的通知"


def test_paragraphs_counted_off_are_headings() -> None:
    text = "走访办法\n一是明确对象。走访每一户。\n二是明确时间。\n每季度走访一次。\n三是明确责任。由原单位党组织保留其组织关系。"
    assert [(number, title) for _, number, title in outline(text)] == [("一是", "明确对象"), ("二是", "明确时间"), ("三是", "明确责任")]
    assert duty(text) == ([], ["原单位党组织"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("评议项目共16项:1、支部活动;2、党费收缴。", []),
        ("任期届满2个月内改选。", [("<=", 2, "个月")]),
        ("任职满2年的可以报名。", [(">=", 2, "年")]),
    ],
)
def test_counts_of_what_follows_and_terms_that_end(text: str, expected: list[tuple[str, object, str]]) -> None:
    assert figures(PLAN + text) == expected


def test_rates_of_pieces_and_of_minutes() -> None:
    assert [(item.unit, item.per) for item in quantities(PLAN + "网络自学每45分钟折算1学时。")] == [("学时", "45分钟")]
    assert [(item.unit, item.per) for item in quantities(PLAN + "发表文章12学分/篇。")] == [("学分", "篇")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2028年底村村有阵地,其中2027年完成六成。", [(None, "2028-12-31"), ("2027-01-01", "2027-12-31")]),
        ("从2027年起,每年安排专项经费。", [("2027-01-01", None)]),
        ("对2026年建成的阵地进行复核。", []),
    ],
)
def test_a_year_that_is_a_step_of_the_plan_bounds_it(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert deadlines(PLAN + text) == expected


def test_a_bound_between_two_is_read_twice() -> None:
    assert figures(PLAN + "任职一年以上两年以下的列入培养。") == [(">=", 1, "年"), ("<=", 2, "年")]


def test_the_first_of_a_list_begins_where_the_others_begin() -> None:
    text = "村级活动场所要有牌子、有旗杆、有宣传栏、有书屋。"
    assert lists(PLAN + text) == [("有牌子", "有旗杆", "有宣传栏", "有书屋")]
    assert lists(PLAN + "开展进田间、进院落、进心坎活动。") == [("进田间", "进院落", "进心坎")]
    assert lists(PLAN + "实行“四不”:不迟到、不早退、不缺席、不请假。") == [("不迟到", "不早退", "不缺席", "不请假")]


def test_empty_places_of_a_list_are_no_items() -> None:
    assert lists(PLAN + "各支部要、、走访。") == []
    assert lists(PLAN + "、、、走访、、。") == []
