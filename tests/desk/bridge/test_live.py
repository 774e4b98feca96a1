"""Live verdicts are kept from one deed to the next, and never a deed longer: whatever is done, they are those of the whole evaluation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random

import pyarrow.compute as pc
import pytest
from django.contrib.auth.models import User

from gangju.desk import clock
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.accounts.actions import change_password
from gangju.desk.bridge import live
from gangju.desk.bridge.run import evaluate_now, folder_of
from gangju.desk.journal.deeds import Actor
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import (
    Happening,
    amend_activity,
    attendable,
    record_activity,
    restore_activity,
    start_keeping,
    stop_keeping,
    withdraw_activity,
)
from gangju.desk.ledgers.models import Activity, Organization, RosterEntry
from gangju.desk.plans.actions import end_adoption
from gangju.desk.plans.models import Adoption
from gangju.engine.results import Results
from tests.desk import world

pytestmark = pytest.mark.django_db
KINDS = ("training", "members_meeting", "party_class", "committee_meeting")


def branches() -> list[Organization]:
    found = Organization.objects.on(world.TODAY).filter(kind__in=("branch", "joint_branch")).order_by("path")
    return [branch for branch in found if attendable(branch, world.TODAY).exists()]


def a_class(scope: Scope, branch: Organization, kind: str = "training") -> Activity:
    everybody = [person.code for person in attendable(branch, world.TODAY)]
    return record_activity(scope, branch, Happening(kind, world.TODAY, everybody, hours=Decimal(8), topic="学习")).activity


def whole() -> Results:
    return Results.read(folder_of(evaluate_now()))


def rows_of(found: Results, code: str) -> list[list[dict[str, object]]]:
    return [table.filter(pc.equal(table["org_id"], code)).to_pylist() for table in (found.subjects, found.groups)]


def test_without_a_deed_in_between_a_branch_is_judged_once(county: None) -> None:
    branch = world.org("b1")
    assert live.judge(branch) is live.judge(branch)


def test_all_standards_judged_serve_for_a_few_of_them(county: None) -> None:
    everything = live.judge(world.org("b1"))
    assert live.judge(world.org("b1"), {("pack", "standard")}) is everything


def test_the_state_after_one_deed_is_the_state_before_the_next(county: None) -> None:
    branch, only = world.org("b1"), live.concerned(["activity.training"])
    before = live.judge(branch, only)
    a_class(_scope(branch), branch)
    after = live.judge(branch, only)
    assert after is not before
    assert live.judge(branch, only) is after


def test_a_deed_of_somebody_else_ends_what_was_kept(county: None) -> None:
    kept = live.judge(world.org("b1"))
    a_class(_scope(world.org("b3")), world.org("b3"))
    assert live.judge(world.org("b1")) is not kept


def test_a_deed_that_writes_no_fact_leaves_what_was_kept(county: None) -> None:
    kept = live.judge(world.org("b1"))
    user = User.objects.create_user("somebody", password="old-and-long-2026")
    change_password(Actor.system("test"), user, "new-and-longer-2026")
    assert live.judge(world.org("b1")) is kept


def test_the_next_day_is_judged_anew(county: None, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = live.judge(world.org("b1"))
    monkeypatch.setenv("GANGJU_TODAY", (world.TODAY + timedelta(days=1)).isoformat())
    assert live.judge(world.org("b1")) is not kept


def test_before_the_first_deed_nothing_is_kept(db: None) -> None:
    branch = Organization.objects.create(code="alone", path="000")
    assert live.judge(branch) is not live.judge(branch)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_after_any_deeds_the_live_verdicts_are_those_of_the_whole(demo: Organization, seed: int) -> None:
    chance, there = Random(seed), branches()
    watched = chance.sample(there, 3)
    for _ in range(6):
        deed = chance.choice(DEEDS)
        deed(chance, chance.choice([*watched, chance.choice(there)]))
        only = live.concerned([f"activity.{chance.choice(KINDS)}"])
        for branch in watched:
            few = {(str(row["standard"]), str(row["subject_id"])): row for row in rows_of(live.judge(branch, only), branch.code)[0]}
            all_of = rows_of(live.judge(branch), branch.code)
            assert all(row in all_of[0] for row in few.values())
    found = whole()
    for branch in watched:
        assert rows_of(live.judge(branch), branch.code) == rows_of(found, branch.code)


def _scope(branch: Organization) -> Scope:
    return world.scope(Role.BRANCH_SECRETARY, branch.code)


def _records(chance: Random, branch: Organization) -> None:
    a_class(_scope(branch), branch, chance.choice(KINDS))


def _amends(chance: Random, branch: Organization) -> None:
    held = Activity.objects.filter(org=branch).order_by("-started_at").first() or a_class(_scope(branch), branch)
    here = [person.code for person in attendable(branch, world.TODAY)]
    said = Happening(held.kind, held.started_at.date(), here[: chance.randint(1, len(here))], hours=Decimal(1), topic=held.topic)
    amend_activity(_scope(branch), held, said)


def _withdraws(chance: Random, branch: Organization) -> None:
    withdraw_activity(_scope(branch), a_class(_scope(branch), branch), "记错了")


def _restores(chance: Random, branch: Organization) -> None:
    _withdraws(chance, branch)
    restore_activity(_scope(branch), Entry.objects.filter(deed="activity.withdraw").order_by("-id")[0])


def _keeps(chance: Random, branch: Organization) -> None:
    kept = RosterEntry.objects.filter(roster="keeps", subject_org=branch, until=None).order_by("category").first()
    officer = world.scope(Role.COUNTY_OFFICER, branch.code)
    if kept is not None and kept.since < clock.today():
        stop_keeping(officer, kept, clock.today())
    else:
        start_keeping(officer, branch, "activity.volunteering", clock.today())


def _ends_the_plan(chance: Random, branch: Organization) -> None:
    end_adoption(world.SYSTEM, Adoption.objects.all()[0], clock.today() + timedelta(days=chance.randint(0, 30)))


DEEDS: tuple[Callable[[Random, Organization], None], ...] = (_records, _records, _amends, _withdraws, _restores, _keeps, _ends_the_plan)
