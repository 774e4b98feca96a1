"""Folders of codes and kinds: merged in order, written out whole, told where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.model import Catalogue
from gangju.engine.problem import BadInput, Problem

TRAINING = (SHIPPED / "activity.training.yaml").read_text(encoding="utf-8")
STAFF = (SHIPPED / "metric.staff.yaml").read_text(encoding="utf-8")
TWELVE = (SHIPPED / "checklist.village_twelve.yaml").read_text(encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def load(own: Path) -> Catalogue:
    return load_catalogue(SHIPPED, own)


def only(own: Path) -> Problem:
    with pytest.raises(BadInput) as bad:
        load(own)
    (problem,) = bad.value.problems
    return problem


# ---------------------------------------------------------------- merging
def test_a_later_folder_adds_codes(own: Path) -> None:
    write(own, "lists.yaml", "activity.kind: {flag_raising: 升国旗}\n")
    codes = load(own).lists["activity.kind"]
    assert (codes["flag_raising"], codes["training"]) == ("升国旗", "培训")


def test_a_later_folder_may_repeat_a_code_with_its_name(own: Path) -> None:
    write(own, "lists.yaml", "activity.kind: {training: 培训}\n")
    assert load(own).lists["activity.kind"]["training"] == "培训"


def test_a_code_keeps_the_name_it_was_given_first(own: Path) -> None:
    write(own, "lists.yaml", "activity.kind:\n  training: 训练\n")
    problem = only(own)
    assert (problem.file, problem.line, problem.key) == ("catalogue/lists.yaml", 2, "activity.kind.training")
    assert problem.message == "代码“training”在别处叫“培训”,这里叫“训练”"
    assert problem.remedy == "同一代码只能有一个名称,请沿用原名或另取代码"


def test_a_kind_brings_its_own_code(own: Path) -> None:
    write(
        own, "activity.flag_raising.yaml", TRAINING.replace("code: training", "code: flag_raising").replace("label: 培训", "label: 升国旗")
    )
    catalogue = load(own)
    assert catalogue.lists["activity.kind"]["flag_raising"] == "升国旗"
    assert catalogue.kinds["activity.flag_raising"].owner_role == "sec"


def test_a_metric_a_checklist_and_a_roster_bring_theirs(own: Path) -> None:
    write(own, "metric.seats.yaml", STAFF.replace("code: staff", "code: seats").replace("从业(工作)人员数", "座位数"))
    write(own, "checklist.six.yaml", TWELVE.replace("code: village_twelve", "code: six").replace("村级场所十二项", "六项"))
    catalogue = load(own)
    assert catalogue.metrics["seats"].whole
    assert catalogue.lists["observation.metric"]["seats"] == "座位数"
    assert catalogue.lists["check_answer.checklist"]["six"] == "六项"


def test_a_county_may_word_a_shipped_kind_in_its_own_way(own: Path) -> None:
    write(own, "activity.training.yaml", TRAINING.replace("本支部还没有记过培训。", "还没有培训。"))
    assert load(own).kinds["activity.training"].empty == "还没有培训。"


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("name", "text", "line", "key", "message"),
    [
        ("lists.yaml", "activity.kind: [training]\n", 1, "activity.kind", "代码表“activity.kind”不是一组代码"),
        ("lists.yaml", "activity.kind:\n  flag: 1\n", 2, "activity.kind.flag", "代码“flag”没有名称"),
        ("events.flag.yaml", TRAINING, 1, "", "不认识的文件名“events.flag.yaml”"),
        ("activity.training.yaml", TRAINING.replace("absence: zero", "absence: null"), 12, "absence", "空着,不是可用的值"),
        ("activity.training.yaml", TRAINING.replace("sort: -started_at\n", ""), 1, "sort", "缺少“sort”"),
        ("activity.training.yaml", TRAINING + "colour: red\n", 15, "colour", "不认识的键“colour”"),
        ("activity.training.yaml", TRAINING.replace("label: 培训", "label: 训练"), 3, "label", "代码“training”在别处叫“培训”,这里叫“训练”"),
        ("activity.lecture.yaml", TRAINING, 2, "code", "写的是“training”,与文件名“activity.lecture.yaml”不符"),
        ("metric.staff.yaml", STAFF.replace("search: own", "search: down"), 10, "search", "“down”不是可用的值"),
        ("metric.staff.yaml", STAFF.replace("whole: true", "whole: 1"), 9, "whole", "不是真假值"),
        ("metric.staff.yaml", STAFF.replace("[unit]", "[]"), 7, "subject", "内容是空的"),
        ("checklist.village_twelve.yaml", TWELVE.replace("code: plaque", "code: flag"), 21, "items.11.code", "检查项“flag”写了两次"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(own: Path, name: str, text: str, line: int, key: str, message: str) -> None:
    write(own, name, text)
    problem = only(own)
    assert (problem.file, problem.line, problem.key, problem.message) == (f"catalogue/{name}", line, key, message)
    assert problem.remedy.startswith(("请", "文件名", "同一"))


def test_a_folder_that_is_not_there_is_told(own: Path) -> None:
    assert only(own / "nirgends").message == "没有这个目录"


def test_all_mistakes_of_all_files_are_told_at_once(own: Path) -> None:
    write(own, "lists.yaml", "activity.kind:\n  training: 训练\n  party_class: 课\n")
    write(own, "metric.staff.yaml", STAFF.replace("search: own", "search: down"))
    with pytest.raises(BadInput) as bad:
        load(own)
    assert len(bad.value.problems) == 3
