"""A comparison that lets every bug pass would prove nothing: each bug planted in the compiler is caught within sixty worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from gangju.engine import period, scan, sql, verdicts, world
from tests.oracle.against import first_disagreement

WORLDS = range(60)
DAY = timedelta(days=1)
Bug = Callable[[pytest.MonkeyPatch], None]


def strict_instead_of_at_least(patch: pytest.MonkeyPatch) -> None:
    right = sql.compare
    patch.setattr(sql, "compare", lambda op, one, other: right(">" if op == ">=" else op, one, other))


def at_most_instead_of_less(patch: pytest.MonkeyPatch) -> None:
    right = sql.compare
    patch.setattr(sql, "compare", lambda op, one, other: right("<=" if op == "<" else op, one, other))


def shifted(right: Callable[[str, scan.Frame], str], first: timedelta, last: timedelta, base: str, frame: scan.Frame) -> str:
    window = period.Window(frame.window.since + first, frame.window.until + last)
    return right(base, replace(frame, window=window))


def window_one_day_longer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scan, "within", partial(shifted, scan.within, 0 * DAY, DAY))


def window_begun_one_day_late(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scan, "within", partial(shifted, scan.within, DAY, 0 * DAY))


def exempt_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verdicts, "freeing", lambda _: ())


def exceptions_kept(patch: pytest.MonkeyPatch) -> None:
    right = verdicts.freeing
    patch.setattr(verdicts, "freeing", lambda job: [rule for rule in right(job) if rule["roster"] != "exception"])


def grace_one_day_longer(patch: pytest.MonkeyPatch) -> None:
    right = period.Window.phase
    patch.setattr(period.Window, "phase", lambda self, as_of, grace: right(self, as_of, grace + 1))


def every_ledger_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(world, "covers", lambda _: "TRUE")


def last_day_still_in_force(patch: pytest.MonkeyPatch) -> None:
    right = world.in_force
    patch.setattr(world, "in_force", lambda relation, day: right(relation, day).replace("> DATE", ">= DATE"))


def answers_fresh_one_day_longer(patch: pytest.MonkeyPatch) -> None:
    right = period.oldest_fresh_day
    patch.setattr("gangju.engine.forms.checklist.oldest_fresh_day", lambda as_of, count, unit: right(as_of, count, unit) - DAY)


BUGS: list[Bug] = [
    strict_instead_of_at_least,
    at_most_instead_of_less,
    window_one_day_longer,
    window_begun_one_day_late,
    exempt_kept,
    exceptions_kept,
    grace_one_day_longer,
    every_ledger_kept,
    last_day_still_in_force,
    answers_fresh_one_day_longer,
]


@pytest.mark.long
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_caught(monkeypatch: pytest.MonkeyPatch, bug: Bug) -> None:
    bug(monkeypatch)
    assert first_disagreement(WORLDS) is not None
