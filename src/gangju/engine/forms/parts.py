"""What a form gives the evaluation: SQL over the subjects' table, in two layers.

`columns` are computed first, `more` over them, the rest over
both (always as `v.<name>`). Verdict, value, target, shortfall and note are those of
a subject that is meant and not exempt; `run.py` lays exemption and an unknown condition over them, once for all forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ahead:
    """While `condition` holds, what would fail is pending, for the reason in `note`."""

    condition: str
    note: str


@dataclass(frozen=True)
class FormSql:
    """`exempt` is the note of an exemption that the form itself finds.
    `scale`: what value, target and shortfall are multiplied by. `hi` and `state` serve sums over subjects."""

    columns: Mapping[str, str]
    joins: str
    verdict: str
    value: str
    target: str
    shortfall: str
    note: str
    scale: int
    more: Mapping[str, str] = field(default_factory=dict)
    windows: str = "NULL"
    exempt: str = "NULL"
    hi: str = "NULL"
    state: str = "0"
    ahead: Ahead | None = None
