"""Rows of the ledgers through the API: read as facts folders write them, entered by the same deeds as on the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.bridge import tables
from gangju.desk.bridge.mapping import SOURCES
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Case, CaseRectification, FundEntry, Person, RosterEntry, Tie, Venue
from tests.desk import world
from tests.desk.api.conftest import Caller, caller

pytestmark = pytest.mark.django_db


def rows(who: Caller, path: str) -> list[dict[str, Any]]:
    answer = who.get(f"/rows/{path}")
    assert answer.status_code == 200, answer.content.decode()
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def venue(name: str = "新建活动室") -> dict[str, Any]:
    return {"kind": "village_activity_place", "org_id": "b1", "unit_id": "u-b1", "name": name, "area_m2": "120.5"}


# ---------------------------------------------------------------- reading
def test_a_row_says_what_a_facts_folder_says(secretary: Caller) -> None:
    (row,) = rows(secretary, "venue")
    (kept,) = [each for each in tables.read("venue").to_pylist() if each["venue_id"] == "b1-v"]
    assert list(row)[1:] == list(SOURCES["venue"].relation.columns)
    assert (row["venue_id"], row["name"], row["unit_id"]) == (kept["venue_id"], kept["name"], kept["unit_id"])
    assert (row["area_m2"], kept["area_m2"]) == ("200.5", 20050)


def test_every_ledger_can_be_read(secretary: Caller) -> None:
    names = [name for name in SOURCES if name != "case_selection"]
    assert [name for name in names if secretary.get(f"/rows/{name}").status_code != 200] == []


def test_a_subtree_is_asked_for_by_its_code(town: Caller) -> None:
    assert {row["org_id"] for row in rows(town, "venue")} == {"b1", "b2"}
    assert {row["org_id"] for row in rows(town, "venue?org=b2")} == {"b2"}
    assert rows(town, "venue?org=b3") == rows(town, "venue?org=nope") == []


def test_rows_are_filtered_by_day_code_reference_and_time_of_recording(secretary: Caller) -> None:
    assert len(rows(secretary, "membership?day=2016-06-30")) == 0
    assert len(rows(secretary, "membership?day=2016-07-01&kind=full")) == 2
    assert len(rows(secretary, "membership?person_id=b1-p2")) == 1
    assert len(rows(secretary, "roster_entry?subject_kind=organization&subject_id=b1")) == 1
    assert rows(secretary, "roster_entry?subject_kind=unit") == []
    Person.objects.filter(code="b1-p2").update(recorded_at="2026-06-29 09:00")
    assert [row["person_id"] for row in rows(secretary, "person?recorded_since=2026-06-29T09:00")] == ["b1-p2"]


@pytest.mark.parametrize("who", [(Role.TOWN_COMMISSIONER, "g1"), (Role.COUNTY_OFFICER, "yl")])
def test_pages_follow_each_other_without_gap_or_double(county: None, who: tuple[Role, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether few organisations are seen or many."""
    reader = caller(*who)
    whole = [row["row"] for row in rows(reader, "participation")] or [row["row"] for row in rows(reader, "venue")]
    for few in (150, 1):
        monkeypatch.setattr("gangju.desk.api.reading.FEW", few)
        name = "participation" if who[0] == Role.TOWN_COMMISSIONER else "venue"
        answer = reader.get(f"/rows/{name}?limit=1").json()
        found = [row["row"] for row in answer["rows"]]
        while answer["next"]:
            answer = reader.get(f"/rows/{name}?limit=1&cursor={answer['next']}").json()
            found += [row["row"] for row in answer["rows"]]
        assert found == whole
        assert len(found) > 1


def test_persons_are_there_only_for_who_may_name_them(town: Caller, secretary: Caller) -> None:
    for name in ("person", "membership", "post", "participation"):
        assert rows(town, name) == []
        assert rows(secretary, name) != []


def test_who_is_merely_mentioned_is_left_empty(town: Caller, secretary: Caller) -> None:
    said = {"org": world.org("b1"), "kind": "salary", "flow": "paid", "year": 2026, "amount": 100}
    FundEntry.objects.create(code="f1", person=Person.objects.get(code="b1-p1"), **said)
    assert [(row["amount"], row["person_id"]) for row in rows(town, "fund_entry")] == [("1", None)]
    assert [row["person_id"] for row in rows(secretary, "fund_entry")] == ["b1-p1"]


