"""覆盖 cover: a unit is covered by an organisation set up in it, or by one with a tie `covers` to it.

`by` says what kind of organisation will do. A unit that has only just come to be meant may have days of `grace`, like any subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gangju.engine import expr, sql
from gangju.engine.counted import CountedRow, Found, ledger_rows
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import judge, shortfall
from gangju.engine.job import Job, names_of
from gangju.engine.model import Pack, Standard
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT
from gangju.engine.words import Words

SCHEMA: Final[dict[str, Any]] = {"by": {"type": "string", "minLength": 1}}
REQUIRED: Final = ("by",)
EXPRESSIONS: Final = ("by",)


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    if standard.each != "unit":
        raise expr.ExprError("覆盖只对单位而言", "each 写成 unit", "each")
    node = expr.check(str(standard.keys["by"]), expr.Context(names_of(pack), "unit", "organization"))
    if node.type.kind != "bool":
        raise expr.ExprError("by 要写成一个条件", "例如 organization.set_up_mode in ('standalone','joint')")
    return [("by", node)]


def build(job: Job) -> FormSql:
    met = _met(job)
    counts = f"count(*) FILTER (WHERE {met}) AS sure, count(*) FILTER (WHERE ({met}) IS NULL) AS maybe"
    covering = f"SELECT b.{SUBJECT}, {counts} FROM ({_covering(job)}) AS b GROUP BY 1"
    columns = {"lo": "coalesce(p.sure, 0)", "hi": "coalesce(p.sure + p.maybe, 0)"}
    state = "CASE WHEN v.hi > v.lo THEN 2 ELSE 0 END"
    return FormSql(
        columns=columns,
        joins=f"LEFT JOIN ({covering}) AS p ON p.{SUBJECT} = s.{SUBJECT}",
        verdict=judge(">=", "v.lo", "v.hi", state, "1"),
        value="v.lo",
        target="1",
        shortfall=shortfall(">=", "v.judged", "v.lo", "1"),
        note=sql.case([("v.judged = 'unknown'", "'missing:organization.set_up_mode'")]),
        scale=1,
        hi="v.hi",
        state=state,
    )


def _met(job: Job) -> str:
    ((_, by),) = nodes(job.pack, job.standard)
    return sql.Renderer(job.here, job.ratio).condition(by)


def _covering(job: Job) -> str:
    """Organisations with the unit they cover, each pair once."""
    organizations = job.table("organization")
    own = f"SELECT o.unit_id AS {SUBJECT}, o.* FROM {organizations} AS o WHERE o.unit_id IS NOT NULL"
    ends = "t.kind = 'covers' AND t.from_kind = 'organization' AND t.to_kind = 'unit'"
    tied = f"SELECT t.to_id AS {SUBJECT}, o.* FROM {job.table('tie')} AS t JOIN {organizations} AS o ON o.org_id = t.from_id WHERE {ends}"
    return f"{own} UNION {tied}"


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """The organisations that cover the unit."""
    job = found.job
    source = f"({_covering(job)}) AS b WHERE b.{SUBJECT} = {sql.text(found.subject_id)} AND {_met(job)}"
    return ledger_rows(job, "organization", source, "1")


def sentence(pack: Pack, standard: Standard) -> str:
    ((_, by),) = nodes(pack, standard)
    return f"有党组织覆盖:设在本单位,或以“联合覆盖”联系到本单位({Words(names_of(pack)).condition(by)})"
