"""Which ledger a sentence asks about, shape by shape: one sentence as plans write it, one standard."""

from __future__ import annotations

from typing import Any

import pytest

from gangju.drafting import Item, draft
from gangju.engine.catalogue import load_catalogue
from gangju.engine.model import Catalogue
from gangju.reader import read_text

HEAD = "清溪县2026年基层党建工作要点\n一、重点任务\n"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def drafted(text: str, catalogue: Catalogue) -> list[Item]:
    return [item for item in draft(read_text(f"{HEAD}{text}"), catalogue).items if item.kind == "standard"]


def only(text: str, catalogue: Catalogue) -> dict[str, Any]:
    (item,) = drafted(text, catalogue)
    assert item.lacking == ()
    return {**item.body, "param": {entry["id"]: entry["values"][0]["value"] for entry in item.params}}


def test_rotation_counts_by_itself(catalogue: Catalogue) -> None:
    body = only("社区党务工作者每年参加集中轮训不少于24学时。", catalogue)
    assert body["value"] == "measure('rotation_hours')"
    assert body["where"] == "post.role = 'party_worker' and post.unit_id is not null and unit.kind = 'community'"


def test_a_credit_is_no_demand(catalogue: Catalogue) -> None:
    (item,) = drafted("党员参加专题辅导,每半天计2学时。", catalogue)
    assert "折算" in item.lacking[0]


def test_everybody_who_is_named_apart_gets_a_standard(catalogue: Catalogue) -> None:
    found = drafted("机关党组织和在职党员到社区报到率达到100%。", catalogue)
    assert [item.body["each"] for item in found] == ["organization", "person"]


def test_so_often_in_a_year_is_counted(catalogue: Catalogue) -> None:
    body = only("在城市:社区每年开展公益类、实践类活动不少于4次。", catalogue)
    assert (body["form"], body["period"]) == ("threshold", "year")
    assert "activity.kind in ('public_benefit_activity','practice_activity')" in body["value"]


def test_so_many_on_every_working_day(catalogue: Catalogue) -> None:
    body = only("在农村:工作日有两名以上村干部值班坐班。", catalogue)
    assert (body["window"], body["distinct"], body["at_least"], body["each"]) == ("working_day", "persons", 2, "unit")


def test_what_branches_hold_is_asked_of_branches(catalogue: Catalogue) -> None:
    body = only("每月5日开展主题党日。", catalogue)
    assert body["where"] == "organization.kind in ('branch','joint_branch')"
    assert (body["events"], body["dated"]) == ("activity.kind = 'party_day' and activity.status = 'held'", {"day": 5})


def test_a_committee_that_deals_with_party_building_has_a_meeting_for_it(catalogue: Catalogue) -> None:
    body = only("镇党委每年专题研究基层党建工作不少于2次。", catalogue)
    assert "'thematic_meeting'" in body["value"]
    assert body["where"] == "organization.kind = 'committee' and organization.level = 'township'"


def test_a_visit_is_made_by_whom_the_sentence_spoke_of_and_never_by_an_organisation(catalogue: Catalogue) -> None:
    found = [item for item in drafted("每名党员联系10户群众,每月入户走访一次。", catalogue) if not item.lacking]
    assert [(item.body["each"], item.body["window"]) for item in found] == [("person", "month")]
    (unsaid,) = drafted("在农村:每月入户走访一次。", catalogue)
    assert "由谁" in unsaid.lacking[0]


def test_the_day_of_the_week_is_kept(catalogue: Catalogue) -> None:
    body = only("党支部每周五上午召开一次支委会。", catalogue)
    assert body["dated"] == {"weekday": "friday", "before": "12:00"}


def test_a_list_of_the_catalogue_is_known_by_its_items(catalogue: Catalogue) -> None:
    text = "党员活动室达到“八有”标准(有固定场所、有相关设施、有标牌标识、有党旗誓词、有制度上墙、有宣传栏目、有学习资料、有工作台账)。"
    body = only(f"机关:{text}", catalogue)
    assert (body["checklist"], body["each"]) == ("member_room_eight", "unit")


def test_another_list_brings_its_own_kind(catalogue: Catalogue) -> None:
    found = draft(read_text(f"{HEAD}党群服务中心达到“三有”标准(有电梯、有母婴室、有充电桩)。"), catalogue).items
    (listed,) = [item for item in found if item.kind == "checklist"]
    (item,) = [item for item in found if item.kind == "standard"]
    assert [each["label"] for each in listed.body["items"]] == ["有电梯", "有母婴室", "有充电桩"]
    assert item.body["checklist"] == listed.body["code"] == item.kinds[0]["code"]


