"""The six verdicts as every page shows them: one word, one shape, one colour, so that a black-and-white print still speaks.

The room below the bridge may not import the engine; a test holds these words equal to the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """`code` is the verdict's code and the end of its CSS class; `meaning` is the sentence of the legend."""

    code: str
    word: str
    shape: str
    meaning: str


MARKS: Mapping[str, Mark] = {
    mark.code: mark
    for mark in (
        Mark("pass", "达标", "●", "要求已经满足"),
        Mark("fail", "未达标", "▲", "期限已过或数额已定，要求没有满足"),
        Mark("pending", "进行中", "■", "期限未到或仍在补记期内，还可以补上"),
        Mark("unknown", "缺数据", "◇", "还没有人记，既不算达标也不算未达标"),
        Mark("exempt", "豁免", "○", "按规则或经批准不作要求"),
        Mark("not_applicable", "不适用", "－", "这一条不针对该对象"),
    )
}
# What needs a hand comes first: open problems, then what is missing, then what still runs.
URGENCY: Mapping[str, int] = {code: place for place, code in enumerate(("fail", "unknown", "pending", "pass", "exempt", "not_applicable"))}


# A figure that is shown and judges nobody; not one of the verdicts.
SHOWN = Mark("not_applicable", "只列数", "＋", "这一条只列数，不作评定")


def mark(verdict: str | None) -> Mark:
    """What is shown without a verdict has none."""
    return SHOWN if verdict is None else MARKS[verdict]


def urgency(verdict: str | None) -> int:
    return URGENCY[verdict or "not_applicable"]
