"""The days of grace of a cover run from the day on which the unit became due, not from a change of who answers for it."""

from __future__ import annotations

from typing import Any

from tests.oracle.against import differences, engine
from tests.oracle.worlds import World, world

COVER: dict[str, Any] = {
    **dict.fromkeys(("absence", "period")),
    "id": "cover",
    "form": "cover",
    "clause": ["一"],
    "unit": "个",
    "force": "must",
    "exempt": [],
    "roll_up": [],
    "where": {"rule": "units", "kinds": ["private_firm"], "metric": "oracle_staff", "param": "due_staff"},
    "modes": ["joint"],
    "grace_days": 90,
}
FIRM = {"unit_id": "u", "name": "厂", "kind": "private_firm", "region": None, "parent_unit_id": None}


def organization(name: str, until: str | None = None) -> dict[str, Any]:
    empty = dict.fromkeys(("domain", "region", "set_up_mode", "unit_id"))
    return {**empty, "org_id": name, "since": "2015-01-01", "until": until, "name": name, "kind": "committee", "level": "county"}


def firm_of_a_hundred(staff_since: str) -> World:
    """A firm that belonged to a dissolved organisation until the first of December."""
    facts: dict[str, list[dict[str, Any]]] = {
        "organization": [organization("root"), organization("old", until="2026-12-01")],
        "placement": [
            {"org_id": "root", "parent_id": None, "since": "2015-01-01", "until": None},
            {"org_id": "old", "parent_id": "root", "since": "2015-01-01", "until": "2026-12-01"},
        ],
        "unit": [
            {**FIRM, "since": "2015-01-01", "until": "2026-12-01", "org_id": "old"},
            {**FIRM, "since": "2026-12-01", "until": None, "org_id": "root"},
        ],
        "observation": [
            {
                "subject_kind": "unit",
                "subject_id": "u",
                "metric": "oracle_staff",
                "value": "100",
                "since": staff_since,
                "until": None,
                "published_on": None,
            }
        ],
    }
    drawn = {**world(0), "facts": facts, "adoption": None, "in_force": ("2000-01-01", None), "standards": [COVER]}
    drawn["asked"] = {"as_of": "2026-12-31", "known_on": None, "period": None}
    drawn["params"] = {**drawn["params"], "due_staff": [{"since": "2000-01-01", "value": "100"}]}
    drawn["param_units"] = {**drawn["param_units"], "due_staff": "人"}
    return drawn


def test_a_firm_long_due_has_failed_whoever_answers_for_it_now() -> None:
    drawn = firm_of_a_hundred(staff_since="2020-01-01")
    assert [row["verdict"] for row in engine(drawn)["subjects"]] == ["fail"]
    assert not differences(drawn)


def test_a_firm_due_since_november_is_in_grace() -> None:
    drawn = firm_of_a_hundred(staff_since="2026-11-01")
    assert [row["note"] for row in engine(drawn)["subjects"]] == ["grace_until:2027-01-30"]
    assert not differences(drawn)