def test_pay_follows_an_income_month_by_month(catalogue: Catalogue) -> None:
    body = only("农村:村党组织书记按照不低于上年度农村居民人均可支配收入的两倍落实基本报酬。", catalogue)
    assert (body["form"], body["each"]) == ("formula", "post")
    assert body["base"] == "param('village_secretary_multiple') * observation('farmer_disposable_income', year - 1)"
    assert body["param"] == {"village_secretary_multiple": 2}


def test_a_deputy_follows_the_chief_of_the_place(catalogue: Catalogue) -> None:
    body = only("农村:村副职报酬按不低于正职的90%落实。", catalogue)
    assert (body["base"], body["coefficient"]) == ("measure('chief_pay')", "param('village_deputy_secretary_ratio')")


def test_a_part_of_the_wages(catalogue: Catalogue) -> None:
    body = only("国有企业:按照不低于上年度职工工资总额1%的比例安排党建工作经费。", catalogue)
    assert body["require"] == "value >= param('soe_party_work_fund_share') * observation('total_wages', year - 1)"
    assert body["param"] == {"soe_party_work_fund_share": "1/100"}


def test_so_many_in_a_hundred_of_the_staff(catalogue: Catalogue) -> None:
    body = only("机关:按机关工作人员总数的1%至2%配备专职党务工作人员。", catalogue)
    assert (body["form"], body["low"]["round"], body["high"]["not_below"]) == ("band", "ceil", "low")


def test_two_payers_share_a_fund(catalogue: Catalogue) -> None:
    found = drafted("在城市:每个社区每年服务群众专项经费不低于20万元,由市财政与城区财政按4:6比例分担。", catalogue)
    assert found[1].body["shares"] == {"city": 4, "county": 6}
    assert "fund_entry.kind = 'service_fund'" in found[1].body["paid"]


def test_a_fund_by_heads_is_multiplied(catalogue: Catalogue) -> None:
    body = only("党员活动经费按每名党员每年不低于200元列入预算。", catalogue)
    assert body["require"].endswith("* count(membership.person_id)")
    assert "fund_entry.flow = 'budget'" in body["value"]


def test_firms_of_a_size_have_an_organisation(catalogue: Catalogue) -> None:
    body = only("100人以上的非公有制企业都有党组织。", catalogue)
    assert (body["form"], body["where"]) == ("cover", "unit.kind = 'private_firm' and observation('staff') >= param('private_firm_staff')")
    assert body["param"] == {"private_firm_staff": 100}


def test_a_group_will_do_for_a_group_of_villagers_and_not_for_a_village(catalogue: Catalogue) -> None:
    village = only("行政村党组织组建率达到100%。", catalogue)
    group = only("所有村民小组设立党组织。", catalogue)
    assert "'group'" not in village["by"]
    assert "'group'" in group["by"]


def test_a_rate_of_founding_below_the_whole_is_a_share(catalogue: Catalogue) -> None:
    body = only("社会组织党组织覆盖率达到60%以上。", catalogue)
    assert body["roll_up"] == [{"kind": "share", "op": ">=", "value": "param('social_org_organization_share')", "at": "county"}]


def test_each_of_all_shall_have_a_place(catalogue: Catalogue) -> None:
    body = only("所有社区建成党群服务中心。", catalogue)
    assert body["value"] == "count(venue.venue_id) filter (where venue.kind = 'service_centre')"


def test_between_two_numbers_are_two_conditions(catalogue: Catalogue) -> None:
    body = only("每个城区建设1-2个党群旅游驿站。", catalogue)
    assert [part["require"][:8] for part in body["parts"]] == ["value >=", "value <="]


def test_a_list_over_the_whole_is_a_quota(catalogue: Catalogue) -> None:
    body = only("在全县评定100个规范化建设示范点。", catalogue)
    assert (body["form"], body["members"]) == ("quota", {"roster": "demonstration_site", "category": "standardization"})
    assert body["where"] == "organization.level = 'county'"


def test_one_helper_for_each_of_a_list(catalogue: Catalogue) -> None:
    body = only("每个薄弱村明确一个学习标杆。", catalogue)
    assert (body["form"], body["tie"], body["exactly"]) == ("pairing", "benchmark", 1)


def test_how_long_ago_somebody_was_admitted(catalogue: Catalogue) -> None:
    body = only("消除“两年以上不发展党员村”。", catalogue)
    assert (body["form"], body["after"]) == ("spell", "24 months")


