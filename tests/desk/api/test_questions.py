"""Organisations, members, events, results, why, search: the questions of the pages, for programs."""

from __future__ import annotations

from datetime import date

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Activity, Participation, Placement
from tests.desk import world
from tests.desk.api.conftest import Caller, caller

pytestmark = pytest.mark.django_db


def test_organisations_come_as_a_tree_that_can_be_put_together(town: Caller) -> None:
    said = town.get("/organizations").json()
    assert {each["org_id"]: each["parent_id"] for each in said["organizations"]} == {"t1": None, "g1": "t1", "b1": "g1", "b2": "g1"}
    assert said["organizations"][0]["name"] == world.secret("b1")


def test_the_tree_is_that_of_the_day(county: None) -> None:
    Placement.objects.filter(org__code="b2").update(until="2026-02-01")
    Placement.objects.create(org=world.org("b2"), parent=world.org("t2"), since=date(2026, 2, 1))
    officer = caller(Role.COUNTY_OFFICER, "yl")
    assert [officer.get(f"/organizations/b2?day={day}").json()["parent_id"] for day in ("2026-01-31", "2026-02-01")] == ["g1", "t2"]


def test_organisations_are_read_page_by_page_and_under_one(town: Caller) -> None:
    first = town.get("/organizations?limit=3").json()
    rest = town.get(f"/organizations?limit=3&cursor={first['next']}").json()
    assert [each["org_id"] for each in first["organizations"] + rest["organizations"]] == ["b1", "b2", "g1", "t1"]
    assert rest["next"] is None
    assert [each["org_id"] for each in town.get("/organizations?under=g1").json()["organizations"]] == ["b1", "b2", "g1"]
    assert town.get("/organizations?under=b3").json()["organizations"] == []


def test_members_are_named_to_the_branch_and_counted_above(town: Caller, secretary: Caller) -> None:
    named, counted = secretary.get("/organizations/b1/members").json(), town.get("/organizations/b1/members").json()
    assert [each["name"] for each in named["members"]] == [world.secret("b1-p1"), world.secret("b1-p2")]
    assert (counted["members"], counted["counts"]) == (None, {"full": 2})
    assert town.get("/organizations/b3/members").status_code == 404


def meeting(**more: object) -> dict[str, object]:
    return {"org_id": "b1", "kind": "training", "day": "2026-06-20", "present": ["b1-p1"], "absent": ["b1-p2"], "hours": "2.5"} | more


def test_an_event_is_recorded_amended_and_withdrawn(secretary: Caller) -> None:
    made = secretary.post("/activities", meeting())
    assert made.status_code == 201, made.content.decode()
    code = made.json()["activity_id"]
    said = secretary.get(f"/activities/{code}").json()
    assert (said["came"], said["away"], said["present"], said["absent"], said["hours"]) == (1, 1, ["b1-p1"], ["b1-p2"], "2.5")
    now = {name: value for name, value in meeting(present=["b1-p1", "b1-p2"], absent=[]).items() if name != "org_id"}
    assert secretary.send("put", f"/activities/{code}", now).status_code == 200
    assert Participation.objects.filter(activity__code=code, attended=True).count() == 2
    assert secretary.post(f"/activities/{code}/withdraw", {"reason": "记错了"}).status_code == 200
    assert not Activity.objects.filter(code=code).exists()
    deeds = Entry.objects.filter(subject=f"activity:{code}").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["activity.record", "activity.amend", "activity.withdraw"]


@pytest.mark.parametrize(
    ("change", "where"), [({"present": ["b3-p1"]}, "present"), ({"day": "2027-01-01"}, "day"), ({"kind": "party"}, "kind")]
)
def test_what_is_wrong_with_an_event_is_said_at_its_place(secretary: Caller, change: dict[str, object], where: str) -> None:
    answer = secretary.post("/activities", meeting(**change))
    assert answer.status_code == 422
    assert where in {each["where"] for each in answer.json()["details"]}


def test_an_event_elsewhere_is_absent(secretary: Caller) -> None:
    missing = secretary.get("/activities/nope")
    for answer in (
        secretary.get("/activities/b3-a"),
        secretary.post("/activities", meeting(org_id="b3")),
        secretary.post("/activities/b3-a/withdraw", {"reason": "越权"}),
    ):
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert Activity.objects.filter(code="b3-a").exists()


def test_a_town_reads_an_event_without_its_people(town: Caller) -> None:
    said = town.get("/activities/b1-a").json()
    assert (said["came"], said["away"], said["present"], said["absent"]) == (1, 1, [], [])


def test_plans_standards_and_results_are_those_of_the_pages(office: None) -> None:
    town, branch = caller(Role.TOWN_COMMISSIONER, "t1"), caller(Role.BRANCH_SECRETARY, "b1")
    (plan,) = town.get("/plans").json()
    listed = {each["standard"] for each in town.get("/standards").json()}
    result = town.get("/results").json()
    assert plan["org_id"] == "yl"
    assert {each["standard"] for each in result["groups"]} <= listed
    assert {each["org_id"] for each in result["groups"]} <= {"t1", "g1", "b1", "b2"}
    assert not [each for each in result["subjects"] if each["subject_kind"] == "person"]
    assert sum(each["n"] for each in result["counted"]) > 0
    assert [each for each in branch.get("/results").json()["subjects"] if each["subject_kind"] == "person"]


def test_why_opens_for_the_branch_and_not_above(office: None) -> None:
    town, branch = caller(Role.TOWN_COMMISSIONER, "t1"), caller(Role.BRANCH_SECRETARY, "b1")
    row = next(each for each in branch.get("/results").json()["subjects"] if each["subject_kind"] == "person")
    address = f"/results/why?pack={row['pack']}&standard={row['standard']}&subject={row['subject_id']}"
    said = branch.get(address).json()
    assert (said["explanation"]["standard"], said["explanation"]["subject"]["id"]) == (row["standard"], row["subject_id"])
    missing = town.get("/results/why?pack=x&standard=x&subject=x")
    assert (town.get(address).status_code, town.get(address).content) == (404, missing.content)


def test_codes_have_their_labels(secretary: Caller) -> None:
    listed = {each["list"]: each["codes"] for each in secretary.get("/codes").json()}
    assert listed["membership.kind"]["full"] == "正式党员" or "正式" in listed["membership.kind"]["full"]


def test_search_finds_what_the_pages_find(secretary: Caller) -> None:
    assert secretary.get("/search?q=" + world.secret("b1-v")).status_code == 200
    assert secretary.get("/search?q=x&kind=nope").status_code == 404
