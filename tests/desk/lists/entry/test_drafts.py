"""What was typed and not saved waits for its owner, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from gangju.desk import clock
from gangju.desk.access.roles import Role
from gangju.desk.ledgers.models import Unit
from gangju.desk.lists.models import Draft
from tests.desk import world
from tests.desk.lists.entry.conftest import Visitor

pytestmark = pytest.mark.django_db
STAFF = "/lists/observation.staff/"
ADDRESS = f"{STAFF}new/"
TYPED = {"_draft": ADDRESS, "_draft_title": "登记一条：从业人员数", "subject": "甲村", "value": "12", "csrfmiddlewaretoken": "x" * 32}


def said(answer: Any) -> str:
    return str(answer.content.decode())


def waiting(client: Any, address: str = ADDRESS) -> str:
    return said(client.get("/drafts/waiting/", {"form": address}))


def test_what_was_typed_is_offered_again_to_its_owner_alone(visitor: Visitor) -> None:
    assert "已暂存" in said(visitor().post("/drafts/keep/", TYPED))
    assert "上次没填完的内容还在" in waiting(visitor())
    assert "甲村" in waiting(visitor())
    assert waiting(visitor(Role.BRANCH_SECRETARY, "b2")).strip() == ""
    assert "登记一条：从业人员数" in said(visitor().get("/drafts/"))
    assert "登记一条：从业人员数" not in said(visitor(Role.COUNTY_OFFICER, "yl").get("/drafts/"))


def test_it_lies_sealed_without_tokens_and_passwords(visitor: Visitor) -> None:
    secrets = {"password": "p4ss", "new_password1": "p4ss", "csrfmiddlewaretoken": "t0ken", "otp_code": "123456"}
    visitor().post("/drafts/keep/", TYPED | secrets)
    kept = bytes(Draft.objects.get().sealed)
    assert "甲村".encode() not in kept
    shown = waiting(visitor())
    assert not [value for value in secrets.values() if value in shown]


def test_the_newest_state_of_a_form_replaces_the_older(visitor: Visitor) -> None:
    visitor().post("/drafts/keep/", TYPED)
    visitor().post("/drafts/keep/", TYPED | {"value": "13"})
    assert Draft.objects.count() == 1
    assert "13" in waiting(visitor())


def test_an_empty_form_and_an_address_that_is_not_ours_keep_nothing(visitor: Visitor) -> None:
    visitor().post("/drafts/keep/", {"_draft": ADDRESS, "subject": ""})
    for address in ("https://example.org/", "//example.org/", "/nope/nope/", "javascript:1", "", ADDRESS + "x" * 400):
        visitor().post("/drafts/keep/", TYPED | {"_draft": address})
    assert not Draft.objects.exists()


def test_saving_the_form_takes_the_draft_away(visitor: Visitor) -> None:
    who = visitor()
    who.post("/drafts/keep/", TYPED)
    who.post(ADDRESS, {"_draft": ADDRESS, "subject": "没有这个村", "since": "20260101", "value": "12"})
    assert Draft.objects.exists()
    who.post(ADDRESS, {"_draft": ADDRESS, "subject": Unit.objects.get(code="u-b1").code, "since": "20260101", "value": "12"})
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away_by_its_owner_only(visitor: Visitor) -> None:
    visitor().post("/drafts/keep/", TYPED)
    number = Draft.objects.get().pk
    assert visitor(Role.BRANCH_SECRETARY, "b2").post(f"/drafts/{number}/drop/").status_code == 404
    assert visitor().post(f"/drafts/{number}/drop/").status_code == 302
    assert visitor().post(f"/drafts/{number}/drop/").status_code == 404
    assert waiting(visitor()).strip() == ""


def test_after_a_month_it_is_gone(visitor: Visitor) -> None:
    visitor().post("/drafts/keep/", TYPED)
    call_command("forget_drafts")
    assert Draft.objects.count() == 1
    Draft.objects.update(saved_at=clock.now() - timedelta(days=31))
    call_command("forget_drafts")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("address", ["/branches/b1/record/", f"{STAFF}new/", f"{STAFF}paste/"])
def test_the_forms_that_take_long_keep_what_is_typed(visitor: Visitor, address: str) -> None:
    assert "data-draft-kept" in said(visitor().get(address))


def test_the_form_of_an_organisation_event_keeps_what_is_typed(visitor: Visitor) -> None:
    assert "data-draft-kept" in said(visitor(Role.COUNTY_OFFICER, "yl").get(f"/organizations/{world.org('b1').code}/rename/"))
