"""How many characters the reader reads in a second of processor time, on the five source texts beside the checkout; and what it
takes to write their tables of responsibilities.
"""

from __future__ import annotations

from pathlib import Path

from bench.clock import RUNS, in_turn
from bench.run import Figure
from gangju.drafting import duty_paper, duty_sheet
from gangju.drafting.duties import DutyTable, duty_table
from gangju.reader import read_text

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
# What the founding papers ask for.
GOAL = 25_000


def measure() -> list[Figure]:
    """Nothing where the texts are not there."""
    texts = {path.name[:3]: path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))}
    figures = [speed(f"read text {name}", [text]) for name, text in texts.items()]
    if not texts:
        return []
    tables = [duty_table(read_text(text)) for text in texts.values()]
    return [*figures, speed("read all texts", list(texts.values()), f"goal ≥ {GOAL:,}"), *writing(tables)]


def writing(tables: list[DutyTable]) -> list[Figure]:
    """Rows of the responsibility table written in a second, in files of one text each."""
    works = {
        "make the rows of all texts": lambda: [duty_table(table.document) for table in tables],
        "write all rows as .docx": lambda: [duty_paper.docx(table) for table in tables],
        "write all rows as .xlsx": lambda: [duty_sheet.xlsx(table) for table in tables],
    }
    taken, rows = in_turn(works), sum(len(table.rows) for table in tables)
    said = f"{rows:,} rows in {len(tables)} files"
    return [Figure(what, rows / sorted(each.cpu)[RUNS // 2], "rows/s CPU", said, RUNS) for what, each in taken.items()]


def speed(what: str, texts: list[str], goal: str = "") -> Figure:
    taken = in_turn({"read": lambda: [read_text(text) for text in texts]})["read"]
    length = sum(map(len, texts))
    return Figure(what, length / sorted(taken.cpu)[RUNS // 2], "characters/s CPU", f"{length:,} characters", RUNS, goal)
