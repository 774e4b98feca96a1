"""Whose windows count is settled for organisations and units; a rhythm of anybody else is refused until it is built."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.oracle.against import catalogue
from tests.oracle.texts import write, write_pack
from tests.oracle.worlds import world

RHYTHM = {
    "id": "classes",
    "form": "rhythm",
    "clause": ["一"],
    "unit": "次",
    "period": "year",
    "force": "must",
    "absence": None,
    "exempt": [],
    "activity": "party_class",
    "distinct": "days",
    "window": "quarter",
    "at_least": 1,
    "roll_up": [],
    "where": {"rule": "organizations", "kinds": ["branch"]},
}


def pack_with(folder: Path, **changed: str) -> Pack:
    write_pack({**world(0), "standards": [RHYTHM]}, folder)
    (standard,) = yaml.safe_load((folder / "standards.yaml").read_text("utf-8"))
    write(folder / "standards.yaml", [{**standard, **changed}])
    return load_pack(folder, catalogue())


def test_a_rhythm_of_organisations_is_read(tmp_path: Path) -> None:
    assert pack_with(tmp_path).standard("classes").each == "organization"


def test_a_rhythm_of_persons_is_refused_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        pack_with(tmp_path, each="person", where="post.role = 'secretary'")
    (problem,) = refused.value.problems
    assert (problem.file, problem.key) == ("standards.yaml", "classes.each")
    assert problem.message == "节律还不能逐个评判 person"