def test_done_by_a_day(catalogue: Catalogue) -> None:
    body = only("2026年6月底前,镇街党群服务中心全部建成。", catalogue)
    assert (body["form"], body["before"]) == ("deadline", "2026-07-01")


def test_more_than_the_year_before(catalogue: Catalogue) -> None:
    body = only("机关:党建工作经费逐年增加。", catalogue)
    assert (body["form"], body["require"]) == ("trend", "greater")


def test_who_is_to_give_a_lecture_is_counted_as_its_lecturer(catalogue: Catalogue) -> None:
    body = only("党支部书记每半年至少讲一次党课。", catalogue)
    assert body["each"] == "person"
    assert "participation.role = 'lecturer'" in body["events"]


def test_rotation_is_not_any_training(catalogue: Catalogue) -> None:
    body = only("党组织书记每半年集中轮训一次。", catalogue)
    assert "activity.form = 'concentrated_rotation'" in body["events"]


def test_seats_of_a_committee_and_members_of_a_group_are_counted(catalogue: Catalogue) -> None:
    seats = only("党支部委员会由3至5人组成。", catalogue)
    assert (seats["where"], len(seats["parts"])) == ("organization.kind in ('branch','joint_branch')", 2)
    assert "count(distinct post.person_id)" in seats["parts"][0]["value"]
    size = only("每个党小组5至15名党员。", catalogue)
    assert (size["where"], size["parts"][1]["value"]) == ("organization.kind = 'group'", "count(membership.person_id)")


def test_of_those_who_were_called_so_many_come(catalogue: Catalogue) -> None:
    found = drafted("每月开展主题党日,党员到会率不低于80%。", catalogue)
    body = next(item.body for item in found if item.text == "80%")
    assert body["value"].startswith("100 * count(participation.person_id) filter (where activity.kind = 'party_day'")
    assert body["value"].endswith("participation.attended)")
    assert body["require"].startswith("value >= 80 * count(participation.person_id)")


@pytest.mark.row("000-64")
def test_leaders_are_joined_to_one_place_of_each_kind(catalogue: Catalogue) -> None:
    body = only("县委常委、组织部长分别直接联系一个街道及社区。", catalogue)
    assert [part["title"] for part in body["parts"]] == ["联系街道", "联系社区"]
    assert "tie_out.kind = 'liaison_point'" in body["parts"][0]["value"]


@pytest.mark.row("004-133", "004-134")
def test_what_is_for_those_on_a_list_is_asked_of_them(catalogue: Catalogue) -> None:
    body = only("“三同”体验不少于10天。", catalogue)
    assert (body["each"], body["where"]) == ("person", "roster_entry.roster = 'three_entries_cadre'")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("每半年讲一次党课。", "由谁"),
        ("具备设立条件的村全部设立党总支。", "具备设立条件的"),
        ("学生党员每人每年100元核拨活动经费。", "学生"),
        ("党员每年自学累计不超过4学时。", "最多计多少学时"),
        ("入党积极分子培训不少于3天(或24学时)。", "达到一样就行"),
        ("每个小组配1名党员+1名致富能手。", "合在一起"),
        ("预备党员公示时间不少于7天。", "时长"),
        ("村民诉求3个工作日内答复。", "时限"),
        ("新进班子成员年龄原则上在50周岁以下,", "年龄"),
        ("连续两年未发展党员的;", "什么情形"),
        ("连续6年为76名优秀村书记解决了事业编制。", "已经做过"),
        ("新任班子成员中书记每年不少于56学时。", "新任"),
        ("党员到会率不低于80%。", "到会率"),
        ("每月开展支部共建一次。", "支部共建"),
        ("建设30门左右体验式课程。", "上下限"),
        ("每月通报一次进展。", "由谁"),
        ("每月谈心谈话一次。", "由谁"),
        ("重奖100名以上各类人才。", "重奖"),
        ("村级组织活动场所面积不小于120平方米;山区的村级组织活动场所面积不小于100平方米。", "两个数"),
    ],
)
def test_what_is_not_said_is_asked(text: str, asked: str, catalogue: Catalogue) -> None:
    assert any(asked in why for item in drafted(text, catalogue) for why in item.lacking)


@pytest.mark.parametrize("number", ["第二条 ", "2.", "一是"])
def test_what_no_ledger_holds_is_named_without_the_number_of_its_clause(number: str, catalogue: Catalogue) -> None:
    (item,) = drafted(f"{number}理论大擂台每年开展一次。", catalogue)
    assert item.lacking[0].startswith("没有登记“理论大擂台”这种纪实")
    assert item.body["title"] == "理论大擂台每年一次"
