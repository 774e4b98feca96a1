"""Bad input, said so that its author can mend it: file, line, key, what is wrong, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. `line` is 1-based (0: the file as a whole); `key` is a column or a dotted path of keys."""

    file: str
    line: int
    key: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        where = f"{place}“{self.key}”" if self.key else place
        return f"{where}:{self.message}。{self.remedy}。"


class BadInput(Exception):
    """Raised with every problem found; nothing was loaded or evaluated."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
