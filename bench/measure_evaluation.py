"""What an evaluation of the demo county costs, beside a raw scan of its Parquet and beside SQL written by hand.

All sides start from what they would have in service: the scan from files, the two evaluations from loaded facts.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from statistics import median

import duckdb
import polars as pl

from bench import county
from bench.by_hand import by_hand
from bench.by_hand_polars import by_hand as by_frames
from bench.clock import RUNS, Taken, in_turn, ratio, spread
from bench.run import Figure
from gangju.demo.shape import TODAY, Size
from gangju.engine.facts import Facts
from gangju.engine.model import Pack
from gangju.engine.results import Results
from gangju.engine.run import evaluate

ALIKE = 1.2
ALIKE_FRAMES = 1.5
SHARED = 4
FIXED_MS = 200


def measure() -> list[Figure]:
    county.facts("county")
    loaded = peak()
    figures = [figure for threads in (1, 2) for figure in beside(threads)]
    after = peak()
    small = in_turn({"evaluate": lambda: whole("small")})["evaluate"]
    fixed = Figure("evaluate, small county (the fixed cost)", *ms(small), told("small"), RUNS, f"goal ≤ {FIXED_MS} ms")
    memory = Figure("peak memory of the process", after, "MiB", told("county"), 1, f"{loaded} MiB with the facts loaded")
    return [*figures, *apart(), fixed, loading(), memory]


# ---------------------------------------------------------------- the sides
def whole(size: Size, threads: int = 1) -> Results:
    return evaluate([county.pack()], county.facts(size), TODAY, threads=threads)


def scan(threads: int) -> None:
    """Every column of every relation read from its file."""
    connection = duckdb.connect(config={"threads": threads})
    for path in sorted(county.folder("county").glob("*.parquet")):
        connection.execute(f"SELECT sum(hash(COLUMNS(*))) FROM read_parquet('{path}')").fetchall()
    connection.close()


def one_by_one(pack: Pack, facts: Facts) -> None:
    for standard in pack.standards:
        evaluate([replace(pack, standards=(standard,))], facts, TODAY, threads=1)


# ---------------------------------------------------------------- the figures
def beside(threads: int) -> Iterator[Figure]:
    facts = county.facts("county")
    works: Mapping[str, Callable[[], object]] = {
        "evaluate": lambda: whole("county", threads),
        "scan": lambda: scan(threads),
        "by hand": lambda: by_hand(facts, threads),
        "frames": lambda: by_frames(facts),
    }
    taken, n = in_turn(works), told("county")
    ours, raw, hand, frames = taken.values()
    on = f"{threads} thread{'s' if threads > 1 else ''}"
    yield Figure(f"evaluate, county, {on}", *ms(ours), n, RUNS, f"wall {median(ours.wall) * 1000:.0f} ms")
    yield Figure(f"raw scan of its Parquet, {on}", *ms(raw), f"{rows():,} rows, {size_mb():.1f} MB", RUNS)
    yield Figure(f"the same verdicts by hand, {on}", *ms(hand), n, RUNS, f"wall {median(hand.wall) * 1000:.0f} ms")
    yield Figure(f"evaluate ÷ raw scan, {on}", ratio(ours, raw), "×", n, RUNS, f"pairs {spread(ours, raw)}")
    yield Figure(f"compiled ÷ hand-written, {on}", ratio(ours, hand), "×", n, RUNS, f"goal ≤ {ALIKE}; pairs {spread(ours, hand)}")
    if threads == pl.thread_pool_size():  # as many as it found when it was first used
        yield Figure(f"the same by hand as data frames (Polars), {on}", *ms(frames), n, RUNS, f"wall {median(frames.wall) * 1000:.0f} ms")
        said = f"goal ≤ {ALIKE_FRAMES}; pairs {spread(ours, frames)}"
        yield Figure(f"compiled ÷ hand-written Polars, {on}", ratio(ours, frames), "×", n, RUNS, said)


def apart() -> Iterator[Figure]:
    """Each standard alone against all together."""
    pack, facts = county.pack(), county.facts("county")
    taken = in_turn({"together": lambda: whole("county"), "apart": lambda: one_by_one(pack, facts)})
    together, alone = taken.values()
    yield Figure("the standards one by one", *ms(alone), told("county"), RUNS, f"together {ms(together)[0]:.0f} ms")
    yield Figure(
        "separate ÷ shared", ratio(alone, together), "×", told("county"), RUNS, f"goal ≥ {SHARED}; pairs {spread(alone, together)}"
    )


def loading() -> Figure:
    taken = in_turn({"load": lambda: county.load("county")})["load"]
    return Figure("read and check the facts folder", *ms(taken), f"{rows():,} rows", RUNS, f"wall {median(taken.wall) * 1000:.0f} ms")


# ---------------------------------------------------------------- words
def ms(taken: Taken) -> tuple[float, str]:
    return median(taken.cpu) * 1000, "ms CPU"


def told(size: Size) -> str:
    tables, found = county.facts(size).tables, whole(size)
    counts = {name: tables[name].num_rows for name in ("organization", "person", "participation")}
    return (
        f"{counts['organization']:,} organisations, {counts['person']:,} people, {counts['participation']:,} participations, "
        f"{len(county.pack().standards)} standards → {found.subjects.num_rows + found.groups.num_rows:,} rows"
    )


def rows() -> int:
    return sum(table.num_rows for table in county.facts("county").tables.values())


def size_mb() -> float:
    return sum(path.stat().st_size for path in county.folder("county").glob("*.parquet")) / 1e6


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
