"""Burden and legality: what a plan asks of a branch, what today's rules forbid, and that a prohibition is no demand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from gangju.reader import Document, read_file, read_text
from gangju.reader.burden import Finding, Load, findings, load_table, summary, table
from gangju.reader.burden_page import page
from gangju.reader.law import law

LONGEST_SHOWN = 12
#: One sentence at least for every means that the rules name.
ASKED_FOR = [
    ("驻村干部每天通过手机定位签到,每月通报签到情况。", "check_in"),
    ("党员参加学习实行线上打卡。", "check_in"),
    ("对各支部平台登录情况按月排名并通报。", "use_ranking"),
    ("每名党员每天登录次数不少于1次。", "use_count"),
    ("在线学习时长纳入党员年度考核。", "use_count"),
    ("组织党员为本县作品投票点赞,计入支部得分。", "likes"),
    ("宣传稿件阅读量不少于500次。", "read_count"),
    ("要求全体党员下载安装手机APP。", "forced_install"),
    ("党员平台注册率达到100%。", "install_rate"),
    ("每次活动上传照片不少于3张。", "trace_quota"),
    ("走访时必须拍照留痕。", "trace_quota"),
    ("每名干部撰写民情日记不少于20篇。", "diary_quota"),
    ("党员每年撰写学习心得2篇以上。", "diary_quota"),
    ("推行党员积分制和积分兑换。", "person_points"),
    ("对各镇党委考核得分进行排名。", "ranking"),
    ("对排在后三名的支部书记进行约谈。", "ranking"),
    ("争创零上访村。", "zero_target"),
    ("各村建设手机客户端,由支部维护。", "app_below_county"),
    ("每个村开设微信公众号。", "public_account"),
    ("各支部每月将完成情况书面报县委组织部。", "routine_report"),
    ("党员每日首次登录积1分、阅读时长10分钟积2分。", "use_count"),
    ("每日点赞文章,一次积0.5分。", "likes"),
    ("“学习强国”平台日均积分不低于30分。", "use_count"),
    ("无会议照片的每次扣0.5分。", "trace_quota"),
    ("活动后三日内将照片报送党委办公室。", "trace_quota"),
    ("支部活动有学习资料、有学习笔记、有影像资料。", "diary_quota"),
    ("在市级以上媒体刊发信息不少于10篇。", "press_quota"),
    ("工作获得领导批示的加1分。", "press_quota"),
]


def lint(*lines: str, title: str = "某县基层党建工作方案") -> list[Finding]:
    return [finding for finding in findings(plan(*lines, title=title)) if finding.weight != "asks"]


def codes(*lines: str, title: str = "某县基层党建工作方案") -> list[str]:
    return [finding.code for finding in lint(*lines, title=title)]


def plan(*lines: str, title: str = "某县基层党建工作方案") -> Document:
    return read_text("\n".join([title, "一、主要任务", *lines]))


def only(*lines: str) -> Load:
    (load,) = summary(plan(*lines))
    return load


@pytest.mark.parametrize(("sentence", "code"), ASKED_FOR)
def test_a_forbidden_means_is_found_where_it_is_asked_for(sentence: str, code: str) -> None:
    assert code in codes(sentence)


def test_every_means_of_the_rules_has_its_sentence() -> None:
    assert {means.code for means in law().means} == {code for _, code in ASKED_FOR}


@pytest.mark.parametrize(("sentence", "code"), ASKED_FOR)
@pytest.mark.parametrize("ban", ["严禁", "一律不得"])
def test_the_same_sentence_forbidden_is_no_finding(sentence: str, code: str, ban: str) -> None:
    assert code not in codes(f"{ban}{sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "不得以签到打卡、积分排名、在线时长评价党员。",
        "严禁强制下载安装APP,按登录次数通报,要求拍照留痕。",
        "清理整治“指尖上的形式主义”,坚决纠治打卡签到、转发点赞计入考核等做法。",
        "不按登录次数、点赞、投票、在线时长排名,不强制下载软件。",
        "上传照片、截图等做法一律取消。",
        "评议结果分档公布,不排名次。",
        "不以撰写心得的篇数评价学习,不要求上传照片。",
        "不把零上访作为目标。",
    ],
)
def test_a_prohibition_is_no_demand(sentence: str) -> None:
    assert codes(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "会议由专人签到并做好记录。",
        "党员大会表决采取无记名投票方式。",
        "按姓氏笔画排序公布候选人。",
        "居民收入在全省排名前移。",
        "群众通过县级统一的微信公众号查询办事指南。",
        "党员参加培训不得少于40学时。",
        "换届纪律监督员对投票全程监督。",
        "后两年逐步推开。",
        "办公室及时传达领导批示。",
        "加强宣传报道,在媒体发表一批好文章。",
        "工作经验被省委办公厅转发的加3分。",
        "会场配备音像设备,播放视频课件。",
    ],
)
def test_ordinary_words_are_no_findings(sentence: str) -> None:
    assert codes(sentence) == []


def test_a_prohibition_ends_where_the_sentence_turns_to_a_demand() -> None:
    assert codes("不得随意增加负担,要每日签到打卡。") == ["check_in"]


@pytest.mark.parametrize(
    "lines",
    [
        ("二、负面清单", "(一)设置打卡签到、积分排名;", "(二)强制推广下载使用APP,考核通报安装率。"),
        ("二、工作纪律", "镇村两级不得有下列做法:", "(一)线上打卡;", "(二)要求拍照留痕、上传视频。"),
        ("二、整治重点", "1.过度留痕。要求拍照留痕。", "2.滥用排名。按积分排名通报。"),
        ("二、严禁摊派", "打卡签到、拍照留痕、通报排名等做法,发现一起查处一起。"),
        ("重点清理以下问题:1.强制下载APP;2.通报登录率、阅读量;3.打卡签到。",),
    ],
)
def test_what_stands_below_a_ban_is_named_and_not_asked_for(lines: tuple[str, ...]) -> None:
    assert codes(*lines) == []


def test_a_ban_ends_with_its_section() -> None:
    assert codes("二、负面清单", "(一)设置打卡签到。", "三、工作措施", "党员参加培训实行线上打卡。") == ["check_in"]


def test_one_means_is_found_once_in_a_sentence() -> None:
    assert codes("推行线上打卡、定位签到、刷脸签到。") == ["check_in"]


def test_the_name_of_a_rule_says_what_it_brings_in() -> None:
    (finding,) = lint("积分由支部评定。", title="某街道党员积分管理办法")
    assert (finding.code, finding.number) == ("person_points", "标题")


def test_a_heading_says_so_once_where_its_text_does_not() -> None:
    assert codes("(一)推行党员积分制管理", "各支部结合实际落实。") == ["person_points"]
    assert codes("(一)推行党员积分制管理", "党员积分每季度公示。") == ["person_points"]


def test_a_finding_is_cited_by_the_numbers_above_it() -> None:
    lines = ("(一)学习", "1.党员学习实行线上打卡。", "2.抓好两件事。一是实行线上打卡。二是走访时必须拍照留痕。")
    assert [finding.number for finding in lint(*lines)] == ["一(一)1", "一(一)2(一)", "一(一)2(二)"]
    decimal = read_text(
        "某县党建工作方案\n1 总体要求\n结合实际抓好落实。\n2 重点任务\n2.1 抓学习\n党员学习实行线上打卡。\n2.2 抓走访\n走访时必须拍照留痕。"
    )
    assert [finding.number for finding in findings(decimal)] == ["2.1", "2.2"]


def test_what_a_report_tells_is_not_asked_for() -> None:
    assert codes("目前,全县党员平台注册率达到100%。") == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("党支部每半年召开1次党员大会。", "党员大会写成每半年1次,规定是每季度1次。"),
        ("支委会每季度至少召开1次。", "支部委员会会议写成每季度1次,规定是每月1次。"),
        ("党小组会每两个月召开1次。", "党小组会写成每两个月1次,规定是每月1次。"),
        ("组织生活会每两年召开1次。", "组织生活会写成每2年1次,规定是每年1次。"),
    ],
)
def test_a_meeting_rarer_than_the_rule_is_found(sentence: str, said: str) -> None:
    assert [finding.sentence for finding in lint(sentence)] == [said]


@pytest.mark.parametrize(
    "sentence",
    [
        "每年年底向党员大会报告1次党费收缴情况。",
        "党员大会每季度召开1次,支委会每月召开1次。",
        "党支部每月召开2次支委会。",
        "镇领导每年参加1次联系支部的主题党日。",
    ],
)
def test_a_meeting_as_often_as_the_rule_or_a_guest_is_not(sentence: str) -> None:
    assert codes(sentence) == []


def test_hours_below_the_floor_are_found_for_members_and_secretaries() -> None:
    found = lint("党员每年参加培训不少于24学时。", "村党组织书记每年参加培训不少于40学时。", "农村党员每年学习不少于40学时。")
    assert [(finding.code, finding.shown) for finding in found] == [("hours_below", "24学时"), ("hours_below", "40学时")]
    assert "规定不少于32学时" in found[0].sentence
    assert "规定不少于56学时" in found[1].sentence


def test_election_and_admission_figures_against_the_rule_are_found() -> None:
    found = lint("选举时到会党员占应到会党员的70%以上。", "候选人差额不少于10%。", "发展党员公示不少于3个工作日。")
    assert [finding.code for finding in found] == ["share_below", "share_below", "days_below"]
    assert codes("选举时到会党员占应到会党员的4/5以上。", "公示不少于5个工作日。") == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("入党积极分子培养考察不少于6个月。", ["months_below"]),
        ("入党积极分子培养教育考察1年以上。", []),
        ("收到入党申请书后,党组织应在3个月内派人谈话。", ["months_above"]),
        ("收到入党申请书后,党组织应在1个月内派人谈话。", []),
        ("党委对接收预备党员的决议,应在12个月内审批。", ["months_above"]),
        ("支部委员会由3至5名委员组成。", []),
        ("支部委员会由9名委员组成。", ["heads_beyond"]),
        ("有5名以上正式党员的企业应当成立党支部。", ["heads_beyond"]),
        ("有3名以上正式党员的企业应当成立党支部。", []),
        ("正式党员不足3名的,成立联合党支部。", []),
        ("每个支部每年培养入党积极分子1名。", []),
        ("选举得赞成票超过应到会有选举权人数一半的当选。", []),
        ("党员每人每年学习不少于40学时,其中集中学习不少于16学时,网络学习最多计8学时。", []),
    ],
)
def test_figures_of_admission_and_of_branches_are_held_against_the_rule(sentence: str, found: list[str]) -> None:
    assert codes(sentence) == found


def test_a_rule_whose_text_was_not_read_says_so() -> None:
    (read,) = lint("党员每年参加培训不少于24学时。")
    (unread,) = lint("党小组会每两个月召开1次。")
    assert read.basis == "《党员教育管理工作条例》(2019-05-06起)"
    assert unread.basis == "《支部工作条例(试行)》(2018-10-28起)第十三条〔待核实依据〕"


def test_every_finding_has_its_place_its_rule_and_a_remedy() -> None:
    document = plan("推行党员积分制。", "每名党员撰写心得不少于2篇,每天线上打卡。")
    for finding in findings(document):
        assert document.text[finding.start : finding.end] == finding.text
        assert (finding.sentence[-1], finding.remedy[-1]) == ("。", "。")
        assert finding.basis
        assert len(finding.shown) <= LONGEST_SHOWN


def test_the_same_material_asked_for_twice_is_found() -> None:
    twice = ("各支部每年12月将党员培训台账上报县委组织部。", "各支部每半年将党员培训台账报镇党委。")
    assert codes(*twice) == ["repeated_report"]
    assert codes("村支部将学习计划同时报县委组织部和县纪委。") == ["repeated_report"]


def test_a_text_longer_than_today_allows_is_found() -> None:
    line = "各支部结合实际抓好工作落实,党员大会定下来的事当场记清。"
    assert codes(*[line] * 180, title="某县基层党建工作要点") == ["length"]
    assert codes(*[line] * 150, title="某县基层党建工作要点") == []
    assert codes(*[line] * 150, title="某县党员教育专项行动方案") == ["length"]
    assert codes(*[line] * 180, title="一个村支部书记的一天") == []


def test_the_load_of_a_branch_is_its_windows_times_what_they_ask() -> None:
    load = only("党支部每季度召开1次党员大会,每月召开1次支委会。", "各支部每月填写党员活动统计表,每季度向镇党委书面报告。")
    assert [load.forms, load.reports, load.meetings] == [12, 4, 16]


def test_what_is_asked_of_those_above_is_not_the_branchs_load() -> None:
    assert only("县委常委每年到联系支部调研不少于6次。", "镇党委每季度召开专题会议1次。").asks == ()


def test_a_window_governs_what_follows_it() -> None:
    load = only("各单位党组织每月对照责任表逐条自查,边查边改,并将完成情况上报县委组织部。")
    assert load.reports == 12


def test_a_report_without_a_window_is_asked_for_once() -> None:
    assert only("各支部于12月10日前将工作总结上报镇党委。").reports == 1


def test_what_a_branch_tells_its_own_people_is_no_report() -> None:
    assert only("党支部每年向党员大会报告1次工作。").reports == 0


def test_what_a_plan_forbids_is_no_load() -> None:
    assert only("不得要求支部每月填写统计表。").asks == ()


def test_loads_are_told_apart_by_domain() -> None:
    document = plan("农村党员每人每年参加培训不少于40学时。", "社区党员每人每年参加培训不少于36学时。", "党支部每月开展主题党日活动1次。")
    assert load_table(document) == (
        ("农村", "0", "0", "12", "40", "—", "一"),
        ("城市", "0", "0", "12", "36", "—", "一"),
    )


def test_a_list_of_domains_before_the_figure_is_read_whole() -> None:
    document = plan("机关、学校、国有企业和社会组织的党员每人每年参加培训不少于32学时,村党组织书记每年不少于56学时。")
    hours = [(load.domain, load.member_hours, load.secretary_hours) for load in summary(document)]
    assert hours == [("机关、学校、国企、两新", 32, None), ("农村", None, 56)]


def test_a_load_is_a_figure_and_no_reproach() -> None:
    (load,) = [finding for finding in findings(plan("党支部每月召开1次支委会。")) if finding.weight == "asks"]
    assert (load.sentence, load.basis) == ("一个支部(各领域)一年要开会和活动12次。", "按条款算出")


def test_a_rhythm_rarer_than_a_year_is_a_fraction_of_a_meeting() -> None:
    assert only("党支部每两年召开1次组织生活会。").meetings == Fraction(1, 2)


@pytest.mark.row("002-86", "003-205", "004-134", "004-140")
def test_the_sources_are_linted_as_published(shared: Path, root: Path) -> None:
    files = sorted((shared / "seeds").glob("*.txt"))
    made = page([(file.name.split("_")[0], read_file(file)) for file in files])
    assert made == (root / "docs" / "reference" / "sources-linted.md").read_text("utf-8"), "python -m gangju.reader.burden_page …"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("002", {"routine_report"}),
        ("003", {"hours_below", "person_points", "app_below_county", "length"}),
        ("004", {"diary_quota", "zero_target"}),
    ],
)
def test_what_today_forbids_in_the_sources_is_found(shared: Path, source: str, expected: set[str]) -> None:
    document = read_file(next((shared / "seeds").glob(f"{source}_*.txt")))
    assert expected <= {finding.code for finding in findings(document)}
    assert all(len(row[1]) <= LONGEST_SHOWN for row in table(document))
