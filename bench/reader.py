"""How fast the reader reads: characters per second of processor time.

    python bench/reader.py [FILE …] [--repeat N]

Without files the five source texts beside the checkout are read. Prints one line a text and the whole.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from gangju.reader import read_text
from gangju.reader.source import text_of

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
#: What the founding papers ask for.
GOAL = 25_000


def measure(text: str, repeat: int) -> float:
    """Characters per processor second over several readings."""
    begun = time.process_time()
    for _ in range(repeat):
        read_text(text)
    return len(text) * repeat / (time.process_time() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description="阅读器速度:每秒处理器时间读多少字")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    files = options.files or sorted(SEEDS.glob("*.txt"))
    texts = {path.name: text_of(path) for path in files}
    for name, text in texts.items():
        print(f"{name}\t{len(text)} 字\t{measure(text, options.repeat):,.0f} 字/秒")
    whole = "\n".join(texts.values())
    print(f"合计\t{len(whole)} 字\t{measure(whole, options.repeat):,.0f} 字/秒\t目标 {GOAL:,} 字/秒")


if __name__ == "__main__":
    main()
