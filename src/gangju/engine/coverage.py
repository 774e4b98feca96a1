"""What of the inventory is realised, declined, only a check value, or missing; and why a figure is not the source's.

A computable row is realised by a standard that cites it and whose compiled operator, value and unit are the row's, or
that says under `differs` why they are not. Other rows are met by what tests really did (`done`), or by a standard all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gangju.engine.done import Done, met_by
from gangju.engine.figures import PERCENT, RATIO, Figure, figure, figures, rhythms, unit_of
from gangju.engine.homes import Homes
from gangju.engine.inventory import FOLDER, SLOGAN, Quantity, Row
from gangju.engine.load_schema import shape_problems
from gangju.engine.model import Pack, Standard
from gangju.engine.problem import BadInput, Problem
from gangju.engine.yaml_marks import read_yaml

REALISED, DIFFERS, DECLINED, CHECK, DONE, NOTHING, UNLIKE, MISSING = (
    "realised", "differs", "declined", "check_value", "done", "no_system", "unlike", "missing",
)  # fmt: skip
LABELS: Final[Mapping[str, str]] = {
    REALISED: "已实现",
    DIFFERS: "已实现,数值不同并写明缘由",
    DONE: "已实现,由测试做过",
    CHECK: "只作核对数",
    DECLINED: "依规不做",
    NOTHING: "无系统行为",
    UNLIKE: "数值不同而未写缘由",
    MISSING: "尚缺",
}
SPANS: Final[Mapping[str, frozenset[str]]] = {
    "周": frozenset({"week"}),
    "月": frozenset({"month"}),
    "两个月": frozenset({"two_months"}),
    "季": frozenset({"quarter"}),
    "半年": frozenset({"half"}),
    "年": frozenset({"year", "as_of"}),
}
"""The last word of `per`: the span in which the source counts. A yearly figure may be read as of a day."""


@dataclass(frozen=True)
class Status:
    """`by`: standards as pack/standard, or tests; `said`: why it differs, is declined, or what does not agree."""

    row: Row
    status: str
    by: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Decided:
    """Rows that are no standard on purpose: row → the rule with its mark, and row → the rows it only checks."""

    declined: Mapping[str, str]
    checks: Mapping[str, str]


def load_decided(folder: Path = FOLDER) -> Decided:
    """`declined.yaml`: the rule of today's law, its mark, and why; or which rows a figure only checks. Raises BadInput."""
    marked = read_yaml(folder / "declined.yaml", "declined.yaml")
    problems = shape_problems(marked, "decided")
    if problems:
        raise BadInput(problems)
    declined = {item["row"]: f"{item['rule']}〔{item['mark']}〕:{item['why']}" for item in marked.data["declined"]}
    return Decided(declined, {item["row"]: f"核对 {'、'.join(item['of'])}:{item['why']}" for item in marked.data["check_values"]})


def decided_problems(decided: Decided, rows: Mapping[str, Row]) -> list[Problem]:
    strangers = [row for row in [*decided.declined, *decided.checks] if row not in rows]
    return [Problem("declined.yaml", 0, row, "清单里没有这一行", "请核对行号") for row in strangers]


def coverage(packs: Sequence[Pack], rows: Iterable[Row], decided: Decided, homes: Homes, done: Done) -> list[Status]:
    """One status a row, in the order of the inventory."""
    citing, sheets = cited(packs), scored(packs)
    return [_status(row, citing.get(row.id, []), sheets.get(row.id, ()), decided, homes, done) for row in rows]


def cited(packs: Sequence[Pack]) -> dict[str, list[tuple[Pack, Standard]]]:
    found: dict[str, list[tuple[Pack, Standard]]] = {}
    for pack in packs:
        for standard in pack.standards:
            for clause in standard.clause:
                found.setdefault(clause, []).append((pack, standard))
    return found


def scored(packs: Sequence[Pack]) -> dict[str, tuple[str, ...]]:
    """The score sheets that cite a row, as pack/scheme."""
    found: dict[str, tuple[str, ...]] = {}
    for pack in packs:
        for scheme in pack.schemes:
            for clause in (*scheme.clause, *(clause for item in scheme.lines for clause in item.clause)):
                found[clause] = tuple(dict.fromkeys((*found.get(clause, ()), f"{pack.id}/{scheme.id}")))
    return found


def _status(
    row: Row, citing: Sequence[tuple[Pack, Standard]], sheets: tuple[str, ...], decided: Decided, homes: Homes, done: Done
) -> Status:
    if row.id in decided.declined:
        return Status(row, DECLINED, said=decided.declined[row.id])
    if citing:
        return _judged(row, citing)
    if sheets and not row.computable:
        return Status(row, REALISED, sheets)
    if row.id in decided.checks:
        return Status(row, CHECK, said=decided.checks[row.id])
    tests = met_by(row, homes, done)
    if tests:
        return Status(row, DONE, tests)
    return Status(row, NOTHING if row.kind == SLOGAN else MISSING)


def _judged(row: Row, citing: Sequence[tuple[Pack, Standard]]) -> Status:
    by = tuple(f"{pack.id}/{standard.id}" for pack, standard in citing)
    reasons = [standard.differs[row.id] for _, standard in citing if row.id in standard.differs]
    unlike = disagreements(row.quantity, citing) if row.quantity is not None and row.computable else []
    if not unlike:
        return Status(row, REALISED, by)
    return Status(row, DIFFERS, by, ";".join(reasons)) if reasons else Status(row, UNLIKE, by, ";".join(unlike))


