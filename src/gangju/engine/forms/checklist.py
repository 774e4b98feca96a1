"""清单 checklist: every item of a list is answered yes, or leaves the list as not applicable."""

from __future__ import annotations

from typing import Any, Final

SCHEMA: Final[dict[str, Any]] = {
    "checklist": {"type": "string", "minLength": 1},
    "stale_after": {"type": "string", "pattern": "^[0-9]+ (days|months)$"},
    "of_many": {"enum": ["largest"]},
    "without_subject": {"enum": ["fail", "unknown", "not_applicable"]},
}
REQUIRED: Final = ("checklist",)
EXPRESSIONS: Final = ()
