"""Rows held against each other: each check by one mistake in a sound world, and by its neighbour that is none."""

from __future__ import annotations

import pytest

from tests.engine.facts_world import SOUND, also, facts, loads, member, only, organization, problems, training, unit, world


def placed(org_id: str, parent_id: str | None, since: str = "2015-01-01", until: str = "") -> dict[str, str | None]:
    return {"org_id": org_id, "parent_id": parent_id, "since": since, "until": until}


def roster(name: str, kind: str, thing: str, **more: str) -> dict[str, str]:
    return {"roster": name, "subject_kind": kind, "subject_id": thing, "since": "2026-01-01"} | more


def test_the_sound_world_is_sound() -> None:
    assert facts(SOUND).tables["membership"].num_rows == 3


# ---------------------------------------------------------------- cells
def test_an_unknown_relation_is_refused() -> None:
    assert only(also(persons=[{"person_id": "p9"}])) == ("persons", 0, "", "没有叫“persons”的关系")


def test_an_unknown_key_of_a_row_is_refused() -> None:
    assert only(also(person=[{"person_id": "p9", "name": "某人", "org_id": "qt", "phone": "1"}]))[1:3] == (4, "phone")


def test_a_derived_column_is_refused() -> None:
    assert "由系统推算" in only(also(organization=[organization("b-x", "新支部", founded_on="2020-01-01")]))[3]


def test_a_required_cell_is_filled() -> None:
    assert only(also(person=[{"person_id": "p9", "name": "", "org_id": "qt"}])) == ("person", 4, "name", "“姓名”没有填写")


def test_a_code_written_as_its_label_is_answered_with_the_code() -> None:
    (problem,) = problems(also(person=[{"person_id": "p9", "name": "某人", "org_id": "qt", "gender": "女"}]))
    assert problem.remedy == "请改为 2(女)"


def test_a_code_with_a_space_too_many_is_answered_with_the_code() -> None:
    rows = world(
        organization=[organization("sl", "中共松岭县委", kind="committee ", domain="", level="county"), *SOUND["organization"][1:]]
    )
    assert [problem.remedy for problem in problems(rows)] == ["请改为 committee(党委)"]


def test_a_code_of_the_list_may_be_barred_here() -> None:
    tie = {
        "tie_id": "x1",
        "kind": "benchmark",
        "from_kind": "task",
        "from_id": "k1",
        "to_kind": "unit",
        "to_id": "v-bs",
        "since": "2026-01-01",
    }
    assert only(also(tie=[tie]))[2] == "from_kind"


def test_a_topic_may_be_any_text() -> None:
    assert facts(also(activity=[training("t9", "b-bs", "2026-05-01", topic="学习年度要点")])).tables["activity"].num_rows == 2


def test_one_of_a_group_is_enough_and_none_too_few() -> None:
    post = {"post_id": "o1", "person_id": "p1", "role": "secretary", "since": "2021-01-01"}
    assert facts(also(post=[{**post, "unit_id": "v-bs"}])).tables["post"].num_rows == 1
    assert only(also(post=[post]))[1:3] == (1, "org_id")


def test_of_many_equal_mistakes_the_rest_is_counted() -> None:
    strangers = [{"person_id": f"x{number}", "name": "某人", "gender": "3", "org_id": "qt"} for number in range(700)]
    found = problems(also(person=strangers))
    assert len(found) == 501
    assert found[-1].message == "从这一行起还有 200 处同样的错误没有逐条列出"


# ---------------------------------------------------------------- rows
@pytest.mark.parametrize(("until", "sound"), [("2016-07-02", True), ("2016-07-01", False), ("2016-06-30", False)])
def test_a_span_ends_after_it_begins(until: str, sound: bool) -> None:
    rows = world(membership=[member("p1", "b-bs", until=until), *SOUND["membership"][1:]])
    assert sound or only(rows)[:3] == ("membership", 1, "until")
    assert not sound or facts(rows).tables["membership"].num_rows == 3


def test_a_venue_closes_after_it_opens() -> None:
    venue = {"venue_id": "c1", "kind": "member_room", "unit_id": "v-bs", "opened_on": "2026-01-01", "closed_on": "2025-01-01"}
    assert only(also(venue=[venue]))[2:] == ("closed_on", "停用日期 2025-01-01 不晚于启用日期 2026-01-01")


def test_an_event_does_not_end_before_it_starts() -> None:
    assert only(also(activity=[training("t9", "b-bs", "2026-05-01T10:00", ended_at="2026-05-01T09:00")]))[2] == "ended_at"
    assert loads(also(activity=[training("t9", "b-bs", "2026-05-01T10:00", ended_at="2026-05-01T10:00")]))


def test_a_key_stands_once() -> None:
    assert only(also(person=[{"person_id": "p1", "name": "白远山"}]))[1:] == (4, "person_id", "与第 1 行重复:person_id 相同")


def test_an_empty_cell_of_a_key_is_a_value_like_others() -> None:
    twice = [roster("volunteer", "person", "p1"), roster("volunteer", "person", "p1")]
    assert only(also(roster_entry=twice))[1:3] == (2, "roster")


