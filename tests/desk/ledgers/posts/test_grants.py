"""A grant that comes from an office lives exactly as long as the office, however that ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gangju.desk.access.actions import grant_role
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.ledgers.events import Dissolve, Merge, carry_out, undo_event
from gangju.desk.ledgers.models import Post
from gangju.desk.ledgers.posts.actions import Office, appoint, change_post, end_post, grants_of, withdraw_post
from gangju.desk.sheets.applying import apply_import
from gangju.desk.sheets.planning import plan_import
from gangju.desk.sheets.undoing import undo_import
from tests.desk import world
from tests.desk.ledgers.posts.conftest import account_of, person, roles, secretary
from tests.desk.sheets.books import book

pytestmark = pytest.mark.django_db
TODAY, DAY = world.TODAY, timedelta(days=1)
SECRETARY_OF_B1 = [(Role.BRANCH_SECRETARY, "b1")]


@pytest.fixture
def incumbent(county: None) -> Post:
    """The secretary of b1, whose account has what his office opens."""
    account_of("b1-p1")
    grants_of(world.SYSTEM, person("b1-p1"))
    assert roles("b1-p1") == SECRETARY_OF_B1
    return secretary("b1")


def test_the_office_opens_the_grant_in_the_same_deed(commissioner: Scope) -> None:
    account_of("b1-p2")
    end_post(commissioner, secretary("b1"), TODAY, "term_ended")
    appointed = appoint(commissioner, world.org("b1"), person("b1-p2"), Office("secretary", TODAY))
    assert appointed.grant is not None
    assert appointed.grant.post == appointed.post
    assert roles("b1-p2") == SECRETARY_OF_B1


def test_an_office_that_opens_nothing_brings_no_grant(commissioner: Scope) -> None:
    account_of("b1-p2")
    appointed = appoint(commissioner, world.org("b1"), person("b1-p2"), Office("committee_member", TODAY))
    assert (appointed.grant, appointed.note, roles("b1-p2")) == (None, "", [])


def test_who_has_no_account_yet_gets_the_grant_when_it_is_opened(commissioner: Scope) -> None:
    end_post(commissioner, secretary("b1"), TODAY, "term_ended")
    appointed = appoint(commissioner, world.org("b1"), person("b1-p2"), Office("secretary", TODAY))
    assert appointed.grant is None
    assert "还没有账号" in appointed.note
    account_of("b1-p2")
    assert [grant.org.code for grant in grants_of(world.SYSTEM, person("b1-p2"))] == ["b1"]
    assert grants_of(world.SYSTEM, person("b1-p2")) == []
    assert roles("b1-p2") == SECRETARY_OF_B1


def test_an_office_of_tomorrow_opens_nothing_today(commissioner: Scope) -> None:
    account_of("b1-p2")
    end_post(commissioner, secretary("b1"), TODAY + DAY, "term_ended")
    appoint(commissioner, world.org("b1"), person("b1-p2"), Office("secretary", TODAY + DAY))
    assert roles("b1-p2") == []
    assert roles("b1-p2", TODAY + DAY) == SECRETARY_OF_B1


def test_a_grant_of_its_own_earlier_day_does_not_open_a_later_office(commissioner: Scope) -> None:
    end_post(commissioner, secretary("b1"), TODAY + DAY, "term_ended")
    post = appoint(commissioner, world.org("b1"), person("b1-p2"), Office("secretary", TODAY + DAY)).post
    grant_role(world.SYSTEM, account_of("b1-p2"), world.org("b1"), Role.BRANCH_SECRETARY, TODAY, post=post)
    assert roles("b1-p2") == []


def test_it_dies_with_the_end_of_the_office(commissioner: Scope, incumbent: Post) -> None:
    end_post(commissioner, incumbent, TODAY, "retired")
    assert roles("b1-p1", TODAY - DAY) == SECRETARY_OF_B1
    assert roles("b1-p1") == []
    assert Grant.objects.get(post=incumbent).until is None


def test_it_dies_with_an_end_that_an_import_wrote_and_lives_again_when_that_is_undone(commissioner: Scope, incumbent: Post) -> None:
    sheet: list[list[Any]] = [
        ["任职人", "任职党组织", "任职单位", "职务", "任职日期", "离任日期", "离任方式", "职务编号"],
        ["b1-p1", "b1", "u-b1", "党组织书记", incumbent.since, TODAY, "退休", incumbent.code],
    ]
    done = apply_import(plan_import(commissioner, book(任职=sheet)), commissioner.actor)
    incumbent.refresh_from_db()
    assert incumbent.until == TODAY
    assert roles("b1-p1") == []
    undo_import(done.pk, world.SYSTEM)
    assert roles("b1-p1") == SECRETARY_OF_B1


def test_nobody_prolongs_his_own_way_in_by_a_workbook(commissioner: Scope, officer: Scope) -> None:
    """The commissioner's own office belongs to the county above; the same workbook in its hands is right."""
    account_of("b2-p1")
    own = appoint(officer, world.org("t1"), person("b2-p1"), Office("organization_commissioner", TODAY - DAY)).post
    grant_role(world.SYSTEM, account_of("b2-p1"), world.org("t1"), Role.TOWN_COMMISSIONER, TODAY, post=own)
    sheet: list[list[Any]] = [
        ["任职人", "任职党组织", "职务", "任职日期", "离任日期", "职务编号"],
        ["b2-p1", "t1", "组织委员", own.since, TODAY + DAY, own.code],
    ]
    (refused,) = plan_import(commissioner, book(任职=sheet)).errors
    assert "带有账号授权" in refused.message
    assert plan_import(officer, book(任职=sheet)).clean


