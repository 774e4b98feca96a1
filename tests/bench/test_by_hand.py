"""The hand-written programs are fair rivals only while they say the same as the engine."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from bench import county
from bench.by_hand import by_hand
from bench.by_hand_polars import by_hand as by_frames
from gangju.demo.shape import TODAY
from gangju.engine.facts import Facts
from gangju.engine.results import Results
from gangju.engine.run import evaluate

Rows = Counter[tuple[object, ...]]


Both = tuple[Results, tuple[pa.Table, pa.Table]]


def frames(facts: Facts) -> tuple[pa.Table, pa.Table]:
    subjects, groups = by_frames(facts)
    return subjects.to_arrow(), groups.to_arrow()


@pytest.fixture(scope="module", params=[by_hand, frames], ids=["sql", "frames"])
def both(request: pytest.FixtureRequest) -> Both:
    facts = county.facts("small")
    return evaluate([county.pack()], facts, TODAY, threads=1), request.param(facts)


def test_every_subject_has_the_same_verdict_and_value(both: Both) -> None:
    results, (subjects, _) = both
    columns = ["standard", "subject_id", "org_id", "verdict", "value"]
    assert rows(subjects.select(columns)) == rows(results.subjects.select(columns))


def test_every_group_has_the_same_counts_and_verdict(both: Both) -> None:
    results, (_, groups) = both
    assert Counter(counted(row) for row in groups.to_pylist()) == Counter(judged(row) for row in results.groups.to_pylist())


def test_the_county_shows_every_verdict_to_compare(both: Both) -> None:
    verdicts = set(both[0].subjects.column("verdict").to_pylist())
    assert verdicts >= {"pass", "fail", "pending", "unknown", "exempt"}


def rows(table: pa.Table) -> Rows:
    columns = [table.column(name).to_pylist() for name in table.column_names]
    return Counter(tuple(whole(value) for value in row) for row in zip(*columns, strict=True))


def whole(value: object) -> object:
    """DuckDB sums into a wider type, which Arrow brings back as a decimal without places."""
    return value if value is None or isinstance(value, str) else int(str(value))


def counted(row: dict[str, object]) -> tuple[object, ...]:
    lo, unknown, pending = (int(str(row[name])) for name in ("lo", "unknown", "pending"))
    return row["standard"], row["org_id"], whole(row["n"]), lo, lo + unknown + pending, whole(row["exempt"]), row["verdict"]


def judged(row: dict[str, object]) -> tuple[object, ...]:
    return row["standard"], row["org_id"], row["n"], row["lo"], row["hi"], row["exempt"], row["verdict"]
