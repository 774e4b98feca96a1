"""Score sheets over a handful of rows: what is added, what is taken, what stops everything, and who is meant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.model import Pack
from gangju.engine.problem import BadInput, Problem
from gangju.engine.score import score
from gangju.engine.scoring.cards import Card
from tests.engine.worlds_of_forms import Rows, facts_of, pack_of, together, towns

PLACES = {
    "form": "threshold",
    "each": "unit",
    "where": "unit.kind = 'village'",
    "value": "count(venue.venue_id) filter (where venue.kind = 'village_activity_place')",
    "require": "value >= 2",
    "unit": "个",
}
BANDS = [{"grade": "a", "from": 90}, {"grade": "b", "from": 60}, {"grade": "c", "from": 0}]
SHEET: dict[str, Any] = {
    "id": "sheet",
    "title": "村评分",
    "clause": ["一"],
    "each": "unit",
    "where": "unit.kind = 'village'",
    "period": "year",
    "points": 100,
    "sections": [
        {
            "id": "places",
            "title": "场所",
            "points": 100,
            "items": [
                {"id": "enough", "title": "够不够", "kind": "full_or_zero", "standard": "it", "points": 40},
                {"id": "share", "title": "按比例", "kind": "by_share", "standard": "it", "points": 60},
            ],
        }
    ],
    "grades": {"bands": BANDS},
}
BONUS = {
    "cap": 3,
    "items": [{"id": "more", "title": "多建", "kind": "award_each", "value": PLACES["value"], "unit": "个", "amount": 2, "points": 10}],
}
VETO = [{"id": "none", "title": "一处没有", "value": PLACES["value"], "unit": "个", "require": "value >= 1"}]


def sheets(folder: Path, *schemes: Mapping[str, Any], params: list[Any] | None = None) -> Pack:
    (folder / "scoring.yaml").write_text(json.dumps(schemes, ensure_ascii=False, indent=1), "utf-8")
    return pack_of(folder, PLACES, params or [])


def places(**counts: int) -> Rows:
    rows = [
        {"venue_id": f"{village}{number}", "kind": "village_activity_place", "unit_id": village}
        for village, count in counts.items()
        for number in range(count)
    ]
    return {"venue": rows}


def cards(pack: Pack, rows: Rows, **more: Any) -> dict[tuple[str, str], Card]:
    found = score([pack], facts_of(pack, rows), date(2021, 12, 31), **more)
    return {(card.scheme.id, card.subject_id): card for card in found.cards}


def given(card: Card) -> object:
    return card.points


def mistakes(folder: Path, *schemes: Mapping[str, Any]) -> list[Problem]:
    with pytest.raises(BadInput) as bad:
        sheets(folder, *schemes)
    return list(bad.value.problems)


VILLAGES = towns(东镇=["甲", "乙"], 西镇=["丙"])


def test_items_add_up_and_say_how(tmp_path: Path) -> None:
    found = cards(sheets(tmp_path, SHEET), together(VILLAGES, places(甲=2, 乙=1)))
    assert [(name, given(card), card.grade) for (_, name), card in sorted(found.items())] == [
        ("丙", (0, 0), "c"),
        ("乙", (30, 30), "c"),
        ("甲", (100, 100), "a"),
    ]
    assert [line.said for line in found["sheet", "乙"].lines] == [
        "记到 1 个,要 2 个(未达标);达标得满分,未达标不得分",
        "记到 1 个,要 2 个(未达标);按完成的比例得分",
    ]


def test_bonus_stands_outside_the_total_and_under_its_cap(tmp_path: Path) -> None:
    found = cards(sheets(tmp_path, {**SHEET, "bonus": BONUS}), together(VILLAGES, places(甲=3, 乙=1)))
    assert given(found["sheet", "甲"]) == (103, 103)
    assert given(found["sheet", "乙"]) == (32, 32)


def test_a_veto_takes_all_points_and_leaves_the_lowest_grade(tmp_path: Path) -> None:
    pack = sheets(tmp_path, {**SHEET, "bonus": BONUS, "vetoes": VETO})
    found = cards(pack, together(VILLAGES, places(甲=2)))
    assert (given(found["sheet", "丙"]), found["sheet", "丙"].grade, found["sheet", "丙"].vetoed) == ((0, 0), "c", ("none",))
    assert found["sheet", "甲"].vetoed == ()


def test_who_is_exempt_has_no_points(tmp_path: Path) -> None:
    freed = {"roster": "exempt", "subject_kind": "unit", "subject_id": "甲", "category": "not_working", "since": "2020-01-01"}
    found = cards(sheets(tmp_path, {**SHEET, "exempt": ["not_working"]}), together(VILLAGES, {"roster_entry": [freed]}))
    assert (found["sheet", "甲"].status, given(found["sheet", "甲"])) == ("exempt", None)


def test_an_organisation_reads_the_groups_below_it(tmp_path: Path) -> None:
    towns_sheet = {**SHEET, "each": "organization", "where": "organization.level = 'township'"}
    found = cards(sheets(tmp_path, towns_sheet), together(VILLAGES, places(甲=2, 丙=2)))
    assert given(found["sheet", "东镇"]) == (30, 30)
    assert given(found["sheet", "西镇"]) == (100, 100)
    assert found["sheet", "东镇"].lines[1].said == "达标 1 个,共 2 个(未达标);按完成的比例得分"


def test_who_has_nobody_to_judge_loses_nothing(tmp_path: Path) -> None:
    towns_sheet = {**SHEET, "each": "organization", "where": "organization.level = 'township'"}
    found = cards(sheets(tmp_path, towns_sheet), towns(东镇=[]))
    assert (given(found["sheet", "东镇"]), found["sheet", "东镇"].lines[0].said.split(";")[0]) == ((100, 100), "没有评判对象")


MEAN = {
    "id": "mean",
    "title": "乡镇平均",
    "clause": ["一"],
    "each": "organization",
    "where": "organization.level in ('township','county')",
    "period": "year",
    "points": 100,
    "mean_of": {"scheme": "sheet"},
}


def test_a_mean_counts_every_one_below_once(tmp_path: Path) -> None:
    found = cards(sheets(tmp_path, SHEET, MEAN), together(VILLAGES, places(甲=2, 乙=1, 丙=2)))
    assert given(found["mean", "东镇"]) == (65, 65)
    assert given(found["mean", "top"]) == (Fraction("76.67"), Fraction("76.67"))


def test_only_the_scheme_asked_for_and_what_it_is_a_mean_of(tmp_path: Path) -> None:
    pack = sheets(tmp_path, SHEET, MEAN)
    assert {scheme for scheme, _ in cards(pack, VILLAGES, only=["sheet"])} == {"sheet"}
    assert {scheme for scheme, _ in cards(pack, VILLAGES, only=["mean"])} == {"sheet", "mean"}
    assert {name for _, name in cards(pack, VILLAGES, org="西镇")} == {"丙", "西镇"}


def test_months_weigh_where_ties_say_how_long(tmp_path: Path) -> None:
    """One tied all year with 100, one for three months with none: 80, not 50."""
    people = {**SHEET, "id": "people", "each": "person", "where": "tie_out_history.kind = 'dispatched_by'"}
    entered = {"id": "in", "title": "打分", "kind": "entered", "metric": "helper_review_points", "points": 100}
    people["sections"] = [{"id": "all", "title": "全部", "points": 100, "items": [entered]}]
    mean = {"scheme": "people", "through": "dispatched_by", "weight": "months"}
    unit = {**MEAN, "each": "unit", "where": "unit.kind = 'village'", "mean_of": mean}
    tie = {"kind": "dispatched_by", "from_kind": "person", "to_kind": "unit", "to_id": "甲"}
    seen = {"subject_kind": "person", "metric": "helper_review_points", "since": "2021-01-01"}
    rows: Rows = {
        "person": [{"person_id": name, "name": name, "org_id": "top"} for name in ("张", "李")],
        "tie": [
            {**tie, "tie_id": "一", "from_id": "张", "since": "2020-01-01"},
            {**tie, "tie_id": "二", "from_id": "李", "since": "2021-01-16", "until": "2021-04-16"},
        ],
        "observation": [{**seen, "subject_id": "张", "value": "100"}, {**seen, "subject_id": "李", "value": "0"}],
    }
    found = cards(sheets(tmp_path, people, unit), together(VILLAGES, rows))
    assert given(found["mean", "甲"]) == (80, 80)
    assert [line.weight for line in found["mean", "甲"].lines] == [12, 3]


@pytest.mark.parametrize(
    ("changed", "key", "said"),
    [
        ({"points": 90}, "points", "加起来是 100 分"),
        ({"id": "it"}, "id", "已是一项标准的编号"),
        ({"mean_of": {"scheme": "sheet"}}, "", "只写其中一种"),
        ({"scheme": "star"}, "scheme", "没有“star”"),
        ({"exempt": ["tired"]}, "exempt", "没有“tired”"),
        ({"classes": [{"id": "x", "title": "一类", "where": "unit.kind = 'village'"}]}, "", "只写一种"),
        ({"grades": {"bands": list(reversed(BANDS))}}, "grades.bands", "从高到低"),
        ({"grades": {"bands": [{"grade": "a"}, {"grade": "c", "from": 0}]}}, "grades.bands.0", "从多少分起"),
        ({"grades": {"bands": [{"grade": "a", "param": "top"}, {"grade": "c", "from": 0}]}}, "grades.bands.0.param", "没有“top”这个参数"),
        ({"grades": {"bands": BANDS, "bars": [{"grade": "a", "any_is": "c"}]}}, "grades.bars", "删去 bars"),
        ({"grades": {"bands": BANDS, "quotas": [{"grade": "c", "at_most": "1/2", "at": "county"}]}}, "grades.quotas.0.grade", "最低一档"),
        ({"where": "unit.kinds = 'village'"}, "where", "没有“kinds”这一列"),
        ({"consequences": [{"id": "x", "title": "扣", "when": {"grade": ["e"]}, "effect": "duty"}]}, "when.grade", "没有“e”这一档"),
    ],
)
def test_a_sheet_that_does_not_add_up_or_hold_together_is_refused(tmp_path: Path, changed: dict[str, Any], key: str, said: str) -> None:
    found = mistakes(tmp_path, {**SHEET, **changed})
    assert any(key in problem.key and said in f"{problem.message}。{problem.remedy}" and problem.line > 0 for problem in found), found
    assert {problem.file for problem in found} == {"scoring.yaml"}


def item(**changed: Any) -> dict[str, Any]:
    """The sheet with its first item said otherwise."""
    first = {key: value for key, value in {**SHEET["sections"][0]["items"][0], **changed}.items() if value is not None}
    return {**SHEET, "sections": [{**SHEET["sections"][0], "items": [first, SHEET["sections"][0]["items"][1]]}]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"standard": "itt"}, "没有标准“itt”"),
        ({"standard": None}, "看什么"),
        ({"measure": "area"}, "只写一样"),
        ({"standard": None, "measure": "area"}, "没有“area”这个量"),
        ({"standard": None, "metric": "stuff"}, "没有“stuff”这项数据"),
        ({"standard": None, "metric": "helper_review_points", "kind": "entered"}, "不登记在 unit 上"),
        ({"standard": None, "value": PLACES["value"], "unit": "个"}, "怎样算达标"),
        ({"standard": None, "value": PLACES["value"], "require": "value >= 1"}, "没有写单位"),
        ({"standard": None, "value": "count(venue.x)", "unit": "个", "require": "value >= 1"}, "没有“x”这一列"),
        ({"kind": "deduct_each"}, "缺少“amount”"),
        ({"amount": 2}, "不写“amount”"),
        ({"kind": "bands"}, "缺少“bands”"),
        ({"roll_up": "share"}, "没有 share 这种汇总"),
        ({"only": ["poor"]}, "没有“poor”这一类"),
        ({"kind": "half"}, "不是可用的值"),
        ({"pints": 3}, "不认识的键“pints”"),
    ],
)
def test_an_item_says_what_it_reads_and_what_it_gives(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    found = mistakes(tmp_path, item(**changed))
    assert any(said in f"{problem.message}。{problem.remedy}" and problem.line > 0 for problem in found), found


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"mean_of": {"scheme": "sheets"}}, "没有“sheets”这个评分方案"),
        ({"mean_of": {"scheme": "mean"}}, "绕一圈"),
        ({"period": "half"}, "期间与这里不同"),
        ({"mean_of": {"scheme": "sheet", "through": "friend"}}, "没有“friend”这种联系"),
        ({"each": "unit", "where": "unit.kind = 'village'"}, "取谁的平均"),
        ({"mean_of": {"scheme": "sheet", "weight": "months"}}, "按月数计"),
        ({"mean_of": {"scheme": "sheet", "worth": {"a": 4, "b": 3}}}, "“c”折合几分"),
    ],
)
def test_a_mean_says_of_what(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    found = mistakes(tmp_path, SHEET, {**MEAN, **changed})
    assert any(said in f"{problem.message}。{problem.remedy}" and problem.line > 0 for problem in found), found
