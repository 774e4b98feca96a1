"""What a rehearsal costs beside one plain evaluation of the same county: both sides compared, what is missing below, who cannot pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from statistics import median, quantiles

from bench import county
from bench.clock import in_turn, ratio, spread
from bench.measure_evaluation import told, whole
from bench.run import Figure
from gangju.demo.shape import TODAY
from gangju.engine.compare import Comparison, Side, compare
from gangju.engine.prospects import asked, costs, never
from gangju.engine.rehearsal import Setting, rehearsed

RUNS = 15
GOAL = 3
# A parameter of one standard with few subjects, one of three standards with nearly all members, and one that every standard waits for.
SETTINGS: Mapping[str, Setting] = {
    "40 → 56 hours of village secretaries": Setting("secretary_hours", Fraction(56)),
    "hours of all members → 40": Setting("member_hours", Fraction(40)),
    "days of grace → 15, all standards": Setting("entry_grace", Fraction(15)),
}


def rehearse(setting: Setting) -> Comparison:
    """Everything that the page shows."""
    now = Side([county.pack()], county.facts("county"), TODAY)
    then = rehearsed(now, [setting])
    found = compare(now, then, threads=1)
    list(found.subject_rows())
    list(found.group_rows())
    costs(found.before, found.after)
    never(then, found.after)
    asked(then, found.after)
    return found


def measure() -> list[Figure]:
    works: dict[str, Callable[[], object]] = {"plain": lambda: whole("county")}
    works |= {name: partial(rehearse, setting) for name, setting in SETTINGS.items()}
    taken, n = in_turn(works, RUNS), told("county")
    plain = taken.pop("plain")
    figures = []
    for name, mine in taken.items():
        p95 = quantiles(mine.cpu, n=20)[-1] * 1000
        moved = rehearse(SETTINGS[name]).subjects.num_rows
        figures.append(Figure(f"rehearse {name}", median(mine.cpu) * 1000, "ms CPU", f"{moved:,} move", RUNS, f"95 % ≤ {p95:.0f} ms"))
        against = f"goal ≤ {GOAL}; pairs {spread(mine, plain)}"
        figures.append(Figure(f"rehearse {name} ÷ evaluate", ratio(mine, plain), "×", n, RUNS, against))
    return figures
