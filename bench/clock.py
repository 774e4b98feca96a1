"""How time is taken: both sides of a comparison in one process, in turn, so that whatever else the machine does meets both.

Processor time is the figure that counts; it says what the work costs however many others want the machine. Wall time stands
beside it for what a person waits.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

RUNS = 7


@dataclass
class Taken:
    """Seconds of each run."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def once(self, work: Callable[[], object]) -> None:
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)


def in_turn(works: Mapping[str, Callable[[], object]], runs: int = RUNS) -> dict[str, Taken]:
    """A B C A B C …, after each has run once unmeasured."""
    taken = {name: Taken() for name in works}
    for work in works.values():
        work()
    for _ in range(runs):
        for name, work in works.items():
            taken[name].once(work)
    return taken


def ratio(one: Taken, other: Taken) -> float:
    """Median of the quotients of the pairs."""
    return median(a / b for a, b in zip(one.cpu, other.cpu, strict=True))


def spread(one: Taken, other: Taken) -> str:
    quotients = sorted(a / b for a, b in zip(one.cpu, other.cpu, strict=True))
    return f"{quotients[0]:.2f}–{quotients[-1]:.2f}"
