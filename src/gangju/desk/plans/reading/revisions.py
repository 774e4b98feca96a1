"""A revised text against the one before: which items survive and keep their decisions, and where settled doubts stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from gangju.desk.bridge import drafting
from gangju.desk.bridge.drafting import Settled
from gangju.desk.plans.reading import editions
from gangju.desk.plans.reading.editions import Base
from gangju.desk.plans.reading.models import Edition, Reading, Wording
from gangju.desk.plans.reading.standing import Data, Taken, fingerprint


def said(reading: Reading, before: Edition, wording: Wording, steps: Sequence[Taken]) -> dict[str, Any]:
    """What the step of a revision keeps. Drafts and keeps the new edition."""
    moved, kept = carried(before.wording.text, wording.text, steps)
    after = editions.keep(reading, wording, Base(wording.number, kept), drafting.made(wording.text, kept))
    found = drafting.compared(editions.as_made(before), editions.as_made(after))
    was, now = _by_id(before.items), _by_id(after.items)
    survived = {old: [new, fingerprint(was[old]), fingerprint(now[new])] for old, new in found.survived}
    return {
        "wording": wording.number,
        "moved": {str(serial): at for serial, at in moved.items()},
        "survived": survived,
        "changed": [list(pair) for pair in found.changed],
        "gone": [{"id": item, "text": was[item]["text"], "said": was[item]["said"]} for item in found.gone],
        "new": list(found.new),
    }


def carried(before: str, after: str, steps: Sequence[Taken]) -> tuple[dict[int, list[int] | None], tuple[Settled, ...]]:
    """Where each settled doubt stands in the new text, by the serial of its step; and those that stand there still."""
    places, settled = Places(before, after), editions.settled(steps)
    moved = {serial: places.of(each.start, each.end) for serial, each in settled.items()}
    kept = (replace(settled[serial], start=at[0], end=at[1]) for serial, at in moved.items() if at)
    return moved, tuple(sorted(kept, key=lambda each: each.start))


def _by_id(items: Sequence[Data]) -> dict[str, Data]:
    return {str(item["id"]): item for item in items}


class Places:
    """Where a piece of the earlier text stands in the later one, if its words are unchanged."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after
        lines = [text.splitlines(keepends=True) for text in (before, after)]
        self._starts = [_starts(each) for each in lines]
        self._blocks = SequenceMatcher(None, lines[0], lines[1], autojunk=False).get_opcodes()

    def of(self, start: int, end: int) -> list[int] | None:
        first, last = self._line(start), self._line(max(start, end - 1))
        for tag, i1, i2, j1, j2 in self._blocks:
            if i1 <= first and last < i2:
                if tag == "equal":
                    shift = self._starts[1][j1] - self._starts[0][i1]
                    return [start + shift, end + shift]
                return self._inside(start, end, self._starts[1][j1], self._starts[1][j2])
        return None

    def _inside(self, start: int, end: int, low: int, high: int) -> list[int] | None:
        """Within changed lines: only where the words stand there once, with what stands around them."""
        piece, around = self.before[start:end], self.before[max(0, start - 6) : end + 6]
        at = self.after.find(around, low, high)
        if at >= 0:
            begin = at + start - max(0, start - 6)
            return [begin, begin + len(piece)]
        at = self.after.find(piece, low, high)
        once = at >= 0 and self.after.find(piece, at + 1, high) < 0
        return [at, at + len(piece)] if once else None

    def _line(self, place: int) -> int:
        starts = self._starts[0]
        return max((number for number, start in enumerate(starts[:-1]) if start <= place), default=0)


def _starts(lines: Sequence[str]) -> list[int]:
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found


@dataclass(frozen=True)
class Difference:
    """One line of the comparison of two wordings: `mark` is ` `, `-` or `+`."""

    mark: str
    text: str


def difference(before: str, after: str) -> list[Difference]:
    """Line by line; unchanged stretches are left out but for one line on each side."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Difference] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Difference(" ", line) for line in ([*old[i1 : i1 + 1], *old[i2 - 1 : i2]] if i2 - i1 > 1 else old[i1:i2])]
        else:
            found += [Difference("-", line) for line in old[i1:i2]]
            found += [Difference("+", line) for line in new[j1:j2]]
    return found
