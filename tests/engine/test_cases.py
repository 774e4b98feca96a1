"""Cases: few words become whole rows, and a case that is wrong never passes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.cases import Case, CaseResult, read_cases, run_case, run_cases
from gangju.engine.load import load_pack
from gangju.engine.problem import BadInput, Problem

GOOD = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"
HEAD = "defaults: {as_of: 2019-01-11, period: 2018}\nfill: {participation: {kind: training, day: 2018-06-01}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped pack without its cases."""
    copy = Path(shutil.copytree(GOOD, tmp_path / "pack"))
    shutil.rmtree(copy / "cases")
    (copy / "cases").mkdir()
    return copy


def one(folder: Path, facts: str, expect: str, head: str = HEAD) -> None:
    text = f"{head}cases:\n  - name: 一例\n    facts: {facts}\n    expect: {expect}\n"
    (folder / "cases" / "one.yaml").write_text(text, "utf-8")


def expanded(folder: Path, facts: str, expect: str = "{rural-member-hours: {张: pass}}", head: str = HEAD) -> Case:
    one(folder, facts, expect, head)
    return read_cases(load_pack(folder))[0]


def ran(folder: Path, facts: str, expect: str) -> CaseResult:
    one(folder, facts, expect)
    return run_cases(load_pack(folder))[0]


def refused(folder: Path, facts: str, expect: str, head: str = HEAD) -> Problem:
    one(folder, facts, expect, head)
    with pytest.raises(BadInput) as caught:
        read_cases(load_pack(folder))
    return caught.value.problems[0]


def only(rows: list[dict[str, Any]], **cells: str) -> dict[str, Any]:
    found = [row for row in rows if all(row.get(column) == value for column, value in cells.items())]
    assert len(found) == 1
    return found[0]


# ---------------------------------------------------------------- expansion
def test_a_person_with_a_branch_has_a_full_membership_in_a_rural_branch_below_the_committee(folder: Path) -> None:
    rows = expanded(folder, "{person: [{id: 张, org: 东村支部}]}").rows
    assert rows["membership"] == [{"person_id": "张", "org_id": "东村支部", "kind": "full", "since": "2000-01-01"}]
    branch = only(rows["organization"], org_id="东村支部")
    assert (branch["kind"], branch["domain"], branch["level"], branch["name"]) == ("branch", "rural", "village", "东村支部")
    assert only(rows["placement"], org_id="东村支部")["parent_id"] == "上级"
    assert only(rows["placement"], org_id="上级")["parent_id"] is None


def test_a_committee_has_no_domain_and_may_be_raised_to_a_city(folder: Path) -> None:
    rows = expanded(
        folder, "{organization: [{id: 上级, level: city}, {id: 某区委, kind: committee, level: county}], person: [{id: 张, org: 东村支部}]}"
    ).rows
    above, district = only(rows["organization"], org_id="上级"), only(rows["organization"], org_id="某区委")
    assert (above["kind"], above["level"]) == ("committee", "city")
    assert "domain" not in district
    assert only(rows["placement"], org_id="某区委")["parent_id"] == "上级"


def test_what_a_file_fills_in_gives_way_to_what_a_case_says(folder: Path) -> None:
    rows = expanded(
        folder, "{person: [{id: 张, org: 东村支部}], participation: [{person: 张, hours: 8.50}, {person: 张, hours: 4, day: 2018-09-09}]}"
    ).rows
    assert [row["started_at"] for row in rows["activity"]] == ["2018-06-01", "2018-09-09"]
    assert [row["hours"] for row in rows["participation"]] == ["8.50", "4"]


def test_an_attendance_brings_an_activity_of_the_branch_the_person_was_in_that_day(folder: Path) -> None:
    moved = "[{id: 张, org: 东村支部, until: 2018-06-15}, {id: 张, org: 西村支部, since: 2018-06-15}]"
    facts = f"{{person: {moved}, participation: [{{person: 张, hours: 1}}, {{person: 张, hours: 1, day: 2018-06-15}}]}}"
    rows = expanded(folder, facts).rows
    assert [row["org_id"] for row in rows["activity"]] == ["东村支部", "西村支部"]
    assert len(rows["person"]) == 1
    assert len(rows["membership"]) == 2


def test_a_name_in_a_post_is_a_person_and_its_unlisted_unit_a_village(folder: Path) -> None:
    rows = expanded(
        folder, "{post: [{person: 张, unit: 东村, role: secretary, full_time: true}]}", "{village-secretary-hours: {张: pass}}"
    ).rows
    assert only(rows["post"], person_id="张")["full_time"] == "true"
    assert only(rows["unit"], unit_id="东村") == {
        "unit_id": "东村",
        "kind": "village",
        "since": "2000-01-01",
        "org_id": "上级",
        "name": "东村",
    }
    assert "org_id" not in only(rows["person"], person_id="张")


