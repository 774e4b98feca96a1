"""`gangju compare`: two days, two folders of facts, two packs or two sets of parameters, and who moves between them.

The options of `evaluate` say the one side; `--set` and those that begin with `--to-` say what is different on the other.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from gangju.engine.catalogue import load_catalogue
from gangju.engine.compare import Side, compare
from gangju.engine.facts import Facts, load_facts
from gangju.engine.load import catalogue_folders, load_pack
from gangju.engine.model import Verdict
from gangju.engine.moved_rows import moved_rows
from gangju.engine.prospects import PACE, SETTLED, TOO_FEW, asked, costs, never
from gangju.engine.rehearsal import parse, rehearsed

GROUNDS: Final = {SETTLED: "要算的日子已经过去", PACE: "照目前最快的进度也补不齐", TOO_FEW: "要的比有的多"}
LISTED: Final = 50
# Levels at which a table of costs is still short enough to read; the JSON has all.
HIGH: Final = ("province", "city", "county", "township")
Row = Sequence[str]


def add(parser: argparse.ArgumentParser, day: Callable[[str], date], period: Callable[[str], str]) -> None:
    """What may differ on the other side."""
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="参数=数值", help="另一边的参数值,可多次")
    parser.add_argument("--to-pack", type=Path, action="append", metavar="目录", help="另一边的方案包,如修改稿,可多次")
    parser.add_argument("--to-facts", type=Path, metavar="目录", help="另一边的事实文件夹")
    parser.add_argument("--to-as-of", type=day, metavar="日期", help="另一边的截至日")
    parser.add_argument("--to-known-on", type=day, metavar="日期", help="另一边的数据时点")
    parser.add_argument("--to-period", type=period, metavar="期间", help="另一边评哪一期")
    parser.add_argument("--figures", action="store_true", help="结果没变、数变了的也列出")
    parser.add_argument("--facts-of", type=int, default=0, metavar="个数", help="前几个变动的对象,列出是哪几行记录变了")


# ---------------------------------------------------------------- the two sides
def compared(given: argparse.Namespace) -> dict[str, Any]:
    """The comparison as its JSON says it. Raises BadInput."""
    before, after = sides(given)
    found = compare(before, after, figures=given.figures)
    said = found.as_json()
    levels = after.levels()
    for row in said["subjects"][: given.facts_of]:
        row["rows"] = [asdict(moved) for moved in moved_rows((before, after), row)]
    said["costs"] = [{**asdict(cost), "level": levels.get(cost.org_id)} for cost in costs(found.before, found.after)]
    said["never"] = [asdict(each) for each in never(after, found.after)]
    said["asks"] = [asdict(each) for each in asked(after, found.after)]
    return said


def sides(given: argparse.Namespace) -> tuple[Side, Side]:
    settings = [parse(text) for text in given.settings]
    packs = [load_pack(folder) for folder in given.pack]
    other = [load_pack(folder) for folder in given.to_pack] if given.to_pack else packs
    facts = _facts(given.facts, [*given.pack, *(given.to_pack or [])])
    other_facts = _facts(given.to_facts, [*given.pack, *(given.to_pack or [])]) if given.to_facts else facts
    before = Side(packs, facts, given.as_of, given.known_on, given.period, None, given.org)
    as_of = given.to_as_of or given.as_of
    known = given.to_known_on or (None if given.to_as_of else given.known_on)
    after = Side(other, other_facts, as_of, known, given.to_period or given.period, None, given.org)
    return before, rehearsed(after, settings)


def _facts(folder: Path, packs: Iterable[Path]) -> Facts:
    return load_facts(folder, load_catalogue(*dict.fromkeys(path for pack in packs for path in catalogue_folders(pack))))


# ---------------------------------------------------------------- tables
@dataclass(frozen=True)
class Table:
    title: str
    heads: Row
    rows: Sequence[Row]


def tables(said: dict[str, Any]) -> Iterator[Table]:
    """What stands in the JSON whole, as an officer reads it."""
    yield Table("改了什么", ("标准", "改的是", "条款", "原来", "现在"), [row for each in said["standards"] for row in _changes(each)])
    yield Table("结果变动", ("标准", "从", "到", "对象"), _tally(said["subjects"]))
    yield Table("党组织结果变动", ("标准", "从", "到", "个数"), _tally(said["groups"]))
    heads = ("标准", "对象", "在", "从", "到", "现有", "要求", "还差", "条款")
    yield Table(f"变动的对象(前 {LISTED} 个)", heads, [_subject(row) for row in said["subjects"][:LISTED]])
    facts = [_fact(row, moved) for row in said["subjects"] for moved in row.get("rows", ())]
    if facts:
        yield Table("变了的记录", ("标准", "对象", "台账", "行", "键", "原来计", "现在计"), facts)
    high = [cost for cost in said["costs"] if cost["level"] in HIGH]
    rows = [(cost["standard"], cost["org_id"], *_amounts(cost, "before", "after", "more"), cost["unit"]) for cost in high]
    yield Table("县乡两级合计还差多少", ("标准", "党组织", "原来差", "现在差", "多出", "单位"), rows)
    rows = [
        (each["standard"], each["subject_id"], each["org_id"], *_amounts(each, "shortfall"), each["unit"], GROUNDS[each["ground"]])
        for each in said["never"]
    ]
    yield Table("本期不可能达标", ("标准", "对象", "在", "还差", "单位", "原因"), rows)
    yield Table("要支部再做什么", ("标准", "党组织", "最多差", "单位", "最多记几次", "最多填几格", "最多学时"), list(_asks(said["asks"])))


def _changes(each: dict[str, Any]) -> Iterator[Row]:
    for change in each["changes"]:
        whom = "".join(f"({change[key]})" for key in ("domain", "place", "category") if key in change)
        sides_ = [f"{change[key]}{change.get('unit', '')}" if key in change else "" for key in ("before", "after")]
        yield (each["standard"], f"{change['title']}{whom}", "、".join(change.get("clause", ())), *sides_)


def _tally(rows: Iterable[dict[str, Any]]) -> list[Row]:
    counted = Counter((row["standard"], _word(row["before"]), _word(row["after"])) for row in rows)
    return [(*key, str(count)) for key, count in sorted(counted.items())]


def _word(side: dict[str, Any] | None) -> str:
    if side is None:
        return "不在其列"
    return Verdict(side["verdict"]).label if side["verdict"] else "只列数"


def _subject(row: dict[str, Any]) -> Row:
    after = row["after"] or {}
    figures = _amounts(after, "value", "target", "shortfall")
    return (
        row["standard"],
        row["subject_id"],
        row["org_id"],
        _word(row["before"]),
        _word(row["after"]),
        *figures,
        "、".join(row["clause"]),
    )


def _fact(row: dict[str, Any], moved: dict[str, Any]) -> Row:
    key = " ".join(str(part) for part in moved["key"].values())
    line = "" if moved["line"] is None else str(moved["line"])
    return (row["standard"], row["subject_id"], moved["relation"], line, key, *_amounts(moved, "before", "after"))


def _asks(rows: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """The most that any organisation is asked for, by standard, and how many are asked."""
    by_standard: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_standard.setdefault(row["standard"], []).append(row)
    for standard, mine in by_standard.items():
        most = [max(mine, key=lambda row: Fraction(row[key]))[key] for key in ("amount", "records", "fields", "hours")]
        yield (standard, f"{len(mine)} 个", str(most[0]), mine[0]["unit"], *(str(each) for each in most[1:]))


def _amounts(row: dict[str, Any], *keys: str) -> tuple[str, ...]:
    return tuple("" if row.get(key) is None else str(row[key]) for key in keys)