def test_a_row_about_a_person_on_a_list_is_hidden_two_levels_up(town: Caller, secretary: Caller) -> None:
    RosterEntry.objects.create(
        org=world.org("b1"), subject_person=Person.objects.get(code="b1-p1"), roster="exempt", category="ill", since=world.FIRST
    )
    assert [row["roster"] for row in rows(secretary, "roster_entry?subject_kind=person")] == ["exempt"]
    assert rows(town, "roster_entry?subject_kind=person") == []


def test_cases_of_a_restricted_kind_are_not_there(secretary: Caller) -> None:
    for kind in ("rectification", "accountability"):
        case = Case.objects.create(code=f"c-{kind}", org=world.org("b1"), kind=kind, state="found", opened_on=world.FIRST)
        CaseRectification.objects.create(case=case, org=world.org("b1"), source_kind="inspection")
    assert [row["case_id"] for row in rows(secretary, "case")] == ["c-rectification"]
    assert [row["case_id"] for row in rows(secretary, "case_rectification")] == ["c-rectification"]
    assert secretary.get("/rows/case_selection").status_code == 404


# ---------------------------------------------------------------- entering
def test_a_row_is_added_and_stands_in_the_ledger_and_the_journal(secretary: Caller) -> None:
    answer = secretary.post("/rows/venue", venue())
    assert answer.status_code == 201, answer.content.decode()
    said = answer.json()
    row = Venue.objects.get(code=said["id"])
    assert (row.pk, row.area_m2, row.org.code, row.entered_by) == (said["row"], 12050, "b1", None)
    entry = Entry.objects.get(deed="row.add")
    assert (entry.role, entry.org_code) == ("branch_secretary", "b1")
    assert secretary.secret[:11] in entry.user_name


def test_a_row_is_corrected_ended_and_withdrawn(secretary: Caller) -> None:
    number = secretary.post("/rows/venue", venue()).json()["row"]
    assert secretary.send("patch", f"/rows/venue/{number}", {"area_m2": "90"}).json()["changed"] is True
    assert secretary.send("patch", f"/rows/venue/{number}", {"area_m2": "90"}).json()["changed"] is False
    assert secretary.post(f"/rows/venue/{number}/end", {"until": "2026-06-30"}).status_code == 200
    row = Venue.objects.get(pk=number)
    assert (row.area_m2, row.closed_on) == (9000, date(2026, 6, 30))
    assert secretary.post(f"/rows/venue/{number}/withdraw", {"reason": "登记错了"}).status_code == 200
    assert not Venue.objects.filter(pk=number).exists()
    assert list(Entry.objects.filter(deed__startswith="row.").order_by("pk").values_list("deed", flat=True)) == [
        "row.add", "row.correct", "row.end", "row.withdraw",
    ]  # fmt: skip


def test_what_a_commissioner_enters_for_a_branch_is_marked(town: Caller) -> None:
    assert town.post("/rows/venue", venue()).status_code == 201
    assert str(Venue.objects.get(name="新建活动室").entered_by) == "t1"


