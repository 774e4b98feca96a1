"""Weeks that reach into the next year."""

from __future__ import annotations

from tests.oracle.against import engine
from tests.oracle.worlds import world

RHYTHM = {
    "id": "classes",
    "form": "rhythm",
    "clause": ["一"],
    "unit": "次",
    "period": "year",
    "force": "must",
    "absence": None,
    "exempt": [],
    "activity": "party_class",
    "distinct": "days",
    "window": "quarter",
    "at_least": 1,
    "roll_up": [],
    "where": {"rule": "organizations", "kinds": ["branch"]},
}


BRANCH = {"org_id": "o", "since": "2015-01-01", "name": "支部", "kind": "branch", "domain": "rural", "level": "village"}
CLASS = {"activity_id": "a", "kind": "party_class", "org_id": "o", "started_at": "2026-01-02"}


def test_the_last_week_of_a_year_counts_what_happens_after_new_year() -> None:
    facts = {"organization": [BRANCH], "placement": [{"org_id": "o", "since": "2015-01-01"}], "activity": [CLASS]}
    asked = {"as_of": "2026-01-31", "known_on": None, "period": "2025"}
    drawn = {**world(0), "facts": facts, "asked": asked, "adoption": None, "standards": [{**RHYTHM, "window": "week"}]}
    (branch,) = engine({**drawn, "in_force": ("2000-01-01", None)})["subjects"]
    assert (branch["windows"][-1]["from"], branch["windows"][-1]["count"]) == ("2025-12-29", 1)
