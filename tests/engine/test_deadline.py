"""限期: done in time passes, before the day it is pending, from the day on it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import judged, pack_of, unit

CENTRES = {
    "form": "deadline",
    "each": "unit",
    "where": "unit.kind in ('town','street')",
    "done": "min(venue.accepted_on) filter (where venue.kind = 'service_centre')",
    "before": "2021-07-01",
    "unit": "个",
}


@pytest.fixture
def centres(tmp_path: Path) -> Pack:
    return pack_of(tmp_path, CENTRES)


def _centre(accepted: str | None) -> dict[str, list[dict[str, str | None]]]:
    venue = {"venue_id": "c", "kind": "service_centre", "unit_id": "甲镇", "accepted_on": accepted}
    return {"unit": [unit("甲镇"), unit("乙街道", "street"), unit("丙村", "village")], "venue": [venue]}


def test_done_the_day_before_passes_and_others_fail(centres: Pack) -> None:
    rows = judged(centres, _centre("2021-06-30"), "2021-07-01")
    assert {name: (row["verdict"], row["value"], row["shortfall"]) for name, row in rows.items()} == {
        "甲镇": ("pass", 1, 0),
        "乙街道": ("fail", 0, 1),
    }


def test_done_on_the_day_itself_is_late(centres: Pack) -> None:
    assert (judged(centres, _centre("2021-07-01"), "2021-08-01")["甲镇"])["note"] == "late:2021-07-01"


def test_before_the_day_it_is_pending(centres: Pack) -> None:
    row = judged(centres, _centre("2021-06-30"), "2021-06-30")["乙街道"]
    assert (row["verdict"], row["note"], row["shortfall"]) == ("pending", "before:2021-07-01", 1)


def test_a_centre_without_its_day_leaves_it_unknown(centres: Pack) -> None:
    row = judged(centres, _centre(None), "2021-08-01")["甲镇"]
    assert (row["verdict"], row["note"]) == ("unknown", "missing:venue.accepted_on")


def test_a_ledger_not_kept_leaves_it_unknown(tmp_path: Path) -> None:
    meeting = {
        "form": "deadline",
        "each": "organization",
        "period": "year",
        "where": "organization.level = 'county'",
        "done": "min(activity.started_at) filter (where activity.kind = 'members_meeting')",
        "before": "2021-07-01",
        "unit": "次",
    }
    row = judged(pack_of(tmp_path, meeting), {}, "2021-08-01")["top"]
    assert (row["verdict"], row["note"]) == ("unknown", "unkept:activity.members_meeting")


def test_done_must_be_the_first_day(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="最早的一个日期"):
        pack_of(tmp_path, {**CENTRES, "done": "max(venue.area_m2)"})
