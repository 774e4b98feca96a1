"""Outline, head and foot of a document, domains carried down."""

from __future__ import annotations

from gangju.reader import read_text
from tests.reader.tools import clause_with, outline
from tests.reader.tools import quantities as clause_quantities

NOTICE = """中共青河县委组织部文件
青组发〔2026〕18号
关于印发《青河县党支部评星办法》的通知
各乡镇党委,县直各单位党组(党委):
现将办法印发给你们,请认真执行。
中共青河县委组织部
2026年3月12日
青河县党支部评星办法
第一章 总则
第一条 为加强支部建设,制定本办法。
第二条 本办法适用于全县党支部。
第二章 评定
第三条 党支部每月召开1次委员会会议。
(一)按时换届的;
(二)发展党员的。
"""


def test_head_and_foot_give_title_issuer_number_and_day() -> None:
    document = read_text(NOTICE)
    assert document.title == "关于印发《青河县党支部评星办法》的通知"
    assert (document.issuer, document.number, document.issued_on) == ("中共青河县委组织部", "青组发〔2026〕18号", "2026-03-12")


def test_levels_follow_the_order_in_which_numberings_appear() -> None:
    assert [(level, number) for level, number, _ in outline(NOTICE)] == [
        (1, "第一章"),
        (2, "第一条"),
        (2, "第二条"),
        (1, "第二章"),
        (2, "第三条"),
        (3, "(一)"),
        (3, "(二)"),
    ]


def test_a_heading_ends_where_its_first_sentence_ends() -> None:
    text = "工作方案\n一、健全制度,强化保障。各支部要按时换届。\n1.落实责任。书记负总责。\n2.从严考核。"
    assert outline(text) == [(1, "一、", "健全制度,强化保障"), (2, "1.", "落实责任"), (2, "2.", "从严考核")]


def test_measures_that_run_on_across_sections_stay_below_them() -> None:
    text = "实施方案\n一、措施\n(一)强基\n1.建好支部。\n2.管好党员。\n(二)育才\n3.选好书记。"
    assert [level for level, _, _ in outline(text)] == [1, 2, 3, 3, 2, 3]


def test_items_counted_off_in_a_sentence_are_sections_too() -> None:
    text = "一、健全保障制度。县里抓三件事。一是保障待遇。落实报酬。二是保障运转。落实经费。三是保障阵地。"
    assert [(number, title) for _, number, title in outline(text)][1:] == [("一是", "保障待遇"), ("二是", "保障运转"), ("三是", "保障阵地")]


def test_bare_headings_rank_by_how_they_follow_each_other() -> None:
    text = (
        "各地各领域推进工作,现摘录如下。\n农村党建\n实施领航工程\n全面加强领导,按时换届。\n实施铸魂工程\n坚持常学常新,办好讲堂。\n"
        "城市党建\n实施赋能工程\n健全网格,下沉力量。"
    )
    assert [(level, title) for level, _, title in outline(text)] == [
        (1, "农村党建"),
        (2, "实施领航工程"),
        (2, "实施铸魂工程"),
        (1, "城市党建"),
        (2, "实施赋能工程"),
    ]


def test_page_furniture_is_set_aside() -> None:
    text = "当前位置:文库 > 方案\n工作方案\n一、目标\n各村建成1个中心。\n上一篇 2023年7月25日\n版权所有 © 2024 网站地图"
    document = read_text(text)
    assert document.title == "工作方案"
    assert all("上一篇" not in clause.text and "网站" not in clause.text for clause in document.clauses)


def test_a_lead_in_governs_until_the_next_one_even_where_a_stop_was_lost() -> None:
    text = "(五)保障。在农村:办公经费不低于9万元;名册资料齐全。在城市:面积达到500㎡以上按4:6分担在两新组织:工作经费列入预算。"
    assert clause_with(text, "名册").domains == ("农村",)
    assert clause_with(text, "500").domains == ("城市",)
    assert clause_with(text, "列入预算").domains == ("两新",)


def test_a_heading_gives_its_domain_to_its_section() -> None:
    text = "工作要点\n一、农村基层党建\n1.每村配备1名指导员。\n二、国有企业党建\n2.每家企业配备1名联络员。"
    assert clause_with(text, "指导员").domains == ("农村",)
    assert clause_with(text, "联络员").domains == ("国企",)


def test_the_subject_is_whom_the_clause_begins_with() -> None:
    assert clause_with("每名村党组织书记年参训时长不少于56学时。", "56").subject == "村党组织书记"
    assert clause_with("社区党务工作者每年参训不少于24学时。", "24").subject == "社区党务工作者"


