"""What an expression may also ask: days covered together, the answer of a checklist, ledgers that must be kept, days over all versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.catalogue import load_catalogue
from gangju.engine.explain import explain
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, facts_of, judged, pack_of, unit

DAY = "2028-01-01"
SECRETARIES = {"form": "threshold", "each": "person", "where": "post.role = 'secretary'", "unit": "天"}
TENURE = "covered_days(post_history.since, post_history.until) filter (where post_history.role = 'secretary')"


def person(name: str) -> dict[str, str | None]:
    return {"person_id": name, "name": name, "org_id": "top"}


def posts(*spans: tuple[str, str | None]) -> Rows:
    held = [
        {"post_id": f"职{number}", "person_id": "张", "org_id": "top", "role": "secretary", "since": since, "until": until}
        for number, (since, until) in enumerate(spans)
    ]
    return {"person": [person("张")], "post": held}


def found(row: dict[str, Any]) -> tuple[str, Any, Any]:
    return row["verdict"], row["value"], row["note"]


# ---------------------------------------------------------------- days covered together
@pytest.mark.row("001-51")
@pytest.mark.parametrize(("since", "days", "verdict"), [("2020-01-01", 2922, "pass"), ("2020-01-02", 2921, "fail")])
def test_eight_years_in_office_are_so_many_days(tmp_path: Path, since: str, days: int, verdict: str) -> None:
    pack = pack_of(tmp_path, {**SECRETARIES, "value": TENURE, "require": "value >= 2922"})
    assert found(judged(pack, posts((since, None)), DAY)["张"]) == (verdict, days, None)


def test_terms_that_overlap_count_once_and_broken_ones_together(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**SECRETARIES, "value": TENURE, "require": "value >= 1"})
    rows = posts(("2027-01-01", "2027-01-11"), ("2027-01-06", "2027-01-16"), ("2027-12-30", None))
    assert judged(pack, rows, DAY)["张"]["value"] == 17
    told = explain(pack, facts_of(pack, rows), date.fromisoformat(DAY), "it", "张")
    assert [int(row.amount) for row in told.rows] == [10, 5, 2]
    assert told.formula == "历来党组织书记合计的天数(重叠的日子只计一次),不少于1天"


@pytest.mark.row("004-132")
def test_days_of_events_count_from_the_first_to_the_last(tmp_path: Path) -> None:
    meant = "activity.kind = 'grassroots_research' and participation.attended"
    value = f"covered_days(activity.started_at, activity.ended_at) filter (where {meant})"
    pack = pack_of(tmp_path, {**SECRETARIES, "period": "year", "value": value, "require": "value >= 5"})
    stays = [("2027-03-01", "2027-03-03"), ("2027-03-03", "2027-03-04"), ("2027-05-01", None)]
    events = [
        {"activity_id": f"访{number}", "kind": "grassroots_research", "org_id": "top", "started_at": since, "ended_at": until}
        for number, (since, until) in enumerate(stays)
    ]
    there = [{"activity_id": row["activity_id"], "person_id": "张"} for row in events]
    keeps = {
        "roster": "keeps",
        "subject_kind": "organization",
        "subject_id": "top",
        "since": "2020-01-01",
        "category": "activity.grassroots_research",
    }
    rows: Rows = {**posts(("2020-01-01", None)), "activity": events, "participation": there, "roster_entry": [keeps]}
    assert found(judged(pack, rows, "2028-02-01", "2027")["张"]) == ("pass", 5, None)


def test_covered_days_takes_two_columns_of_one_kind(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="起、止两个日期列"):
        pack_of(tmp_path, {**SECRETARIES, "value": "covered_days(post_history.since)", "require": "value >= 1"})


# ---------------------------------------------------------------- answers of a checklist
AGENCY = {"form": "threshold", "each": "unit", "where": "unit.kind = 'agency'", "unit": "项"}


def checked(*answers: tuple[str, str]) -> Rows:
    rows = [
        {
            "subject_kind": "unit",
            "subject_id": "机关",
            "checklist": "earmarked_fund",
            "item": item,
            "answer": answer,
            "checked_on": "2027-05-01",
        }
        for item, answer in answers
    ]
    return {"unit": [unit("机关", "agency")], "check_answer": rows}


def items() -> list[str]:
    return [item.code for item in load_catalogue().checklists["earmarked_fund"].items]


def test_a_whole_list_is_yes_no_or_unknown(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**AGENCY, "value": "checklist('earmarked_fund') = 'yes'", "require": "value = 1"})
    all_yes = [(item, "yes") for item in items()]
    assert found(judged(pack, checked(*all_yes), DAY)["机关"])[0] == "pass"
    assert found(judged(pack, checked(*all_yes[:-1], (items()[-1], "no")), DAY)["机关"])[0] == "fail"
    assert found(judged(pack, checked(), DAY)["机关"]) == ("unknown", None, "missing:check_answer")


@pytest.mark.parametrize(("answer", "verdict"), [("yes", "pass"), ("no", "fail"), ("na", "unknown")])
def test_one_item_may_be_asked(tmp_path: Path, answer: str, verdict: str) -> None:
    item = items()[0]
    pack = pack_of(tmp_path, {**AGENCY, "value": f"checklist('earmarked_fund', '{item}') = 'yes'", "require": "value = 1"})
    assert judged(pack, checked((item, answer)), DAY)["机关"]["verdict"] == verdict


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("checklist('earmarked_founds')", "没有登记过清单"),
        ("checklist('earmarked_fund', 'colour')", "没有可以问的项“colour”"),
        ("checklist('brand_five')", "不是查 unit 的"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        pack_of(tmp_path, {**AGENCY, "value": f"{text} = 'yes'", "require": "value = 1"})


# ---------------------------------------------------------------- exists over ledgers that must be kept
ELECTED = "exists (select 1 from case as e where e.kind = 'election' and e.org_id = organization.org_id and in_period(e.opened_on))"
BRANCHES = {
    "form": "threshold",
    "each": "organization",
    "unit": "人",
    "period": "year",
    "value": "count(post.post_id)",
    "require": "value >= 0",
}


def election(*, kept: bool, opened: str | None = None) -> Rows:
    keeps = {"roster": "keeps", "subject_kind": "organization", "subject_id": "top", "since": "2020-01-01", "category": "case.election"}
    case = {"case_id": "选", "kind": "election", "org_id": "top", "state": "due", "opened_on": opened}
    return {"roster_entry": [keeps] if kept else [], "case": [case] if opened else []}


@pytest.mark.row("004-14")
def test_no_row_means_no_only_where_the_ledger_is_kept(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**BRANCHES, "where": ELECTED})
    assert judged(pack, election(kept=True), "2027-12-31") == {}
    unsure = judged(pack, election(kept=False), "2027-12-31")["top"]
    assert (unsure["verdict"], unsure["note"]) == ("unknown", "unkept:case.election")
    assert judged(pack, election(kept=False, opened="2027-05-01"), "2027-12-31")["top"]["verdict"] == "pass"


def test_what_may_still_come_while_the_window_runs_is_open(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**BRANCHES, "where": "organization.level = 'county'", "value": ELECTED, "require": "value = 1"})
    running, closed = (judged(pack, election(kept=True), day, "2027")["top"]["verdict"] for day in ("2027-12-31", "2028-02-01"))
    assert (running, closed) == ("pending", "fail")
    assert judged(pack, election(kept=True, opened="2027-05-01"), "2027-12-31")["top"]["verdict"] == "pass"


def test_a_ledger_looked_for_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有写明数哪几种事项"):
        pack_of(tmp_path, {**BRANCHES, "where": "exists (select 1 from case as e where e.org_id = organization.org_id)"})


# ---------------------------------------------------------------- days over all versions
def test_the_day_of_founding_is_that_of_the_first_version(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**BRANCHES, "where": "organization.kind = 'branch' and in_period(organization.founded_on)"})
    branch: dict[str, str | None] = {"org_id": "支部", "name": "支部", "kind": "branch", "domain": "rural", "level": "village"}
    versions = [{**branch, "since": "2027-02-01", "until": "2028-03-01"}, {**branch, "since": "2028-03-01", "until": None}]
    rows: Rows = {"organization": versions, "placement": [{"org_id": "支部", "parent_id": "top", "since": "2027-02-01"}]}
    assert list(judged(pack, rows, "2027-12-31")) == ["支部"]
    assert list(judged(pack, rows, "2028-12-31")) == []


# ---------------------------------------------------------------- others at the same place
PAID = "sum(fund_entry.amount) filter (where fund_entry.kind = 'basic_pay' and fund_entry.flow = 'paid')"
DEPUTIES = {
    "form": "threshold",
    "each": "post",
    "period": "year",
    "where": "post.role = 'deputy_secretary'",
    "value": PAID,
    "require": f"value >= 9/10 * highest({PAID}, post.role in ('secretary','director'))",
    "unit": "元",
}


def paid(**amounts: str) -> Rows:
    roles = {"书记": "secretary", "主任": "director", "副职": "deputy_secretary"}
    held = [
        {"post_id": who, "person_id": who, "unit_id": "甲村", "org_id": "top", "role": roles[who], "since": "2020-01-01"} for who in amounts
    ]
    money = {"kind": "basic_pay", "flow": "paid", "unit_id": "甲村", "org_id": "top", "year": "2027", "dated_on": "2027-06-30"}
    entries = [{**money, "fund_id": who, "person_id": who, "amount": amount} for who, amount in amounts.items()]
    keeps = {
        "roster": "keeps",
        "subject_kind": "organization",
        "subject_id": "top",
        "since": "2020-01-01",
        "category": "fund_entry.basic_pay",
    }
    people = [person(who) for who in amounts]
    village = unit("甲村", "village")
    return {"unit": [village], "person": people, "post": held, "fund_entry": entries, "roster_entry": [keeps]}


@pytest.mark.row("003-101", "003-109", "003-110")
@pytest.mark.parametrize(("amount", "verdict"), [("36000", "pass"), ("35999.99", "fail")])
def test_a_deputy_has_nine_tenths_of_the_better_paid_chief(tmp_path: Path, amount: str, verdict: str) -> None:
    pack = pack_of(tmp_path, DEPUTIES)
    row = judged(pack, paid(书记="38000", 主任="40000", 副职=amount), "2028-02-01", "2027")["副职"]
    assert (row["verdict"], row["target"]) == (verdict, 36000)


def test_without_a_chief_the_bound_is_unknown(tmp_path: Path) -> None:
    row = judged(pack_of(tmp_path, DEPUTIES), paid(副职="1"), "2028-02-01", "2027")["副职"]
    assert (row["verdict"], row["target"], row["note"]) == ("unknown", None, "missing:post")


def test_why_names_whose_pay_is_the_measure(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, DEPUTIES)
    told = explain(pack, facts_of(pack, paid(书记="40000", 副职="36000")), date(2028, 2, 1), "it", "副职", period="2027")
    assert "同一单位里职务为党组织书记、村(居)委会主任的人中最高的本期内" in told.formula
