"""Bugs in what looks back and in what is taken together: each is caught by the oracle among the standards that use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from gangju.engine import earlier, group_bounds
from gangju.engine.forms import split, trend
from gangju.engine.interval import Interval
from gangju.engine.model import Standard
from gangju.engine.naming import Context
from gangju.engine.period import Period, Window
from gangju.engine.plan import Node
from tests.oracle.against import differs, first_disagreement
from tests.oracle.worlds import World

WORLDS = range(300)
Bug = Callable[[pytest.MonkeyPatch], None]


class Planted(NamedTuple):
    """A bug, and words that stand in every standard it may touch."""

    bug: Bug
    words: tuple[str, ...]


def two_years_back(patch: pytest.MonkeyPatch) -> None:
    right = earlier.period_before
    patch.setattr("gangju.engine.forms.trend.period_before", lambda period, months: right(period, 2 * months))


def not_back_at_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trend, "shifted", lambda node, _: node)


def nothing_taken_for_zero(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trend, "_stood", lambda *_: ("TRUE", ""))


def what_is_added_forgotten(patch: pytest.MonkeyPatch) -> None:
    right = trend.trend_of
    patch.setattr(trend, "trend_of", lambda keys: replace(right(keys), more=None))


def greater_taken_for_not_less(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(trend.WAYS, "greater", ">=")


def todays_number_under_the_share_of_then(patch: pytest.MonkeyPatch) -> None:
    right = group_bounds._against_before
    patch.setattr(group_bounds, "_against_before", lambda *given: tuple(text.replace("t.p_n", "t.n") for text in right(*given)))


def the_rest_rounded_too(patch: pytest.MonkeyPatch) -> None:
    right = split._part

    def part(standard: Standard, total: Interval) -> str:
        other = next(payer for payer in standard.keys["shares"] if payer != split._payer(standard))
        return right(replace(standard, keys={**standard.keys, "rest_to": other}), total)

    patch.setattr(split, "_part", part)


def shares_taken_in_turn(patch: pytest.MonkeyPatch) -> None:
    right = split._part
    patch.setattr(split, "_part", lambda standard, total: right(replace(standard, keys=_turned(standard)), total))


def _turned(standard: Standard) -> dict[str, object]:
    payers = list(standard.keys["shares"])
    return {**standard.keys, "shares": dict(zip(payers, reversed(standard.keys["shares"].values()), strict=True))}


def only_own_money(patch: pytest.MonkeyPatch) -> None:
    right = split._checked

    def own(text: str, context: Context, key: str) -> Node:
        return right(text.removeprefix("subtree(").removesuffix(")") if key == "paid" else text, context, key)

    patch.setattr(split, "_checked", own)


def a_mean_over_one(patch: pytest.MonkeyPatch) -> None:
    right = group_bounds.gathered
    patch.setattr(group_bounds, "gathered", lambda roll_up, *where: replace(right(roll_up, *where), per="1"))


def pooled_against_one_share(patch: pytest.MonkeyPatch) -> None:
    right = group_bounds._judged
    patch.setattr(group_bounds, "_judged", lambda *given: tuple(text.replace("t.owed", "t.n") for text in right(*given)))


PLANTED = [
    Planted(two_years_back, ("'share'", "'count'", "'mean'", "'more'")),
    Planted(not_back_at_all, ("'noun': 'value'",)),
    Planted(nothing_taken_for_zero, ("'noun': 'value'",)),
    Planted(what_is_added_forgotten, ("'noun': 'value'",)),
    Planted(greater_taken_for_not_less, ("'form': 'trend'",)),
    Planted(todays_number_under_the_share_of_then, ("'noun': 'share'",)),
    Planted(the_rest_rounded_too, ("'form': 'split'",)),
    Planted(shares_taken_in_turn, ("'form': 'split'",)),
    Planted(only_own_money, ("'form': 'split'",)),
    Planted(a_mean_over_one, ("'mean'",)),
    Planted(pooled_against_one_share, ("'pooled'",)),
]


def touched(drawn: World, words: tuple[str, ...]) -> World:
    """The world with only those standards that the bug may touch."""
    return {**drawn, "standards": [standard for standard in drawn["standards"] if any(word in str(standard) for word in words)]}


@pytest.mark.long
@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.bug.__name__)
def test_a_planted_bug_is_caught(monkeypatch: pytest.MonkeyPatch, planted: Planted) -> None:
    planted.bug(monkeypatch)

    def caught(drawn: World) -> bool:
        few = touched(drawn, planted.words)
        return bool(few["standards"]) and differs(few)

    assert first_disagreement(WORLDS, caught) is not None


def test_years_back_are_whole_years() -> None:
    """29 February has no day of its own a year earlier: the last of the month stands for it."""
    found = earlier.period_before(Period(None, Window(date.min, date(2028, 3, 1)), date(2028, 2, 29)), 12)
    assert (found.reference, found.window.until) == (date(2027, 2, 28), date(2027, 3, 1))
