"""The county's own plan, its adoption, and the five who sign in: they meet the facts as the guided walk needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gangju.demo.adoption import adoption, demo_pack
from gangju.demo.cast import cast, cast_of
from gangju.demo.county import write
from gangju.demo.shape import TODAY
from gangju.demo.stage import SHORT_OF_HOURS
from gangju.demo.world import World
from gangju.engine.cases import run_cases
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import Facts, facts_from_rows, load_facts
from gangju.engine.run import evaluate

BUILT = {"threshold", "share", "rhythm", "checklist"}
PARTS_THAT_DEMAND = "一二三四"  # the rest says when, how and what the words mean


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder: Path = tmp_path_factory.mktemp("small")
    write(folder, "small")
    return load_facts(folder, load_catalogue(SHIPPED))


@pytest.fixture(scope="module")
def results(facts: Facts) -> dict[str, Any]:
    return evaluate([demo_pack()], facts, TODAY, adoptions=[adoption()]).as_json()


def verdicts(results: dict[str, Any], org_id: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in results["subjects"]:
        if row["org_id"] == org_id:
            found.setdefault(row["standard"], []).append(row["verdict"])
    return found


def test_every_case_of_the_plan_comes_out() -> None:
    assert [case for case in run_cases(demo_pack()) if not case.ok] == []


def test_every_standard_has_cases_that_pass_fail_and_lack_data() -> None:
    pack = demo_pack()
    for standard in pack.standards:
        text = (pack.folder / "cases" / f"{standard.id}.yaml").read_text(encoding="utf-8")
        assert all(verdict in text for verdict in ("pass", "fail", "unknown")), standard.id


def test_the_plan_uses_only_forms_that_are_built() -> None:
    assert {standard.form for standard in demo_pack().standards} == BUILT


def test_every_clause_with_a_duty_is_judged_and_every_parameter_used() -> None:
    pack = demo_pack()
    leaves = set(pack.plan.clauses) - {clause.parent for clause in pack.plan.clauses.values()}
    demands = {number for number in leaves if number[0] in PARTS_THAT_DEMAND}
    assert demands == {number for standard in pack.standards for number in standard.clause}
    texts = "".join(path.read_text(encoding="utf-8") for path in pack.folder.glob("*.yaml"))
    unused = [name for name in pack.params if f"param('{name}')" not in texts and name not in ("entry_grace", "village_area")]
    assert unused == []  # entry_grace is read by the engine, village_area by an item of the twelve


def test_the_county_adopted_it_from_its_first_day() -> None:
    assert (adoption().org, adoption().hash) == ("yl", demo_pack().hash)
    assert adoption().since == demo_pack().plan.in_force_from


def test_all_verdicts_but_not_applicable_occur(results: dict[str, Any]) -> None:
    assert {row["verdict"] for row in results["subjects"]} >= {"pass", "fail", "pending", "unknown", "exempt"}


def test_the_five_have_the_same_accounts_in_both_sizes_and_belong_together(world: World) -> None:
    players = {player.role: player for player in cast_of(world)}
    assert [player.user for player in cast_of(world)] == [player.user for player in cast("small")]
    branch = next(org for org in world.orgs if org.id == players["branch_secretary"].org_id)
    assert branch.parent is not None
    assert branch.parent.id == players["town_commissioner"].org_id
    assert len({player.person_id for player in players.values()}) == 5


def test_the_secretarys_branch_is_almost_in_order(results: dict[str, Any], small: World) -> None:
    branch = next(player.org_id for player in cast_of(small) if player.role == "branch_secretary")
    found = verdicts(results, branch)
    assert found["party-class"] == ["pending"]
    assert found["committee-meeting"] == ["fail"]
    assert found["members-meeting"] == found["group-meeting"] == ["pass"]
    assert found["rural-member-hours"].count("pending") == SHORT_OF_HOURS


def test_entering_the_class_moves_the_verdict(small: World) -> None:
    branch = next(player.org_id for player in cast_of(small) if player.role == "branch_secretary")
    rows: dict[str, list[dict[str, str | None]]] = {
        relation: [dict(zip(ledger, cells, strict=True)) for cells in zip(*ledger.values(), strict=True)]
        for relation, ledger in small.book.rows.items()
    }
    rows["activity"].append({"activity_id": "new", "kind": "party_class", "org_id": branch, "started_at": "2026-06-29", "hours": "2"})
    facts = facts_from_rows(rows, load_catalogue(SHIPPED))
    after = evaluate([demo_pack()], facts, TODAY, adoptions=[adoption()]).as_json()
    assert verdicts(after, branch)["party-class"] == ["pass"]
