"""区间 band: a head count between a share of something rounded up and a larger share rounded down.

Heads are people: one who holds two posts counts once. Register rows on the reference day are never open. Above the upper bound
passes, with a note, unless the standard says it fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, plan, sql
from gangju.engine.counted import CountedRow, Found, rows_of
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Intervals, Ledgers, shortfall
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.model import Pack, Standard
from gangju.engine.plan import Node
from gangju.engine.words import Words, number

_EDGE: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["share", "round"],
    "properties": {"share": {"type": ["string", "number"]}, "round": {"enum": ["ceil", "floor"]}, "not_below": {"enum": ["low"]}},
}
SCHEMA: Final[dict[str, Any]] = {
    "value": {"type": "string", "minLength": 1},
    "of": {"type": "string", "minLength": 1},
    "low": _EDGE,
    "high": _EDGE,
    "above": {"enum": ["note", "fail"]},
}
REQUIRED: Final = ("value", "of", "low")
EXPRESSIONS: Final = ("value", "of")
EDGES: Final = ("low", "high")


@dataclass(frozen=True)
class Edge:
    """`share` is an exact ratio or a parameter."""

    share: Node
    way: str
    not_below: bool

    def of(self, total: str, column: str, den: int) -> str:
        """The whole number of heads that the share in `column` of `total` makes; `den` is that of both together."""
        return sql.div(self.way, f"({total}) * ({column})", den)


def _edge(pack: Pack, standard: Standard, key: str) -> Edge | None:
    """Raises ExprError."""
    said = standard.keys.get(key)
    if said is None:
        return None
    share = expr.check(str(said["share"]), value_context(pack, standard))
    if not isinstance(share, plan.Literal | plan.ParamRef) or not share.type.bare:
        raise expr.ExprError("share 要写成一个比或参数", "例如 1/100 或 param('x'),参数的单位写 ratio", f"{key}.share")
    return Edge(share, said["round"], said.get("not_below") == "low")


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    context = value_context(pack, standard)
    value = _heads(expr.check(str(standard.keys["value"]), context))
    if not isinstance(value, plan.Aggregate) or value.func != "count" or value.kinds:
        raise expr.ExprError("value 要写成登记在册人数的计数", "例如 count(post.post_id) filter (where …)", "value")
    of = expr.check(str(standard.keys["of"]), context)
    if of.type.kind != "number":
        raise expr.ExprError("of 要算出一个数", "例如 observation('staff')", "of")
    edges = ((key, _edge(pack, standard, key)) for key in EDGES)
    return [("value", value), ("of", of), *((key, edge.share) for key, edge in edges if edge is not None)]


def _heads(value: Node) -> Node:
    if isinstance(value, plan.Aggregate) and value.base in ("post", "membership"):
        return replace(value, item=plan.Column((), value.base, "person_id", plan.TEXT), distinct=True)
    return value


def build(job: Job) -> FormSql:
    found = dict(nodes(job.pack, job.standard))
    for key in ("of", *EDGES):
        if key in found:
            job.need(found[key])
    intervals = Intervals(job, Ledgers(job, [job.period.window]))
    counted, total = intervals.of(found["value"]), intervals.of(found["of"])
    shares = {key: job.rendered.number(found[key]) for key in EDGES if key in found}
    heads = {}
    for key, share in shares.items():
        edge = _edge(job.pack, job.standard, key)
        assert edge is not None
        heads[key] = edge.of("v.total", f"v.{key}_share", total.den * share.den)
    columns = {"lo": counted.lo, "state": counted.state, "total": total.lo, "why_unknown": intervals.unknown_note()}
    columns |= {f"{key}_share": share.sql for key, share in shares.items()}
    more = {"low": heads["low"], "hi": "CASE WHEN v.state = 0 THEN v.lo END"}
    not_below = job.standard.keys.get("high", {}).get("not_below") == "low"
    more["top"] = f"greatest({heads['high']}, {heads['low']})" if not_below else heads.get("high", "NULL")
    return _written(job, columns, more, intervals.joins())


def _written(job: Job, columns: dict[str, str], more: dict[str, str], joins: str) -> FormSql:
    fails_above = job.standard.keys.get("above", "note") == "fail"
    branches = [("v.low IS NULL", "'unknown'"), ("v.hi < v.low", "'fail'")]
    branches += [("v.lo > v.top", "'fail'"), ("v.state > 0", "'unknown'")] if fails_above else []
    verdict = sql.case([*branches, ("v.lo >= v.low", "'pass'")], "'unknown'")
    above = ("v.lo > v.top", "'above_high:' || CAST(v.top AS VARCHAR)")
    return FormSql(
        columns=columns,
        more=more,
        joins=joins,
        verdict=verdict,
        value="v.lo",
        target="v.low",
        shortfall=shortfall(">=", "v.judged", "v.lo", "v.low"),
        note=sql.case([("v.judged = 'unknown'", "v.why_unknown"), above]),
        scale=1,
        hi="v.hi",
        state="CASE WHEN v.low IS NULL THEN 2 ELSE v.state END",
    )


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """The posts counted; the second post of one person adds nothing."""
    return rows_of(found, nodes(found.job.pack, found.job.standard)[0][1])


def sentence(pack: Pack, standard: Standard) -> str:
    said = dict(nodes(pack, standard))
    words = Words(names_of(pack))
    low, high = (_edge(pack, standard, key) for key in EDGES)
    assert low is not None
    top = "" if high is None else f",以{_part(words, high)}为上限"
    return f"{words.phrase(said['value'])},不少于{words.phrase(said['of'])}的{_part(words, low)}{top}"


def _part(words: Words, edge: Edge) -> str:
    share = edge.share
    said = f"“{words.phrase(share)}”"
    if isinstance(share, plan.Literal) and isinstance(share.value, Fraction):
        said = f" {number(share.value * 100)}%"
    return f"{said}({'不足一人按一人' if edge.way == 'ceil' else '不足一人不计'})"
