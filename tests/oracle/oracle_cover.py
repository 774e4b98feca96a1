"""覆盖: an organisation set up in the unit or tied to it as covering; with days of grace from the day on which the unit became due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle.days import ONE_DAY
from tests.oracle.interval import meets, plain
from tests.oracle.ledger import Row, in_force, parameter, rows_of, set_up_in, version
from tests.oracle.subjects import Meant, observed


def covering(standard: Row, unit_id: str, case: Any) -> list[str | None]:
    """How the organisations that cover the unit are set up, each once."""
    ties = in_force(rows_of(case.facts, "tie", kind="covers", to_kind="unit", to_id=unit_id), case.day)
    names = {*set_up_in(case.facts, unit_id, case.day), *(tie["from_id"] for tie in ties)}
    found = [version(case.facts, "organization", name, case.day) for name in sorted(names)]
    return [org["set_up_mode"] for org in found if org is not None]


def due(standard: Row, unit_id: str, day: date, case: Any) -> bool:
    """Whether on that day the unit was of the kind and of the size that the standard means."""
    unit = version(case.facts, "unit", unit_id, day)
    if unit is None or unit["kind"] not in standard["where"]["kinds"]:
        return False
    org = version(case.facts, "organization", unit["org_id"], day)
    value = observed(case.facts, unit_id, standard["where"]["metric"], False, day, case)
    bound = parameter(case.world, standard["where"]["param"], day, org["domain"] if org else None, unit["region"])
    return value is not None and bound is not None and meets(">=", value, bound)


def became_due(standard: Row, unit_id: str, case: Any) -> date:
    """Backwards day by day while the condition held; a year is further than any grace."""
    day: date = case.day
    while due(standard, unit_id, day - ONE_DAY, case) and (case.day - day).days < 400:
        day -= ONE_DAY
    return day


def judge_cover(standard: Row, meant: Meant, case: Any) -> Row:
    if meant.missing is not None:
        return {"value": None, "target": 1, "verdict": "unknown", "note": f"missing:{meant.missing}", "_shortfall": None}
    modes = covering(standard, meant.id, case)
    sure = sum(mode in standard["modes"] for mode in modes)
    row: Row = {"value": plain(sure), "target": 1, "verdict": "pass", "note": None, "_shortfall": 0}
    if sure:
        return row
    if None in modes:
        return {**row, "verdict": "unknown", "note": "missing:organization.set_up_mode", "_shortfall": None}
    until = became_due(standard, meant.id, case) + timedelta(days=standard["grace_days"])
    if case.as_of < until:
        return {**row, "verdict": "pending", "note": f"grace_until:{until}", "_shortfall": 1}
    return {**row, "verdict": "fail", "_shortfall": 1}
