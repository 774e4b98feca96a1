"""占比 share: each subject has a value and a bound; the group is judged, a subject's own line is information."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gangju.engine.forms.bound import build as bound_sql
from gangju.engine.forms.bound import expressions
from gangju.engine.forms.parts import FormSql
from gangju.engine.job import Job
from gangju.engine.model import Pack, Standard
from gangju.engine.plan import Node

SCHEMA: Final[dict[str, Any]] = {
    "value": {"type": "string", "minLength": 1},
    "require": {"type": "string", "minLength": 1},
}
REQUIRED: Final = ("value", "require")
EXPRESSIONS: Final = ("value", "require")


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    return expressions(pack, standard)


def build(job: Job) -> FormSql:
    return bound_sql(job)
