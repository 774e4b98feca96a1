"""A score sheet filled in: what each item gave and why, the total as an interval, the grade only where it is certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gangju.engine.results import exact
from gangju.engine.scoring.model import Item, Scheme
from gangju.engine.scoring.points import Figure, Points
from gangju.engine.words import SIGNS

SCORED, OPEN, UNKNOWN, EXEMPT, NOBODY = "scored", "open", "unknown", "exempt", "not_applicable"
LABELS: Mapping[str, str] = {SCORED: "已评", OPEN: "未定", UNKNOWN: "缺数据", EXEMPT: "不参评", NOBODY: "不适用"}


@dataclass(frozen=True)
class Line:
    """One item, or one of the scores that a mean is made of."""

    item: str
    section: str
    title: str
    said: str
    full: Fraction
    points: Points
    figure: Figure
    weight: int = 1

    def as_json(self) -> dict[str, Any]:
        figure = self.figure
        return {
            "item": self.item,
            "section": self.section,
            "title": self.title,
            "said": self.said,
            "full": human(self.full),
            "points": [human(end) for end in self.points],
            "value": [human(figure.lo), human(figure.hi)],
            "target": human(figure.of[0]) if figure.of[0] == figure.of[1] else [human(end) for end in figure.of],
            "unit": figure.unit,
            "verdict": figure.verdict,
            "note": figure.note,
            "weight": self.weight,
        }


@dataclass(frozen=True)
class Card:
    """The score of one subject. `grades` are those still possible, the best first; `vetoed` names the vetoes that hold, `doubtful`
    those that may."""

    pack: str
    scheme: Scheme
    klass: str
    period: str | None
    subject_id: str
    org_id: str
    status: str
    points: Points | None
    grades: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    vetoed: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    note: str | None = None

    @property
    def grade(self) -> str | None:
        return self.grades[0] if len(self.grades) == 1 else None

    @property
    def settled(self) -> bool:
        return self.points is not None and self.points[0] == self.points[1]

    def as_json(self) -> dict[str, Any]:
        scheme = self.scheme
        proposals = [each for each in scheme.consequences if each.id in self.proposals]
        return {
            "pack": self.pack,
            "scheme": scheme.id,
            "class": self.klass,
            "period": self.period,
            "subject_kind": scheme.each,
            "subject_id": self.subject_id,
            "org_id": self.org_id,
            "status": self.status,
            "points": None if self.points is None else [human(end) for end in self.points],
            "of": human(scheme.points),
            "grade": self.grade,
            "grades": list(self.grades),
            "vetoed": list(self.vetoed),
            "doubtful": list(self.doubtful),
            "proposals": [{"id": each.id, "effect": each.effect, "proposes": each.proposes, **each.said} for each in proposals],
            "note": self.note,
            "lines": [line.as_json() for line in self.lines],
        }


def human(value: Fraction | None) -> int | str | None:
    """An exact number: whole, a decimal of hundredths, else a ratio."""
    if value is None:
        return None
    return exact(int(value * 100), 100) if (value * 100).denominator == 1 else str(value)


def number(value: Fraction | None) -> str:
    return "不定" if value is None else str(human(value))


def span(low: Fraction | None, high: Fraction | None) -> str:
    """7, or 7–9 where it is not settled."""
    return number(low) if low == high else f"{number(low or Fraction(0))}–{'' if high is None else number(high)}"


# ---------------------------------------------------------------- in words
def said(item: Item, figure: Figure) -> str:
    """记到 7 项,要 12 项;按完成的比例得分."""
    return f"{_found(item, figure)};{_rule(item, figure.unit)}"


def _found(item: Item, figure: Figure) -> str:
    if not figure.there:
        return "没有评判对象" if figure.verdict != "exempt" else "免计"
    if item.kind == "entered" and figure.lo is None:
        return "评分人还没有打分"
    verdicts = {"pass": "达标", "fail": "未达标", "pending": "进行中", "unknown": "缺数据"}
    if figure.lo is None and figure.hi is None:
        return verdicts.get(figure.verdict or "", "缺数据")
    unit = "个" if figure.heads else SIGNS.get(figure.unit, figure.unit)
    target = "" if figure.of == (None, None) else f",{'共' if figure.heads else '要'} {span(*figure.of)} {unit}"
    stands = f"({verdicts[figure.verdict]})" if figure.verdict in verdicts else ""
    return f"{'达标' if figure.heads else '记到'} {span(figure.lo, figure.hi)} {unit}{target}{stands}"


def _rule(item: Item, unit: str) -> str:
    per = "" if item.per == 1 else f" {number(item.per)} "
    most = "" if item.cap is None else f",最多 {number(item.cap)} 分"
    rules = {
        "full_or_zero": "达标得满分,未达标不得分",
        "by_share": "按完成的比例得分",
        "bands": "按所在的档得分",
        "deduct_each": f"每{per or '差'}{unit if item.standard is None or per else '一个'}扣 {number(item.amount)} 分{most}",
        "deduct_if": f"未达标扣 {number(item.amount)} 分",
        "award_each": f"每{per}{unit or '个'}加 {number(item.amount)} 分{most}",
        "award_if": f"达标加 {number(item.points)} 分",
        "entered": "由评分人打分",
        "vetoes": "未达标即否决",
    }
    return rules[item.kind]
