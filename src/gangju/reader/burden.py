"""Burden and legality of a plan: what it asks of a branch, and where it runs against today's rules.

Each finding has its place, one plain sentence, the rule behind it with its clause, its date and how well it is known, and a
way to mend it. Nothing here judges whether the plan is good; an officer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gangju.reader.asks import Ask, Load, asks_of, loads
from gangju.reader.bounds import breaches
from gangju.reader.law import Rule, law
from gangju.reader.masthead import NORMATIVE
from gangju.reader.means import uses
from gangju.reader.model import Document, Found
from gangju.reader.statement import Statement, body_length, headings, statements

#: What it is: a load that is only stated · a forbidden or unwise means · a figure against a rule · too long or asked twice.
Weight = Literal["asks", "means", "figure", "form"]
LONGEST_SHOWN = 12
COLUMNS = ("条款", "触发的词", "问题", "依据", "怎么改")
LOAD_COLUMNS = ("领域", "填表(次)", "报材料(次)", "开会和活动(次)", "每名党员(学时)", "书记(学时)", "出自")
TO_THE_RULE = "改到规定的数;有特殊情形的,写明依据。"
ONCE = "只报一次;已经在台账里的,直接取用。"
SHORTER = "删去重复上级文件的话,留下要做的事。"
FEWER = "逐项想一想:不要这一次行不行,能不能并到一次。"
#: 将完成情况上报 · 报送工作总结: what is reported.
_OBJECT = re.compile(
    r"将(?P<before>[\u4e00-\u9fff]{3,14}?)(?:及时|书面|逐级|定期|按时)?(?:上报|报送|报(?=[省市县区乡镇街党]))"
    r"|(?:上报|报送)(?P<behind>[\u4e00-\u9fff]{4,14}?)(?=[,。;、(]|$)"
)
_TWO_DOORS = re.compile(r"(?:分别|同时)(?:上报|报送|报)(?=[^,。;]*[和、及])")


@dataclass(frozen=True, slots=True)
class Finding(Found):
    """`number` is where it stands in the text (三(二)8), empty where the text has no numbers."""

    code: str
    weight: Weight
    number: str
    sentence: str
    rule: Rule
    clause: str | None
    remedy: str

    @property
    def basis(self) -> str:
        """The rule with its clause and day; 待核实依据 where its own text was not read."""
        return self.rule.cited(self.clause)

    @property
    def shown(self) -> str:
        """The words that triggered it, short enough to be no quotation."""
        words = self.text.replace("\n", "") or "全文"
        return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"


def findings(document: Document) -> tuple[Finding, ...]:
    """Everything a person should look at, in the order of the text; what is only a load comes last."""
    said = list(statements(document))
    found = [finding for statement in said for finding in (*_means(statement), *_figures(statement))]
    known = {(finding.code, finding.number) for finding in found}
    titled = [finding for title in headings(document) for finding in _means(title)]
    found += [finding for finding in titled if (finding.code, finding.number) not in known]
    found += _repeated(said)
    found += _length(document)
    found.sort(key=lambda finding: finding.start)
    return (*found, *_stated(summary(document)))


def summary(document: Document) -> tuple[Load, ...]:
    """Forms, reports, meetings and hours asked of one branch in a year, by domain."""
    return loads([ask for statement in statements(document) for ask in asks_of(statement)])


def table(document: Document) -> tuple[tuple[str, ...], ...]:
    """The findings as rows under COLUMNS; loads have a table of their own."""
    return tuple(
        (finding.number or "—", finding.shown, finding.sentence, finding.basis, finding.remedy)
        for finding in findings(document)
        if finding.weight != "asks"
    )


def load_table(document: Document) -> tuple[tuple[str, ...], ...]:
    """What one branch is asked for in a year, as rows under LOAD_COLUMNS."""
    return tuple(
        (
            load.domain,
            *(plain(amount) for amount in (load.forms, load.reports, load.meetings)),
            *(plain(hours) if hours is not None else "—" for hours in (load.member_hours, load.secretary_hours)),
            "、".join(dict.fromkeys(ask.number for ask in load.asks if ask.number)) or "—",
        )
        for load in summary(document)
        if load.asks
    )


def plain(amount: Fraction) -> str:
    """A whole number as it is; half a time a year stays a fraction."""
    return str(amount)


def _means(statement: Statement) -> Iterator[Finding]:
    for use in uses(statement):
        means = use.means
        span = statement.flow.span(use.first, use.last)
        yield Finding(*span, means.code, "means", statement.number, f"{means.fault}。", means.rule, means.clause, f"{means.remedy}。")


def _figures(statement: Statement) -> Iterator[Finding]:
    for breach in breaches(statement):
        span = statement.flow.source[breach.start : breach.end], breach.start, breach.end
        broken = breach.rule
        yield Finding(*span, broken.code, "figure", statement.number, f"{breach.said}。", broken.rule, broken.clause, TO_THE_RULE)


def _repeated(said: Sequence[Statement]) -> Iterator[Finding]:
    """The same material asked for in two places, or to be sent to two doors."""
    seen: dict[str, str] = {}
    for statement in said:
        for match in _OBJECT.finditer(statement.flow.text):
            what = match["before"] or match["behind"]
            if what in seen:
                yield _again(statement, match, f"“{what}”在{seen[what] or '前文'}已经要过一次,这里又要。")
            seen.setdefault(what, statement.number)
        for match in _TWO_DOORS.finditer(statement.flow.text):
            yield _again(statement, match, "同一材料要向几处报送。")


def _again(statement: Statement, match: re.Match[str], sentence: str) -> Finding:
    span = statement.flow.span(*match.span())
    return Finding(*span, "repeated_report", "form", statement.number, sentence, *law().repeated, ONCE)


def _length(document: Document) -> Iterator[Finding]:
    limits = law().lengths
    special = limits.special_title.search(document.title)
    most, kind = (limits.special, "专项") if special else (limits.comprehensive, "综合性")
    length = body_length(document)
    if NORMATIVE.search(document.title) and length > most and document.clauses:
        start = document.clauses[0].start
        sentence = f"正文{length}字,{kind}文件一般不超过{most}字。"
        yield Finding("", start, start, "length", "form", "", sentence, limits.rule, limits.clause, SHORTER)


def _stated(found: Sequence[Load]) -> Iterator[Finding]:
    """The load as one sentence for each domain."""
    for load in found:
        if load.asks:
            start = min(ask.start for ask in load.asks)
            yield Finding("", start, start, "load", "asks", "", _in_words(load), law().rules["counted"], None, FEWER)


def _in_words(load: Load) -> str:
    named = (("填表", load.forms), ("报材料", load.reports), ("开会和活动", load.meetings))
    counts = [f"{name}{plain(amount)}次" for name, amount in named if amount]
    counts += [f"每名党员学{plain(load.member_hours)}学时"] if load.member_hours is not None else []
    counts += [f"书记学{plain(load.secretary_hours)}学时"] if load.secretary_hours is not None else []
    return f"一个支部({load.domain})一年要{'、'.join(counts)}。"


__all__ = ["COLUMNS", "LOAD_COLUMNS", "Ask", "Finding", "Load", "findings", "load_table", "summary", "table"]
