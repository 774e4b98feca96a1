"""The texts of what looks back: trends and splits."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
WAYS = {">": "greater", ">=": "not_less", "<": "less", "<=": "not_greater"}


def trend_text(standard: Row, value: str) -> Row:
    """The keys of a trend, `value` being the text of its number."""
    against: Row = {"against": "previous year"}
    if standard["noun"] == "value":
        more = f"value {standard['op']} previous + param('{standard['more']}')" if standard["more"] else WAYS[standard["op"]]
        return {"value": value, **against, "require": more}
    (roll_up,) = standard["roll_up"]
    said = WAYS[roll_up["op"]] if roll_up["more"] == "0" else f"{standard['noun']} {roll_up['op']} previous + {roll_up['more']}"
    what = value if standard["noun"] == "mean" else f"{value} >= param('{standard['param']}')"
    at = {"at": roll_up["at"]} if "at" in roll_up else {}
    return {f"{standard['noun']}_of": what, **against, "require": said, **at}


def split_text(standard: Row) -> Row:
    paid = f"fund_entry.kind = '{standard['fund']}' and fund_entry.flow = 'granted'"
    whole = {"total": f"observation('{standard['total']}')", "paid": paid, "by": "fund_entry.payer_level", "netting": "none"}
    return {**whole, "shares": standard["shares"], "rest_to": standard["rest_to"]}
