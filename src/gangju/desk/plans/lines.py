"""A result row as pages show it: its standard's title, the verdict, the figure with its unit, one sentence, and the way to its why.

Rows come in the shape of the stable JSON (exact numbers or strings of decimals), from the kept results or from the
live evaluation of one branch; both look alike on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gangju.desk.plans import notes
from gangju.desk.plans.addresses import why_group, why_subject
from gangju.desk.plans.standards import Known
from gangju.desk.ui.verdicts import urgency
from gangju.desk.ui.words import amount, number, span, unit_name

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Window:
    label: str
    span: str
    verdict: str
    count: int | None


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

    @property
    def title(self) -> str:
        return f"{self.known.title}（{self.part}）" if self.part else self.known.title

    @property
    def force(self) -> str:
        return self.known.force

    @property
    def key(self) -> tuple[str, str, str | None, str | None, str, str]:
        """The same duty before and after a deed."""
        return (self.known.pack, self.known.id, self.part, self.period, self.subject_kind, self.subject_id)


def subject_line(row: Row, known: Known, name: str = "") -> Line:
    windows = tuple(_window(each) for each in row.get("windows") or ())
    return Line(
        known=known,
        part=row["part"],
        period=row["period"],
        verdict=row["verdict"],
        figure=figure(row["value"], row["target"], row["unit"]),
        sentence=_said(row["note"], windows, known),
        note=row["note"],
        windows=windows,
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        org_id=row["org_id"],
        subject_name=name,
        why=why_subject(row),
    )


def group_line(row: Row, known: Known) -> Line:
    """A group as one line of a branch's page: how many pass of how many."""
    return Line(
        known=known,
        part=row["part"],
        period=row["period"],
        verdict=row["verdict"],
        figure=f"{passes(row)} {known.heads}",
        sentence=_left(row, known),
        note=None,
        windows=(),
        subject_kind="group",
        subject_id=row["org_id"],
        org_id=row["org_id"],
        subject_name="",
        why=why_group(row["org_id"], row["pack"], row["standard"]),
    )


def figure(value: Any, target: Any, unit: str | None) -> str:
    """`23.5 / 24 学时`; without a target the value alone."""
    if target is None or target == "":
        return amount(value, unit)
    if unit == "元":
        return f"{amount(value, None) if value is None else amount(value, unit).removesuffix(' 元')} / {amount(target, unit)}"
    return f"{number(value)} / {number(target)} {unit_name(unit)}".rstrip()


def passes(row: Row) -> str:
    """`820/1,240`, or `820–1,100/1,240` while something is undecided."""
    return f"{bounds(row['lo'], row['hi'])}/{number(row['n'])}"


def bounds(lo: Any, hi: Any) -> str:
    return number(lo) if lo == hi else f"{number(lo)}–{'…' if hi is None else number(hi)}"


def by_urgency(lines: Iterable[Line]) -> list[Line]:
    """Open problems first; within a verdict what must be before what is striven for, then in the plan's order."""
    return sorted(
        lines, key=lambda line: (urgency(line.verdict), line.force == "strive", line.known.order, line.subject_name, line.subject_id)
    )


def _window(each: Mapping[str, Any]) -> Window:
    since, until = _day(each["from"]), _day(each["until"])
    return Window(notes.window_label(since, until), span(since, until), each["verdict"], each["count"])


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _said(note: str | None, windows: Sequence[Window], known: Known) -> str:
    if note and note.startswith("missed:"):
        return notes.missed_sentence([window.label for window in windows if window.verdict == "fail"])
    return notes.sentence(note, checklist=known.checklist)


def _left(row: Row, known: Known) -> str:
    """What keeps a group from passing, in heads and in its unit."""
    undecided = (row["hi"] or 0) - row["lo"]
    failed = row["n"] - (row["hi"] or 0)
    parts = [f"{number(failed)} {known.heads}未达标"] if failed > 0 else []
    parts += [f"{number(undecided)} {known.heads}还没定"] if undecided > 0 else []
    parts += [f"合计还差 {amount(row['shortfall'], row['unit'])}"] if row["shortfall"] not in (None, 0, "0") else []
    return f"{'，'.join(parts)}。" if parts else ""
