"""接口令牌: shown once, kept as a hash, bound to grants, ended with them; the door opens to nothing else."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from gangju.desk import clock
from gangju.desk.access.actions import end_grant, grant_role
from gangju.desk.access.fresh import AGAIN, AT
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.api.models import Token
from gangju.desk.api.tokens import end_token, make_token
from gangju.desk.journal.models import Entry
from tests.desk import world
from tests.desk.api.conftest import ROOT, Caller, caller

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)


def own(role: Role, place: str) -> Scope:
    return world.scope(role, place)


def grants_of(scope: Scope) -> list[int]:
    return list(Grant.objects.filter(user=scope.actor.user).values_list("pk", flat=True))


def until() -> date:
    return clock.now().date() + SOON


def test_a_token_opens_the_api_and_says_whose_it_is(secretary: Caller) -> None:
    said = secretary.get("/me").json()
    assert said["grants"] == [{"role": "branch_secretary", "org_id": "b1"}]
    assert secretary.secret.startswith(said["prefix"])


def test_nothing_of_a_token_is_kept_by_which_it_could_be_used(secretary: Caller) -> None:
    kept = Token.objects.get()
    columns = [str(getattr(kept, column.attname)) for column in Token._meta.concrete_fields]
    entries = str(list(Entry.objects.filter(deed="token.make").values()))
    assert secretary.secret not in " ".join(columns) + entries
    assert kept.prefix in entries


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer gj_00000000_x", "Basic gj_x", "Bearer " + "x" * 5000, "gj_x"])
def test_without_a_valid_token_nothing_opens(county: None, header: str) -> None:
    answer = Client().get(f"{ROOT}/me", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_opens_nothing(county: None) -> None:
    client = Client()
    client.force_login(world.viewer(Role.COUNTY_OFFICER, "yl"))
    assert client.get(f"{ROOT}/organizations").status_code == 401


def test_an_ended_token_is_dead(secretary: Caller) -> None:
    end_token(own(Role.BRANCH_SECRETARY, "b1"), Token.objects.get())
    assert secretary.get("/me").status_code == 401
    assert Entry.objects.filter(deed="token.end", org_code="b1").exists()


def test_an_expired_token_is_dead(secretary: Caller) -> None:
    today = clock.now().date()
    Token.objects.update(since=today - SOON, until=today)
    assert secretary.get("/me").status_code == 401


def test_a_token_dies_with_its_grant_and_with_its_account(secretary: Caller) -> None:
    user = world.viewer(Role.BRANCH_SECRETARY, "b1")
    user.is_active = False
    user.save()
    assert secretary.get("/me").status_code == 401
    user.is_active = True
    user.save()
    assert secretary.get("/me").status_code == 200
    end_grant(world.SYSTEM, Grant.objects.get(user=user), world.TODAY)
    assert secretary.get("/me").status_code == 401


def test_a_token_opens_only_the_grants_that_it_is_bound_to(county: None) -> None:
    scope = own(Role.BRANCH_SECRETARY, "b1")
    assert scope.actor.user is not None
    bound = grants_of(scope)
    grant_role(world.SYSTEM, scope.actor.user, world.org("b3"), Role.BRANCH_SECRETARY, world.FIRST)
    both = Scope(scope.user, world.TODAY)
    made = Caller(make_token(both, "只给一个支部", bound, until(), can_write=False).secret)
    assert {org.code for org in both.organizations()} == {"b1", "b3"}
    assert [each["org_id"] for each in made.get("/organizations").json()["organizations"]] == ["b1"]


@pytest.mark.parametrize(
    ("field", "name", "grant", "days"),
    [("name", " ", True, 30), ("grants", "甲", False, 30), ("until", "甲", True, 0), ("until", "甲", True, 400)],
)
def test_a_token_wants_a_name_a_grant_of_ones_own_and_an_end(county: None, field: str, name: str, grant: bool, days: int) -> None:
    scope, other = own(Role.BRANCH_SECRETARY, "b1"), own(Role.BRANCH_SECRETARY, "b3")
    with pytest.raises(ValidationError) as caught:
        make_token(scope, name, grants_of(scope if grant else other), clock.now().date() + timedelta(days=days), can_write=False)
    assert set(caught.value.message_dict) == {field}


def test_two_tokens_in_use_have_different_names(county: None) -> None:
    scope = own(Role.BRANCH_SECRETARY, "b1")
    first = make_token(scope, "财政取数", grants_of(scope), until(), can_write=False)
    with pytest.raises(ValidationError, match="已有同名的令牌"):
        make_token(scope, "财政取数", grants_of(scope), until(), can_write=False)
    end_token(scope, first.token)
    assert make_token(scope, "财政取数", grants_of(scope), until(), can_write=False).token.pk != first.token.pk


def test_a_reading_token_writes_nothing(county: None) -> None:
    reader = caller(Role.BRANCH_SECRETARY, "b1", can_write=False)
    answer = reader.post("/rows/venue", {"kind": "village_activity_place", "org_id": "b1"})
    assert (answer.status_code, answer.json()["code"]) == (403, "read_only")


def test_roles_that_may_not_own_tokens_get_none(county: None) -> None:
    client = Client()
    client.force_login(world.viewer(Role.INSPECTOR, "t1"))
    assert client.get("/tokens/").status_code == 404


# ---------------------------------------------------------------- the page
def signed_in(role: Role, place: str, *, fresh: bool = True) -> Client:
    client = Client()
    client.force_login(world.viewer(role, place))
    session = client.session
    session[AT] = time.time() if fresh else 0
    session.save()
    return client


def test_the_page_makes_a_token_and_shows_it_once(county: None) -> None:
    client, scope = signed_in(Role.BRANCH_SECRETARY, "b1"), own(Role.BRANCH_SECRETARY, "b1")
    form = {"name": "财政取数", "grants": grants_of(scope), "until": until().isoformat()}
    page = client.post("/tokens/", form).content.decode()
    secret = page[page.index("gj_") :].split("<")[0]
    assert Caller(secret).get("/me").status_code == 200
    again = client.get("/tokens/").content.decode()
    assert secret not in again
    assert secret[:11] in again
    assert "只读" in again


def test_making_a_token_wants_a_fresh_sign_in(county: None) -> None:
    answer = signed_in(Role.BRANCH_SECRETARY, "b1", fresh=False).post("/tokens/", {"name": "财政取数"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(AGAIN)
    assert not Token.objects.exists()


def test_what_the_form_lacks_is_said_at_its_field(county: None) -> None:
    page = signed_in(Role.BRANCH_SECRETARY, "b1").post("/tokens/", {"name": "", "until": "2020-01-01"}).content.decode()
    assert "请至少选一项授权" in page
    assert not Token.objects.exists()


def test_one_ends_ones_own_tokens_alone(secretary: Caller) -> None:
    number = Token.objects.get().pk
    assert signed_in(Role.BRANCH_SECRETARY, "b3").post(f"/tokens/{number}/end/").status_code == 404
    assert secretary.get("/me").status_code == 200
    assert signed_in(Role.BRANCH_SECRETARY, "b1").post(f"/tokens/{number}/end/").status_code == 302
    assert secretary.get("/me").status_code == 401


def test_the_reference_opens_to_who_has_signed_in(county: None) -> None:
    page = signed_in(Role.BRANCH_SECRETARY, "b1").get("/api/").content.decode()
    assert "/api/v1/rows/venue" in page
    assert Client().get("/api/").status_code == 302
