"""The invented county's own plan by hand: its fifteen standards said in the oracle's words. Only the figures come from its pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]

FREED = ["infirm", "ill", "old_age", "floating_reported_elsewhere"]
BRANCHES: Row = {"rule": "organizations", "kinds": ["branch", "joint_branch"]}
VILLAGES: Row = {"rule": "units", "kinds": ["village"]}
COMMUNITIES: Row = {"rule": "units", "kinds": ["community"]}
TRAINED: Row = {"rule": "hours", "activity": "training"}
OTHERS = ["agency", "institution", "school", "soe", "private_firm", "social_org"]
ALL: Row = {"absence": None, "roll_up": [{"kind": "all"}], "exempt": []}


def of_members(name: str, *domains: str) -> Row:
    where = {"rule": "members", "kinds": ["full", "probationary"], "domains": list(domains)}
    bound = {"value": TRAINED, "op": ">=", "param": "member_hours"}
    return {**ALL, "id": name, "form": "threshold", "unit": "学时", "period": "year", "where": where, **bound, "exempt": FREED}


def meeting(name: str, activity: str, window: str, where: Row = BRANCHES) -> Row:
    often = {"activity": activity, "window": window, "distinct": "days", "at_least": 1}
    return {**ALL, "id": name, "form": "rhythm", "unit": "次", "period": "year", "where": where, **often}


def place(name: str, checklist: str, where: Row) -> Row:
    inspected = {"checklist": checklist, "stale_months": 12, "without_subject": "fail"}
    return {**ALL, "id": name, "form": "checklist", "unit": "项", "period": None, "where": where, **inspected}


def area(name: str, venue: str, param: str, where: Row) -> Row:
    bound = {"value": {"rule": "largest_area", "venue": venue}, "op": ">=", "param": param}
    return {**ALL, "id": name, "form": "threshold", "unit": "m2", "period": None, "where": where, **bound}


def yearly(name: str, where: Row, value: Row, param: str, unit: str) -> Row:
    return {
        **ALL,
        "id": name,
        "form": "threshold",
        "unit": unit,
        "period": "year",
        "where": where,
        "value": value,
        "op": ">=",
        "param": param,
    }


SECRETARIES: Row = {"rule": "holders", "role": "secretary", "unit_kinds": ["village"]}
INCOME: Row = {"rule": "observation", "metric": "collective_income", "upwards": False, "last_year": True}
FUND: Row = {"rule": "funds", "fund": "member_activity_fund", "flow": "granted"}
BIG_SHARE: Row = {"roll_up": [{"kind": "share", "op": ">=", "param": "big_share", "value": "param('big_share')", "at": "county"}]}

STANDARDS: list[Row] = [
    of_members("rural-member-hours", "rural"),
    of_members("community-member-hours", "community"),
    of_members("other-member-hours", *OTHERS),
    yearly("village-secretary-hours", SECRETARIES, TRAINED, "secretary_hours", "学时") | {"exempt": ["ill"]},
    meeting("members-meeting", "members_meeting", "quarter"),
    meeting("committee-meeting", "committee_meeting", "month"),
    meeting("group-meeting", "group_meeting", "two_months", {**BRANCHES, "domains": ["rural", "community"], "levels": ["village"]}),
    meeting("party-class", "party_class", "quarter"),
    place("village-venue", "village_twelve", VILLAGES),
    area("village-area", "village_activity_place", "village_floor", VILLAGES),
    place("community-venue", "community_eleven", COMMUNITIES),
    area("community-area", "community_service_place", "community_floor", COMMUNITIES),
    area("big-community-share", "community_service_place", "big_community", COMMUNITIES) | {"form": "share"} | BIG_SHARE,
    yearly("collective-income", VILLAGES, INCOME, "income_floor", "元"),
    yearly("member-activity-fund", BRANCHES, FUND, "branch_fund", "元"),
]
VILLAGE = [
    *("flag", "service_hall", "activity_room", "office_facilities", "disclosure_board", "duty_board", "work_ledger"),
    *("service_guide", "feature_board", "wechat_account", "area_over_200", "plaque"),
]
COMMUNITY = [
    *("flag_emblem", "service_centre", "activity_room", "office_facilities", "av_equipment", "disclosure_board"),
    *("publicity_board", "service_rules", "work_ledger", "wechat_account", "plaque"),
]


def item(code: str) -> Row:
    """An item of a list; the area of a village's place is computed and must lie above its figure, not on it."""
    return {"code": code, "param": "village_area", "op": ">"} if code == "area_over_200" else {"code": code}


CHECKLISTS: dict[str, Row] = {
    "village_twelve": {"venue_kind": "village_activity_place", "items": [item(code) for code in VILLAGE]},
    "community_eleven": {"venue_kind": "community_service_place", "items": [item(code) for code in COMMUNITY]},
}


# where each stands in the plan, and how strictly it is meant
CITED: dict[str, tuple[str, str]] = {
    "rural-member-hours": ("一(一)", "must"),
    "community-member-hours": ("一(二)", "must"),
    "other-member-hours": ("一(三)", "must"),
    "village-secretary-hours": ("一(四)", "must"),
    "members-meeting": ("二(一)", "generally"),
    "committee-meeting": ("二(二)", "generally"),
    "group-meeting": ("二(三)", "generally"),
    "party-class": ("二(四)", "must"),
    "village-venue": ("三(一)", "must"),
    "village-area": ("三(二)", "must"),
    "community-venue": ("三(三)", "must"),
    "community-area": ("三(四)", "must"),
    "big-community-share": ("三(四)", "strive"),
    "collective-income": ("四(一)", "must"),
    "member-activity-fund": ("四(二)", "must"),
}


def figures(pack: Path) -> dict[str, list[Row]]:
    """The dated values of the pack, as text."""
    params = yaml.safe_load((pack / "params.yaml").read_text("utf-8"))
    return {param["id"]: [{key: str(said) for key, said in value.items()} for value in param["values"]] for param in params}


def county(pack: Path, facts: dict[str, list[Row]]) -> Row:
    """The county's ledgers under its own plan, adopted by the county committee."""
    plan = yaml.safe_load((pack / "plan.yaml").read_text("utf-8"))
    first, until = (plan["in_force"].get(key) for key in ("from", "to"))
    standards = [{**row, "clause": [CITED[row["id"]][0]], "force": CITED[row["id"]][1]} for row in STANDARDS]
    laws = {"standards": standards, "params": figures(pack), "checklists": CHECKLISTS, "entry_grace": 10}
    return {"pack": plan["id"], "facts": facts, "in_force": (str(first), until and str(until)), **laws}
