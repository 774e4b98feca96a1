"""Bugs planted in what the keys of a standard mean are caught: the fifteenth of a month, fixed days, whole lists, the months of a year."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gangju.engine import job, tenure, windows
from gangju.engine.forms import yearly
from tests.oracle.against import first_disagreement

WORLDS = range(60)
Bug = Callable[[pytest.MonkeyPatch], None]


def held_on_the_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tenure, "MID_MONTH", 1)


def any_day_will_do(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(windows, "_is_meant", lambda *_: True)


def lists_of_the_last_day_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(job.Job, "_anchored", job.Job.table)


def a_year_of_eleven_months(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(yearly, "MONTHS", 11)


BUGS: list[Bug] = [held_on_the_first, any_day_will_do, lists_of_the_last_day_alone, a_year_of_eleven_months]


@pytest.mark.long
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_caught(monkeypatch: pytest.MonkeyPatch, bug: Bug) -> None:
    bug(monkeypatch)
    assert first_disagreement(WORLDS) is not None
