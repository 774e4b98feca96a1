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


@dataclass(frozen=True)
class Edge:
    share: Fraction
    way: str
    not_below: bool

    def of(self, total: str, den: int) -> str:
        """The whole number of heads that this share of `total`/`den` makes."""
        return sql.div(self.way, f"({total}) * {self.share.numerator}", den * self.share.denominator)


def _edge(standard: Standard, key: str) -> Edge | None:
    said = standard.keys.get(key)
    return None if said is None else Edge(Fraction(str(said["share"])), said["round"], said.get("not_below") == "low")


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    context = value_context(pack, standard)
    value = _heads(expr.check(str(standard.keys["value"]), context))
    if not isinstance(value, plan.Aggregate) or value.func != "count" or value.kinds:
        raise expr.ExprError("value 要写成登记在册人数的计数", "例如 count(post.post_id) filter (where …)", "value")
    of = expr.check(str(standard.keys["of"]), context)
    if of.type.kind != "number":
        raise expr.ExprError("of 要算出一个数", "例如 observation('staff')", "of")
    return [("value", value), ("of", of)]


def _heads(value: Node) -> Node:
    if isinstance(value, plan.Aggregate) and value.base in ("post", "membership"):
        return replace(value, item=plan.Column((), value.base, "person_id", plan.TEXT), distinct=True)
    return value


def build(job: Job) -> FormSql:
    (_, value), (_, of) = nodes(job.pack, job.standard)
    job.need(of)
    intervals = Intervals(job, Ledgers(job, [job.period.window]))
    counted, total = intervals.of(value), intervals.of(of)
    low, high = _edge(job.standard, "low"), _edge(job.standard, "high")
    assert low is not None
    columns = {"lo": counted.lo, "state": counted.state, "total": total.lo, "why_unknown": intervals.unknown_note()}
    more = {"low": low.of("v.total", total.den), "hi": "CASE WHEN v.state = 0 THEN v.lo END"}
    top = "NULL" if high is None else high.of("v.total", total.den)
    more["top"] = f"greatest({top}, {low.of('v.total', total.den)})" if high is not None and high.not_below else top
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
    (_, value), (_, of) = nodes(pack, standard)
    words = Words(names_of(pack))
    low, high = _edge(standard, "low"), _edge(standard, "high")
    assert low is not None
    top = "" if high is None else f",以{_percent(high)}为上限"
    return f"{words.phrase(value)},不少于{words.phrase(of)}的{_percent(low)}{top}"


def _percent(edge: Edge) -> str:
    return f" {number(edge.share * 100)}%({'不足一人按一人' if edge.way == 'ceil' else '不足一人不计'})"
