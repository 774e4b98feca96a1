"""Keys that every form shares and that change who is meant, or when: what they may stand beside."""

from __future__ import annotations

from typing import Final

from gangju.engine import grace, sequence, weights, windows
from gangju.engine.expr import ExprError
from gangju.engine.job import anchors_of
from gangju.engine.model import Pack, Standard

AT_START: Final = frozenset({"band", "checklist", "cover", "share", "threshold"})
"""Forms whose facts may all be those of the period's first day."""


def check(pack: Pack, standard: Standard) -> None:
    """Raises ExprError."""
    grace.check(standard)
    sequence.check(pack, standard)
    weights.check(standard)
    if standard.period == "campaign":
        windows.whole_of(pack.plan)
    if standard.terms.at_start:
        _at_start(standard)
    if standard.terms.ever_listed:
        _ever_listed(standard)


def _at_start(standard: Standard) -> None:
    if standard.form not in AT_START:
        raise ExprError(f"{standard.form} 不按期初的情况评", f"删去 measured_on;可以写的形式:{'、'.join(sorted(AT_START))}", "measured_on")
    if standard.period is None:
        raise ExprError("写了 measured_on 而没有写 period", "加上 period: year 等,否则不知道期初是哪一天", "measured_on")


def _ever_listed(standard: Standard) -> None:
    if "roster_entry" not in anchors_of(standard.each, standard.where):
        raise ExprError("where 没有写明哪一个名册", "写 roster_entry.roster = '…',或删去 on_list", "on_list")
    if standard.period is None:
        raise ExprError("写了 on_list 而没有写 period", "加上 period: year 等,否则不知道看哪一段", "on_list")


def sentence(pack: Pack, standard: Standard) -> str:
    """What these keys add to the sentence of the form."""
    terms = standard.terms
    parts = ["名册和登记按本期第一天的情况看"] if terms.at_start else []
    parts += ["本期内上过名册的都算,中途退出的也算"] if terms.ever_listed else []
    parts += [f"刚列入要求的宽限 {terms.grace} 天"] if terms.grace else []
    parts += ["平均按任职月数折成全年人数计"] if weights.KEY in standard.keys else []
    parts += [f"先要做到“{each.title}”" for each in pack.standards if each.id == terms.after]
    parts += [f"今不再评:{terms.superseded_by}"] if terms.superseded_by else []
    return "".join(f";{part}" for part in parts)
