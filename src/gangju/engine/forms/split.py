"""分担 split: an amount due is borne by several payers in fixed shares, and each is judged on its own part.

The parts add up to the amount to the fen: each share is rounded half up once, and the payer named in `rest_to` bears what is
left. What one pays too much heals nothing of another. Money is granted in bulk, to the place or to what lies below it, so the
whole subtree of an organisation or unit counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from gangju.engine import expr, sql
from gangju.engine.counted import CountedRow, Found, rows_of
from gangju.engine.expr import ExprError
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Interval, Intervals, Ledgers, judge, rounded, shortfall
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.model import Catalogue, Pack, Standard
from gangju.engine.plan import Node
from gangju.engine.words import Words, label

SCHEMA: Final[dict[str, Any]] = {
    "total": {"type": "string", "minLength": 1},
    "paid": {"type": "string", "minLength": 1},
    "by": {"enum": ["fund_entry.payer_level"]},
    "shares": {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer", "minimum": 1}},
    "rest_to": {"type": "string", "minLength": 1},
    "netting": {"enum": ["none"]},
}
REQUIRED: Final = ("total", "paid", "by", "shares", "rest_to", "netting")
EXPRESSIONS: Final = ("total", "paid")

PAYER: Final = "payer"
"""The key by which one part knows whose it is; no author writes it."""


def parts(standard: Standard, catalogue: Catalogue) -> tuple[Standard, ...]:
    """One standard for each payer, by the name the catalogue gives him."""
    said = {payer: label(catalogue, standard.keys["by"], payer) for payer in standard.keys["shares"]}
    return tuple(replace(standard, keys={**standard.keys, PAYER: payer}, part=title) for payer, title in said.items())


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """What this payer has paid, and the whole amount due. Raises ExprError."""
    keys = standard.keys
    _payers(pack, keys)
    if standard.period is None:
        raise ExprError("分担没有写 period", "加上 period: year", "period")
    context = value_context(pack, standard)
    counted = f"sum(fund_entry.amount) filter (where ({keys['paid']}) and {keys['by']} = {sql.text(_payer(standard))})"
    below = standard.each in ("organization", "unit")
    paid = _checked(f"subtree({counted})" if below else counted, context, "paid")
    total = _checked(str(keys["total"]), context, "total")
    for key, node in (("paid", paid), ("total", total)):
        if node.type.unit != standard.unit:
            raise ExprError(f"{key} 的单位是{node.type.unit or '数'},写的是{standard.unit}", "改成同一单位", key)
    return [("paid", paid), ("total", total)]


def _checked(text: str, context: expr.Context, key: str) -> Node:
    try:
        return expr.check(text, context)
    except ExprError as error:
        raise ExprError(error.message, error.remedy, error.key or key) from error


def _payers(pack: Pack, keys: Mapping[str, Any]) -> None:
    codes = pack.catalogue.lists.get(keys["by"], {})
    for payer in keys["shares"]:
        if payer not in codes:
            raise ExprError(f"{keys['by']} 里没有“{payer}”这个代码", f"可用的有:{'、'.join(codes)}", "shares")
    if keys["rest_to"] not in keys["shares"]:
        raise ExprError(f"rest_to 写的“{keys['rest_to']}”不在 shares 里", f"从中选一个:{'、'.join(keys['shares'])}", "rest_to")


def _payer(standard: Standard) -> str:
    return str(standard.keys.get(PAYER, standard.keys["rest_to"]))


# ---------------------------------------------------------------- verdict
def build(job: Job) -> FormSql:
    """One payer's part."""
    (_, paid), (_, total) = nodes(job.pack, job.standard)
    job.need(total)
    intervals = Intervals(job, Ledgers(job, [job.period.window]))
    value, whole = rounded(intervals.of(paid)), rounded(intervals.of(total))
    columns = {"lo": value.lo, "hi": value.hi, "state": value.state, "unsettled": whole.state}
    columns |= {"bound": _part(job.standard, whole), "why_unknown": intervals.unknown_note()}
    return FormSql(
        columns=columns,
        joins=intervals.joins(),
        verdict=judge(">=", "v.lo", "v.hi", "(v.state | v.unsettled)", "v.bound"),
        value="v.lo",
        target="v.bound",
        shortfall=shortfall(">=", "v.judged", "v.lo", "v.bound"),
        note=sql.case([("v.judged = 'unknown'", "v.why_unknown"), ("v.judged = 'pending'", f"'{intervals.phase.value}'")]),
        scale=paid.type.scale,
        hi="v.hi",
        state="v.state",
    )


def _part(standard: Standard, total: Interval) -> str:
    """What this payer owes of the amount; while the amount is not known to the fen, nobody's part is."""
    shares, payer = standard.keys["shares"], _payer(standard)
    known = f"CASE WHEN {total.lo} = {total.hi} THEN {total.lo} END"
    whole = sum(shares.values())

    def share(of: str) -> str:
        return f"({sql.div('half_up', f'({known}) * {shares[of]}', whole)})"

    if payer != standard.keys["rest_to"]:
        return share(payer)
    return " - ".join([f"({known})", *(share(other) for other in shares if other != payer)])


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """What this payer has paid."""
    return rows_of(found, nodes(found.job.pack, found.job.standard)[0][1])


def sentence(pack: Pack, standard: Standard) -> str:
    (_, paid), (_, total) = nodes(pack, standard)
    words, shares, payer = Words(names_of(pack)), standard.keys["shares"], _payer(standard)
    rest = ",分后余下的由其承担" if payer == standard.keys["rest_to"] else ""
    share = f"{shares[payer]}/{sum(shares.values())}(四舍五入到分{rest};各方分别评判,不相互抵补)"
    return f"{words.phrase(paid)},不少于{words.phrase(total)}的 {share}"
