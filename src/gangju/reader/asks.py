"""What a plan asks of one branch in a year: forms to fill, reports to write, meetings to hold, hours to learn.

Computed from the clauses: how often × who. A window governs what follows it up to the next one (每月对照…自查,…并将完成情况上报);
the nearest actor before it says of whom it is asked. What is asked of those above a branch is not the branch's burden.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from gangju.reader.bounds import A_YEAR
from gangju.reader.domain import domains_named
from gangju.reader.law import law
from gangju.reader.means import is_forbidden
from gangju.reader.model import Clause, Frequency, Quantity
from gangju.reader.statement import Statement

Kind = Literal["form", "report", "meeting", "member_hours", "secretary_hours"]
KINDS: tuple[Kind, ...] = ("form", "report", "meeting")
EVERY_DOMAIN = "各领域"
#: 村党组织书记每年…: the short word at the beginning stands for the villages.
VILLAGE = ("农村",)


@dataclass(frozen=True, slots=True)
class Ask:
    """So much of one kind in a year. `domains` is empty where it is asked of all; `word` is what showed the kind."""

    kind: Kind
    amount: Fraction
    domains: tuple[str, ...]
    number: str
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one branch of a domain is asked for in a year; hours are for one person and None where none are set.

    Domains of which the same is asked stand together: 机关、学校.
    """

    domain: str
    forms: Fraction
    reports: Fraction
    meetings: Fraction
    member_hours: Fraction | None
    secretary_hours: Fraction | None
    asks: tuple[Ask, ...]


def asks_of(statement: Statement) -> Iterator[Ask]:
    """All that a sentence asks of a branch."""
    if statement.banned:
        return
    found = [item for clause in statement.clauses for item in clause.frequencies]
    for beat, following in zip(found, [*found, None][1:], strict=True):
        yield from _repeatedly(statement, beat, _reach(statement, beat, following))
    if not found:
        yield from _once(statement)
    for clause in statement.clauses:
        yield from (ask for quantity in clause.quantities for ask in _hours(statement, clause, quantity))


def loads(found: Sequence[Ask]) -> tuple[Load, ...]:
    """For each domain that is spoken of: what is asked of all and of its own branches together."""
    domains = tuple(dict.fromkeys(domain for ask in found for domain in ask.domains)) or (EVERY_DOMAIN,)
    loads_of = [_load(domain, [ask for ask in found if not ask.domains or domain in ask.domains]) for domain in domains]
    alike = {load.asks: [other.domain for other in loads_of if other.asks == load.asks] for load in loads_of}
    return tuple(replace(load, domain="、".join(alike[load.asks])) for load in loads_of if alike[load.asks][0] == load.domain)


def _load(domain: str, found: Sequence[Ask]) -> Load:
    def total(kind: Kind) -> Fraction:
        return sum((ask.amount for ask in found if ask.kind == kind), Fraction(0))

    def most(kind: Kind) -> Fraction | None:
        return max((ask.amount for ask in found if ask.kind == kind), default=None)

    hours = most("member_hours"), most("secretary_hours")
    return Load(domain, total("form"), total("report"), total("meeting"), *hours, asks=tuple(found))


def _reach(statement: Statement, beat: Frequency, following: Frequency | None) -> int:
    """How far a window governs: to the part of the sentence that has the next one."""
    if following is None:
        return len(statement.flow.text)
    first, there = statement.place(beat.start), statement.place(following.start)
    begin = statement.segment(there)[0]
    return begin if begin > first else there


def _repeatedly(statement: Statement, beat: Frequency, last: int) -> Iterator[Ask]:
    first = statement.place(beat.start)
    begin = statement.segment(first)[0]
    if not _is_branchs(statement, first):
        return
    for kind in KINDS:
        match = law().asks[kind].search(statement.flow.text, first, last) or law().asks[kind].search(statement.flow.text, begin, first)
        if match and not _is_inward(statement, match.start()) and not is_forbidden(statement, *match.span()):
            yield _ask(statement, kind, beat.times * A_YEAR[beat.window], match.span(), _clause_at(statement, beat.start))


def _is_inward(statement: Statement, place: int) -> bool:
    """向党员大会报告: what a branch tells its own people is no report to those above."""
    return law().asks["inward"].search(statement.flow.text, statement.segment(place)[0], place) is not None


def _once(statement: Statement) -> Iterator[Ask]:
    """A form or a report without a window is asked for once."""
    for kind in KINDS[:2]:
        for match in law().asks[f"{kind}_once"].finditer(statement.flow.text):
            if _is_branchs(statement, match.start()) and not is_forbidden(statement, *match.span()):
                start = statement.flow.places[match.start()]
                yield _ask(statement, kind, Fraction(1), match.span(), _clause_at(statement, start))
                break


def _hours(statement: Statement, clause: Clause, quantity: Quantity) -> Iterator[Ask]:
    value = quantity.value[0] if isinstance(quantity.value, tuple) else quantity.value
    if quantity.unit != "学时" or quantity.per not in {"年", None} or value is None:
        return
    span = statement.place(quantity.start), statement.place(quantity.end - 1) + 1
    who = (clause.subject or "") + statement.flow.text[statement.segment(span[0])[0] : span[0]]
    if "书记" in who:
        yield _ask(statement, "secretary_hours", value, span, clause)
    elif "党员" in who:
        yield _ask(statement, "member_hours", value, span, clause)


def _ask(statement: Statement, kind: Kind, amount: Fraction, span: tuple[int, int], clause: Clause) -> Ask:
    word, start, end = statement.flow.span(*span)
    return Ask(kind, amount, _spoken_of(statement, span[0], clause), statement.number, word.replace("\n", ""), start, end)


def _spoken_of(statement: Statement, place: int, clause: Clause) -> tuple[str, ...]:
    """The domains named before the figure in its own part (机关、学校和国有企业的党员每年…), else those of the clause."""
    head = statement.flow.text[statement.segment(place)[0] : place].lstrip()
    return domains_named(head) or (VILLAGE if head.startswith("村") else clause.domains)


def _clause_at(statement: Statement, start: int) -> Clause:
    return next((clause for clause in statement.clauses if clause.start <= start < clause.end), statement.clauses[0])


def _is_branchs(statement: Statement, place: int) -> bool:
    """Is it asked of a branch? The last actor named before the place decides; without any, the subject of the sentence."""
    words = law().asks
    before = statement.flow.text[:place]
    branch, above = (max((match.end() for match in words[who].finditer(before)), default=-1) for who in ("branch", "above"))
    if branch == above == -1:
        subject = next((clause.subject for clause in statement.clauses if clause.subject), "")
        return bool(words["branch"].search(subject or "")) and not words["above"].search(subject or "")
    return branch > above