def test_it_dies_when_the_organisation_is_dissolved_and_lives_again_when_that_is_undone(officer: Scope, incumbent: Post) -> None:
    done = carry_out(officer, Dissolve(TODAY, "云组发〔2026〕8号", world.org("b1"), successor=world.org("b2")))
    assert roles("b1-p1") == []
    undo_event(officer, done)
    assert roles("b1-p1") == SECRETARY_OF_B1


def test_it_goes_with_the_office_to_the_organisation_that_takes_over(officer: Scope, incumbent: Post) -> None:
    account_of("b2-p1")
    grants_of(world.SYSTEM, person("b2-p1"))
    both = (world.org("b1"), world.org("b2"))
    done = carry_out(officer, Merge(TODAY, "云组发〔2026〕8号", both, into=world.org("b2"), secretary="b1-post"))
    assert roles("b1-p1") == [(Role.BRANCH_SECRETARY, "b2")]
    assert roles("b2-p1") == []
    undo_event(officer, done)
    assert (roles("b1-p1"), roles("b2-p1")) == (SECRETARY_OF_B1, [(Role.BRANCH_SECRETARY, "b2")])


def test_it_leaves_with_an_appointment_that_was_a_mistake(commissioner: Scope, incumbent: Post) -> None:
    withdraw_post(commissioner, incumbent, "登记错人")
    assert roles("b1-p1") == []
    assert not Grant.objects.filter(user=account_of("b1-p1")).exists()


def test_it_is_dead_where_the_office_was_corrected_to_one_that_opens_nothing(incumbent: Post) -> None:
    Post.objects.filter(pk=incumbent.pk).update(role="committee_member")
    assert roles("b1-p1") == []


def test_it_is_dead_where_the_office_was_corrected_to_another_person(incumbent: Post) -> None:
    Post.objects.filter(pk=incumbent.pk).update(person=person("b1-p2"))
    assert roles("b1-p1") == []


def test_it_is_dead_where_the_account_is_no_longer_the_holders(incumbent: Post) -> None:
    AccountHolder.objects.filter(user=account_of("b1-p1")).update(person=None)
    assert Scope(Grant.objects.get(post=incumbent).user, TODAY).held == ()


def test_it_moves_to_the_changed_office(commissioner: Scope, incumbent: Post) -> None:
    changed = change_post(commissioner, incumbent, Office("secretary", TODAY, full_time=True))
    assert changed.grant is not None
    assert roles("b1-p1") == SECRETARY_OF_B1
    assert Post.objects.get(pk=incumbent.pk).until == TODAY


def test_a_grant_without_an_office_lives_by_its_own_days(county: None) -> None:
    user = world.viewer(Role.INSPECTOR, "t1")
    assert [grant.org_code for grant in Scope(user, TODAY).held] == ["t1"]
