"""Packs load, or every mistake in them is named: file, line, key, what is wrong, how to mend it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from gangju.engine.load import load_pack, pack_hash
from gangju.engine.load_schema import published
from gangju.engine.problem import BadInput, Problem

BAD = Path(__file__).parents[1] / "data" / "bad_packs"
GOOD = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A copy of a good pack that a test may spoil."""
    return Path(shutil.copytree(GOOD, tmp_path / "draft"))


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        load_pack(folder)
    return caught.value.problems


def respell(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.iterdir()))
def test_each_bad_pack_is_told_its_file_line_key_and_remedy(name: str) -> None:
    expected = [Problem(**said) for said in yaml.safe_load((BAD / name / "expected.yaml").read_text("utf-8"))]
    assert list(problems_of(BAD / name / "pack")) == expected


def test_a_good_pack_becomes_plain_data() -> None:
    pack = load_pack(GOOD)
    assert (pack.id, pack.plan.in_force_from, pack.plan.in_force_until) == ("guilin-2018", date(2018, 1, 1), date(2019, 1, 1))
    assert pack.plan.clauses["二(二)在农村"].parent == "二(二)"
    assert pack.params["big_community_share"].values[0].value == Fraction(1, 5)
    assert pack.standard("members-meeting").keys["at_least"] == 1


def test_every_key_of_a_standard_keeps_its_line() -> None:
    lines = (GOOD / "standards.yaml").read_text("utf-8").splitlines()
    standard = load_pack(GOOD).standard("community-big-place-share")
    assert lines[standard.mark.line - 1] == "- id: community-big-place-share"
    assert lines[standard.marks["require"] - 1].startswith("  require:")
    assert "roll_up:" in lines[standard.marks["roll_up.0.at"] - 1]


def test_the_small_pack_loads_and_has_the_hash_of_its_results(shared: Path) -> None:
    tiny = shared / "spec" / "tiny_pack"
    results = json.loads((tiny / "expected" / "evaluate.json").read_text("utf-8"))
    assert load_pack(tiny / "pack").hash == results["packs"][0]["hash"]


def test_forms_that_are_planned_load_with_their_keys(shared: Path) -> None:
    staff = load_pack(shared / "spec" / "tiny_pack" / "pack").standard("agency-staff")
    assert staff.form == "band"
    assert staff.keys["low"] == {"share": "1/100", "round": "ceil"}


def test_a_sentence_with_a_comma_inside_braces_stays_whole(shared: Path) -> None:
    clauses = load_pack(shared / "spec" / "tiny_pack" / "pack").plan.clauses
    assert clauses["一(二)"].text == "每个支部每季度开一次党员大会,停开期间须经批准。"


def test_a_changed_comment_is_another_version(draft: Path) -> None:
    before = pack_hash(draft)
    with (draft / "params.yaml").open("a", encoding="utf-8") as file:
        file.write("# 改了一句说明\n")
    assert pack_hash(draft) != before


def test_a_moved_folder_is_the_same_version(draft: Path) -> None:
    assert pack_hash(draft) == pack_hash(GOOD)


def test_mistakes_in_several_files_are_told_together(draft: Path) -> None:
    respell(draft / "plan.yaml", "issuer:", "isuer:")
    respell(draft / "params.yaml", "value: 56", "value: 五十六")
    assert {problem.file for problem in problems_of(draft)} == {"plan.yaml", "params.yaml"}


def test_a_pack_may_bring_its_own_codes(draft: Path) -> None:
    respell(draft / "standards.yaml", "exempt: [no_group]", "exempt: [no_hall]")
    problem = problems_of(draft)[0]
    assert (problem.key, problem.message) == ("group-meeting.exempt.0", "代码表 roster_entry.category 里没有“no_hall”")
    (draft / "catalogue").mkdir()
    (draft / "catalogue" / "lists.yaml").write_text("roster_entry.category: {no_hall: 没有会场}\n", "utf-8")
    assert load_pack(draft).standard("group-meeting").exempt == ("no_hall",)


def test_a_decimal_is_never_rounded(draft: Path) -> None:
    respell(draft / "params.yaml", "value: 1/5}", "value: 0.1}")
    assert load_pack(draft).params["big_community_share"].values[0].value == Fraction(1, 10)


def test_the_period_as_of_is_no_period(draft: Path) -> None:
    respell(draft / "standards.yaml", "  checklist: village_twelve\n", "  checklist: village_twelve\n  period: as_of\n")
    assert load_pack(draft).standard("village-place").period is None


def test_a_measure_never_uses_its_own_value_of_now(draft: Path) -> None:
    hours = "sum(participation.hours) filter (where activity.kind = 'training' and participation.attended)"
    respell(draft / "measures.yaml", f'"{hours}"', f"\"measure('training_hours') + {hours}\"")
    assert [problem.key for problem in problems_of(draft)] == ["training_hours.value"]


def test_the_published_format_is_a_json_schema_that_knows_every_form() -> None:
    schema = published()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator({"$ref": "#/$defs/standards", "$defs": schema["$defs"]})
    standards = yaml.safe_load((GOOD / "standards.yaml").read_text("utf-8"))
    assert validator.is_valid(standards)
    assert not validator.is_valid([{**standards[0], "colour": "red"}])
