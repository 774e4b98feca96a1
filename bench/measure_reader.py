"""How many characters the reader reads in a second of processor time, on the five source texts beside the checkout."""

from __future__ import annotations

from pathlib import Path

from bench.clock import RUNS, in_turn
from bench.run import Figure
from gangju.reader import read_text
from gangju.reader.source import text_of

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
# What the founding papers ask for.
GOAL = 25_000


def measure() -> list[Figure]:
    """Nothing where the texts are not there."""
    texts = {path.name[:3]: text_of(path) for path in sorted(SEEDS.glob("*.txt"))}
    figures = [speed(f"read text {name}", [text]) for name, text in texts.items()]
    return [*figures, speed("read all texts", list(texts.values()), f"goal ≥ {GOAL:,}")] if texts else []


def speed(what: str, texts: list[str], goal: str = "") -> Figure:
    taken = in_turn({"read": lambda: [read_text(text) for text in texts]})["read"]
    length = sum(map(len, texts))
    return Figure(what, length / sorted(taken.cpu)[RUNS // 2], "characters/s CPU", f"{length:,} characters", RUNS, goal)
