"""节律 rhythm: so many events in each window of the period."""

from __future__ import annotations

from typing import Any, Final

SCHEMA: Final[dict[str, Any]] = {
    "events": {"type": "string", "minLength": 1},
    "distinct": {"enum": ["days", "events"]},
    "window": {"enum": ["week", "month", "two_months", "quarter", "half", "year"]},
    "at_least": {"type": "integer", "minimum": 1},
    "suspended_by": {"type": "string"},
}
REQUIRED: Final = ("events", "window", "at_least")
EXPRESSIONS: Final = ("events",)
