"""The tables of an evaluation as results: in their stable order, each row with what its standard says of itself.

Rows are sorted by the place of their standard, a whole number, and what is the same for all of them is put beside them afterwards:
sorting and joining the texts of titles and clauses over every row would take longer than judging.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from gangju.engine import rollup
from gangju.engine.group_bounds import MEASURED
from gangju.engine.job import Job
from gangju.engine.whole import UNIT
from gangju.engine.world import World

_TEXT: Final = pa.string()
_SAID: Final = pa.schema(
    [
        *((name, _TEXT) for name in ("pack", "standard", "part", "period")),
        ("clause", pa.list_(_TEXT)),
        *((name, _TEXT) for name in ("force", "subject_kind", "roll_up", "unit")),
        *((name, pa.int32()) for name in ("scale", "count_scale")),
    ]
)
_SUBJECT: Final = (
    "pack", "standard", "part", "period", "clause", "force", "subject_kind", "subject_id", "org_id",
    "value", "target", "shortfall", "unit", "scale", "verdict", "note", "windows",
)  # fmt: skip
_GROUP: Final = (
    "pack", "standard", "part", "period", "clause", "force", "roll_up", "org_id", "lo", "hi", "n", "exempt", "exempt_by_decision",
    "target", "verdict", "shortfall", "unit", "scale", "count_scale",
)  # fmt: skip


def subjects(world: World, jobs: Sequence[Job]) -> pa.Table:
    lines = [(job, 0, _said(job, None)) for job in jobs if not job.shadow]
    numbers = ", ".join(_whole(name, name) for name in ("value", "target", "shortfall"))
    said = f"p.line, s.subject_id, s.org_id, {numbers}, s.verdict, s.note, s.windows"
    rows = f"SELECT {said} FROM subjects AS s JOIN places AS p ON p.job = s.job ORDER BY p.place, s.subject_id, s.org_id, s.job"
    return _in_order(world, lines, rows, _SUBJECT)


def groups(world: World, jobs: Sequence[Job]) -> pa.Table:
    rollup.partials(world, jobs)
    lines = [(job, index, _said(job, each.kind)) for job in jobs if not job.shadow for index, each in enumerate(job.standard.roll_up)]
    parts = rollup.group_sql(jobs)
    rows = " UNION ALL ".join(parts) if parts else f"SELECT * FROM ({_NO_GROUPS}) WHERE FALSE"
    counts = [_whole(name, name) for name in ("lo", "hi", "n", "exempt", "target", "shortfall")]
    said = ", ".join([*counts, _whole("decided", "exempt_by_decision"), "s.verdict"])
    places = "places AS p ON p.job = s.job AND p.index = s.roll_up"
    found = f"SELECT p.line, s.org_id, {said} FROM ({rows}) AS s JOIN {places} ORDER BY p.place, s.org_id, s.job"
    return _in_order(world, lines, found, _GROUP)


def _whole(column: str, name: str) -> str:
    """Results are kept as BIGINT; a number that does not fit stops the evaluation instead of going wrong."""
    return f"CAST(s.{column} AS BIGINT) AS {name}"


def _said(job: Job, roll_up: str | None) -> Mapping[str, Any]:
    """What a standard says of itself in every row."""
    standard = job.standard
    return {
        "pack": job.pack.id, "standard": standard.id, "part": standard.part, "period": job.period.label, "clause": list(standard.clause),
        "force": standard.force, "subject_kind": standard.each, "roll_up": roll_up, "unit": UNIT if standard.parts else standard.unit,
        "scale": job.scale, "count_scale": job.scale if roll_up in MEASURED else 1,
    }  # fmt: skip


def _in_order(world: World, lines: Sequence[tuple[Job, int, Mapping[str, Any]]], rows: str, columns: Sequence[str]) -> pa.Table:
    """Runs `rows`, whose first column is the line of what is said beside them; table `places` tells it the order of standards."""
    said = [line for *_, line in lines]
    ranks = {key: place for place, key in enumerate(sorted({_rank(line) for line in said}))}
    world.connection.register(
        "places",
        pa.table(
            {
                "job": pa.array([job.number for job, *_ in lines], pa.int32()),
                "index": pa.array([index for _, index, _ in lines], pa.int32()),
                "place": pa.array([ranks[_rank(line)] for line in said], pa.int32()),
                "line": pa.array(range(len(lines)), pa.int32()),
            }
        ),
    )
    found = world.table_of(rows)
    beside = pa.Table.from_pylist(list(said), schema=_SAID).take(found.column("line"))
    return pa.table([(beside if name in _SAID.names else found).column(name) for name in columns], names=list(columns))


def _rank(line: Mapping[str, Any]) -> tuple[tuple[bool, str], ...]:
    """Order of standards; what is not named comes first."""
    kind = "subject_kind" if line["roll_up"] is None else "roll_up"
    return tuple((line[name] is not None, line[name] or "") for name in ("pack", "standard", "part", "period", kind))


_NO_GROUPS: Final = (
    "SELECT 0 AS job, 0 AS roll_up, '' AS org_id, 0 AS lo, 0 AS hi, 0 AS n, 0 AS exempt, 0 AS decided, "
    "0 AS target, '' AS verdict, 0 AS shortfall"
)
