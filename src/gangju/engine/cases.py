"""Cases: small worlds in a pack, each with the verdicts that an official may dispute.

A case is expanded to full rows (`cases_expand`), read by the same loader as any facts folder, evaluated by the same
engine with the standards it names, and compared only where it says something. All cases of one day are judged in one
world (`company`); one that does not come out there is judged alone, and that is what counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

import duckdb

from gangju.engine.cases_expand import Part, Rows, World, expand
from gangju.engine.company import EMPTY, gathered, parted
from gangju.engine.facts import Facts, facts_from_rows
from gangju.engine.load_schema import shape_problems
from gangju.engine.model import Pack, Standard
from gangju.engine.problem import BadInput, Problem
from gangju.engine.run import evaluate
from gangju.engine.score import score
from gangju.engine.scoring.model import Scheme
from gangju.engine.sequence import before
from gangju.engine.spelling import choose
from gangju.engine.yaml_marks import Marked, Where, read_yaml

NOT_MEANT: Final = "none"
SELECTORS: Final = {"org": "org_id", "part": "part", "period": "period", "roll_up": "roll_up"}
NUMBERS: Final = frozenset({"value", "target", "shortfall", "lo", "hi", "n", "exempt", "exempt_by_decision"})


@dataclass(frozen=True)
class Case:
    """One case, expanded. `expect` and `groups` are standard → subject or organisation → verdict or named keys, `scores` are
    scheme → subject → what its sheet says."""

    file: str
    line: int
    name: str
    as_of: date
    known_on: date | None
    period: str | None
    rows: Rows
    expect: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, Mapping[str, Any]]
    scores: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseResult:
    """`ok` only if everything named came out."""

    file: str
    line: int
    name: str
    ok: bool
    differences: tuple[str, ...] = ()


def run_cases(pack: Pack, tell: Callable[[int, int], None] | None = None) -> list[CaseResult]:
    """Runs every case of `<pack>/cases/*.yaml`, told in their order. `tell` hears how many of how many are done. Raises BadInput when
    one cannot be read or expanded."""
    cases = read_cases(pack)
    results: dict[int, CaseResult] = {}
    for together in in_company(cases):
        sound = _sound(pack, together)
        for place, case in enumerate(together):
            right = CaseResult(case.file, case.line, case.name, ok=True)
            results[id(case)] = right if place in sound else run_case(pack, case)
            if tell is not None:
                tell(len(results), len(cases))
    return [results[id(case)] for case in cases]


def in_company(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Cases of the same days, in their order: those that can be judged in one world."""
    found: dict[tuple[object, ...], list[Case]] = {}
    for case in cases:
        found.setdefault((case.as_of, case.known_on, case.period), []).append(case)
    yield from found.values()


def _sound(pack: Pack, cases: Sequence[Case]) -> set[int]:
    """The places of those that come out in company. One that cannot be judged at all does not stop the others."""
    if len(cases) < 2:
        return set()
    try:
        facts = facts_from_rows(gathered([case.rows for case in cases]), pack.catalogue)
        results = _evaluated(pack, cases, facts)
    except (BadInput, duckdb.Error):
        half = len(cases) // 2
        return _sound(pack, cases[:half]) | {half + place for place in _sound(pack, cases[half:])}
    own: dict[int, dict[str, list[Mapping[str, Any]]]] = {}
    for place, part, row in parted(results):
        own.setdefault(place, {name: [] for name in EMPTY})[part].append(row)
    return {place for place, case in enumerate(cases) if next(differences(case, own.get(place, EMPTY)), None) is None}


def read_cases(pack: Pack) -> list[Case]:
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in sorted((pack.folder / "cases").glob("*.yaml")):
        try:
            cases += _read_file(pack, read_yaml(path, path.relative_to(pack.folder).as_posix()))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return cases


