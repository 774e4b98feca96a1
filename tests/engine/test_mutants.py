"""Cases say what a standard says only if they notice when it is changed in one place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gangju.cli import main
from gangju.engine.load import files_of, load_pack
from gangju.engine.mutants import mutants
from gangju.engine.survivors import load_survivors, score, survivor_problems
from gangju.engine.syntax_changes import said_otherwise
from gangju.engine.trials import Trial, try_pack

PACK = Path(__file__).parents[1] / "data" / "small_pack"
NOT_MEANT = "where: without membership.organization.domain = 'rural'"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "small_pack"))


def changes(standard: str) -> set[str]:
    return {each.change for each in mutants(load_pack(PACK), files_of(PACK), standard)}


def survivors(draft: Path, standard: str = "member-hours") -> set[str]:
    return {trial.change for trial in try_pack(load_pack(draft), [standard])[0] if trial.survived}


def test_operators_bounds_windows_conditions_exemptions_and_absence_are_changed() -> None:
    assert changes("member-hours") >= {
        "require: value >= param('hours') → >",
        "param hours 2018-01-01: 40 → 39",
        "param hours 2018-01-01: 40 → 41",
        "period: year → half",
        "period: year → two_years",
        NOT_MEANT,
        "value: without participation.attended",
        "exempt without infirm",
        "absence zero",
        "roll_up.1.op: >= → >",
        "roll_up.1.value: 1/2 → 1/3",
    }


def test_keys_of_every_form_are_changed_within_its_shape() -> None:
    assert changes("monthly-lecture") >= {"at_least: 1 → 2", "window: month → week", "window: month → two_months"}
    assert "at_least: 1 → 0" not in changes("monthly-lecture")
    assert changes("village-place") >= {"stale_after: 12 months → 11 months", "where: without unit.kind = 'village'"}
    assert changes("agency-staff") >= {"high.share: 2/100 → 1/100", "high.share: 2/100 → 3/100", "value: without post.full_time"}


def test_what_the_engine_implies_is_no_change() -> None:
    assert not [change for change in changes("monthly-lecture") if "'held'" in change]


def test_an_expression_is_said_otherwise_in_one_place_at_a_time() -> None:
    texts = {text for _, text in said_otherwise("value >= 2 and unit.kind = 'village'")}
    assert texts == {
        "unit.kind = 'village'",
        "value >= 2",
        "value > 2 AND unit.kind = 'village'",
        "value >= 1 AND unit.kind = 'village'",
        "value >= 3 AND unit.kind = 'village'",
    }


def test_cases_notice_every_change_but_those_they_say_nothing_about(draft: Path) -> None:
    left = survivors(draft)
    assert left >= {NOT_MEANT, "roll_up.1.op: >= → >"}
    assert not left & {"require: value >= param('hours') → >", "param hours 2018-01-01: 40 → 39", "exempt without infirm", "absence zero"}
    more = draft / "cases" / "town.yaml"
    more.write_text(
        "cases:\n  - name: 社区的不在其内\n    as_of: 2018-12-31\n"
        "    facts: {organization: [{id: 桥头支部, domain: community}], person: [{id: 周, org: 桥头支部}]}\n"
        "    expect: {member-hours: {周: none}}\n",
        "utf-8",
    )
    assert left - survivors(draft) == {NOT_MEANT}


def test_a_case_that_does_not_hold_is_named_instead_of_tried(draft: Path) -> None:
    path = draft / "cases" / "hours.yaml"
    path.write_text(path.read_text("utf-8").replace("{member-hours: {李: exempt}}", "{member-hours: {李: pass}}"), "utf-8")
    trials, problems = try_pack(load_pack(draft), ["member-hours"])
    assert trials == []
    assert [(problem.key, problem.message) for problem in problems] == [("年老的不计", "样例本身就不成立,试不出改动")]


def test_a_survivor_needs_a_reason_and_a_reason_a_survivor() -> None:
    trials = [Trial("p", "s", "a", killed=True), Trial("p", "s", "b", killed=False), Trial("p", "s", "c", killed=False, refused=True)]
    assert [problem.key for problem in survivor_problems(trials, {("p", "s", "b"): "等价"})] == []
    assert [problem.key for problem in survivor_problems(trials, {("p", "s", "a"): "等价"})] == ["a", "b"]
    assert survivor_problems(trials, {("p", "s", "b"): "等价", ("p", "other", "a"): "等价"}) == []
    assert score("p", trials).cells() == ("p", "1", "3", "1", "1", "1", "50.0%")
    assert all(why for why in load_survivors().values())


def test_the_command_tells_survivors_and_fails_on_those_without_a_reason(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--mutants", "--pack", str(draft), "--standard", "member-hours", "--json"]) == 1
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    (pack,) = said["packs"]
    assert pack["made"] == pack["killed"] + pack["survived"] + pack["refused"]
    assert NOT_MEANT in {each["change"] for each in said["survivors"]}
    assert said["seconds"] > 0
