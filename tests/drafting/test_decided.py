"""What was decided becomes the files of a pack: corrections, rejections, settled doubts, parameters put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.drafting import Draft, decided, draft, load_decisions, pack_files, resolutions
from gangju.engine.catalogue import load_catalogue
from gangju.engine.load import load_pack
from gangju.engine.model import Catalogue, Pack
from gangju.engine.problem import BadInput
from gangju.reader import Document, read_text

PLAN = """中共清溪县委组织部
清溪县2026年基层党建工作要点

一、学习
农村党员年参训时长不少于24学时。社区党员年参训时长不少于28学时。

二、场所
社区服务场所面积达到450平方米以上。县财政于2026630日前拨付建设资金。(牵头单位:县财政局;责任单位:各镇党委)

三、评比
村委会按时开会。
"""
DECISIONS = """
resolved: [{about: 2026630日, words: 2026年6月30日, by: 王立}]
plan: {number: 清组发〔2026〕3号}
items:
  - kind: standard
    clause: 一
    about: 24学时
    set: {require: "value >= param('member_hours')"}
    params: [{id: member_hours, title: 党员学时, unit: 学时, clause: [一], by: domain, values: [{domain: rural, value: 24}]}]
  - kind: standard
    clause: 一
    about: 28学时
    set: {require: "value >= param('member_hours')"}
    params: [{id: member_hours, title: 党员学时, unit: 学时, clause: [一], by: domain, values: [{domain: community, value: 28}]}]
  - {kind: standard, clause: 二, about: 450, reject: true}
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def document() -> Document:
    return read_text(PLAN)


def decisions(folder: Path, text: str = DECISIONS) -> Path:
    (folder / "decisions.yaml").write_text(text, encoding="utf-8")
    return folder / "decisions.yaml"


def packed(document: Document, catalogue: Catalogue, folder: Path) -> Pack:
    said = load_decisions(decisions(folder))
    found, items = decided(draft(document, catalogue, resolved=resolutions(document, said)), said)
    for name, text in pack_files(found, items, id="qingxi", title="要点", since="2026-01-01", until="2027-01-01").items():
        (folder / "pack" / name).parent.mkdir(exist_ok=True)
        (folder / "pack" / name).write_text(text, encoding="utf-8")
    return load_pack(folder / "pack", catalogue)


def test_corrected_items_share_one_parameter_by_domain(document: Document, catalogue: Catalogue, tmp_path: Path) -> None:
    pack = packed(document, catalogue, tmp_path)
    assert [f"{value.domain} {value.value}" for value in pack.params["member_hours"].values] == ["rural 24", "community 28"]


def test_what_was_rejected_is_left_out(document: Document, catalogue: Catalogue, tmp_path: Path) -> None:
    assert [standard.id for standard in packed(document, catalogue, tmp_path).standards] == ["rural-member-hours", "community-member-hours"]


def test_a_settled_day_is_the_day_of_the_task_and_stands_in_the_clause(document: Document, catalogue: Catalogue, tmp_path: Path) -> None:
    plan = packed(document, catalogue, tmp_path).plan
    assert [str(task.due) for task in plan.tasks] == ["2026-06-30"]
    assert "2026年6月30日前拨付" in plan.clauses["二"].text


def test_a_task_whose_day_is_doubtful_is_not_whole(document: Document, catalogue: Catalogue) -> None:
    (task,) = [item for item in draft(document, catalogue).items if item.kind == "task"]
    assert "存疑" in task.lacking[0]


def test_a_decision_about_nothing_is_named_at_its_line(document: Document, catalogue: Catalogue, tmp_path: Path) -> None:
    said = load_decisions(decisions(tmp_path, "items:\n  - {kind: standard, clause: 一, about: 99学时, reject: true}\n"))
    with pytest.raises(BadInput, match="没有哪个条目含有“99学时”"):
        decided(draft(document, catalogue), said)


def test_an_unknown_key_of_a_decision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不认识的键“rejected”"):
        load_decisions(decisions(tmp_path, "items:\n  - {kind: task, clause: 一, about: x, rejected: true}\n"))


def test_values_of_one_name_that_differ_keep_two_names(catalogue: Catalogue) -> None:
    found = draft(
        read_text("清溪县2026年要点\n一、甲\n农村党员年参训时长不少于24学时。\n二、乙\n农村党员年参训时长不少于32学时。"), catalogue
    )
    names = [entry["id"] for item in found.items for entry in item.params]
    assert names[0] == "rural_member_hours"
    assert names[1].startswith("rural_member_hours_")


def test_ids_of_items_never_repeat_and_stay_with_the_wording(document: Document, catalogue: Catalogue) -> None:
    first, again = draft(document, catalogue), draft(read_text(PLAN.replace("\n三、评比", "\n三、检查")), catalogue)
    names = [item.id for item in first.items]
    assert len(names) == len(set(names))
    assert names == [item.id for item in again.items]


def test_a_text_that_nobody_signs_asks_for_its_issuer(catalogue: Catalogue) -> None:
    found = draft(read_text("一、学习\n农村党员年参训时长不少于24学时。"), catalogue)
    assert "issuer" not in found.plan
    assert "in_force" not in found.plan


def test_the_tree_of_clauses_follows_headings_and_lead_ins(catalogue: Catalogue) -> None:
    found: Draft = draft(
        read_text("一、保障\n(一)经费\n在农村:每村每年办公经费不低于3万元。\n在城市:每个社区每年办公经费不低于5万元。"), catalogue
    )
    (top,) = [clause for clause in found.plan["clauses"] if clause["number"] == "一"]
    assert [child["number"] for child in top["children"][0]["children"]] == ["一(一)在农村", "一(一)在城市"]
    assert [item.clause for item in found.items] == ["一(一)在农村", "一(一)在城市"]
