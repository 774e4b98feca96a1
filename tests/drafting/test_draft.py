"""A plan in ordinary words becomes standards that load; what it does not say is asked, never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gangju.drafting import Draft, Item, Resolution, check_item, draft, pack_files, revise
from gangju.engine.catalogue import load_catalogue
from gangju.engine.facts import facts_from_rows
from gangju.engine.load import load_pack
from gangju.engine.model import Catalogue, Pack
from gangju.engine.run import evaluate
from gangju.reader import read_text

PLAN = """中共清溪县委组织部
关于印发《清溪县2026年基层党建工作要点》的通知
清组发〔2026〕3号

一、教育培训
农村党员年参训时长不少于24学时,年老体弱的不作要求。村党组织书记每年参加集中轮训不少于40学时。

二、组织生活
支部每季度至少召开一次党员大会,每月召开一次支委会。

三、场所保障
社区服务场所面积达到500平方米以上,其中1000平方米以上的不少于20%。每个支部每年党员活动经费不低于2000元。
(牵头单位:县委组织部;责任单位:县财政局、各镇党委)
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def plan(catalogue: Catalogue) -> Draft:
    return draft(read_text(PLAN), catalogue)


def standards(found: Draft) -> list[Item]:
    return [item for item in found.items if item.kind == "standard"]


def the(found: Draft, name: str) -> Item:
    return next(item for item in standards(found) if item.body["id"] == name)


def whole(found: Draft, folder: Path) -> Pack:
    kept = [item for item in found.items if item.kind in ("standard", "task") and not item.lacking]
    for name, text in pack_files(found, kept, id="qingxi-2026", title="清溪县要点", since="2026-01-01", until="2027-01-01").items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load_pack(folder)


def test_every_demand_of_a_plain_plan_loads_as_it_stands(plan: Draft) -> None:
    assert [item.lacking for item in standards(plan)] == [()] * 7


def test_hours_are_asked_of_the_members_of_the_domain(plan: Draft) -> None:
    item = the(plan, "rural-member-hours")
    assert item.body["form"] == "threshold"
    assert item.body["where"] == "membership.kind in ('full','probationary') and membership.organization.domain = 'rural'"
    assert item.params[0] == {
        "id": "rural_member_hours",
        "title": "农村党员学时",
        "unit": "学时",
        "clause": ["一"],
        "values": [{"value": 24}],
    }


def test_whom_the_text_frees_is_exempt(plan: Draft) -> None:
    assert the(plan, "rural-member-hours").body["exempt"] == ["infirm"]


def test_meetings_are_a_rhythm_of_branches(plan: Draft) -> None:
    item = the(plan, "members-meeting")
    assert (item.body["form"], item.body["each"], item.body["window"], item.body["at_least"]) == ("rhythm", "organization", "quarter", 1)


def test_a_share_of_places_takes_both_numbers_as_parameters(plan: Draft) -> None:
    item = the(plan, "big-community-share")
    assert item.body["roll_up"] == [{"kind": "share", "op": ">=", "value": "param('big_community_share')", "at": "county"}]
    assert [entry["values"][0]["value"] for entry in item.params] == [1000, "1/5"]


def test_units_that_are_named_are_charged(plan: Draft) -> None:
    (task,) = [item for item in plan.items if item.kind == "task"]
    assert task.body["lead"] == "县委组织部"
    assert task.body["responsible"] == ["县财政局", "各镇党委"]
    assert task.body["assign_to"] == "organization.level = 'township'"


def test_the_accepted_draft_is_a_pack_that_evaluates(plan: Draft, tmp_path: Path) -> None:
    pack = whole(plan, tmp_path)
    results = evaluate([pack], facts_from_rows({}, pack.catalogue), date(2026, 6, 30))
    assert results.as_json()["packs"][0]["id"] == "qingxi-2026"


def test_what_is_not_kept_anywhere_is_named_and_not_guessed(catalogue: Catalogue) -> None:
    (item,) = standards(draft(read_text("一、活动\n每个支部每季度开展一次观星比赛。"), catalogue))
    assert "观星比赛" in item.lacking[0]


def test_a_doubtful_figure_gives_no_standard_until_somebody_settles_it(catalogue: Catalogue) -> None:
    document = read_text("一、人员\n机关:按机关工作人员总数的1%2%配备机关专职党务工作人员。")
    (doubt,) = [item for item in draft(document, catalogue).items if item.kind == "doubt"]
    assert standards(draft(document, catalogue)) == []
    settled = draft(document, catalogue, resolved=[Resolution(doubt.start, doubt.end, "1%至2%", "王立")])
    (item,) = standards(settled)
    assert item.body["form"] == "band"
    assert item.resolved_by == "王立"
    assert document.text[item.start : item.end] == "1%2%"


def test_a_body_that_was_spoilt_is_refused_in_words(plan: Draft, catalogue: Catalogue) -> None:
    item = the(plan, "members-meeting")
    (problem,) = check_item(replace(item, body={**item.body, "window": "fortnight"}), catalogue)
    assert "window" in problem.key
    assert check_item(item, catalogue) == ()


def test_a_revised_text_keeps_what_stayed_and_pairs_what_changed(plan: Draft, catalogue: Catalogue) -> None:
    later = draft(read_text(PLAN.replace("不少于24学时", "不少于32学时").replace(",每月召开一次支委会", "")), catalogue)
    found = revise(plan, later)
    assert (the(plan, "rural-member-hours").id, the(later, "rural-member-hours").id) in found.changed
    assert the(plan, "committee-meeting").id in found.gone
    assert the(plan, "big-community-share").id in dict(found.survived)
    assert found.new == ()
