"""Weeks that reach into the next year; and whose windows count, settled for organisations and units, refused for anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.oracle.against import catalogue, engine
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


BRANCH = {"org_id": "o", "since": "2015-01-01", "name": "支部", "kind": "branch", "domain": "rural", "level": "village"}
CLASS = {"activity_id": "a", "kind": "party_class", "org_id": "o", "started_at": "2026-01-02"}


def test_the_last_week_of_a_year_counts_what_happens_after_new_year() -> None:
    facts = {"organization": [BRANCH], "placement": [{"org_id": "o", "since": "2015-01-01"}], "activity": [CLASS]}
    asked = {"as_of": "2026-01-31", "known_on": None, "period": "2025"}
    drawn = {**world(0), "facts": facts, "asked": asked, "adoption": None, "standards": [{**RHYTHM, "window": "week"}]}
    (branch,) = engine({**drawn, "in_force": ("2000-01-01", None)})["subjects"]
    assert (branch["windows"][-1]["from"], branch["windows"][-1]["count"]) == ("2025-12-29", 1)
