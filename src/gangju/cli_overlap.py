"""`gangju overlap`: where several packs judge the same measure of the same subject."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from gangju.cli_compare import Table
from gangju.engine.facts import Facts
from gangju.engine.model import Pack
from gangju.engine.overlap import overlaps
from gangju.engine.run import evaluate


def listed(given: argparse.Namespace, packs: Sequence[Pack], facts: Facts) -> dict[str, Any]:
    """Raises BadInput."""
    results = evaluate(packs, facts, given.as_of, known_on=given.known_on, period=given.period, org=given.org)
    return {"overlap": [asdict(each) for each in overlaps(packs, results)]}


def tables(said: dict[str, Any]) -> Iterator[Table]:
    heads = ("要求较高的", "它的要求", "另一个", "它的要求", "单位", "共同的对象", "前者高", "后者高", "相同")
    yield Table("同一个数被几个方案评判;数只登记一次", heads, [_line(row) for row in said["overlap"]])


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    sides = (row["first"], row["second"])
    said = [part for side in sides for part in (f"{side['pack']} {side['title']}", _asked(side["targets"]))]
    return (*said, row["unit"], str(row["subjects"]), *map(str, row["stricter"]))


def _asked(targets: tuple[Any, Any] | None) -> str:
    if targets is None:
        return ""
    least, most = targets
    return str(least) if least == most else f"{least}–{most}"
