"""The small county of the founding papers as a world of the oracle: its ledgers as they lie, its eight standards by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]

COMMON: Row = {"absence": None, "exempt": [], "force": "must", "roll_up": [{"kind": "all"}]}
HOURS: Row = {
    "id": "member-hours",
    "form": "threshold",
    "clause": ["一(一)"],
    "unit": "学时",
    "period": "year",
    "exempt": ["infirm", "ill"],
    "where": {"rule": "members", "kinds": ["full", "probationary"], "org_kinds": ["branch", "joint_branch"]},
    "value": {"rule": "hours", "activity": "training"},
    "op": ">=",
    "param": "member_hours",
}
MEETING: Row = {
    "id": "members-meeting",
    "form": "rhythm",
    "clause": ["一(二)"],
    "unit": "次",
    "period": "year",
    "force": "generally",
    "where": {"rule": "organizations", "kinds": ["branch", "joint_branch"]},
    "activity": "members_meeting",
    "distinct": "days",
    "window": "quarter",
    "at_least": 1,
}
VENUE: Row = {
    "id": "village-venue",
    "form": "checklist",
    "clause": ["二"],
    "unit": "项",
    "period": None,
    "where": {"rule": "units", "kinds": ["village"]},
    "checklist": "yunxi_village_place",
    "stale_months": 12,
    "without_subject": "fail",
}
BIG_VENUES: Row = {
    "id": "big-venue-share",
    "form": "share",
    "clause": ["二"],
    "unit": "m2",
    "period": None,
    "force": "strive",
    "where": {"rule": "units", "kinds": ["village"]},
    "value": {"rule": "largest_area", "venue": "village_activity_place"},
    "op": ">=",
    "param": "big_area",
    "roll_up": [{"kind": "share", "op": ">=", "value": "1/2", "at": "county"}],
}
STAFF: Row = {
    "id": "agency-staff",
    "form": "band",
    "clause": ["二"],
    "unit": "人",
    "period": "year",
    "where": {"rule": "units", "kinds": ["agency"]},
    "role": "party_worker",
    "of": "staff",
    "low": "1/100",
    "high": "2/100",
}
COVER: Row = {
    "id": "firm-cover",
    "form": "cover",
    "clause": ["二"],
    "unit": "个",
    "period": None,
    "where": {"rule": "units", "kinds": ["private_firm"], "metric": "staff", "param": "cover_staff"},
    "modes": ["standalone", "joint"],
    "grace_days": 90,
}
BENCHMARK: Row = {
    "id": "weak-benchmark",
    "form": "pairing",
    "clause": ["三"],
    "unit": "个",
    "period": None,
    "where": {"rule": "units", "kinds": ["village"], "roster": "weak_village"},
    "tie": "benchmark",
    "roster": "weak_village",
    "exactly": 1,
}
PAY: Row = {
    "id": "village-pay",
    "form": "formula",
    "clause": ["三"],
    "unit": "元",
    "period": "year",
    "where": {"rule": "posts", "roles": ["secretary", "director"], "unit_kinds": ["village"], "ever": True},
    "held_on": 15,
    "metric": "farmer_net_income",
    "multiple": "income_multiple",
    "coefficient": "pay_coefficient",
    "paid": {"fund": "basic_pay", "flow": "paid"},
    "roll_up": [{"kind": "all"}, {"kind": "sum", "value": "unset"}],
}
STANDARDS = [COMMON | standard for standard in (HOURS, MEETING, VENUE, BIG_VENUES, STAFF, COVER, BENCHMARK, PAY)]
PARAMS: dict[str, list[Row]] = {
    "member_hours": [{"since": "2026-01-01", "value": "32"}, {"since": "2026-01-01", "domain": "rural", "value": "24"}],
    "venue_area": [
        {"since": "2026-01-01", "value": "110"},
        {"since": "2026-07-01", "value": "120"},
        {"since": "2026-01-01", "place": "990101101", "value": "100"},
    ],
    "income_multiple": [{"since": "2026-01-01", "value": "17/10"}],
    "pay_coefficient": [
        {"since": "2026-01-01", "category": "secretary", "value": "1"},
        {"since": "2026-01-01", "category": "director", "value": "9/10"},
    ],
    "cover_staff": [{"since": "2026-01-01", "value": "100"}],
    "big_area": [{"since": "2026-01-01", "value": "150"}],
}
ITEMS: list[Row] = [
    *({"code": code} for code in ("flag", "service_hall", "disclosure_board", "feature_board")),
    {"code": "area", "param": "venue_area"},
]


def county(folder: Path) -> Row:
    """The world of `spec/tiny_pack`."""
    facts = {path.stem: list(csv.DictReader(path.read_text("utf-8").splitlines())) for path in (folder / "facts").glob("*.csv")}
    checklists = {"yunxi_village_place": {"venue_kind": "village_activity_place", "items": ITEMS}}
    laws = {"standards": STANDARDS, "params": PARAMS, "checklists": checklists, "entry_grace": 10}
    return {"pack": "yunxi-2026", "facts": facts, **laws}


def given(folder: Path, part: str) -> list[Row]:
    """The rows that the founding papers expect of these standards."""
    ids = {standard["id"] for standard in STANDARDS}
    rows: list[Row] = json.loads((folder / "expected" / "evaluate.json").read_text("utf-8"))[part]
    return [row for row in rows if row["standard"] in ids]
