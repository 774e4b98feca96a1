"""A pack of many standards keeps them in several files; mistakes are still named at their own file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gangju.engine.load import load_pack
from gangju.engine.problem import BadInput

GOOD = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"
AREA = """
- id: {name}
  title: 面积
  clause: [二]
  form: threshold
  each: unit
  force: must
  where: "unit.kind = 'community'"
  value: "{value}"
  require: "value >= 500"
  unit: m2
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(GOOD, tmp_path / "draft"))
    shutil.rmtree(folder / "cases")
    return folder


def add(draft: Path, file: str, name: str, value: str = "measure('largest_community_place')") -> None:
    (draft / "standards").mkdir(exist_ok=True)
    (draft / "standards" / file).write_text(AREA.format(name=name, value=value).lstrip(), encoding="utf-8")


def test_files_of_the_folder_stand_after_the_first_in_their_order(draft: Path) -> None:
    before = len(load_pack(draft).standards)
    add(draft, "zz-last.yaml", "last")
    add(draft, "zy-before.yaml", "before")
    pack = load_pack(draft)
    assert [standard.id for standard in pack.standards][before:] == ["before", "last"]
    assert pack.standards[-1].mark.file == "standards/zz-last.yaml"
    assert pack.standards[-1].mark.line == 1


def test_an_id_used_twice_is_named_in_both_files(draft: Path) -> None:
    add(draft, "zy.yaml", "same")
    add(draft, "zz.yaml", "same")
    with pytest.raises(BadInput) as bad:
        load_pack(draft)
    (problem,) = bad.value.problems
    assert (problem.file, problem.line) == ("standards/zz.yaml", 1)
    assert "standards/zy.yaml 第 1 行" in problem.message


def test_a_mistake_inside_an_expression_is_named_in_its_file(draft: Path) -> None:
    add(draft, "zz.yaml", "odd", value="measure('nothing')")
    with pytest.raises(BadInput) as bad:
        load_pack(draft)
    (problem,) = bad.value.problems
    assert (problem.file, problem.line, problem.key) == ("standards/zz.yaml", 8, "odd.value")
