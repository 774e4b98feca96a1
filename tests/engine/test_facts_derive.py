"""What a folder may leave out: who answers for a row, hours, and the defaults of empty cells."""

from __future__ import annotations

from datetime import date

from gangju.engine.facts import Facts
from tests.engine.facts_world import SOUND, World, also, facts, member, organization, training, unit, world


def column(rows: World, relation: str, name: str) -> list[object]:
    return list(facts(rows).tables[relation].column(name).to_pylist())


def test_attendance_takes_role_presence_hours_and_organisation_from_what_is_known() -> None:
    row = facts(also(participation=[{"activity_id": "t1", "person_id": "p1"}])).tables["participation"].to_pylist()[0]
    assert (row["role"], row["attended"], row["hours"], row["org_id"]) == ("attendee", True, 800, "b-bs")


def test_own_hours_stand_before_those_proposed() -> None:
    rows = [{"activity_id": "t1", "person_id": "p1", "hours": "6.5"}, {"activity_id": "t1", "person_id": "p2", "hours": "0"}]
    assert column(also(participation=rows), "participation", "hours") == [650, 0]


def test_who_was_absent_takes_no_hours() -> None:
    assert column(also(participation=[{"activity_id": "t1", "person_id": "p1", "attended": "false"}]), "participation", "hours") == [None]


def test_an_event_without_hours_gives_none() -> None:
    rows = also(activity=[training("t2", "b-bs", "2026-05-01")], participation=[{"activity_id": "t2", "person_id": "p1"}])
    assert column(rows, "participation", "hours") == [None]


def test_an_event_is_held_unless_it_says_otherwise() -> None:
    rows = also(activity=[training("t2", "b-bs", "2026-05-01", status="planned")])
    assert column(rows, "activity", "status") == ["held", "planned"]


def test_an_organisation_given_stands() -> None:
    given = {"activity_id": "t1", "person_id": "p1", "org_id": "qt"}
    assert column(also(participation=[given]), "participation", "org_id") == ["qt"]


def test_a_post_in_a_unit_is_answered_for_by_the_units_organisation_of_that_day() -> None:
    handed_over = [unit("v-2", "新村", "qt", until="2020-01-01"), unit("v-2", "新村", "b-bs", since="2020-01-01")]
    held = {"person_id": "p1", "unit_id": "v-2", "role": "director"}
    posts = [{"post_id": "o1", "since": "2018-01-01", **held}, {"post_id": "o2", "since": "2021-01-01", **held}]
    assert column(also(unit=handed_over, post=posts), "post", "org_id") == ["qt", "b-bs"]


def test_a_row_about_a_person_is_answered_for_by_his_branch_of_that_day() -> None:
    moved = [member("p1", "b-bs", until="2026-03-01"), *SOUND["membership"][1:], member("p1", "b-lw", since="2026-03-01")]
    entry = {"roster": "volunteer", "subject_kind": "person", "subject_id": "p1"}
    entries = [{**entry, "since": "2026-01-01", "until": "2026-02-01"}, {**entry, "since": "2026-04-01"}]
    assert column(world(membership=moved, roster_entry=entries), "roster_entry", "org_id") == ["b-bs", "b-lw"]


def test_a_day_before_anything_known_takes_the_oldest_answer() -> None:
    entry = {"roster": "volunteer", "subject_kind": "person", "subject_id": "p1", "since": "2001-01-01"}
    assert column(also(roster_entry=[entry]), "roster_entry", "org_id") == ["b-bs"]


def test_a_person_without_membership_is_answered_for_by_his_post() -> None:
    post = {"post_id": "o1", "person_id": "p9", "unit_id": "v-lw", "role": "director", "since": "2026-01-01"}
    assert column(also(person=[{"person_id": "p9", "name": "苏小河"}], post=[post]), "person", "org_id")[-1] == "b-lw"


def test_a_tie_is_answered_for_by_the_end_that_acts() -> None:
    tie = {
        "tie_id": "x1",
        "kind": "first_secretary",
        "from_kind": "person",
        "from_id": "p1",
        "to_kind": "unit",
        "to_id": "v-lw",
        "since": "2026-01-01",
    }
    assert column(also(tie=[tie]), "tie", "org_id") == ["b-bs"]


def test_money_is_answered_for_by_its_unit_else_by_its_person() -> None:
    money = {"kind": "basic_pay", "flow": "paid", "year": "2026", "amount": "100"}
    funds = [{"fund_id": "f1", "unit_id": "v-lw", "person_id": "p1", **money}, {"fund_id": "f2", "person_id": "p1", **money}]
    assert column(also(fund_entry=funds), "fund_entry", "org_id") == ["b-lw", "b-bs"]


def test_a_venue_and_what_was_checked_there_belong_to_its_units_organisation() -> None:
    venue = {"venue_id": "c1", "kind": "village_activity_place", "unit_id": "v-lw"}
    answer = {
        "subject_kind": "venue",
        "subject_id": "c1",
        "checklist": "village_twelve",
        "item": "flag",
        "answer": "yes",
        "checked_on": "2026-05-20",
    }
    rows = also(venue=[venue], check_answer=[answer])
    assert column(rows, "venue", "org_id") + column(rows, "check_answer", "org_id") == ["b-lw", "b-lw"]


def test_a_companion_belongs_to_the_organisation_of_its_case() -> None:
    case = {"case_id": "k1", "kind": "rectification", "org_id": "b-bs", "state": "found", "opened_on": "2026-01-01"}
    rows = also(case=[case], case_rectification=[{"case_id": "k1", "source_kind": "self_check"}])
    assert column(rows, "case_rectification", "org_id") == ["b-bs"]
    assert column(rows, "case_rectification", "n_return") == [0]


# ---------------------------------------------------------------- known on a day
def late() -> Facts:
    return facts(
        also(
            organization=[organization("b-2", "新支部", recorded_at="2026-05-01")],
            placement=[{"org_id": "b-2", "parent_id": "qt", "since": "2015-01-01", "recorded_at": "2026-05-01T23:59:59"}],
        )
    )


def test_rows_recorded_later_are_not_known() -> None:
    assert late().known_on(date(2026, 4, 30)).tables["organization"].num_rows == 4
    assert late().known_on(date(2026, 4, 30)).tables["placement"].num_rows == 4


def test_rows_recorded_on_the_day_are_known_to_its_last_second() -> None:
    assert late().known_on(date(2026, 5, 1)).tables["placement"].num_rows == 5


def test_what_is_known_keeps_the_name_of_the_facts() -> None:
    facts_now = late()
    assert facts_now.known_on(date(2026, 4, 30)).hash == facts_now.hash
