"""The cases of the first pack are sharp: a standard changed in one place no longer holds in all of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gangju.engine.cases import read_cases, run_case
from gangju.engine.load import load_pack

GOOD = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"
HOURS = ("village-secretary-hours", "rural-member-hours", "community-member-hours")
MONTHLY = ("committee-meeting", "group-meeting")
QUARTERLY = ("members-meeting", "party-class")
SUM = "sum(participation.hours) filter"
VILLAGES = "unit.kind in ('village','rural_community')"

CHANGES: list[tuple[str, str, str]] = [
    *((name, "value >=", "value >") for name in (*HOURS[1:], "community-place-area", "community-big-place-share")),
    ("village-place-area", "value >", "value >="),
    *((name, "period: year", "period: half") for name in HOURS[1:]),
    ("village-secretary-hours", "  prorate: months\n", ""),
    ("rural-member-hours", "measure('training_hours')", f"{SUM} (where activity.kind = 'training')"),
    ("rural-member-hours", "measure('training_hours')", f"{SUM} (where activity.kind in ('training','lecture','party_class'))"),
    ("rural-member-hours", "('full','probationary')", "('full')"),
    ("rural-member-hours", "domain = 'rural'", "domain in ('rural','community')"),
    ("rural-member-hours", "  roll_up:", "  exempt: [infirm]\n  roll_up:"),
    ("community-member-hours", "('full','probationary')", "('full','probationary','suspended')"),
    ("community-member-hours", "domain = 'community'", "domain in ('rural','community')"),
    ("village-secretary-hours", VILLAGES, "unit.kind = 'village'"),
    ("village-secretary-hours", VILLAGES, "unit.kind in ('village','rural_community','community')"),
    ("village-secretary-hours", "post.role = 'secretary'", "post.role in ('secretary','deputy_secretary')"),
    *((name, "window: month", "window: quarter") for name in MONTHLY),
    *((name, "window: quarter", "window: month") for name in QUARTERLY),
    *((name, "at_least: 1", "at_least: 2") for name in (*MONTHLY, *QUARTERLY)),
    *((name, "  suspended_by: suspension\n", "") for name in (*MONTHLY, *QUARTERLY)),
    *((name, "status = 'held'", "status = 'cancelled'") for name in MONTHLY),
    ("members-meeting", "'members_meeting'", "'party_class'"),
    ("members-meeting", "in ('branch','joint_branch')", "= 'branch'"),
    ("party-class", "in ('branch','joint_branch')", "in ('branch','joint_branch','general_branch')"),
    ("committee-meeting", "exempt: [no_committee]", "exempt: [no_group]"),
    ("group-meeting", "exempt: [no_group]", "exempt: []"),
    ("village-place", "stale_after: 12 months", "stale_after: 13 months"),
    ("village-place", "stale_after: 12 months", "stale_after: 364 days"),
    ("village-place", "without_subject: fail", "without_subject: unknown"),
    ("village-place", VILLAGES, "unit.kind = 'village'"),
    ("village-place", "checklist: village_twelve", "checklist: community_eleven"),
    ("village-place-area", VILLAGES, "unit.kind in ('village','rural_community','community')"),
    ("village-place-area", "measure('largest_village_place')", "min(venue.area_m2) filter (where venue.kind = 'village_activity_place')"),
    ("village-place-area", "measure('largest_village_place')", "sum(venue.area_m2) filter (where venue.kind = 'village_activity_place')"),
    ("community-place-area", "measure('largest_community_place')", "max(venue.area_m2)"),
    ("community-place-area", "unit.kind = 'community'", "unit.kind in ('community','village')"),
    ("community-big-place-share", "op: '>='", "op: '>'"),
    ("community-big-place-share", "at: city", "at: county"),
    ("community-big-place-share", "unit.kind = 'community'", "unit.kind in ('community','village')"),
]  # fmt: skip
FIGURES = {
    # what is due for the months in office is rounded up to whole hours, so a hundredth less asks the same
    "village_secretary_hours": ("56", "55", "56.01", "village-secretary-hours"),
    "rural_member_hours": ("40", "39.99", "40.01", "rural-member-hours"),
    "community_member_hours": ("24", "23.99", "24.01", "community-member-hours"),
    "village_area": ("200", "199.99", "200.01", "village-place-area"),
    "community_area": ("500", "499.99", "500.01", "community-place-area"),
    "big_community_area": ("1000", "999.99", "1000.01", "community-big-place-share"),
    "big_community_share": ("1/5", "1/6", "1/4", "community-big-place-share"),
    "entry_grace": ("10", "9", "11", "rural-member-hours"),
}


def standard_changed(draft: Path, standard: str, old: str, new: str) -> None:
    path = draft / "standards.yaml"
    before, mark, after = path.read_text("utf-8").partition(f"- id: {standard}\n")
    assert mark
    assert old in after
    path.write_text(before + mark + after.replace(old, new, 1), "utf-8")


def is_caught(draft: Path, standard: str) -> bool:
    pack = load_pack(draft)
    cases = [case for case in read_cases(pack) if case.file == f"cases/{standard}.yaml"]
    assert cases
    return not all(run_case(pack, case).ok for case in cases)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "draft"))


@pytest.mark.long
@pytest.mark.parametrize(("standard", "old", "new"), CHANGES)
def test_a_changed_standard_is_caught_by_a_case(draft: Path, standard: str, old: str, new: str) -> None:
    standard_changed(draft, standard, old, new)
    assert is_caught(draft, standard)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(FIGURES))
@pytest.mark.parametrize("side", ["lower", "higher"])
def test_a_changed_figure_is_caught_by_a_case(draft: Path, name: str, side: str) -> None:
    value, lower, higher, standard = FIGURES[name]
    path = draft / "params.yaml"
    lines = path.read_text("utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(f"- {{id: {name},"))
    assert f"value: {value}}}" in lines[place]
    lines[place] = lines[place].replace(f"value: {value}}}", f"value: {lower if side == 'lower' else higher}}}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert is_caught(draft, standard)
