"""`gangju lacking`: which facts would settle most verdicts, and what keeps an organisation from passing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from gangju.cli_compare import Table
from gangju.engine.facts import Facts
from gangju.engine.lacking import EVERYWHERE, lacking, left
from gangju.engine.model import Pack, Verdict
from gangju.engine.run import evaluate
from gangju.engine.tree import tree_on

CODES = {"unkept": "没有建账", "missing": "没有填", "stale": "要重新核查"}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=50, metavar="行数", help="最管用的前几行,默认 50")


def listed(given: argparse.Namespace, packs: Sequence[Pack], facts: Facts) -> dict[str, Any]:
    """The worklist, and with `--org` what is left for that organisation. Raises BadInput."""
    results = evaluate(packs, facts, given.as_of, known_on=given.known_on, period=given.period, org=given.org)
    said: dict[str, Any] = {"lacking": [asdict(each) for each in lacking(results, packs[0].catalogue)[: given.most]]}
    if given.org:
        tree = tree_on(facts.tables["organization"], facts.tables["placement"], given.as_of)
        said["left"] = [asdict(each) for each in left(results, given.org, tree.below(given.org))]
    return said


def tables(said: dict[str, Any]) -> Iterator[Table]:
    rows = [
        (
            CODES[row["code"]],
            row["what"],
            "上级统一一个数" if row["place"] == EVERYWHERE else row["place"],
            str(row["facts"]),
            str(row["verdicts"]),
        )
        for row in said["lacking"]
    ]
    yield Table("补上最管用的数据", ("缺法", "缺什么", "在哪里补", "补几处", "定下几个结果"), rows)
    if "left" in said:
        yield Table("离达标还差", ("标准", "结果", "还要几个达标", "最少补", "单位", "最近的"), [_left(row) for row in said["left"]])


def _left(row: dict[str, Any]) -> tuple[str, ...]:
    need, cheapest = ("" if row[key] is None else str(row[key]) for key in ("need", "cheapest"))
    nearest = "、".join(near["subject_id"] for near in row["near"][:3])
    return (row["standard"], Verdict(row["verdict"]).label, need, cheapest, row["unit"], nearest)
