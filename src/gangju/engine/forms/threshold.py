"""阈值 threshold: a computed value of one subject against a bound."""

from __future__ import annotations

from typing import Any, Final

SCHEMA: Final[dict[str, Any]] = {
    "value": {"type": "string", "minLength": 1},
    "require": {"type": "string", "minLength": 1},
}
REQUIRED: Final = ("value", "require")
EXPRESSIONS: Final = ("value", "require")