def run_case(pack: Pack, case: Case) -> CaseResult:
    """The case judged alone."""
    try:
        facts = facts_from_rows(case.rows, pack.catalogue)
    except BadInput as bad:
        said = (
            replace(problem, file=case.file, line=case.line, key=f"{case.name}.{problem.file}.{problem.key}") for problem in bad.problems
        )
        raise BadInput(said) from bad
    found = tuple(differences(case, _evaluated(pack, [case], facts)))
    return CaseResult(case.file, case.line, case.name, ok=not found, differences=found)


def _evaluated(pack: Pack, cases: Sequence[Case], facts: Facts) -> dict[str, Any]:
    """The results of the standards that the cases name, and the sheets of their schemes, as their JSON says them."""
    named = {name for case in cases for name in (*case.expect, *case.groups)}
    named |= {first for name in named for first in before(pack, name)}
    chosen = replace(pack, standards=tuple(standard for standard in pack.standards if standard.id in named))
    schemes = list(dict.fromkeys(name for case in cases for name in case.scores))
    day = cases[0]
    days: dict[str, Any] = {"known_on": day.known_on, "period": day.period, "threads": 1}
    results = evaluate([chosen], facts, day.as_of, **days).as_json() if named else dict(EMPTY)
    return results | (score([pack], facts, day.as_of, only=schemes, **days).as_json() if schemes else {})


# ---------------------------------------------------------------- reading
def _read_file(pack: Pack, marked: Marked) -> list[Case]:
    problems = shape_problems(marked, "cases") or list(_strangers(pack, marked))
    if problems:
        raise BadInput(problems)
    cases = [_read_case(pack, marked, place) for place in range(len(marked.data["cases"]))]
    bad = [problem for case in cases if isinstance(case, list) for problem in case]
    if bad:
        raise BadInput(bad)
    return [case for case in cases if isinstance(case, Case)]


def _strangers(pack: Pack, marked: Marked) -> Iterator[Problem]:
    known, schemes = [standard.id for standard in pack.standards], [scheme.id for scheme in pack.schemes]
    for place, case in enumerate(marked.data["cases"]):
        where: Where = ("cases", place)
        for name in case.get("scores") or {}:
            if name not in schemes:
                yield marked.problem((*where, "scores", name), f"方案包里没有评分方案“{name}”", choose(name, schemes, "请核对编号"))
        for part in ("expect", "groups"):
            for name in case.get(part) or {}:
                if name not in known:
                    yield marked.problem((*where, part, name), f"方案包里没有标准“{name}”", choose(name, known, "请核对标准的编号"))
        if "as_of" not in {**(marked.data.get("defaults") or {}), **case}:
            yield marked.problem(where, "没有说截至哪一天", "请写 as_of,或写在文件开头的 defaults 里")


def _read_case(pack: Pack, marked: Marked, place: int) -> Case | list[Problem]:
    data = marked.data["cases"][place]
    day = {**(marked.data.get("defaults") or {}), **data}
    world = _world(pack, marked, place, data)
    problems = world.problems or list(_unknown_subjects(world, marked, place, data))
    if problems:
        return problems
    return Case(
        file=marked.file,
        line=marked.line(("cases", place)),
        name=data["name"],
        as_of=date.fromisoformat(day["as_of"]),
        known_on=date.fromisoformat(day["known_on"]) if "known_on" in day else None,
        period=str(day["period"]) if "period" in day else None,
        rows=world.rows,
        expect=data.get("expect") or {},
        groups=data.get("groups") or {},
        scores=data.get("scores") or {},
    )


def _world(pack: Pack, marked: Marked, place: int, data: Mapping[str, Any]) -> World:
    given = Part(marked.data.get("given") or {}, ("given",))
    facts = Part(data["facts"], ("cases", place, "facts"))
    meant: list[Standard | Scheme] = [*pack.standards, *pack.schemes]
    standards = {f"{pack.id}/{each.id}": each.each for each in meant if each.id in {**data.get("expect", {}), **data.get("scores", {})}}
    return expand(marked, [given, facts], marked.data.get("fill") or {}, standards)


