"""Evaluation from the database: kept results, the live verdicts of a branch, and what each viewer may read of both."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import live, pending, results
from gangju.desk.bridge.importing import import_facts
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.run import current, evaluate_now, folder_of
from gangju.desk.ledgers.actions import Happening, attendable, record_activity
from gangju.desk.ledgers.models import Organization
from gangju.desk.plans.actions import adopt
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.results import Results
from tests.desk import world

pytestmark = pytest.mark.django_db
BRANCHES = ("branch", "joint_branch", "temporary_branch")


def branches() -> list[Organization]:
    return list(Organization.objects.on(world.TODAY).filter(kind__in=BRANCHES).order_by("path"))


def rows_of(found: Results, code: str) -> list[list[dict[str, object]]]:
    return [table.filter(pc.equal(table["org_id"], code)).to_pylist() for table in (found.subjects, found.groups)]


def test_a_branch_judged_live_is_judged_as_in_the_whole(demo: Organization) -> None:
    whole = Results.read(folder_of(evaluate_now()))
    for branch in branches()[::4]:
        assert rows_of(live.judge(branch), branch.code) == rows_of(whole, branch.code)


def test_a_town_judged_live_is_judged_as_in_the_whole(demo: Organization) -> None:
    whole = Results.read(folder_of(evaluate_now()))
    town = Organization.objects.on(world.TODAY).filter(level="township").order_by("path")[0]
    assert rows_of(live.judge(town), town.code) == rows_of(whole, town.code)
    assert rows_of(live.judge(town), town.code)[1]


def test_a_class_moves_the_branch_at_once_and_the_county_with_the_next_run(demo: Organization) -> None:
    before = evaluate_now()
    branch, standard = branch_short_of_hours()
    secretary = world.scope(Role.BRANCH_SECRETARY, branch.code)
    everybody = [person.code for person in attendable(branch, world.TODAY)]
    recorded = record_activity(secretary, branch, Happening("training", world.TODAY, everybody, hours=Decimal(60), topic="补课"))
    (row,) = live.branch(secretary, branch, standard=standard).groups
    assert (row.verdict, row.lo) == ("pass", row.n)
    assert pending.behind(recorded.at)
    after = evaluate_now()
    assert not pending.behind(recorded.at)
    assert after.facts_hash != before.facts_hash
    county = world.scope(Role.COUNTY_OFFICER, demo.code)
    (old,), (new,) = (lo_of(county, demo, standard, kept) for kept in (before, after))
    assert new > old


def branch_short_of_hours() -> tuple[Organization, str]:
    """A rural branch in whose group a member is not there yet."""
    whole = Results.read(folder_of(current() or evaluate_now()))
    short = whole.groups.filter(
        pc.and_(pc.equal(whole.groups["standard"], "rural-member-hours"), pc.not_equal(whole.groups["verdict"], "pass"))
    )
    codes = set(short["org_id"].to_pylist())
    return next(branch for branch in branches() if branch.code in codes), "rural-member-hours"


def lo_of(county: Scope, root: Organization, standard: str, kept: ResultSet) -> list[int]:
    reading = results.read(county, standard=standard, orgs=[root.code], of=kept)
    assert reading is not None
    return [int(row.lo or 0) for row in reading.groups]


def test_before_the_first_run_there_is_nothing_to_read(demo: Organization) -> None:
    assert results.read(world.scope(Role.COUNTY_OFFICER, demo.code)) is None


def test_evaluating_without_an_adopted_plan_gives_an_empty_set(county: None) -> None:
    assert evaluate_now().packs == {}


@pytest.mark.long
def test_every_form_of_the_given_pack_is_judged_live_as_in_the_whole(db: None, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANGJU_TODAY", "2026-12-31")
    tiny = shared / "spec" / "tiny_pack"
    import_facts(tiny / "facts", catalogue=load_catalogue(SHIPPED, tiny / "catalogue"))
    adopt(world.SYSTEM, tiny / "pack", world.org("yx"), world.FIRST)
    whole = Results.read(folder_of(evaluate_now()))
    for org in Organization.objects.all():
        assert rows_of(live.judge(org), org.code) == rows_of(whole, org.code)
