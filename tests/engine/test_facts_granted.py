"""An exception by decision comes from a level above whoever profits from it, or the folder is refused."""

from __future__ import annotations

import pytest

from gangju.engine.problem import BadInput
from tests.engine.facts_world import Row, World, also, facts


def exception(kind: str, subject: str, tier: str) -> Row:
    entry = {"roster": "exception", "category": "yunxi-2026/hours", "since": "2026-01-01", "until": "2026-12-31"}
    return {**entry, "subject_kind": kind, "subject_id": subject, "tier": tier}


def refused(rows: World) -> list[str]:
    with pytest.raises(BadInput) as bad:
        facts(rows)
    assert all(problem.key == "tier" for problem in bad.value.problems)
    return [problem.message for problem in bad.value.problems]


@pytest.mark.parametrize(
    ("kind", "subject", "too_low", "high_enough"),
    [
        ("organization", "b-bs", "village", "township"),
        ("organization", "qt", "township", "county"),
        ("organization", "sl", "county", "city"),
        ("unit", "v-bs", "village", "township"),
        ("unit", "u-qt", "township", "county"),
        ("person", "p1", "village", "township"),
    ],
)
def test_who_profits_is_not_who_decides(kind: str, subject: str, too_low: str, high_enough: str) -> None:
    (message,) = refused(also(roster_entry=[exception(kind, subject, too_low)]))
    assert "不能由本级或下级批准" in message
    facts(also(roster_entry=[exception(kind, subject, high_enough)]))


def test_a_lower_level_decides_nothing_for_a_higher_one() -> None:
    assert refused(also(roster_entry=[exception("organization", "sl", "township")])) == [
        "依批准免计由乡级批准,受益的是中共松岭县委(sl),不能由本级或下级批准"
    ]


def test_a_unit_without_an_organisation_is_freed_by_who_answers_for_it() -> None:
    firm = {"unit_id": "f", "since": "2015-01-01", "name": "一家公司", "kind": "private_firm", "org_id": "qt"}
    facts(also(unit=[firm], roster_entry=[exception("unit", "f", "township")]))
    assert len(refused(also(unit=[firm], roster_entry=[exception("unit", "f", "village")]))) == 1


def test_a_place_is_freed_like_the_unit_in_which_it_lies() -> None:
    place = {"venue_id": "w", "kind": "village_activity_place", "unit_id": "v-lw"}
    facts(also(venue=[place], roster_entry=[exception("venue", "w", "township")]))
    assert len(refused(also(venue=[place], roster_entry=[exception("venue", "w", "village")]))) == 1


def test_a_case_is_freed_from_above_whoever_handles_it() -> None:
    case = {"case_id": "c", "kind": "rectification", "org_id": "qt", "state": "found", "opened_on": "2026-02-01"}
    facts(also(case=[case], roster_entry=[exception("case", "c", "county")]))
    assert len(refused(also(case=[case], roster_entry=[exception("case", "c", "township")]))) == 1


def test_who_has_moved_up_is_judged_by_where_he_stood_on_the_first_day() -> None:
    later = {"org_id": "b-lw", "since": "2026-06-01", "name": "柳湾镇党委", "kind": "committee", "level": "township"}
    rows = also(roster_entry=[exception("organization", "b-lw", "township")])
    versions = [row if row["org_id"] != "b-lw" else {**row, "until": "2026-06-01"} for row in rows["organization"]]
    facts({**rows, "organization": [*versions, later]})