def test_the_same_day_in_two_branches_is_an_overlap_not_a_repeated_key() -> None:
    assert only(also(membership=[member("p1", "b-lw")]))[3] == "自 2016-07-01 起与第 1 行重叠,党员相同"


def test_a_transfer_on_one_day_is_no_overlap() -> None:
    moved = [member("p1", "b-bs", until="2026-03-01"), *SOUND["membership"][1:], member("p1", "b-lw", since="2026-03-01")]
    assert facts(world(membership=moved)).tables["membership"].num_rows == 4


def test_an_overlap_inside_a_longer_span_is_seen_behind_a_shorter_one() -> None:
    rows = [
        roster("volunteer", "person", "p1", since="2020-01-01"),
        roster("volunteer", "person", "p1", since="2021-01-01", until="2021-02-01"),
        roster("volunteer", "person", "p1", since="2022-01-01"),
    ]
    assert [problem.line for problem in problems(also(roster_entry=rows))] == [2, 3]


def test_two_rosters_at_once_are_no_overlap() -> None:
    rows = [roster("volunteer", "person", "p1"), roster("lecturer", "person", "p1")]
    assert facts(also(roster_entry=rows)).tables["roster_entry"].num_rows == 2


def test_versions_of_an_organisation_stand_apart() -> None:
    renamed = organization("b-bs", "白石新村党支部", since="2020-01-01")
    assert only(also(organization=[renamed]))[:3] == ("organization", 5, "since")


def test_a_branch_names_its_domain() -> None:
    rows = world(organization=[*SOUND["organization"][:3], organization("b-lw", "柳湾村党支部", domain="")])
    assert only(rows)[2:] == ("domain", "“组织类别”是党支部时,“所属领域”不能空")


