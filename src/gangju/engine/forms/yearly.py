"""Keys of a bound that is asked of somebody who came during the year, entered his rows late, or came out of a merger.

`prorate: months` asks of a role only for the months in which it was held on the fifteenth, rounded up to a whole unit (money to
the fen). `late` marks rows entered so many days after their day; they count. `inherit` adds the rows of those a subject came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gangju.engine import plan, sql, tenure, weights
from gangju.engine.expr import ExprError
from gangju.engine.job import Job
from gangju.engine.model import Standard
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT

SCHEMA: Final[dict[str, Any]] = {
    **weights.SCHEMA,
    "prorate": {"enum": ["months"]},
    "late": {"type": "integer", "minimum": 1},
    "inherit": {
        "type": "object",
        "additionalProperties": False,
        "required": ["merge", "split"],
        "properties": {"merge": {"enum": ["sum"]}, "split": {"enum": ["copy", "none"]}},
    },
}
MONTHS: Final = 12
MONEY: Final = "元"


def check(standard: Standard, op: str, value: Node) -> None:
    """Raises ExprError where a key would mean nothing."""
    keys = standard.keys
    if "prorate" in keys:
        _prorated(standard, op)
    if "inherit" in keys and standard.each not in ("organization", "unit"):
        raise ExprError(f"{standard.each} 没有合并和分设,不写 inherit", "删去 inherit", "inherit")
    if "late" in keys and not any(part.kinds for part in plan.aggregates(value)):
        raise ExprError("这里没有按台账计的数,说不上补记", "删去 late", "late")


def _prorated(standard: Standard, op: str) -> None:
    if standard.each not in ("person", "post") or tenure.anchor_of(standard) != "post":
        raise ExprError("按月折算只对职务,不对党员", "where 里写明职务,例如 post.role = 'secretary',或删去 prorate", "prorate")
    if standard.period != "year" or op != ">=":
        raise ExprError("按月折算只用于全年的下限", "写 period: year,require 写成 value >= …", "prorate")


@dataclass(frozen=True)
class Share:
    """The months held, as a join and a column, and the bound cut down to them."""

    join: str
    months: str
    unit: int

    def of(self, target: str) -> str:
        return f"({sql.div('ceil', f'({target}) * {self.months}', MONTHS * self.unit)}) * {self.unit}"


def share(job: Job, scale: int) -> Share | None:
    if "prorate" not in job.standard.keys:
        return None
    join = f"LEFT JOIN ({tenure.months(job)}) AS held ON held.{SUBJECT} = s.{SUBJECT}"
    return Share(join, "coalesce(held.months, 0)", 1 if job.standard.unit == MONEY else scale)


def tardy(job: Job, value: Node) -> str | None:
    """How many rows of the value were entered late, as SQL over the scans it reads."""
    if "late" not in job.standard.keys:
        return None
    counts = [job.tardy(part, int(job.standard.keys["late"])) for part in plan.aggregates(value) if part.kinds]
    return " + ".join(f"coalesce({count}, 0)" for count in counts) or "0"


def sentence(keys: Mapping[str, Any]) -> str:
    parts = ["任职不满全年的按月折算,每月 15 日在任的计一个月"] if "prorate" in keys else []
    parts += [f"超过 {keys['late']} 天才记的照算,注明补记"] if "late" in keys else []
    if "inherit" in keys:
        parts.append("合并的把各方的数相加," + ("分设的各自承接原来的" if keys["inherit"]["split"] == "copy" else "分设的不承接"))
    return "".join(f";{part}" for part in parts)
