"""Compare and rehearse: who moves, because of what, at what cost; and who cannot pass any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.compare import Comparison, Side, better, compare, worse
from gangju.engine.model import Adoption, Pack
from gangju.engine.moved_rows import moved_rows
from gangju.engine.problem import BadInput
from gangju.engine.prospects import PACE, SETTLED, TOO_FEW, asked, costs, never
from gangju.engine.rehearsal import Setting, parse, rehearsed, slots
from gangju.engine.run import evaluate
from tests.engine.worlds_of_forms import facts_of, pack_of

HOURS = {
    "form": "threshold", "each": "person", "period": "year", "unit": "学时", "where": "membership.kind = 'full'",
    "value": "sum(participation.hours) filter (where activity.kind = 'training' and participation.attended)",
    "require": "value >= param('hours')",
}  # fmt: skip
PARAMS: list[Mapping[str, Any]] = [
    {"id": "hours", "title": "年度学时", "unit": "学时", "clause": ["一"], "by": "domain", "values": [
        {"since": "2026-01-01", "value": 40}, {"since": "2026-01-01", "domain": "rural", "value": 24}]},
    {"id": "other", "title": "别的数", "unit": "学时", "local": True, "values": [{"since": "2026-01-01", "value": 1}]},
]  # fmt: skip
Row = Mapping[str, str | None]


def branch(code: str, domain: str) -> Row:
    return {"org_id": code, "since": "2000-01-01", "name": code, "kind": "branch", "level": "village", "domain": domain}


def class_(code: str, day: str, hours: str) -> Row:
    return {"activity_id": code, "kind": "training", "org_id": "b1", "started_at": f"2026-{day}T09:00", "hours": hours}


ROWS: dict[str, Sequence[Row]] = {
    "organization": [branch("b1", "rural"), branch("b2", "agency")],
    "placement": [{"org_id": code, "parent_id": "top", "since": "2000-01-01"} for code in ("b1", "b2")],
    "person": [{"person_id": code, "name": code} for code in ("p1", "p2", "p3")],
    "membership": [
        {"person_id": person, "org_id": org, "kind": "full", "since": "2016-07-01"}
        for person, org in (("p1", "b1"), ("p2", "b1"), ("p3", "b2"))
    ],
    "roster_entry": [
        {"roster": "keeps", "subject_kind": "organization", "subject_id": org, "category": "activity.training", "since": "2026-01-01"}
        for org in ("b1", "b2")
    ],
    "activity": [class_("t1", "03-02", "24"), class_("t2", "05-02", "16")],
    "participation": [
        {"activity_id": "t1", "person_id": "p1"}, {"activity_id": "t2", "person_id": "p1"},
        {"activity_id": "t1", "person_id": "p2"}, {"activity_id": "t1", "person_id": "p3"}, {"activity_id": "t2", "person_id": "p3"},
    ],
}  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return pack_of(tmp_path, HOURS, PARAMS)


def side(pack: Pack, as_of: str = "2026-06-30", rows: Mapping[str, Sequence[Row]] = ROWS, **more: Any) -> Side:
    return Side([pack], facts_of(pack, rows), date.fromisoformat(as_of), **more)


def moved(found: Comparison) -> dict[str, tuple[str | None, str | None]]:
    def verdict(side: Mapping[str, Any] | None) -> str | None:
        return None if side is None else side["verdict"]

    return {row["subject_id"]: (verdict(row["before"]), verdict(row["after"])) for row in found.subject_rows()}


def test_a_higher_floor_names_who_falls_and_by_which_clause(pack: Pack) -> None:
    now = side(pack)
    found = compare(now, rehearsed(now, [parse("hours=56")]))
    assert moved(found) == dict.fromkeys(("p1", "p2", "p3"), ("pass", "pending"))
    row = next(found.subject_rows())
    assert (row["clause"], row["before"]["target"], row["after"]["target"], row["after"]["shortfall"]) == (["一"], 24, 56, 16)
    whole, rural = found.why["one", "it"]
    assert {(change.domain, change.before, change.after) for change in (whole, rural)} == {("rural", "24", "56"), (None, "40", "56")}


def test_a_value_for_one_domain_leaves_the_others(pack: Pack) -> None:
    now = side(pack)
    found = compare(now, rehearsed(now, [parse("hours@rural=30")]))
    assert moved(found) == {"p2": ("pass", "pending")}
    (change,) = found.why["one", "it"]
    assert (change.domain, change.before, change.after, change.unit) == ("rural", "24", "30", "学时")


def test_a_parameter_that_no_standard_uses_moves_nobody_and_judges_nothing(pack: Pack) -> None:
    now = side(pack)
    found = compare(now, rehearsed(now, [parse("other=5")]))
    assert (found.why, found.subjects.num_rows, found.after.subjects.num_rows) == ({}, 0, 0)


def test_the_list_is_that_of_two_whole_evaluations(pack: Pack) -> None:
    now = side(pack)
    then = rehearsed(now, [parse("hours=39")])
    found = compare(now, then)
    sides = [
        {row["subject_id"]: row["verdict"] for row in evaluate(each.packs, each.facts, each.as_of, adoptions=each.bound()).subject_rows()}
        for each in (now, then)
    ]
    assert moved(found) == {name: (sides[0][name], sides[1][name]) for name in sides[0] if sides[0][name] != sides[1][name]}
    assert moved(found)


def test_two_days_show_which_rows_made_the_difference(pack: Pack) -> None:
    early, late = side(pack, "2026-03-31"), side(pack, "2026-06-30")
    found = compare(early, replace(late, facts=early.facts))
    assert moved(found) == {"p3": ("pending", "pass")}
    (row,) = found.subject_rows()
    (came,) = moved_rows(found.sides, row)
    assert (came.relation, came.key["activity_id"], came.before, came.after) == ("participation", "t2", None, 16)


def test_two_folders_of_facts_are_compared_whole(pack: Pack) -> None:
    fewer = {**ROWS, "participation": ROWS["participation"][:-1]}
    found = compare(side(pack), side(pack, rows=fewer))
    assert moved(found) == {"p3": ("pass", "pending")}
    assert [change.kind for change in found.why["one", "it"]] == ["facts"]


def test_a_draft_with_another_condition_says_which_key_differs(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "draft").mkdir()
    draft = pack_of(tmp_path / "draft", {**HOURS, "where": "membership.kind = 'full' and membership.organization.domain = 'rural'"}, PARAMS)
    found = compare(side(pack), side(draft, rows=ROWS))
    assert moved(found) == {"p3": ("pass", None)}
    assert [(change.kind, change.name) for change in found.why["one", "it"]] == [("words", "where")]


def test_a_value_of_another_year_is_a_change_without_figures(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "draft").mkdir()
    values = [{"since": "2027-01-01", "value": 50}, *PARAMS[0]["values"]]
    draft = pack_of(tmp_path / "draft", HOURS, [{**PARAMS[0], "values": values}, PARAMS[1]])
    found = compare(side(pack), side(draft))
    assert moved(found) == {}
    assert [(change.name, change.before, change.after) for change in found.why["one", "it"]] == [("hours", None, None)]


def test_an_adoption_that_ends_is_a_reason_of_its_own(pack: Pack) -> None:
    bound = Adoption(pack.id, pack.hash, "b1", date(2026, 1, 1))
    now = side(pack, adoptions=[bound])
    found = compare(now, replace(now, adoptions=[]))
    assert moved(found) == {"p1": ("pass", None), "p2": ("pass", None)}
    assert [(change.kind, change.org) for change in found.why["one", "it"]] == [("adoption", "b1")]


def test_with_figures_also_those_are_listed_whose_verdict_stays(pack: Pack) -> None:
    now = side(pack)
    then = rehearsed(now, [Setting("hours", Fraction(23))])
    assert moved(compare(now, then)) == {}
    assert set(moved(compare(now, then, figures=True))) == {"p1", "p2", "p3"}


def test_costs_add_up_over_the_tree_in_the_unit_of_the_standard(pack: Pack) -> None:
    now = side(pack)
    found = compare(now, rehearsed(now, [parse("hours=56")]))
    by_org = {cost.org_id: (cost.before, cost.after, cost.more, cost.unit) for cost in costs(found.before, found.after)}
    assert by_org == {"b1": (0, 48, 48, "学时"), "b2": (0, 16, 16, "学时"), "top": (0, 64, 64, "学时")}


def test_what_is_asked_of_a_branch_serves_its_members_at_once(pack: Pack) -> None:
    now = side(pack)
    then = rehearsed(now, [parse("hours=56")])
    first, second = asked(then, compare(now, then).after)
    # two behind by 16 and 32; a usual class has 20 hours, so two more
    assert (first.org_id, first.subjects, first.amount, first.records, first.hours) == ("b1", 2, 32, 2, 32)
    assert first.fields == 2 * len(pack.catalogue.kinds["activity.training"].form)
    assert (second.org_id, second.amount, second.records) == ("b2", 16, 1)


def test_out_of_reach_is_who_could_not_catch_up_at_the_fastest_pace(pack: Pack) -> None:
    now = side(pack)  # the fastest has 40 hours after 181 days, so about 40 more in 184
    ahead = rehearsed(now, [parse("hours=70")])
    assert [(each.subject_id, each.ground, each.shortfall) for each in never(ahead, compare(now, ahead).after)] == [("p2", PACE, 46)]
    near = rehearsed(now, [parse("hours=56")])
    assert never(near, compare(now, near).after) == []


def test_what_a_closed_year_lacks_is_settled(pack: Pack) -> None:
    now = side(pack, "2027-02-01", period="2026")
    then = rehearsed(now, [parse("hours=40")])
    assert [(each.subject_id, each.ground) for each in never(then, compare(now, then).after)] == [("p2", SETTLED)]


def test_a_count_that_is_more_than_there_are_is_named(tmp_path: Path) -> None:
    counted = pack_of(tmp_path, {**HOURS, "roll_up": [{"kind": "count", "op": ">=", "value": "4", "at": "county"}]}, PARAMS)
    now = side(counted)
    (few,) = never(now, compare(now, replace(now, as_of=date(2026, 6, 29))).before)
    assert (few.org_id, few.ground, few.shortfall) == ("top", TOO_FEW, 1)


@pytest.mark.parametrize(
    ("text", "said"), [("hours", "看不懂"), ("hours=-1", "看不懂"), ("hours=1e9", "看不懂"), ("hours=99999999999999", "看不懂")]
)
def test_a_setting_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse(text)


def test_a_setting_for_nobody_says_what_there_is(pack: Pack) -> None:
    with pytest.raises(BadInput, match="可以设的有:hours、other"):
        rehearsed(side(pack), [parse("ours=5")])
    with pytest.raises(BadInput, match="可以写:rural"):
        rehearsed(side(pack), [parse("hours@school=5")])


def test_a_local_value_has_no_kinds_of_its_own(pack: Pack) -> None:
    local = Adoption(pack.id, pack.hash, "top", date(2026, 1, 1), params={"hours": Fraction(30)})
    with pytest.raises(BadInput, match="已有本地规定"):
        rehearsed(side(pack, adoptions=[local]), [parse("hours@rural=5")])
    assert len(slots(pack.params["hours"], date(2026, 6, 30))) == 2


def test_better_and_worse_know_no_place_for_what_is_not_judged() -> None:
    assert worse("pass", "pending")
    assert better("fail", "unknown")
    assert not worse("exempt", "fail")
    assert not better(None, "pass")