# ---------------------------------------------------------------- references
@pytest.mark.parametrize(
    ("relation", "row", "key"),
    [
        ("organization", organization("b-bs2", "二支部", unit_id="v-9"), "unit_id"),
        ("unit", unit("v-9", "某村", "b-9"), "org_id"),
        ("unit", unit("v-9", "某村", "qt", parent_unit_id="u-9"), "parent_unit_id"),
        ("membership", member("p9", "b-bs"), "person_id"),
        ("participation", {"activity_id": "t9", "person_id": "p1"}, "activity_id"),
        ("roster_entry", roster("volunteer", "person", "p9"), "subject_id"),
        (
            "score",
            {
                "subject_kind": "organization",
                "subject_id": "b-9",
                "scheme": "star_rating",
                "period": "2026",
                "grade": "5",
                "source": "imported",
                "published_on": "2026-05-01",
            },
            "subject_id",
        ),
        (
            "document",
            {"document_id": "d1", "since": "2026-01-01", "kind": "rule", "title": "办法", "org_id": "qt", "supersedes": "d0"},
            "supersedes",
        ),
        (
            "case",
            {
                "case_id": "k1",
                "kind": "pledge",
                "org_id": "qt",
                "subject_kind": "venue",
                "subject_id": "c9",
                "state": "drafted",
                "opened_on": "2026-01-01",
            },
            "subject_id",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reference_leads_to_a_row(relation: str, row: dict[str, str], key: str) -> None:
    found = only(also(**{relation: [row]}) if relation != "organization" else also(organization=[row], placement=[placed("b-bs2", "qt")]))
    assert (found[0], found[2]) == (relation, key)


def test_one_wrong_cell_is_not_told_again_by_all_that_refers_to_its_row() -> None:
    rows = world(organization=[organization("sl", "中共松岭县委", kind="party"), *SOUND["organization"][1:]])
    assert only(rows)[:3] == ("organization", 1, "kind")


def test_a_companion_belongs_to_a_case_of_its_kind() -> None:
    case = {"case_id": "k1", "kind": "transfer", "org_id": "b-bs", "state": "asked", "opened_on": "2026-01-01"}
    found = only(also(case=[case], case_rectification=[{"case_id": "k1", "source_kind": "self_check"}]))
    assert found[2:] == ("case_id", "事项“k1”的类别是 transfer,不是 rectification")


def test_a_person_with_neither_membership_nor_post_names_who_answers() -> None:
    assert only(also(person=[{"person_id": "p9", "name": "苏小河"}]))[1:3] == (4, "org_id")
    assert loads(also(person=[{"person_id": "p9", "name": "苏小河", "org_id": "qt"}]))


# ---------------------------------------------------------------- attendance
@pytest.mark.parametrize(("since", "sound"), [("2026-03-18", True), ("2026-03-19", False)])
def test_who_attends_is_a_member_that_day(since: str, sound: bool) -> None:
    rows = also(person=[{"person_id": "p9", "name": "苏小河"}], membership=[member("p9", "b-lw", since=since)])
    rows = {**rows, "participation": [{"activity_id": "t1", "person_id": "p9"}]}
    assert sound or only(rows) == ("participation", 1, "person_id", "苏小河(p9)在活动当天(2026-03-18)不在任何支部,也没有职务")
    assert not sound or loads(rows)


@pytest.mark.parametrize(("until", "sound"), [("2026-03-19", True), ("2026-03-18", False)])
def test_or_holds_a_post_that_day(until: str, sound: bool) -> None:
    post = {"post_id": "o1", "person_id": "p9", "unit_id": "v-bs", "role": "director", "since": "2026-01-01", "until": until}
    rows = also(person=[{"person_id": "p9", "name": "苏小河"}], post=[post], participation=[{"activity_id": "t1", "person_id": "p9"}])
    assert sound or only(rows)[0] == "participation"
    assert not sound or loads(rows)


def test_who_is_ticked_absent_need_not_belong() -> None:
    absent = {"activity_id": "t1", "person_id": "p9", "attended": "false"}
    assert loads(also(person=[{"person_id": "p9", "name": "苏小河", "org_id": "qt"}], participation=[absent]))


# ---------------------------------------------------------------- the tree in time
def test_several_roots_are_allowed() -> None:
    assert loads(also(organization=[organization("b-2", "驻外党支部")], placement=[placed("b-2", None)]))


def test_an_organisation_hangs_somewhere_every_day_of_its_life() -> None:
    found = only(also(organization=[organization("b-2", "新支部", since="2020-01-01", until="2020-01-02")]))
    assert found == ("organization", 5, "since", "新支部(b-2)2020-01-01 当天没有隶属")


def test_a_gap_across_a_change_of_name_is_one_gap() -> None:
    versions = [organization("b-2", "老支部", until="2018-01-01"), organization("b-2", "新支部", since="2018-01-01")]
    assert only(also(organization=versions))[3] == "新支部(b-2)自 2015-01-01 起没有隶属"


def test_a_gap_between_versions_needs_no_placement() -> None:
    versions = [organization("b-2", "老支部", until="2018-01-01"), organization("b-2", "新支部", since="2020-01-01")]
    spans = [placed("b-2", "qt", until="2018-01-01"), placed("b-2", "sl", since="2020-01-01")]
    assert loads(also(organization=versions, placement=spans))


def test_a_renamed_organisation_keeps_one_placement() -> None:
    versions = [organization("b-2", "老支部", until="2018-01-01"), organization("b-2", "新支部", since="2018-01-01")]
    assert loads(also(organization=versions, placement=[placed("b-2", "qt")]))


def test_a_parent_not_yet_founded_is_named_with_its_days() -> None:
    young = organization("b-3", "青年党总支", kind="general_branch", since="2016-01-01")
    spans = [placed("b-3", "qt", since="2016-01-01"), placed("b-2", "b-3")]
    found = only(also(organization=[organization("b-2", "新支部"), young], placement=spans))
    assert found[2:] == ("parent_id", "上级青年党总支(b-3)2015-01-01 至 2015-12-31 期间尚未成立")


def test_an_organisation_is_not_its_own_parent() -> None:
    found = only(also(organization=[organization("b-2", "新支部")], placement=[placed("b-2", "b-2")]))
    assert found == ("placement", 5, "parent_id", "自 2015-01-01 起 b-2 成了自己的上级:b-2 → b-2")


def test_a_ring_is_only_one_while_all_its_edges_hold() -> None:
    both = [organization("b-2", "甲支部", kind="general_branch"), organization("b-3", "乙支部", kind="general_branch")]
    swapped = [
        placed("b-2", "b-3", until="2020-01-01"),
        placed("b-2", "qt", "2020-01-01"),
        placed("b-3", "qt", until="2020-01-01"),
        placed("b-3", "b-2", "2020-01-01"),
    ]
    assert loads(also(organization=both, placement=swapped))
    early = [*swapped[:3], placed("b-3", "b-2", "2019-12-31")]
    early[2] = placed("b-3", "qt", until="2019-12-31")
    assert only(also(organization=both, placement=early))[3] == "自 2019-12-31 起 b-3 成了自己的上级:b-3 → b-2 → b-3"


def test_a_member_left_in_a_dissolved_branch_is_named() -> None:
    rows = also(organization=[organization("b-2", "老支部", until="2020-01-01")], placement=[placed("b-2", "qt", until="2020-01-01")])
    rows = {**rows, "person": [*rows["person"], {"person_id": "p9", "name": "苏小河"}]}
    stays = {**rows, "membership": [*rows["membership"], member("p9", "b-2")]}
    leaves = {**rows, "membership": [*rows["membership"], member("p9", "b-2", until="2020-01-01")]}
    assert only(stays)[:3] == ("membership", 4, "org_id")
    assert loads(leaves)


def test_units_do_not_stand_in_a_ring() -> None:
    ring = [unit("v-2", "甲村", "qt", parent_unit_id="v-3"), unit("v-3", "乙村", "qt", parent_unit_id="v-2")]
    assert only(also(unit=ring))[:3] == ("unit", 6, "parent_unit_id")