def _unknown_subjects(world: World, marked: Marked, place: int, data: Mapping[str, Any]) -> Iterator[Problem]:
    """`none` must not pass because of a slip of the pen."""
    named = {value for rows in world.rows.values() for row in rows for value in row.values()}
    said = ((part, name, subjects) for part in ("expect", "scores") for name, subjects in (data.get(part) or {}).items())
    for part, name, subjects in said:
        for subject in subjects:
            if subject not in named:
                where = ("cases", place, part, name, subject)
                yield marked.problem(where, f"事实里没有“{subject}”", choose(subject, filter(None, named), "请先在 facts 里写上它"))


# ---------------------------------------------------------------- comparing
def differences(case: Case, results: Mapping[str, Any]) -> Iterator[str]:
    """Where the results, as their JSON says them, are not what the case expects."""
    yield from _compared(case.expect, results["subjects"], "subject_id")
    yield from _compared(case.groups, results["groups"], "org_id")
    for scheme, subjects in case.scores.items():
        for subject, wanted in subjects.items():
            mine = [row for row in results.get("scores", ()) if (row["scheme"], row["subject_id"]) == (scheme, subject)]
            yield from (f"{scheme} {subject}:{text}" for text in _sheet_differences(wanted, mine))


def _sheet_differences(wanted: Any, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if wanted == NOT_MEANT:
        yield from (f"应不参评,却有得分 {row['points']}" for row in rows)
        return
    mine = [row for row in rows if wanted.get("org", row["org_id"]) == row["org_id"]]
    if len(mine) != 1:
        yield "没有得分" if not mine else f"有 {len(mine)} 份得分,请用 org 指明一份"
        return
    lines = {line["item"]: line["points"] for line in mine[0]["lines"]}
    for item, points in (wanted.get("lines") or {}).items():
        if item not in lines or not _same_points(points, lines[item]):
            yield f"{item} 应得 {_text(points)},得到 {_text(lines.get(item))}"
    for key, value in wanted.items():
        got = mine[0].get(key)
        if key == "proposals":
            got = [each["id"] for each in got or []]
        if key not in ("org", "lines") and not (_same_points(value, got) if key == "points" else value == got):
            yield f"{key} 应为 {_text(value)},得到 {_text(got)}"


def _same_points(wanted: Any, got: Any) -> bool:
    """A single number stands for both ends."""
    if wanted is None or got is None:
        return wanted is got
    ends = wanted if isinstance(wanted, list) else [wanted, wanted]
    return [Fraction(str(end)) for end in ends] == [Fraction(str(end)) for end in got]


def _compared(expected: Mapping[str, Mapping[str, Any]], rows: Iterable[Mapping[str, Any]], who: str) -> Iterator[str]:
    found = list(rows)
    for standard, subjects in expected.items():
        for subject, said in subjects.items():
            wanted = said if isinstance(said, Mapping) else {"verdict": said}
            mine = [row for row in found if row["standard"] == standard and row[who] == subject and _selected(row, wanted)]
            yield from (f"{standard} {subject}:{text}" for text in _row_differences(wanted, mine))


def _selected(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Without a `part` the whole is meant."""
    chosen = {"part": None, **{key: wanted[key] for key in SELECTORS if key in wanted}}
    return all(str(row.get(SELECTORS[key])) == str(value) for key, value in chosen.items())


def _row_differences(wanted: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> Iterator[str]:
    if wanted.get("verdict") == NOT_MEANT:
        yield from (f"应与它无关,却判为 {row['verdict']}" for row in rows)
    elif len(rows) != 1:
        yield "没有结果" if not rows else f"有 {len(rows)} 行结果,请用 org、part、period 或 roll_up 指明一行"
    else:
        for key, value in wanted.items():
            if key not in SELECTORS and not _same(key, value, rows[0].get(key)):
                yield f"{key} 应为 {_text(value)},得到 {_text(rows[0].get(key))}"


def _same(key: str, wanted: Any, got: Any) -> bool:
    if wanted is None or got is None or key not in NUMBERS:
        return bool(wanted == got)
    return Fraction(str(wanted)) == Fraction(str(got))


def _text(value: Any) -> str:
    return "空" if value is None else str(value)