def test_kept_ledgers_exemptions_and_exceptions_become_roster_entries(folder: Path) -> None:
    people = "person: [{id: 张, org: 东村支部}, {id: 李, org: 东村支部}]"
    granted = "exempt: {张: ill}, exception: {李: {tier: township, until: 2019-02-01}}"
    facts = f"{{keeps: {{东村支部: {{activity.training: 2018-04-01}}}}, {people}, {granted}}}"
    rows = expanded(folder, facts).rows["roster_entry"]
    assert only(rows, roster="keeps")["since"] == "2018-04-01"
    assert only(rows, roster="exempt") == {
        "roster": "exempt",
        "subject_kind": "person",
        "subject_id": "张",
        "category": "ill",
        "since": "2000-01-01",
    }
    exception = only(rows, roster="exception")
    assert (exception["category"], exception["until"]) == ("guilin-2018/rural-member-hours", "2019-02-01")


def test_rows_given_to_a_whole_file_stand_before_those_of_each_case(folder: Path) -> None:
    head = "defaults: {as_of: 2018-12-31}\ngiven: {unit: [{id: 东村}]}\nfill: {venue: {kind: village_activity_place, unit: 东村}}\n"
    rows = expanded(folder, "{venue: [{area: 200.5}]}", "{village-place-area: {东村: pass}}", head).rows
    assert rows["venue"] == [{"kind": "village_activity_place", "unit_id": "东村", "area_m2": "200.5", "venue_id": "venue-1"}]
    assert only(rows["unit"], unit_id="东村")["org_id"] == "上级"


# ---------------------------------------------------------------- slips of the pen
def test_a_column_that_does_not_exist_is_named_with_its_line(folder: Path) -> None:
    problem = refused(folder, "{person: [{id: 张, org: 东村支部, hourz: 3}]}", "{rural-member-hours: {张: pass}}")
    assert (problem.file, problem.line, problem.key) == ("cases/one.yaml", 5, "cases.一例.facts.person.张.hourz")


def test_a_ledger_that_does_not_exist_is_named_with_the_nearest(folder: Path) -> None:
    problem = refused(folder, "{persons: [{id: 张}]}", "{rural-member-hours: {张: pass}}")
    assert (problem.message, problem.remedy) == ("没有“persons”这个台账", "请改为“person”")


def test_a_standard_that_the_pack_lacks_is_named_with_the_nearest(folder: Path) -> None:
    problem = refused(folder, "{person: [{id: 张, org: 东村支部}]}", "{rural-members-hours: {张: pass}}")
    assert (problem.line, problem.remedy) == (6, "请改为“rural-member-hours”")


def test_a_subject_that_the_facts_lack_is_refused_even_where_nothing_is_expected_of_it(folder: Path) -> None:
    assert refused(folder, "{person: [{id: 张三, org: 东村支部}]}", "{rural-member-hours: {张山: none}}").message == "事实里没有“张山”"


def test_a_case_without_a_day_is_refused(folder: Path) -> None:
    assert refused(folder, "{person: [{id: 张, org: 东村支部}]}", "{rural-member-hours: {张: pass}}", "").message == "没有说截至哪一天"


def test_an_attendance_without_a_day_is_refused(folder: Path) -> None:
    problem = refused(
        folder,
        "{person: [{id: 张, org: 东村支部}], participation: [{person: 张}]}",
        "{rural-member-hours: {张: pass}}",
        "defaults: {as_of: 2018-12-31}\n",
    )
    assert (problem.line, problem.message) == (4, "没有说是哪次活动,也没有“day”")


def test_facts_that_the_ledgers_refuse_are_told_at_the_line_of_the_case(folder: Path) -> None:
    one(folder, "{person: [{id: 张, org: 东村支部, gender: 7}]}", "{rural-member-hours: {张: pass}}")
    with pytest.raises(BadInput) as caught:
        run_cases(load_pack(folder))
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.key) == ("cases/one.yaml", 4, "一例.person.gender")


# ---------------------------------------------------------------- running
def test_a_right_case_passes_and_each_wrong_figure_is_told(folder: Path) -> None:
    facts = "{keeps: {东村支部: [activity.training]}, person: [{id: 张, org: 东村支部}], participation: [{person: 张, hours: 39.5}]}"
    assert ran(folder, facts, "{rural-member-hours: {张: {verdict: fail, value: 39.50, shortfall: 1/2}}}").ok
    wrong = ran(folder, facts, "{rural-member-hours: {张: {verdict: pass, value: 40, target: 40}}}")
    assert not wrong.ok
    assert wrong.differences == ("rural-member-hours 张:verdict 应为 pass,得到 fail", "rural-member-hours 张:value 应为 40,得到 39.5")


