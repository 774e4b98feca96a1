"""Standards of several plans side by side: the same title twice says which plan it is of; a clause is not said twice."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import gangju.demo
from gangju.desk.plans.board import plans_over
from gangju.desk.plans.books import Chapter
from gangju.desk.plans.standards import Known, known_standards
from gangju.engine.load import load_pack
from gangju.engine.model import Clause, Pack


@cache
def pack() -> Pack:
    return load_pack(Path(gangju.demo.__file__).parent / "pack")


def other() -> Pack:
    """Another plan with the first two standards of the first, one of them under another title."""
    first, second = pack().standards[:2]
    return replace(pack(), id="other", plan=replace(pack().plan, title="另一个方案"), standards=(first, replace(second, title="别的标准")))


def both() -> list[Known]:
    return list(known_standards([pack(), other()]).values())


def test_a_title_that_two_plans_have_says_the_plan() -> None:
    first = pack().standards[0].title
    titles = [each.title for each in both() if each.short == first]
    assert titles == [f"{first}（{pack().plan.title}）", f"{first}（另一个方案）"]
    assert "别的标准" in [each.title for each in both()]
    assert {each.title for each in known_standards([pack()]).values()} == {each.title for each in pack().standards}


def test_columns_of_several_plans_stand_under_their_plan() -> None:
    assert plans_over(both()) == [(pack().plan.title, len(pack().standards)), ("另一个方案", 2)]
    assert plans_over(list(known_standards([pack()]).values())) == []


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("抓好教育", "抓好教育", ""),
        ("每月学习一次", "(一)每月学习一次。", ""),
        ("抓好教育", "抓好教育,每月学习一次。", "抓好教育,每月学习一次。"),
        ("学习", "支部每个月组织全体党员学习", "支部每个月组织全体党员学习"),
    ],
)
def test_what_the_title_of_a_clause_has_said_is_not_said_again(title: str, text: str, shown: str) -> None:
    assert Chapter(Clause("一", title, text, None), 0, ()).text == shown