# ---------------------------------------------------------------- figures against the source
def disagreements(quantity: Quantity, citing: Sequence[tuple[Pack, Standard]]) -> list[str]:
    """What the source asks for and no citing standard has."""
    have = frozenset(figure for pack, standard in citing for figure in figures(pack, standard))
    wanted = wanted_figures(quantity)
    lacking = [figure for figure in wanted if not any(same(figure, each) for each in have)]
    if lacking and _between(quantity, have):
        lacking = []
    near = {each for each in have if any(each.unit == figure.unit for figure in lacking)} or have
    said = "、".join(sorted(map(str, near))) or "没有数"
    told = [f"原文 {figure},标准里是 {said}" for figure in lacking]
    spans = frozenset(span for _, standard in citing for span in rhythms(standard))
    asked = SPANS.get(quantity.per.split("·")[-1])
    if asked is not None and spans and not asked & spans:
        told.append(f"原文按{quantity.per}计,标准按 {'、'.join(sorted(spans))}")
    return told


def wanted_figures(quantity: Quantity) -> list[Figure]:
    values = [value / 100 if quantity.unit in PERCENT else value for value in quantity.values]
    return [figure(quantity.op, value, quantity.unit) for value in values]


def same(wanted: Figure, have: Figure) -> bool:
    """Whether two figures ask for the same: a whole cannot be exceeded, nothing cannot be undercut, a list has all its items."""
    if wanted.unit != have.unit or wanted.value != have.value:
        return False
    if wanted.op == have.op:
        return True
    ends = {wanted.op, have.op}
    return (wanted.unit == RATIO and wanted.value == 1 and ends == {"=", ">="}) or (wanted.value == 0 and ends == {"=", "<="})


def _between(quantity: Quantity, have: Iterable[Figure]) -> bool:
    """One value of `=`, or the two ends of a range, may also be kept as a floor and a ceiling."""
    if quantity.op != "=" or len(quantity.values) > 2:
        return False
    share = 100 if quantity.unit in PERCENT else 1
    low, high = min(quantity.values) / share, max(quantity.values) / share
    ends = {(figure.op, figure.value) for figure in have if figure.unit == unit_of(quantity.unit)}
    return (">=", low) in ends and ("<=", high) in ends


# ---------------------------------------------------------------- hard rules
@dataclass(frozen=True)
class Rule:
    """A rule that is hard to say. It stands when all its rows do that are computed; one without any waits for scores and flows."""

    title: str
    rows: tuple[str, ...]
    runner_up: bool
    open: tuple[str, ...]
    computable: int

    @property
    def stands(self) -> bool:
        return bool(self.computable) and not self.open

    @property
    def said(self) -> str:
        if not self.computable:
            return "没有可计算的行,等评分和流程"
        return f"尚缺 {'、'.join(self.open)}" if self.open else "成立"


def hard_rules(statuses: Iterable[Status], path: Path = FOLDER / "hard.yaml") -> list[Rule]:
    """Raises BadInput when the file is not in order or names a row nobody knows."""
    marked = read_yaml(path, path.name)
    by_row = {each.row.id: each for each in statuses}
    problems = shape_problems(marked, "hard") or [
        marked.problem((place, "rows"), f"清单里没有“{row}”这一行", "请核对行号")
        for place, item in enumerate(marked.data)
        for row in item["rows"]
        if row not in by_row
    ]
    if problems:
        raise BadInput(problems)
    return [_rule(item, [by_row[row] for row in item["rows"]]) for item in marked.data]


def _rule(item: Mapping[str, Any], statuses: Sequence[Status]) -> Rule:
    counted = [each for each in statuses if each.row.computable or each.status in (REALISED, DIFFERS, UNLIKE)]
    open_ = tuple(each.row.id for each in counted if each.status in (MISSING, UNLIKE))
    return Rule(item["rule"], tuple(item["rows"]), item.get("runner_up", False), open_, len(counted))


# ---------------------------------------------------------------- counts
def counts(statuses: Iterable[Status], key: str) -> dict[str, Counter[str]]:
    """Statuses counted by an attribute of the row (`system`, `seed`, `kind`)."""
    found: dict[str, Counter[str]] = {}
    for status in statuses:
        found.setdefault(str(getattr(status.row, key)), Counter())[status.status] += 1
    return dict(sorted(found.items()))


def as_json(statuses: Sequence[Status]) -> dict[str, Any]:
    hard = [{"rule": each.title, "rows": list(each.rows), "runner_up": each.runner_up, "stands": each.stands, "said": each.said}
            for each in hard_rules(statuses)]  # fmt: skip
    rows = [
        {"row": each.row.id, "system": each.row.system, "kind": each.row.kind, "seed": each.row.seed, "title": each.row.title,
         "status": each.status, "by": list(each.by), "said": each.said}
        for each in statuses
    ]  # fmt: skip
    totals = {name: {group: dict(counter) for group, counter in counts(statuses, name).items()} for name in ("seed", "system", "kind")}
    return {
        "rows": rows,
        "counts": totals,
        "hard": hard,
        "computable": _of(statuses, computable=True),
        "others": _of(statuses, computable=False),
    }


def _of(statuses: Iterable[Status], *, computable: bool) -> dict[str, int]:
    return dict(Counter(each.status for each in statuses if each.row.computable is computable))
