"""`gangju coverage` and `gangju check --homes`: what of the inventory is realised, and where every fact has its home.

`--mutants` tries the packs' cases against changed standards (`engine.mutants`); `--write` writes the page for readers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gangju.engine.catalogue import load_catalogue
from gangju.engine.coverage import (
    LABELS,
    MISSING,
    UNLIKE,
    Status,
    as_json,
    coverage,
    decided_problems,
    hard_rules,
    load_decided,
)
from gangju.engine.coverage_page import page
from gangju.engine.done import done_problems, load_done
from gangju.engine.homes import Home, Homes, load_homes, row_problems
from gangju.engine.inventory import FOLDER, Row, load_inventory
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput, Problem
from gangju.engine.survivors import load_survivors, score, survivor_problems
from gangju.engine.trials import Trial, try_pack

PACKS: Final = FOLDER.parent
HEADS: Final = ("行", "系统", "类别", "题目", "状态", "由谁", "说明")
Cells = Sequence[str]


@dataclass(frozen=True)
class Table:
    title: str
    heads: Cells
    rows: Sequence[Cells]


@dataclass(frozen=True)
class Said:
    """What a command answers: its JSON, its tables, what does not agree."""

    json: dict[str, Any]
    tables: Sequence[Table]
    problems: Sequence[Problem] = ()
    lines: Sequence[str] = ()


# ---------------------------------------------------------------- homes
def homes() -> Said:
    """Which facts have their home, which have none, and why. Raises BadInput where two homes claim one concept."""
    rows = load_inventory()
    found = load_homes(load_catalogue())
    problems = row_problems(found, rows.values())
    return Said(_homes_json(found, rows), list(_homes_tables(found, rows)), problems)


def _homes_json(found: Homes, rows: dict[str, Row]) -> dict[str, Any]:
    mapped = {name: {"home": home.ledger, "column": home.column, "covers": list(home.covers)} for name, home in found.homes.items()}
    return {"counts": _homes_counts(found, rows), "homes": mapped, "unmapped": dict(found.unmapped)}


def _homes_counts(found: Homes, rows: dict[str, Row]) -> dict[str, int]:
    asking = [row for row in rows.values() if row.facts or row.without_home]
    return {
        "concepts": len(found.homes),
        "mapped": found.words(),
        "unmapped": len(found.unmapped),
        "rows": len(asking),
        "rows_at_home": sum(not row.without_home for row in asking),
        "rows_partly": sum(bool(row.facts and row.without_home) for row in asking),
        "rows_without": sum(not row.facts for row in asking),
    }


def _homes_tables(found: Homes, rows: dict[str, Row]) -> Iterator[Table]:
    counted = _homes_counts(found, rows)
    heads = ("概念", "名称", "台账", "列", "单位", "没有记录即", "说法")
    lines = [_home_cells(home) for home in found.homes.values()]
    yield Table(f"有家的概念 {counted['concepts']} 个,覆盖 {counted['mapped']} 种说法", heads, lines)
    yield Table(f"没有家的说法 {counted['unmapped']} 种", ("缘由", "说法"), [(why, fact) for fact, why in found.unmapped.items()])
    sizes = (str(counted[name]) for name in ("rows", "rows_at_home", "rows_partly", "rows_without"))
    yield Table("清单各行", ("要事实的行", "全部有家", "部分有家", "都没有家"), [tuple(sizes)])


def _home_cells(home: Home) -> Cells:
    return home.concept, home.title, home.ledger, home.column, home.unit, home.absence, str(len(home.covers))


# ---------------------------------------------------------------- coverage
def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", type=Path, action="append", metavar="目录", help="方案包,可多次;不写即随软件所带的全部")
    parser.add_argument("--only", choices=LABELS, action="append", metavar="状态", help=f"只列某种状态:{'、'.join(LABELS)}")
    parser.add_argument("--mutants", action="store_true", help="改坏每项标准的数、比较、窗口、条件、豁免,看样例是否查得出")
    parser.add_argument("--standard", action="append", default=[], metavar="编号", help="只改坏这项标准,可多次")
    parser.add_argument("--write", type=Path, metavar="文件", help="另写成一页说明文档")


def packs_of(given: argparse.Namespace) -> list[Pack]:
    folders = given.pack or sorted(path.parent for path in PACKS.glob("*/plan.yaml"))
    return [load_pack(folder) for folder in folders]


def covered(given: argparse.Namespace) -> Said:
    """Raises BadInput when a pack, the homes or a file beside the inventory is not in order."""
    if given.mutants:
        return tried(packs_of(given), given.standard)
    statuses, problems = survey(packs_of(given))
    if given.write:
        given.write.write_text(page(statuses), "utf-8")
    shown = [each for each in statuses if not given.only or each.status in given.only]
    said = as_json(statuses)
    chosen = {each.row.id for each in shown}
    said["rows"] = [row for row in said["rows"] if row["row"] in chosen]
    return Said(said, list(_tables(statuses, shown, listing=bool(given.only))), problems, [summary(said)])


def survey(packs: Sequence[Pack]) -> tuple[list[Status], list[Problem]]:
    """The status of every row, and what does not agree: figures that differ without a word, marks that prove nothing."""
    rows = load_inventory()
    found, decided, done = load_homes(load_catalogue()), load_decided(), load_done()
    strangers = [*row_problems(found, rows.values()), *decided_problems(decided, rows)]
    if strangers:
        raise BadInput(strangers)
    statuses = coverage(packs, rows.values(), decided, found, done)
    unlike = [_unlike(each) for each in statuses if each.status == UNLIKE]
    return statuses, [*unlike, *done_problems(done, rows, found)]


def _unlike(status: Status) -> Problem:
    return Problem("、".join(status.by), 0, status.row.id, status.said, f"请核对标准,或在标准里写 differs: {{{status.row.id}: 缘由}}")


def _tables(statuses: Sequence[Status], shown: Sequence[Status], *, listing: bool) -> Iterator[Table]:
    if listing:
        yield Table(f"{len(shown)} 行", HEADS, [_cells(each) for each in shown])
    rules = hard_rules(statuses)
    for runner_up, title in ((False, "难规则"), (True, "次难规则")):
        mine = [each for each in rules if each.runner_up is runner_up]
        unmet = [(each.title, "、".join(each.rows), each.said) for each in mine if not each.stands]
        yield Table(f"{title} {len(mine)} 条,成立 {len(mine) - len(unmet)} 条,余下", ("规则", "行", "说明"), unmet)
    for computable, title in ((True, "可计算的行"), (False, "其余的行")):
        yield _by_source(title, [each for each in statuses if each.row.computable is computable])


def _by_source(title: str, mine: Sequence[Status]) -> Table:
    counted = Counter((each.row.seed, each.status) for each in mine)
    seeds = sorted({each.row.seed for each in mine})
    used = [name for name in LABELS if any(counted[seed, name] for seed in seeds)]
    rows = [(LABELS[name], *(str(counted[seed, name]) for seed in seeds), str(sum(counted[seed, name] for seed in seeds))) for name in used]
    return Table(f"{title} {len(mine)}", ("状态", *seeds, "合计"), rows)


def _cells(each: Status) -> Cells:
    row = each.row
    return row.id, row.system, row.kind, row.title or row.subject, LABELS[each.status], "、".join(each.by), each.said


def summary(said: dict[str, Any]) -> str:
    """The last line: how much of what can be computed is realised."""
    counted: dict[str, int] = said["computable"]
    total = sum(counted.values())
    settled = total - counted.get(MISSING, 0) - counted.get(UNLIKE, 0)
    return f"可计算 {total} 行,有着落 {settled} 行;尚缺 {counted.get(MISSING, 0)} 行,数值不同未写缘由 {counted.get(UNLIKE, 0)} 行。"


# ---------------------------------------------------------------- mutants
def tried(packs: Sequence[Pack], only: Sequence[str]) -> Said:
    """The packs' cases against changed standards. A survivor without a reason is a finding, and so is a reason without a survivor."""
    began = time.monotonic()
    ran = [_tried_one(pack, only) for pack in packs]
    trials = [trial for made, _ in ran for trial in made]
    untried = [problem for _, problems in ran for problem in problems]
    reasons = load_survivors()
    scores = [score(pack.id, [trial for trial in trials if trial.pack == pack.id]) for pack in packs]
    seconds = round(time.monotonic() - began, 1)
    survivors = [(trial, reasons.get(trial.name, "")) for trial in trials if trial.survived]
    listed = [{"pack": trial.pack, "standard": trial.standard, "change": trial.change, "why": why} for trial, why in survivors]
    said = {"packs": [vars(each) for each in scores], "seconds": seconds, "survivors": listed}
    heads = ("方案包", "标准", "改动", "查得出", "查不出", "评不了", "查出率")
    table = Table("改坏标准,看样例查不查得出", heads, [each.cells() for each in scores])
    rows = [(trial.pack, trial.standard, trial.change, why) for trial, why in survivors]
    left = Table(f"查不出的 {len(rows)} 处", ("方案包", "标准", "改动", "缘由"), rows)
    return Said(said, [table, left], [*untried, *survivor_problems(trials, reasons)], [f"用时 {seconds} 秒。"])


def _tried_one(pack: Pack, only: Sequence[str]) -> tuple[list[Trial], list[Problem]]:
    """Cases that cannot be read keep no other pack from being tried."""
    try:
        return try_pack(pack, only, _progress)
    except BadInput as bad:
        return [], list(bad.problems)


def _progress(line: str) -> None:
    print(line, file=sys.stderr)
