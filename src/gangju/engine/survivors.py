"""Mutants that no case notices, and why that is so: the change means nothing, or no world of cases can show it.

`survivors.yaml` is checked in. A survivor without a reason fails the check, and so does a reason whose mutant has died or is
no longer made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gangju.engine.inventory import FOLDER
from gangju.engine.load_schema import shape_problems
from gangju.engine.problem import BadInput, Problem
from gangju.engine.trials import Trial
from gangju.engine.yaml_marks import read_yaml

FILE: Final = FOLDER / "survivors.yaml"
Reasons = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Score:
    """How sharp the cases of one pack are. A change that cannot be evaluated counts neither way."""

    pack: str
    standards: int
    made: int
    killed: int
    survived: int
    refused: int

    def cells(self) -> tuple[str, ...]:
        tried = self.killed + self.survived
        rate = f"{100 * self.killed / tried:.1f}%" if tried else ""
        return (self.pack, *map(str, (self.standards, self.made, self.killed, self.survived, self.refused)), rate)


def score(pack: str, trials: Sequence[Trial]) -> Score:
    killed, survived = sum(each.killed for each in trials), sum(each.survived for each in trials)
    return Score(pack, len({each.standard for each in trials}), len(trials), killed, survived, len(trials) - killed - survived)


def load_survivors(path: Path = FILE) -> dict[tuple[str, str, str], str]:
    """Raises BadInput when the file is not in order."""
    marked = read_yaml(path, path.name)
    if marked.data is None:
        return {}
    problems = shape_problems(marked, "survivors")
    if problems:
        raise BadInput(problems)
    return {(item["pack"], item["standard"], item["change"]): item["why"] for item in marked.data}


def survivor_problems(trials: Sequence[Trial], reasons: Reasons) -> list[Problem]:
    """Reasons are held against the standards that were tried only."""
    tried = {(each.pack, each.standard) for each in trials}
    survived = {each.name for each in trials if each.survived}
    fresh = [
        _problem(name, "没有一个样例查得出这处改动", "请补样例,或在 survivors.yaml 写明缘由") for name in survived if name not in reasons
    ]
    stale = [
        _problem(name, "这处改动已查得出,或已不再做", "请从 survivors.yaml 里删去")
        for name in reasons
        if name[:2] in tried and name not in survived
    ]
    return sorted([*fresh, *stale])


def _problem(name: tuple[str, str, str], message: str, remedy: str) -> Problem:
    pack, standard, change = name
    return Problem(f"{pack}/{standard}", 0, change, message, remedy)
