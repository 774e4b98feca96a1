"""The rival of the compiled evaluation: one hand-written program for the demo county's fifteen standards, `by_hand.sql`.

It gives the verdict and value of every subject and the counts and verdict of every group, and nothing of what makes the
engine's answer explainable: no notes, no windows, no targets, no other day or plan.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from gangju.engine.facts import Facts

PROGRAM = Path(__file__).with_name("by_hand.sql")
READS = (
    "activity", "check_answer", "fund_entry", "membership", "observation", "organization", "participation",
    "placement", "post", "roster_entry", "unit", "venue",
)  # fmt: skip


def by_hand(facts: Facts, threads: int = 1) -> tuple[pa.Table, pa.Table]:
    """Subjects and groups, unsorted."""
    connection = duckdb.connect(config={"threads": threads})
    for name in READS:
        connection.register(f"f_{name}", facts.tables[name])
    connection.execute(PROGRAM.read_text("utf-8"))
    tables = [connection.sql(f"SELECT * FROM {name}").to_arrow_table() for name in ("subjects", "groups")]
    connection.close()
    return tables[0], tables[1]
