"""名额 quota: how many subjects stand on a named list in the whole subtree of an organisation, against a fixed number.

A list is a register: no row means not listed, so the number is always known. One that stands there twice counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from gangju.engine.counted import CountedRow, Found
from gangju.engine.expr import ExprError
from gangju.engine.forms import bound
from gangju.engine.forms.parts import FormSql
from gangju.engine.job import Job, names_of
from gangju.engine.model import Pack, Standard
from gangju.engine.plan import Node
from gangju.engine.sql import text
from gangju.engine.words import BOUNDS, Words, label

SCHEMA: Final[dict[str, Any]] = {
    "members": {
        "type": "object",
        "additionalProperties": False,
        "required": ["roster"],
        "properties": {name: {"type": "string", "minLength": 1} for name in ("roster", "category", "tier", "batch", "subject_kind")},
    },
    "bound": {
        "type": "object",
        "additionalProperties": False,
        "required": ["op", "value"],
        "properties": {"op": {"enum": [">=", ">", "<=", "<", "="]}, "value": {"type": ["integer", "string"], "minLength": 1}},
    },
}
REQUIRED: Final = ("members", "bound")
EXPRESSIONS: Final = ()


def counted(standard: Standard) -> Standard:
    """The same requirement as a threshold over the subtree. Raises ExprError."""
    if standard.each != "organization":
        raise ExprError("名额按组织的所辖范围计", "each 写成 organization", "each")
    said = [f"roster_entry.{name} = {text(str(value))}" for name, value in standard.keys["members"].items()]
    value = f"subtree(count(distinct roster_entry.subject_id) filter (where {' and '.join(said)}))"
    limit = standard.keys["bound"]
    return replace(standard, keys={"value": value, "require": f"value {limit['op']} {limit['value']}"})


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    return bound.expressions(pack, counted(standard))


def build(job: Job) -> FormSql:
    return bound.build(job, counted(job.standard))


def rows(found: Found) -> list[CountedRow]:
    """The entries of the list; one that stands there twice adds one."""
    return bound.rows(found, counted(found.job.standard))


def sentence(pack: Pack, standard: Standard) -> str:
    members = standard.keys["members"]
    lists = {
        "roster": "roster_entry.roster",
        "category": "roster_entry.category",
        "tier": "roster_entry.tier",
        "subject_kind": "subject_kind",
    }
    said = "、".join(label(pack.catalogue, lists.get(name), str(value)) for name, value in members.items())
    (_, _), (_, target) = nodes(pack, standard)
    return f"所辖范围内在册的“{said}”,{BOUNDS[standard.keys['bound']['op']]}{Words(names_of(pack)).phrase(target)}"
