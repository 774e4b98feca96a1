"""The cases of a pack tried against its mutants, many at once.

All cases of one standard with the same days stand in one world, each under its own prefix and its own committee, and all
mutants of the standard are judged there in one evaluation; rows tell their mutant by the clause they cite. A case that does
not come out in company as it does alone is tried alone. So a pack of a hundred standards takes minutes, not hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from gangju.engine.cases import Case, differences, in_company, read_cases
from gangju.engine.company import EMPTY, gathered, parted
from gangju.engine.facts import facts_from_rows
from gangju.engine.load import files_of
from gangju.engine.model import Pack, Standard
from gangju.engine.mutants import Mutant, mutants
from gangju.engine.problem import BadInput, Problem
from gangju.engine.run import evaluate
from gangju.engine.sequence import before


@dataclass(frozen=True)
class Trial:
    """One mutant and whether some case noticed; `refused`: it cannot be evaluated, so it says nothing."""

    pack: str
    standard: str
    change: str
    killed: bool
    refused: bool = False

    @property
    def survived(self) -> bool:
        return not (self.killed or self.refused)

    @property
    def name(self) -> tuple[str, str, str]:
        return self.pack, self.standard, self.change


def try_pack(pack: Pack, only: Sequence[str] = (), tell: Callable[[str], None] = lambda _: None) -> tuple[list[Trial], list[Problem]]:
    """Every mutant of every standard, and the cases that do not hold themselves. Raises BadInput when a case cannot be read."""
    cases, files = read_cases(pack), files_of(pack.folder)
    trials: list[Trial] = []
    problems: list[Problem] = []
    for standard in pack.standards:
        if only and standard.id not in only:
            continue
        mine = [case for case in cases if standard.id in {*case.expect, *case.groups}]
        made = mutants(pack, files, standard.id)
        try:
            survivors = _surviving(pack, standard, mine, made)
        except BadInput as bad:
            problems += bad.problems
            continue
        trials += [_trial(pack, each, survivors.get(number)) for number, each in enumerate(made)]
        tell(f"{pack.id}/{standard.id}: {len(made)}, {sum(not refused for refused in survivors.values())}")
    return trials, problems


def _trial(pack: Pack, mutant: Mutant, refused: bool | None) -> Trial:
    """`refused` is None where a case noticed the mutant."""
    return Trial(pack.id, mutant.standard, mutant.change, killed=refused is None, refused=refused is True)


def _surviving(pack: Pack, standard: Standard, cases: Sequence[Case], made: Sequence[Mutant]) -> dict[int, bool]:
    """The numbers of mutants that no case noticed, each with whether it could not be evaluated at all."""
    left = dict.fromkeys(range(len(made)), False)
    for together in in_company(cases):
        for group in _sound(pack, standard, together):
            if not left:
                return left
            noticed, refused = _noticed(group, standard, {number: made[number] for number in left})
            left = {number: was or number in refused for number, was in left.items() if number not in noticed}
    return left


def _sound(pack: Pack, standard: Standard, cases: list[Case]) -> Iterator[list[Case]]:
    """The cases in one company if each comes out as it should there, else one by one. Raises BadInput for one that never does."""
    alone = replace(pack, standards=tuple(each for each in pack.standards if each.id in {standard.id, *before(pack, standard.id)}))
    unchanged = {0: Mutant(standard.id, "", alone)}
    if len(cases) > 1 and not any(_noticed(cases, standard, unchanged)):
        yield cases
        return
    for case in cases:
        if any(_noticed([case], standard, unchanged)):
            raise BadInput([Problem(case.file, case.line, case.name, "样例本身就不成立,试不出改动", "请先用 gangju check 改好")])
        yield [case]


# ---------------------------------------------------------------- one evaluation
def _noticed(cases: list[Case], standard: Standard, made: Mapping[int, Mutant]) -> tuple[set[int], set[int]]:
    """Which mutants come out otherwise than the cases say; and which cannot be evaluated. One that fails does not stop the others."""
    try:
        return {number for number, wrong in _judged(cases, standard, made).items() if wrong}, set()
    except (BadInput, duckdb.Error):
        if len(made) == 1:
            return set(), set(made)
    half = len(made) // 2
    numbers = list(made)
    first = _noticed(cases, standard, {number: made[number] for number in numbers[:half]})
    second = _noticed(cases, standard, {number: made[number] for number in numbers[half:]})
    return first[0] | second[0], first[1] | second[1]


def _judged(cases: list[Case], standard: Standard, made: Mapping[int, Mutant]) -> dict[int, bool]:
    """By mutant: whether some case comes out otherwise."""
    case = cases[0]
    packs = [_signed(mutant.pack, standard.id, number) for number, mutant in made.items()]
    facts = facts_from_rows(gathered([each.rows for each in cases]), packs[0].catalogue)
    results = evaluate(packs, facts, case.as_of, known_on=case.known_on, period=case.period, threads=1).as_json()
    sorted_out = _sorted_out(results)
    wrong: dict[int, bool] = {}
    for number in made:
        wrong[number] = any(
            next(differences(_about(each, standard.id), sorted_out.get((str(number), place), EMPTY)), None) is not None
            for place, each in enumerate(cases)
        )
    return wrong


def _signed(pack: Pack, standard: str, number: int) -> Pack:
    """The pack with a hash of its own, whose standard cites the mutant's number."""
    signed = (_cites(each, str(number)) if each.id == standard else each for each in pack.standards)
    return replace(pack, standards=tuple(signed), hash=f"mutant {number}")


def _cites(standard: Standard, name: str) -> Standard:
    return replace(standard, clause=(name,), parts=tuple(replace(part, clause=(name,)) for part in standard.parts))


def _about(case: Case, standard: str) -> Case:
    """What the case says of this standard alone."""
    expect = {name: said for name, said in case.expect.items() if name == standard}
    groups = {name: said for name, said in case.groups.items() if name == standard}
    return replace(case, expect=expect, groups=groups, scores={})


def _sorted_out(results: Mapping[str, Any]) -> dict[tuple[str, int], dict[str, list[Mapping[str, Any]]]]:
    """Rows by mutant and case."""
    found: dict[tuple[str, int], dict[str, list[Mapping[str, Any]]]] = {}
    for place, part, row in parted(results):
        found.setdefault((row["clause"][0], place), {name: [] for name in EMPTY})[part].append(row)
    return found
