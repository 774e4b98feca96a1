"""A result row as pages show it: its standard's title, the verdict, the figure with its unit, one sentence, and the way to its why.

Rows come from the kept results or from the live evaluation of one branch; both look alike on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gangju.desk.bridge.results import GroupRow, SubjectRow
from gangju.desk.plans import notes
from gangju.desk.plans.addresses import why_group, why_subject
from gangju.desk.plans.notes import Window
from gangju.desk.plans.standards import Known, Standards
from gangju.desk.ui.verdicts import urgency
from gangju.desk.ui.words import Exact, amount, number, span, unit_name

# Ways of judging a group that count heads; the others add up or average the subjects' figures.
COUNTING = ("all", "share", "count")
NAMELESS: Mapping[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Line:
    """One subject or one group under one standard."""

    known: Known
    part: str | None
    period: str | None
    verdict: str | None
    figure: str
    sentence: str
    note: str | None
    windows: tuple[Window, ...]
    subject_kind: str
    subject_id: str
    org_id: str
    subject_name: str
    why: str
    short: str = ""
    parts: tuple[Line, ...] = ()
    """Of a clause of several conditions, how each of them stands, in the plan's order."""
    contested: bool = False

    @property
    def title(self) -> str:
        return f"{self.known.title}（{self.part}）" if self.part else self.known.title

    @property
    def force(self) -> str:
        return self.known.force

    @property
    def key(self) -> tuple[str, ...]:
        """The same duty before and after a deed."""
        return (self.known.pack, self.known.id, self.part or "", self.period or "", self.subject_kind, self.subject_id, self.org_id)


@dataclass(frozen=True)
class Heads:
    """How many of a group stand where; `open` are those still undecided."""

    passed: int
    open: int
    failed: int


def subject_line(row: SubjectRow, known: Known, name: str = "") -> Line:
    windows = windows_of(row)
    return Line(
        known=known,
        part=row.part,
        period=row.period,
        verdict=row.verdict,
        figure=figure(row.value, row.target, row.unit),
        sentence=notes.said(row.note, windows, known),
        note=row.note,
        windows=windows,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        org_id=row.org_id,
        subject_name=name,
        why=why_subject(row),
        short=amount(row.shortfall, row.unit) if row.shortfall else "",
    )


def subject_lines(rows: Iterable[SubjectRow], standards: Standards, names: Mapping[tuple[str, str], str] = NAMELESS) -> list[Line]:
    """One line a subject and standard; those of its conditions hang below it."""
    every = list(rows)
    parts: dict[tuple[str, ...], list[Line]] = {}
    for row in every:
        if row.part is not None:
            parts.setdefault(_whole_of(row), []).append(subject_line(row, standards[row.pack, row.standard]))
    return [_named(row, standards[row.pack, row.standard], names, parts.get(_whole_of(row), ())) for row in every if row.part is None]


def _named(row: SubjectRow, known: Known, names: Mapping[tuple[str, str], str], parts: Iterable[Line]) -> Line:
    line = subject_line(row, known, names.get((row.subject_kind, row.subject_id), ""))
    return replace(line, parts=in_plan_order(parts))


def _whole_of(row: SubjectRow) -> tuple[str, ...]:
    return (row.pack, row.standard, row.period or "", row.subject_kind, row.subject_id, row.org_id)


def in_plan_order(parts: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(parts, key=lambda line: line.known.parts.index(line.part) if line.part in line.known.parts else 0))


def group_lines(rows: Iterable[GroupRow], standards: Standards) -> list[Line]:
    """One line a standard and way of judging it; those of its conditions hang below it."""
    every = list(rows)
    parts: dict[tuple[str, ...], list[Line]] = {}
    for row in every:
        if row.part is not None:
            parts.setdefault(_group_of(row), []).append(group_line(row, standards[row.pack, row.standard]))
    wholes = [(row, group_line(row, standards[row.pack, row.standard])) for row in every if row.part is None]
    return [replace(line, parts=in_plan_order(parts.get(_group_of(row), ()))) for row, line in wholes]


def _group_of(row: GroupRow) -> tuple[str, ...]:
    return (row.pack, row.standard, row.period or "", row.roll_up, row.org_id)


def group_line(row: GroupRow, known: Known) -> Line:
    """A group as one line of a branch's page: how many pass of how many."""
    return Line(
        known=known,
        part=row.part,
        period=row.period,
        verdict=row.verdict,
        figure=f"{passes(row)} {known.heads}",
        sentence=left(row, known),
        note=None,
        windows=(),
        subject_kind="group",
        subject_id=row.roll_up,
        org_id=row.org_id,
        subject_name="",
        why=why_group(row.org_id, row.pack, row.standard, part=row.part),
        short=amount(row.shortfall, row.unit) if row.shortfall else "",
    )


def figure(value: Exact | None, target: Exact | None, unit: str) -> str:
    """`23.5 / 24 学时`; without a target the value alone."""
    if target is None:
        return amount(value, unit)
    return f"{amount(value, unit).removesuffix(unit_name(unit)).rstrip()} / {amount(target, unit)}"


def passes(row: GroupRow) -> str:
    """`820/1,240`, or `820–1,100/1,240` while something is undecided."""
    return f"{bounds(row.lo, row.hi)}/{number(row.n)}"


def bounds(lo: Exact | None, hi: Exact | None) -> str:
    return number(lo) if lo == hi else f"{number(lo)}–{'…' if hi is None else number(hi)}"


def heads(row: GroupRow) -> Heads | None:
    """None where the group is not judged by counting."""
    if row.roll_up not in COUNTING or not all(isinstance(each, int) for each in (row.lo, row.hi, row.n)):
        return None
    passed, most, everyone = int(row.lo or 0), int(row.hi or 0), int(row.n or 0)
    return Heads(passed, most - passed, everyone - most)


def left(row: GroupRow, known: Known) -> str:
    """What keeps a group from passing, in heads and in its unit."""
    found = heads(row)
    if found is None or row.verdict == "pass":
        return ""
    parts = [f"{number(found.failed)} {known.heads}未达标"] if found.failed else []
    parts += [f"{number(found.open)} {known.heads}还没定"] if found.open else []
    parts += [f"合计还差 {amount(row.shortfall, row.unit)}"] if row.shortfall else []
    return f"{'，'.join(parts)}。" if parts else ""


def by_urgency(lines: Iterable[Line]) -> list[Line]:
    """Open problems first; within a verdict what must be before what is striven for, then in the plan's order."""

    def place(line: Line) -> tuple[int, bool, int, str, str]:
        return (urgency(line.verdict), line.force == "strive", line.known.order, line.subject_name, line.subject_id)

    return sorted(lines, key=place)


def windows_of(row: SubjectRow) -> tuple[Window, ...]:
    return tuple(window(each) for each in row.windows or ())


def window(each: Mapping[str, Any]) -> Window:
    since, until = _day(each["from"]), _day(each["until"])
    return Window(notes.window_label(since, until), span(since, until), each["verdict"], each["count"])


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
