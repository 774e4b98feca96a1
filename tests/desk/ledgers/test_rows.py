"""登记、更正、写明结束、撤回 of one row, and undoing it: what is refused, at which column, in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import ChangedMeanwhile, add_row, correct_row, end_row, record_activity, undo, withdraw_row
from gangju.desk.ledgers.actions.activities import Happening, amend_activity
from gangju.desk.ledgers.models import (
    Activity,
    CheckAnswer,
    FundEntry,
    Membership,
    Observation,
    Organization,
    Person,
    Post,
    RosterEntry,
    Tie,
    Unit,
    UnitVersion,
    Venue,
)
from tests.desk import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
STAFF = {"metric": "staff", "since": date(2026, 1, 1), "value": 1200}


def secretary(branch: str = "b1") -> Scope:
    return world.scope(Role.BRANCH_SECRETARY, branch)


def commissioner(town: str = "t1") -> Scope:
    return world.scope(Role.TOWN_COMMISSIONER, town)


def unit(branch: str) -> int:
    return Unit.objects.get(code=f"u-{branch}").pk


def person(code: str) -> int:
    return Person.objects.get(code=code).pk


def staff(scope: Scope, branch: str = "b1", **others: Any) -> Any:
    return add_row(scope, "observation", {**STAFF, "subject": ("unit", unit(branch)), **others}).row


def refused(call: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as wrong:
        call()
    found: dict[str, list[str]] = wrong.value.message_dict if hasattr(wrong.value, "error_dict") else {"": wrong.value.messages}
    return found


def last() -> Entry:
    entry = Entry.objects.filter(deed__startswith="row.").order_by("-pk").first()
    assert entry is not None
    return entry


def test_a_row_is_added_with_its_organisation_and_journalled() -> None:
    row = staff(secretary())
    assert (row.org.code, row.value, row.entered_by) == ("b1", 1200, None)
    entry = last()
    assert (entry.deed, entry.org_code, entry.subject) == ("row.add", "b1", f"observation#{row.pk}")
    assert entry.after is not None
    assert entry.after["row"]["value"] == 1200


def test_a_row_with_a_public_code_gets_one() -> None:
    row: Any = add_row(
        secretary(), "fund_entry", {"kind": "basic_pay", "flow": "paid", "year": 2026, "amount": 90000, "unit": unit("b1")}
    ).row
    assert row.code.startswith("f-")
    assert last().subject == f"fund_entry#{row.pk}"


def test_a_unit_is_founded_with_its_first_version() -> None:
    said = {"name": "新建合作社", "kind": "private_firm", "since": date(2026, 5, 1), "org": world.org("b1").pk}
    row: Any = add_row(secretary(), "unit", said).row
    assert Unit.objects.get(pk=row.unit_id).code.startswith("u-")
    assert last().subject == f"unit#{row.pk}"


def test_what_the_commissioner_enters_for_a_branch_is_marked() -> None:
    assert staff(commissioner()).entered_by.code == "t1"
    assert staff(world.scope(Role.COUNTY_OFFICER, "yl"), "b2").entered_by.code == "yl"


def test_what_is_entered_for_an_organisation_that_is_no_branch_is_not_marked() -> None:
    assert staff(commissioner(), "t1").entered_by is None


def test_an_activity_entered_from_above_is_marked_with_all_who_were_there() -> None:
    said = Happening("training", date(2026, 6, 1), present=world.persons_of("b1"))
    activity = record_activity(commissioner(), world.org("b1"), said).activity
    assert activity.entered_by == world.org("t1")
    assert {row.entered_by for row in activity.participations.all()} == {world.org("t1")}
    assert record_activity(secretary(), world.org("b1"), said).activity.entered_by is None


def test_absent_and_forbidden_references_are_answered_alike() -> None:
    outside = refused(lambda: staff(secretary(), "b3"))
    absent = refused(lambda: add_row(secretary(), "observation", {**STAFF, "subject": ("unit", 10**9)}))
    assert outside["subject"][0] == absent["subject"][0] == "没有找到，请从列表中重选"


def test_rows_outside_the_grant_are_neither_corrected_nor_withdrawn() -> None:
    row = staff(secretary())
    deeds: list[Callable[[], Any]] = [
        lambda: correct_row(secretary("b2"), "observation", row.pk, {"value": 1300}),
        lambda: end_row(secretary("b2"), "observation", row.pk, date(2026, 6, 1)),
        lambda: withdraw_row(secretary("b2"), "observation", row.pk, "记错"),
        lambda: correct_row(secretary(), "observation", 10**9, {"value": 1300}),
    ]
    for deed in deeds:
        with pytest.raises(Denied):
            deed()


def test_who_may_only_read_writes_nothing() -> None:
    with pytest.raises((Denied, ValidationError)):
        staff(world.scope(Role.INSPECTOR, "t1"))
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("ledger", "said", "column", "words"),
    [
        ("observation", {"metric": "nonsense"}, "metric", "不在代码表"),
        ("observation", {"value": 1250}, "value", "应是整数"),
        ("observation", {"source": "机密★3年 某文件"}, "source", "密级标志"),
        ("observation", {"until": date(2025, 1, 1)}, "until", "必须晚于"),
        ("observation", {"since": None}, "since", "没有填"),
        ("roster_entry", {"roster": "keeps", "category": "activity.training"}, "roster", "按程序办理"),
        ("roster_entry", {"roster": "exempt"}, "category", "缘由"),
        ("roster_entry", {"roster": "weak_village", "category": "胡写"}, "category", "不是这里的类别"),
        ("check_answer", {"item": "nonsense"}, "item", "不是这张检查表的检查项"),
        ("check_answer", {"item": "area_over_200"}, "item", "不用作答"),
        ("check_answer", {"checked_on": date(2026, 7, 1)}, "checked_on", "还没有到"),
        ("fund_entry", {"year": 26}, "year", "四位数字"),
        ("fund_entry", {"unit": None}, "org", "至少要选一项"),
        ("tie", {"kind": "successor"}, "kind", "沿革"),
        ("score", {"period": "去年"}, "period", "2026Q3"),
        ("score", {"grade": ""}, "points", "至少要填一项"),
        ("task", {"state": "done"}, "done_on", "完成日期"),
        ("venue", {"area_m2": -1}, "area_m2", "小于 0"),
        ("unit", {"region": "12"}, "region", "区划代码"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_column(ledger: str, said: dict[str, Any], column: str, words: str) -> None:
    found = refused(lambda: add_row(secretary(), ledger, {**sound()[ledger], **said}))
    assert words in "；".join(found.get(column, [])), found


def sound() -> dict[str, dict[str, Any]]:
    """One right row a ledger."""
    home, day = world.org("b1").pk, date(2026, 3, 1)
    return {
        "observation": {**STAFF, "subject": ("unit", unit("b1"))},
        "roster_entry": {"roster": "weak_village", "subject": ("unit", unit("b1")), "since": day},
        "check_answer": {
            "checklist": "village_twelve", "item": "flag", "answer": "yes", "checked_on": day,
            "subject": ("venue", Venue.objects.get(code="b1-v").pk),
        },
        "fund_entry": {"kind": "basic_pay", "flow": "paid", "year": 2026, "amount": 100, "unit": unit("b1")},
        "tie": {"kind": "liaison_point", "from": ("person", person("b1-p1")), "to": ("unit", unit("b1")), "since": day},
        "score": {
            "subject": ("organization", home), "scheme": "star_rating", "period": "2025", "grade": "5", "source": "imported",
            "published_on": day,
        },
        "task": {"plan": "yl-2026", "clause": "3", "org": home, "duty": "lead", "state": "open"},
        "venue": {"kind": "village_activity_place", "unit": unit("b1"), "area_m2": 100},
        "unit": {"name": "合作社", "kind": "private_firm", "since": day, "org": home},
    }  # fmt: skip


@pytest.mark.parametrize("ledger", ["observation", "roster_entry", "check_answer", "fund_entry", "tie", "score", "task", "venue", "unit"])
def test_the_right_row_of_each_ledger_is_taken(ledger: str) -> None:
    row = add_row(secretary(), ledger, sound()[ledger]).row
    assert row.pk


def test_two_values_of_one_day_are_refused_with_the_days_of_the_other() -> None:
    staff(secretary())
    found = refused(lambda: staff(secretary(), since=date(2026, 4, 1)))
    assert "2026-01-01 起一直有效" in found["since"][0]


def test_a_correction_keeps_what_was_before() -> None:
    row = staff(secretary())
    correct_row(secretary(), "observation", row.pk, {"value": 1300})
    entry = last()
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["row"]["value"], entry.after["row"]["value"]) == (1200, 1300)
    assert Observation.objects.get(pk=row.pk).value == 1300


def test_a_correction_that_says_the_same_is_no_deed() -> None:
    row = staff(secretary())
    before = last().pk
    assert correct_row(secretary(), "observation", row.pk, {"value": 1200, "source": ""}).entry is None
    assert last().pk == before


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten() -> None:
    row = staff(secretary())
    correct_row(commissioner(), "observation", row.pk, {"value": 1300}, seen={"value": 1200})
    with pytest.raises(ChangedMeanwhile) as stopped:
        correct_row(secretary(), "observation", row.pk, {"value": 1400, "source": "年报"}, seen={"value": 1200, "source": ""})
    clash = stopped.value.clashes[0]
    assert (clash.column, clash.now, clash.mine) == ("value", 1300, 1400)
    assert stopped.value.entry is not None
    assert stopped.value.entry.user_name == commissioner().actor.name
    assert Observation.objects.get(pk=row.pk).source == ""


def test_a_column_the_viewer_left_alone_keeps_what_somebody_else_wrote() -> None:
    row = staff(secretary())
    correct_row(commissioner(), "observation", row.pk, {"value": 1300})
    correct_row(secretary(), "observation", row.pk, {"value": 1200, "source": "年报"}, seen={"value": 1200, "source": ""})
    kept = Observation.objects.get(pk=row.pk)
    assert (kept.value, kept.source) == (1300, "年报")


def test_a_member_is_moved_by_no_correction() -> None:
    spell = Membership.objects.get(person__code="b1-p1").pk
    found = refused(lambda: correct_row(commissioner(), "membership", spell, {"org": world.org("b2").pk}))
    assert "按程序办理" in found["org"][0]
    correct_row(secretary(), "membership", spell, {"admitted_on": date(2015, 7, 1)})
    assert Membership.objects.get(pk=spell).admitted_on == date(2015, 7, 1)
    assert "按程序办理" in refused(lambda: withdraw_row(secretary(), "membership", spell, "记错"))[""][0]


def test_an_interval_ends_on_a_day() -> None:
    row = staff(secretary())
    end_row(secretary(), "observation", row.pk, date(2026, 6, 1))
    assert (last().deed, Observation.objects.get(pk=row.pk).until) == ("row.end", date(2026, 6, 1))
    staff(secretary(), since=date(2026, 6, 1), value=1100)
    assert "已经在 2026-06-01 结束" in refused(lambda: end_row(secretary(), "observation", row.pk, date(2026, 6, 2)))["until"][0]


def test_a_row_is_withdrawn_with_a_reason_and_stays_in_the_journal() -> None:
    row = staff(secretary())
    assert "理由" in refused(lambda: withdraw_row(secretary(), "observation", row.pk, " "))["reason"][0]
    withdraw_row(secretary(), "observation", row.pk, "重复登记")
    assert not Observation.objects.exists()
    assert last().before is not None
    assert last().reason == "重复登记"


def test_what_others_refer_to_is_not_withdrawn() -> None:
    venue = Venue.objects.get(code="b1-v")
    add_row(secretary(), "check_answer", sound()["check_answer"])
    assert "1 条核查结论" in refused(lambda: withdraw_row(secretary(), "venue", venue.pk, "记错"))[""][0]


def test_granted_lists_are_neither_corrected_nor_withdrawn_here() -> None:
    kept = RosterEntry.objects.get(roster="keeps", org=world.org("b1"))
    assert "别的程序" in refused(lambda: withdraw_row(secretary(), "roster_entry", kept.pk, "记错"))["roster"][0]
    assert "别的程序" in refused(lambda: end_row(secretary(), "roster_entry", kept.pk, date(2026, 6, 1)))["roster"][0]


# ---------------------------------------------------------------- undo
def state() -> list[Any]:
    models: list[Any] = [Observation, UnitVersion, Unit, FundEntry, Tie, CheckAnswer, Post, Activity]
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("ledger", ["observation", "fund_entry", "tie", "check_answer", "unit"])
def test_undoing_an_addition_leaves_nothing(ledger: str) -> None:
    before = state()
    undo(secretary(), add_row(secretary(), ledger, sound()[ledger]).entry)  # type: ignore[arg-type]
    assert state() == before


@pytest.mark.parametrize("ledger", ["observation", "fund_entry", "tie", "check_answer", "unit"])
def test_undoing_a_withdrawal_writes_the_row_back_as_it_was(ledger: str) -> None:
    row = add_row(secretary(), ledger, sound()[ledger]).row
    before = state()
    undo(secretary(), withdraw_row(secretary(), ledger, row.pk, "记错").entry)  # type: ignore[arg-type]
    assert state() == before


def test_undoing_a_correction_and_an_end_puts_the_old_values_back() -> None:
    row = staff(secretary())
    before = state()
    corrected = correct_row(secretary(), "observation", row.pk, {"value": 1300, "until": date(2026, 5, 1)}).entry
    assert corrected is not None
    undo(secretary(), corrected)
    assert state() == before


def test_undoing_the_amendment_of_an_activity_brings_everybody_back() -> None:
    activity = Activity.objects.get(code="b1-a")
    present = [list(activity.participations.order_by("person").values_list("person", "attended", "hours")), activity.topic]
    said = Happening("training", date(2026, 3, 19), present=["b1-p2"], topic="改过的")
    undo(secretary(), amend_activity(secretary(), activity, said).entry)
    activity = Activity.objects.get(code="b1-a")
    assert [list(activity.participations.order_by("person").values_list("person", "attended", "hours")), activity.topic] == present


def test_what_stands_on_a_deed_keeps_it_from_being_undone() -> None:
    row = staff(secretary())
    first = last()
    correct_row(commissioner(), "observation", row.pk, {"value": 1300})
    assert "又改动了它" in refused(lambda: undo(secretary(), first))[""][0]
    undo(commissioner(), last())
    assert "又改动了它" in refused(lambda: undo(secretary(), first))[""][0]


def test_what_went_past_the_deeds_keeps_it_from_being_undone_too() -> None:
    row = staff(secretary())
    Observation.objects.filter(pk=row.pk).update(value=1)
    assert "更正" in refused(lambda: undo(secretary(), last()))[""][0]


def test_a_deed_is_undone_once() -> None:
    staff(secretary())
    entry = last()
    undo(secretary(), entry)
    assert refused(lambda: undo(secretary(), entry))[""] == ["这一步已经撤销过了"]


def test_it_is_undone_by_the_same_person_or_one_above_and_nobody_else() -> None:
    staff(commissioner())
    by_town = last()
    assert "请由本人或上级撤销" in refused(lambda: undo(secretary(), by_town))[""][0]
    with pytest.raises(Denied):
        undo(secretary("b2"), by_town)
    undo(world.scope(Role.COUNTY_OFFICER, "yl"), by_town)
    staff(secretary())
    undo(commissioner("g1"), last())
    assert not Observation.objects.exists()


def test_it_is_undone_on_the_same_day_only(monkeypatch: pytest.MonkeyPatch) -> None:
    staff(secretary())
    entry = last()
    tomorrow = Scope(secretary().user, date(2026, 7, 1))
    assert "撤销只限当天" in refused(lambda: undo(tomorrow, entry))[""][0]


def test_a_row_taken_back_frees_its_place_and_the_place_may_be_taken() -> None:
    row = staff(secretary())
    withdrawn = withdraw_row(secretary(), "observation", row.pk, "记错").entry
    assert withdrawn is not None
    staff(secretary(), value=1500)
    assert "冲突" in refused(lambda: undo(secretary(), withdrawn))[""][0]
    assert Organization.objects.exists()
