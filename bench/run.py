"""Runs the benchmarks and writes what they measured to `bench/results.md`, with the machine they were measured on.

A benchmark is a module `bench/measure_<what>.py` with one public function `measure() -> list[Figure]`. A figure stands
beside what it is compared with (a raw scan, hand-written SQL, a peer), since seconds alone say more about the machine
than about the code. `./dev bench` runs all, `./dev bench scan` those whose name holds the word.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
ALONE = "--alone"
HOW = (
    "ms CPU is processor time, the median of the runs; both sides of a ratio ran in one process by turns, and a ratio is the median "
    "of the pairs. A load above the number of cores means that other work was running, which stretches wall time and also makes "
    "processor time noisier."
)


@dataclass(frozen=True)
class Figure:
    """One measured number: `value` in `unit` over `n` things, repeated `runs` times, the median taken."""

    what: str
    value: float
    unit: str
    n: str
    runs: int
    against: str = ""


def main(words: Sequence[str]) -> int:
    if words[:1] == [ALONE]:
        return alone(words[1])
    found = [path.stem for path in sorted(HERE.glob("measure_*.py"))]
    wanted = [name for name in found if not words or any(word in name for word in words)]
    if not wanted:
        sys.exit(f"✗ 没有这样的测速:{' '.join(words)};现有:{'、'.join(found) or '无'} · no such benchmark")
    figures = [figure for name in wanted for figure in figures_of(name)]
    text = page(figures)
    print(text)
    if wanted == found:
        RESULTS.write_text(text, "utf-8")
    return 0


def figures_of(name: str) -> list[Figure]:
    """Each in a process of its own: the settings of a desk are read once a process, and every benchmark has its own installation."""
    print(f"· {name}", flush=True)
    done = subprocess.run([sys.executable, "-m", "bench.run", ALONE, name], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    measured = [Figure(**said) for said in json.loads(done.stdout.splitlines()[-1])]
    print("\n".join(map(row, measured)), flush=True)
    return measured


def alone(name: str) -> int:
    """What the process of one benchmark does: its figures as JSON on the last line."""
    measured: list[Figure] = importlib.import_module(f"bench.{name}").measure()
    print(json.dumps([asdict(figure) for figure in measured], ensure_ascii=False))
    return 0


def page(figures: Sequence[Figure]) -> str:
    rows = [row(figure) for figure in figures]
    head = ["| what | measured | against | n | runs |", "|---|---|---|---|---|"]
    return "\n".join(["# Measured", "", machine(), "", HOW, "", *head, *rows, ""])


def row(figure: Figure) -> str:
    return f"| {figure.what} | {figure.value:,.3g} {figure.unit} | {figure.against or '–'} | {figure.n} | {figure.runs} |"


def machine() -> str:
    """Enough to read the figures by, nothing that tells whose machine it was."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "django", "pyarrow"))
    today = datetime.now(UTC).date()
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[2]
    where = f"{cores} cores, {memory()} GiB · {processor()}"
    return f"{today} · {where} · load of the last quarter hour {load:.1f} · Python {platform.python_version()} · {versions}"


def memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