def test_a_sentence_cut_by_a_page_break_is_joined_and_flagged() -> None:
    text = (
        "工作方案\n一、任务\n各级党组织要把这项工作摆上重要位置,统筹安排、精心组织、抓好落实,一级带一级、层层抓到底,"
        "坚持问题导向和目标导向相结合,年内在全县建立100个县\n\n级党建示范点和10个教育基地。"
    )
    clause = clause_with(text, "100个县")
    assert [flag.why for flag in clause.flags] == ["page_break"]
    assert [item.text for item in clause.quantities] == ["100个", "10个"]


def test_numbers_that_run_on_in_a_paragraph_are_headings() -> None:
    found = outline("工作要点\n一、建强队伍\n(1)培训。每年两次;(2)管理。逐人建档;(3)激励。按季评星。\n二、建好阵地\n①选址②不算,③也不算。")
    assert [(number, title) for _, number, title in found if number.startswith("(")] == [("(1)", "培训"), ("(2)", "管理"), ("(3)", "激励")]
    assert [number for _, number, _ in found if number in "①②③"] == ["①"]


def test_numbers_of_chapters_inside_a_paragraph_stand_below_the_heading_above() -> None:
    found = outline("述职报告\n一、工作成效\n建成阵地3个。\n二、明年打算\n一、发展党员2名。二、培训党员4次。三、改造阵地。")
    assert [(level, number) for level, number, _ in found] == [(1, "一、"), (1, "二、"), (2, "一、"), (2, "二、"), (2, "三、")]


def test_a_ratio_in_a_heading_does_not_end_its_title() -> None:
    assert outline("方案\n一、保障\n(一)经费按1:1的比例分担") == [(1, "一、", "保障"), (2, "(一)", "经费按1:1的比例分担")]


def test_a_rule_behind_the_number_of_its_article_is_a_clause() -> None:
    clause = clause_with("认定办法\n第六条 认定按照“申报、推荐、评审”三个步骤进行。", "三个步骤")
    assert clause.checklist == ("申报", "推荐", "评审")


def test_a_heading_that_ends_in_a_number_counts_what_stands_below() -> None:
    assert not clause_quantities("建设标准\n一、场所\n(一)社区场所十一项\n1.有国旗。\n2.有党旗。")


def test_a_title_gives_its_domain_where_no_heading_does() -> None:
    assert clause_with("关于加强社会组织党建工作的意见\n一、目标\n党员学习不少于40学时。", "40学时").domains == ("两新",)


def test_each_part_of_a_sentence_keeps_the_domain_it_begins_with() -> None:
    text = "方案\n一、网格\n城市社区按300户至500户划分,农村每个网格配备2名网格员。"
    assert [clause_with(text, words).domains for words in ("300户", "2名")] == [("城市",), ("农村",)]


def test_villages_with_communities_are_both_domains() -> None:
    assert clause_with("方案\n一、任务\n村(社区)书记每年述职1次。", "述职").domains == ("农村", "城市")


def test_a_title_that_runs_over_lines_is_whole_where_its_marks_close() -> None:
    document = read_text("关于印发《青河县党支部建设三年\n行动计划实施方案\n(2024—2026年)》的通知\n各党支部:\n一、目标\n全面达标。")
    assert document.title == "关于印发《青河县党支部建设三年行动计划实施方案(2024-2026年)》的通知"
    assert document.issuer is None


def test_items_behind_bullets_are_no_headings() -> None:
    assert outline("方案\n一、学习\n- 学习笔记每季度一篇\n- 心得体会每半年一篇\n◆ 参加轮训") == [(1, "一、", "学习")]


def test_numbers_with_dots_rank_by_their_dots() -> None:
    text = "建设规范\n1.1 适用范围\n适用于各支部。\n1.2 基本要求\n1.2.1 支部每月召开1次会议。\n2.1 设置标准\n3.5万元以上的支出须集体研究。"
    assert [(level, number) for level, number, _ in outline(text)] == [(1, "1.1"), (1, "1.2"), (2, "1.2.1"), (1, "2.1")]


def test_a_title_is_found_below_the_lines_of_a_web_page() -> None:
    page = "某省民政厅 政务服务网\n关于深化社区建设加强和完善\n社区治理的实施意见\n(2018年7月2日)\n一、总体要求\n面积不少于300平方米。"
    document = read_text(page)
    assert document.title == "关于深化社区建设加强和完善社区治理的实施意见"
    assert document.issued_on == "2018-07-02"
    assert [section.title for section in document.sections] == ["总体要求"]


def test_numbers_that_are_one_character_are_numbers() -> None:
    text = "选举制度\n⒈任期届满应换届。\n⒉选举用无记名投票。\n㈠准备\n⑴摸底"
    assert [number for _, number, _ in outline(text)] == ["1.", "2.", "(一)", "(1)"]