def test_a_subject_is_given_as_kind_and_code(secretary: Caller) -> None:
    said = {"metric": "staff", "subject_kind": "unit", "subject_id": "u-b1", "since": "2026-01-01", "value": "12"}
    answer = secretary.post("/rows/observation", said)
    assert answer.status_code in (201, 422), answer.content.decode()
    half = secretary.post("/rows/observation", {name: value for name, value in said.items() if name != "subject_kind"})
    assert half.status_code == 422
    assert {each["where"] for each in half.json()["details"]} == {"subject_kind"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"area_m2": 120.5}, "area_m2"), ({"area_m2": "-1"}, "area_m2"), ({"area_m2": "1.234"}, "area_m2"),
        ({"opened_on": "昨天"}, "opened_on"),
        ({"kind": "palace"}, "kind"), ({"colour": "red"}, "colour"), ({"kind": None}, "kind"), ({"unit_id": "nope"}, "unit_id"),
        ({"unit_id": "u-b3"}, "unit_id"), ({"org_id": "b3"}, "org_id"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(secretary: Caller, change: dict[str, Any], where: str) -> None:
    answer = secretary.post("/rows/venue", venue() | change)
    said = answer.json()
    assert (answer.status_code, said["code"], said["where"]) == (422, "invalid", where), said
    assert not Venue.objects.filter(name="新建活动室").exists()


def test_a_thing_outside_the_scope_is_refused_as_one_that_is_not(secretary: Caller) -> None:
    outside, absent = (secretary.post("/rows/venue", venue() | {"unit_id": code}).content for code in ("u-b3", "nope"))
    assert outside == absent
    other = Venue.objects.get(code="b3-v").pk
    for method, path, said in [("get", "", None), ("patch", "", {"name": "越权"}), ("post", "/end", {"until": "2026-06-30"})]:
        forbidden = secretary.send(method, f"/rows/venue/{other}{path}", said)
        missing = secretary.send(method, f"/rows/venue/{10**9}{path}", said)
        assert (forbidden.status_code, forbidden.content) == (missing.status_code, missing.content) == (404, missing.content)
    assert Venue.objects.get(code="b3-v").closed_on is None


def test_a_request_with_a_key_is_done_once(secretary: Caller) -> None:
    first = secretary.post("/rows/venue", venue(), **{"Idempotency-Key": "k1"})
    again = secretary.post("/rows/venue", venue(), **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    assert again["Idempotent-Replayed"] == "true"
    assert Venue.objects.filter(name="新建活动室").count() == 1
    other = secretary.post("/rows/venue", venue("另一处"), **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert secretary.post("/rows/venue", venue("另一处"), **{"Idempotency-Key": "k2"}).status_code == 201


def test_what_was_refused_may_be_tried_again_under_the_same_key(secretary: Caller) -> None:
    assert secretary.post("/rows/venue", venue() | {"kind": "palace"}, **{"Idempotency-Key": "k1"}).status_code == 422
    assert secretary.post("/rows/venue", venue(), **{"Idempotency-Key": "k1"}).status_code == 201


def test_keys_of_two_tokens_are_apart(secretary: Caller) -> None:
    other = caller(Role.BRANCH_SECRETARY, "b1")
    assert secretary.post("/rows/venue", venue(), **{"Idempotency-Key": "k1"}).status_code == 201
    assert other.post("/rows/venue", venue("另一处"), **{"Idempotency-Key": "k1"}).status_code == 201


def test_persons_and_memberships_are_entered_by_their_own_deeds_alone(secretary: Caller) -> None:
    person = Person.objects.get(code="b1-p1")
    assert secretary.post("/rows/person", {"name": "某"}).status_code == 405
    assert secretary.post("/rows/membership", {"person_id": "b1-p1", "org_id": "b1"}).status_code == 405
    assert secretary.post(f"/rows/membership/{person.memberships.get().pk}/withdraw", {"reason": "试"}).status_code == 404


def test_a_tie_is_entered_from_its_two_ends(secretary: Caller) -> None:
    said = {"kind": "covers", "from_kind": "organization", "from_id": "b1", "to_kind": "unit", "to_id": "u-b1", "since": "2026-01-01"}
    answer = secretary.post("/rows/tie", said)
    assert answer.status_code == 201, answer.content.decode()
    assert str(Tie.objects.get(code=answer.json()["id"]).to_unit) == "u-b1"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"kind": "a\\u0000b"}', b""])
def test_a_body_that_is_no_object_is_refused(secretary: Caller, body: bytes) -> None:
    from django.test import Client

    headers = {"Authorization": f"Bearer {secretary.secret}"}
    answer = Client().generic("POST", "/api/v1/rows/venue", body, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("malformed", "invalid")


@pytest.mark.parametrize("query", ["orgg=b1", "org=b1&org=b2", "limit=0", "limit=x", "day=2026-13-01", "recorded_since=gestern"])
def test_a_filter_with_a_slip_is_refused_and_not_passed_over(secretary: Caller, query: str) -> None:
    answer = secretary.get(f"/rows/membership?{query}")
    assert (answer.status_code, answer.json()["where"]) == (422, query.split("=", maxsplit=1)[0])


def test_unknown_addresses_and_methods_answer_in_the_same_shape(secretary: Caller) -> None:
    assert secretary.get("/nowhere").json()["code"] == "absent"
    assert secretary.send("patch", "/rows/membership/V%0A2", {}).json()["code"] == "absent"
    answer = secretary.send("delete", "/rows/venue")
    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    assert set(answer["Allow"].split(", ")) >= {"GET", "POST"}
