"""阈值 threshold: a computed value of one subject against a bound."""

from __future__ import annotations

from typing import Any, Final

from gangju.engine.forms import bound, yearly

SCHEMA: Final[dict[str, Any]] = {
    "value": {"type": "string", "minLength": 1},
    "require": {"type": "string", "minLength": 1},
    "reported": {"type": "string", "minLength": 1},
    **yearly.SCHEMA,
}
REQUIRED: Final = ("value", "require")
EXPRESSIONS: Final = ("value", "require", "reported")

nodes, build, rows, sentence = bound.expressions, bound.build, bound.rows, bound.sentence
