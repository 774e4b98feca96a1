"""Points: worths, rules with what they count and their caps, steps, vetoes."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from gangju.reader.model import Rule
from tests.reader.tools import doubts, figures, plain, rhythms, scores

Read = tuple[str, object, str | None, object]


def rules(text: str) -> list[Read]:
    found: list[Rule] = [rule for score in scores(text) for rule in score.rules]
    return [(rule.kind, plain(rule.amount), rule.per, plain(rule.cap)) for rule in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("未按期换届的扣5分。", ("deduct_if", 5, None, None)),
        ("每少一次扣1分,最多扣5分。", ("deduct_each", 1, "次", 5)),
        ("获得表彰的,每项加2分,最高不超过6分。", ("award_each", 2, "项", 6)),
        ("参加志愿服务每次计2分,最高12分。", ("award_each", 2, "次", 12)),
        ("发现一次违规扣10分。", ("deduct_each", 10, "次", None)),
        ("出现严重问题的,实行“一票否决”。", ("veto", None, None, None)),
        ("弄虚作假的,该项不得分。", ("zero_if", None, None, None)),
        ("班子不团结的,酌情扣1-3分。", ("deduct_if", [1, 3], None, None)),
        ("参与率每低5个百分点扣1分。", ("deduct_each", 1, "5个百分点", None)),
        ("收缴率每降低1%扣0.5分。", ("deduct_each", "1/2", "%", None)),
        ("每漏登1户扣3分,扣完15分为止。", ("deduct_each", 3, "户", 15)),
        ("无故缺席的,扣责任人2分/次。", ("deduct_each", 2, "次", None)),
        ("程序不合规的一次性扣5分。", ("deduct_if", 5, None, None)),
        ("连续两次未召开会议的扣三分。", ("deduct_if", 3, None, None)),
        ("配备一名专职副书记的得5分。", ("award_if", 5, None, None)),
        ("每项制度2分。", ("award_each", 2, "项", None)),
        ("按照完成率计算得分。", ("proportional", None, None, None)),
        ("考核得分排名后得0分。", ("zero_if", None, None, None)),
        ("附加分合计不超过5分。", ("bonus_cap", 5, None, None)),
        ("该项最多扣5分。", ("deduct_if", None, None, 5)),
        ("扣完本项分值为止。", ("floor_zero", None, None, None)),
        ("每项最低0分,不出现负分。", ("floor_zero", None, None, None)),
        ("弄虚作假的,直接定为不合格等次。", ("veto", None, None, None)),
        ("发生1起一般事故扣2分。", ("deduct_each", 2, "起", None)),
        ("通报问题的按所扣分值的3倍扣分。", ("proportional", None, None, None)),
        ("转载的每条以首发得分乘以0.5计分。", ("proportional", None, None, None)),
        ("每培训一名骨干(志愿者)当年记2分。", ("award_each", 2, "名", None)),
        ("缺勤一次(请假的除外)扣1分。", ("deduct_each", 1, "次", None)),
        ("按期报送的,计基础分3分。", ("award_if", 3, None, None)),
        ("坚持“三会一课”且有记录的加5分。", ("award_if", 5, None, None)),
        ("值班脱岗-4分。", ("deduct_if", 4, None, None)),
        ("每少1人-0.5分。", ("deduct_each", "1/2", "人", None)),
        ("每介绍一名志愿者积分为3分。", ("award_each", 3, "名", None)),
        ("调解成功加6分/每起。", ("award_each", 6, "起", None)),
        ("引进资金达到20万元的,计4分。", ("award_if", 4, None, None)),
        ("每超收1万的加记2分。", ("award_each", 2, "万", None)),
        ("发生亡人事故的,当月考核分清零。", ("zero_if", None, None, None)),
        ("达不到要求的倒扣基础分2分。", ("deduct_if", 2, None, None)),
        ("每完成修渠、植树、清淤一项得3分。", ("award_each", 3, "项", None)),
        ("建成书屋、棋室任何一项的奖2分。", ("award_if", 2, None, None)),
        ("获县级表彰的在原得分基础上奖1分(封顶3分)。", ("award_if", 1, None, 3)),
    ],
)
def test_a_rule_of_points_is_read_with_what_it_counts_and_its_cap(text: str, expected: Read) -> None:
    assert rules(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "受到中央、省委、市委表彰的,分别加5分、3分、1分,加分总和不超过8分。",
            [("award_if", 5, None, None), ("award_if", 3, None, None), ("award_if", 1, None, None), ("bonus_cap", 8, None, None)],
        ),
        (
            "满意率95%以上得5分,90%-95%得3分,90%以下不得分。",
            [("band", 5, None, None), ("band", 3, None, None), ("zero_if", None, None, None)],
        ),
        (
            "到课率达到95%得1分;作业上交率达到90%得1分;合格率达到85%得2分。",
            [("award_if", 1, None, None), ("award_if", 1, None, None), ("award_if", 2, None, None)],
        ),
        (
            "收入增幅高于12%得10-12分(含10分),高于8%得6-10分(含6分)。",
            [("band", [10, 12], None, None), ("band", [6, 10], None, None)],
        ),
        (
            "20分钟内赶到得3分,20-40分钟赶到得2分,40分钟以上不得分。",
            [("band", 3, None, None), ("band", 2, None, None), ("zero_if", None, None, None)],
        ),
        (
            "突出的得5分,一般2分,无0分。",
            [("award_if", 5, None, None), ("award_if", 2, None, None), ("zero_if", None, None, None)],
        ),
        ("好(8-10分)、一般(4-7分)。", [("band", [8, 10], None, None), ("band", [4, 7], None, None)]),
        ("好10分,较好8分,差0分。", [("band", 10, None, None), ("band", 8, None, None), ("zero_if", None, None, None)]),
        (
            "成立小组的得3分,制定方案的得2分。",
            [("award_if", 3, None, None), ("award_if", 2, None, None)],
        ),
        (
            "加分项最高加10分,扣分项最多扣20分。",
            [("bonus_cap", 10, None, None), ("deduct_if", None, None, 20)],
        ),
        (
            "加分不超过10分,扣分不超过20分。",
            [("bonus_cap", 10, None, None), ("deduct_if", None, None, 20)],
        ),
        (
            "每半年研究党建工作1次以上,得6分,每少1次扣3分。",
            [("award_if", 6, None, None), ("deduct_each", 3, "次", None)],
        ),
        (
            "每月少一次扣1分,全年未开展的扣5分。",
            [("deduct_each", 1, "次", None), ("deduct_if", 5, None, None)],
        ),
    ],
)
def test_several_rules_of_one_item_keep_their_order(text: str, expected: list[Read]) -> None:
    assert rules(text) == expected


def test_a_cap_in_the_next_sentence_holds_for_the_rule_before_it() -> None:
    assert rules("迟报一次扣1分。该项最多扣5分。") == [("deduct_each", 1, "次", 5)]


def test_steps_may_stand_in_several_sentences_of_one_item() -> None:
    text = "群众满意度(20分)。满意率在95%以上的得20分;85%至95%的得15分。"
    assert [kind for kind, *_ in rules(text)] == ["band", "band"]


def test_worths_are_points_and_no_quantities() -> None:
    text = "总分100分。其中,组织建设60分,作用发挥40分。"
    assert [plain(score.points) for score in scores(text)] == [100, 60, 40]
    assert figures(text) == []


def test_a_worth_may_stand_behind_the_colon_of_its_name() -> None:
    assert [plain(score.points) for score in scores("组织建设:25分。考核得分:85分。")] == [25]


def test_worths_in_a_row_of_names_each_begin_behind_the_one_before() -> None:
    found = scores("组织建设(共35分)、作风建设(共25分)。")
    assert [(score.text, plain(score.points)) for score in found] == [("组织建设(共35分)", 35), ("作风建设(共25分)", 25)]


def test_a_total_after_a_rule_is_the_worth_of_its_item() -> None:
    score = scores("按月交纳党费,每月计1分,共12分。")[0]
    assert (plain(score.points), len(score.rules)) == (12, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("考核得分低于60分的,取消评优资格。", [("<", 60, "分")]),
        ("年度得分在70分以下的,由上级党委约谈。", [("<=", 70, "分")]),
        ("总分不超过110分。", [("<=", 110, "分")]),
    ],
)
def test_points_that_set_a_condition_are_a_quantity_and_no_worth(text: str, expected: list[tuple[str, object, str]]) -> None:
    assert scores(text) == []
    assert figures(text) == expected


def test_a_result_that_is_told_is_no_worth() -> None:
    assert scores("上半年全县总得分89.05分,名列全市第一。") == []


def test_what_a_rule_counts_is_neither_demand_nor_rhythm() -> None:
    text = "每月缺岗一次扣1分,每超额完成10万元加1分。"
    assert (figures(text), rhythms(text)) == ([], [])


def test_a_rule_and_the_demand_it_backs_are_both_read() -> None:
    text = "每年专题研究不少于2次,每少1次扣1分。"
    assert figures(text) == [(">=", 2, "次")]
    assert rules(text) == [("deduct_each", 1, "次", None)]


def test_a_demand_that_earns_points_stays_a_demand() -> None:
    text = "每年参加双重组织生活不少于4次,得6分。"
    assert (figures(text), rhythms(text)) == ([(">=", 4, "次")], [(4, "year")])


def test_formulas_with_weights_are_no_proportional_rule() -> None:
    assert rules("综合得分=自评分×40%+评定分×60%。") == []


def test_a_list_of_points_is_no_list_of_items() -> None:
    clauses = read_text("分别加5分、3分、1分。").clauses
    assert [clause.checklist for clause in clauses] == [()]
    assert doubts("分别加5分、3分、1分。") == []


def test_a_worth_alone_behind_a_comma_is_the_worth_of_what_stands_before_it() -> None:
    text = "考核细则\n一、值班备勤(5分)\n1.排定班次,2分。\n2.交接有记录,2分;专人带班,1分。"
    assert [plain(score.points) for score in scores(text)] == [5, 2, 2, 1]


def test_points_to_be_reached_are_no_award() -> None:
    text = "考核办法\n各科室每季度须达到12分。"
    assert rules(text) == []
    assert figures(text) == [(">=", 12, "分")]


def test_a_hundred_points_are_the_whole_where_the_system_is_named() -> None:
    (score,) = scores("平安村创建标准\n(100分制,85分以上合格)")
    assert plain(score.points) == 100


def test_points_given_under_results_are_asked_for() -> None:
    text = "考核细则\n一、完成情况\n工作成效明显的得3分,每少1项扣1分。"
    assert rules(text) == [("award_if", 3, None, None), ("deduct_each", 1, "项", None)]
