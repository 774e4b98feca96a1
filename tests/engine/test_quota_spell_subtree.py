"""Whole subtrees, numbers of a named list, and how long ago something last happened."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.forms.spell import limit
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, facts_of, judged, pack_of, unit

DAY = "2021-06-30"


def organization(code: str, parent: str, kind: str = "branch", place: str | None = None) -> dict[str, list[dict[str, str | None]]]:
    version = {"org_id": code, "since": "2000-01-01", "name": code, "kind": kind, "level": "village", "domain": "rural", "unit_id": place}
    return {"organization": [version], "placement": [{"org_id": code, "parent_id": parent, "since": "2000-01-01"}]}


def together(*parts: Rows) -> Rows:
    return {name: [row for part in parts for row in part.get(name, ())] for name in {key for part in parts for key in part}}


def member(name: str, branch: str, approved: str | None = None, until: str | None = None, entry: str = "admission") -> Rows:
    spell = {
        "person_id": name,
        "org_id": branch,
        "kind": "full",
        "since": "2000-06-01",
        "entry": entry,
        "approved_on": approved,
        "until": until,
    }
    return {"person": [{"person_id": name, "name": name}], "membership": [spell]}


# ---------------------------------------------------------------- subtree
def test_members_of_the_whole_subtree_are_counted(tmp_path: Path) -> None:
    pack = pack_of(
        tmp_path,
        {
            "form": "threshold",
            "each": "organization",
            "where": "organization.kind in ('committee','general_branch','branch')",
            "value": "subtree(count(membership.person_id))",
            "require": "value >= 2",
            "unit": "人",
        },
    )
    rows = together(
        organization("总支", "top", "general_branch"),
        organization("甲", "总支"),
        organization("乙", "总支"),
        member("张", "甲"),
        member("李", "乙"),
    )
    assert {name: (row["verdict"], row["value"]) for name, row in judged(pack, rows, DAY).items()} == {
        "top": ("pass", 2),
        "总支": ("pass", 2),
        "甲": ("fail", 1),
        "乙": ("fail", 1),
    }


def test_a_place_that_two_branches_below_share_is_one_place(tmp_path: Path) -> None:
    pack = pack_of(
        tmp_path,
        {
            "form": "threshold",
            "each": "organization",
            "where": "organization.level = 'county'",
            "value": "subtree(count(venue.venue_id))",
            "require": "value >= 1",
            "unit": "个",
        },
    )
    rows = together(
        {"unit": [unit("甲村", "village")]},
        organization("甲", "top", place="甲村"),
        organization("乙", "top", place="甲村"),
        {"venue": [{"venue_id": "场所", "unit_id": "甲村", "kind": "village_activity_place"}]},
    )
    assert judged(pack, rows, DAY)["top"]["value"] == 1


def test_a_person_has_no_subtree(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有下级"):
        pack_of(
            tmp_path,
            {
                "form": "threshold",
                "each": "person",
                "where": "membership.kind = 'full'",
                "value": "subtree(count(post.post_id))",
                "require": "value >= 1",
                "unit": "人",
            },
        )


# ---------------------------------------------------------------- quota
QUOTA = {
    "form": "quota",
    "each": "organization",
    "where": "organization.level = 'county'",
    "members": {"roster": "demonstration_site", "tier": "county"},
    "bound": {"op": "=", "value": 2},
    "unit": "个",
}


def listed(*places: str, tier: str = "county", until: str | None = None) -> Rows:
    common = {"roster": "demonstration_site", "subject_kind": "unit", "category": "party_building", "since": "2020-01-01"}
    return {
        "unit": [unit(place, "village") for place in dict.fromkeys(places)],
        "roster_entry": [{**common, "subject_id": place, "tier": tier, "until": until} for place in places],
    }


@pytest.mark.parametrize(("places", "verdict"), [(1, "fail"), (2, "pass"), (3, "fail")])
def test_the_number_must_be_met_exactly(tmp_path: Path, places: int, verdict: str) -> None:
    pack = pack_of(tmp_path, QUOTA)
    row = judged(pack, listed(*(f"村{number}" for number in range(places))), DAY)["top"]
    assert (row["verdict"], row["value"], row["target"]) == (verdict, places, 2)


def test_another_tier_and_one_taken_off_do_not_count(tmp_path: Path) -> None:
    rows = together(listed("甲", "乙"), listed("丙", tier="township"), listed("丁", until="2021-01-01"))
    assert judged(pack_of(tmp_path, QUOTA), rows, DAY)["top"]["value"] == 2


def test_one_listed_twice_counts_once(tmp_path: Path) -> None:
    rows = listed("甲", "甲")
    rows["roster_entry"][1]["category"] = "standardization"  # type: ignore[index]
    pack = pack_of(tmp_path, QUOTA)
    told = explain(pack, facts_of(pack, rows), date.fromisoformat(DAY), "it", "top")
    assert (told.lo, [int(row.amount) for row in told.rows]) == (1, [1, 0])
    assert told.formula == "所辖范围内在册的“示范点(单位)、县级”,等于2个"


def test_before_its_day_a_quota_is_pending(tmp_path: Path) -> None:
    assert judged(pack_of(tmp_path, {**QUOTA, "due": "2021-12-31"}), listed("甲"), DAY)["top"]["verdict"] == "pending"


# ---------------------------------------------------------------- spell
BLANK = {
    "form": "spell",
    "each": "unit",
    "where": "unit.kind = 'village'",
    "last": "max(membership_history.approved_on) filter (where membership_history.entry = 'admission')",
    "after": "3 years",
    "inherit": {"merge": "latest", "split": "copy"},
    "younger": "not_applicable",
    "unit": "天",
}


def village(name: str, since: str = "2000-01-01", until: str | None = None) -> Rows:
    return {"unit": [{**unit(name, "village"), "since": since, "until": until}]}


def blank(pack: Pack, rows: Rows, day: str = DAY, name: str = "甲村") -> tuple[Any, ...]:
    row = judged(pack, rows, day)[name]
    return row["verdict"], row["value"], row["shortfall"]


@pytest.mark.row("002-30", "002-31")
@pytest.mark.parametrize(
    ("approved", "verdict", "days", "short"),
    [("2018-07-01", "pass", 1095, 0), ("2018-06-30", "fail", 1096, 1), ("2018-06-01", "fail", 1125, 30)],
)
def test_exactly_three_years_without_an_admission_is_too_long(tmp_path: Path, approved: str, verdict: str, days: int, short: int) -> None:
    rows = together(village("甲村"), organization("甲", "top", place="甲村"), member("张", "甲", approved))
    assert blank(pack_of(tmp_path, BLANK), rows) == (verdict, days, short)


def test_one_admitted_and_gone_since_still_counts(tmp_path: Path) -> None:
    rows = together(village("甲村"), organization("甲", "top", place="甲村"), member("张", "甲", "2020-01-01", until="2021-01-01"))
    assert blank(pack_of(tmp_path, BLANK), rows)[0] == "pass"


def test_a_transfer_is_no_admission(tmp_path: Path) -> None:
    rows = together(village("甲村"), organization("甲", "top", place="甲村"), member("张", "甲", "2020-01-01", entry="transfer"))
    assert blank(pack_of(tmp_path, BLANK), rows)[0] == "fail"


def test_a_village_younger_than_that_cannot_be_blank(tmp_path: Path) -> None:
    rows = together(village("甲村", "2018-07-01"), organization("甲", "top"))
    assert blank(pack_of(tmp_path, BLANK), rows)[0] == "not_applicable"
    assert blank(pack_of(tmp_path, BLANK), village("甲村", "2018-06-30"))[0] == "fail"


def test_a_register_begun_later_leaves_it_unknown(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**BLANK, "register_from": "2019-01-01"})
    rows = together(village("甲村"), organization("甲", "top", place="甲村"))
    assert blank(pack, rows)[0] == "unknown"
    assert blank(pack, rows, "2022-01-01")[0] == "fail"


def test_a_merged_village_has_the_latest_admission_of_its_parts(tmp_path: Path) -> None:
    successions = [
        {"tie_id": old, "kind": "successor", "from_kind": "unit", "from_id": "新村", "to_kind": "unit", "to_id": old, "since": "2021-01-01"}
        for old in ("甲村", "乙村")
    ]
    rows = together(
        village("甲村", until="2021-01-01"),
        village("乙村", until="2021-01-01"),
        village("新村", "2021-01-01"),
        organization("甲", "top", place="甲村"),
        organization("乙", "top", place="乙村"),
        member("张", "甲", "2019-05-01"),
        member("李", "乙", "2017-05-01"),
        {"tie": successions},
    )
    pack = pack_of(tmp_path, BLANK)
    assert blank(pack, rows, name="新村") == ("pass", 791, 0)
    told = explain(pack, facts_of(pack, rows), date.fromisoformat(DAY), "it", "新村")
    assert ([row.key["person_id"] for row in told.rows], sum(row.amount for row in told.rows)) == (["张"], 791)
    without = pack_of(tmp_path, {key: value for key, value in BLANK.items() if key != "inherit"})
    assert blank(without, rows, name="新村")[0] == "not_applicable"


def test_the_limit_is_clamped_as_months_are(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**BLANK, "after": "6 months"})
    assert [limit(pack.standards[0], day) for day in (date(2021, 2, 28), date(2021, 8, 31))] == [date(2020, 8, 31), date(2021, 2, 28)]


def test_a_listed_village_counts_for_whoever_answers_for_it_now(tmp_path: Path) -> None:
    """It was listed under the first town and changed hands afterwards."""
    pack = pack_of(tmp_path, {**QUOTA, "where": "organization.kind = 'branch'", "bound": {"op": ">=", "value": 1}})
    village = {"unit_id": "村", "name": "村", "kind": "village"}
    handed_over = [
        {**village, "since": "2000-01-01", "until": "2021-01-01", "org_id": "甲镇"},
        {**village, "since": "2021-01-01", "org_id": "乙镇"},
    ]
    rows = together(organization("甲镇", "top"), organization("乙镇", "top"), listed("村"))
    found = judged(pack, {**rows, "unit": handed_over}, DAY)
    assert {name: row["value"] for name, row in found.items()} == {"甲镇": 0, "乙镇": 1}


@pytest.mark.row("002-30")
def test_a_merged_village_remembers_the_branches_that_ended_with_its_parts(tmp_path: Path) -> None:
    old = organization("甲", "top", place="甲村")
    old["organization"][0]["until"] = old["placement"][0]["until"] = "2021-01-01"
    came = {"tie_id": "1", "kind": "successor", "from_kind": "unit", "from_id": "新村", "to_kind": "unit", "to_id": "甲村"}
    rows = together(
        village("甲村", until="2021-01-01"),
        village("新村", "2021-01-01"),
        old,
        member("张", "甲", "2019-05-01", until="2021-01-01"),
        {"tie": [{**came, "since": "2021-01-01"}]},
    )
    assert blank(pack_of(tmp_path, BLANK), rows, name="新村") == ("pass", 791, 0)


def test_an_approval_still_to_come_has_not_happened(tmp_path: Path) -> None:
    rows = together(
        village("甲村"), organization("甲", "top", place="甲村"), member("张", "甲", "2017-01-01"), member("李", "甲", "2021-07-01")
    )
    assert blank(pack_of(tmp_path, BLANK), rows)[0] == "fail"
    assert blank(pack_of(tmp_path, BLANK), rows, "2021-07-01")[0] == "pass"


def test_villages_that_came_out_of_each_other_are_walked_once(tmp_path: Path) -> None:
    """A mistake of entry; it must neither hang nor fail the evaluation."""
    circle = [
        {"tie_id": one, "kind": "successor", "from_kind": "unit", "from_id": one, "to_kind": "unit", "to_id": other, "since": "2010-01-01"}
        for one, other in (("甲村", "乙村"), ("乙村", "甲村"))
    ]
    rows = together(
        village("甲村"), village("乙村"), organization("甲", "top", place="甲村"), member("张", "甲", "2020-01-01"), {"tie": circle}
    )
    assert blank(pack_of(tmp_path, BLANK), rows, name="乙村")[0] == "pass"