def test_none_means_no_result_at_all(folder: Path) -> None:
    facts = "{person: [{id: 张, org: 东村支部}, {id: 李}]}"
    assert ran(folder, facts, "{rural-member-hours: {李: none}}").ok
    assert ran(folder, facts, "{rural-member-hours: {张: none}}").differences == ("rural-member-hours 张:应与它无关,却判为 unknown",)
    assert ran(folder, facts, "{rural-member-hours: {李: pass}}").differences == ("rural-member-hours 李:没有结果",)


def test_times_is_that_many_rows_alike_each_with_its_number(folder: Path) -> None:
    rows = expanded(folder, "{person: [{id: 党员#, org: 东村支部, times: 3}, {id: 张, org: 东村支部}]}").rows
    assert [row["person_id"] for row in rows["membership"]] == ["党员1", "党员2", "党员3", "张"]


def test_times_wants_a_whole_number(folder: Path) -> None:
    problem = refused(folder, "{person: [{id: 党员#, org: 东村支部, times: 许多}]}", "{rural-member-hours: {党员1: pass}}")
    assert (problem.key, problem.message) == ("cases.一例.facts.person.党员#.times", "“许多”不是份数")


# ---------------------------------------------------------------- many at once
TWO = """defaults: {as_of: 2019-01-11, period: 2018}
given: {keeps: {东村支部: [activity.training]}, person: [{id: 张, org: 东村支部}]}
fill: {participation: {kind: training, day: 2018-06-01}}
cases:
  - {name: 够, facts: {participation: [{person: 张, hours: 40}]}, expect: {rural-member-hours: {张: pass}}}
  - {name: 不够而说够, facts: {participation: [{person: 张, hours: 39}]}, expect: {rural-member-hours: {张: pass}}}
  - {name: 后一天, as_of: 2019-01-10, facts: {}, expect: {rural-member-hours: {张: pending}}}
"""


def test_cases_judged_together_come_out_as_each_does_alone(folder: Path) -> None:
    (folder / "cases" / "two.yaml").write_text(TWO, "utf-8")
    pack, heard = load_pack(folder), list[tuple[int, int]]()
    results = run_cases(pack, lambda done, of: heard.append((done, of)))
    assert results == [run_case(pack, case) for case in read_cases(pack)]
    assert [(result.name, result.ok) for result in results] == [("够", True), ("不够而说够", False), ("后一天", True)]
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_case_that_cannot_be_judged_is_named_although_it_stands_among_others(folder: Path) -> None:
    lost = "  - {name: 错, facts: {exception: {张: {tier: village, until: 2020-01-01}}}, "
    (folder / "cases" / "two.yaml").write_text(TWO + lost + "expect: {rural-member-hours: {张: exempt}}}\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        run_cases(load_pack(folder))
    assert [(problem.line, problem.key.split(".")[0]) for problem in caught.value.problems] == [(8, "错")]


@pytest.mark.long
@pytest.mark.parametrize("name", ["haian-2017", "huizhou-2011", "huizhou-2021", "xinshao-2012"])
def test_the_shipped_cases_come_out_alike_in_company_and_alone(name: str) -> None:
    pack = load_pack(GOOD.parent / name)
    assert run_cases(pack) == [run_case(pack, case) for case in read_cases(pack)]


# ---------------------------------------------------------------- score sheets
SHEETS = """defaults: {as_of: 2018-12-31, period: 2018}
given: {organization: [{id: 上级, kind: committee, level: county}]}
fill: {observation: {subject_kind: organization, subject: 上级, metric: platform_construction_points, since: 2018-01-01, until: 2019-01-01}}
cases:
  - {name: 一例, facts: {observation: [{value: 50}]}, scores: {platform: {上级: SAID}}}
"""


@pytest.mark.parametrize(
    ("said", "differences"),
    [
        ("{status: open, points: [50, 100], grade: null, lines: {built: 50, works: [0, 50]}}", ()),
        ("{points: 50}", ("platform 上级:points 应为 50,得到 [50, 100]",)),
        ("{grade: a, lines: {built: 49}}", ("platform 上级:built 应得 49,得到 [50, 50]", "platform 上级:grade 应为 a,得到 空")),
        ("none", ("platform 上级:应不参评,却有得分 [50, 100]",)),
    ],
)
def test_a_case_may_say_what_a_sheet_gives(folder: Path, said: str, differences: tuple[str, ...]) -> None:
    (folder / "cases" / "sheet.yaml").write_text(SHEETS.replace("SAID", said), "utf-8")
    (result,) = run_cases(load_pack(folder))
    assert result.differences == differences


def test_a_case_about_a_sheet_nobody_wrote_is_refused(folder: Path) -> None:
    (folder / "cases" / "sheet.yaml").write_text(SHEETS.replace("SAID", "none").replace("scores: {platform", "scores: {platforms"), "utf-8")
    with pytest.raises(BadInput) as caught:
        run_cases(load_pack(folder))
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [(5, "方案包里没有评分方案“platforms”")]
