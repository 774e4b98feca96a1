"""标准： organisations against standards. One row is one child of the chosen organisation, one cell the group verdict of one standard.

A cell says how many pass of how many, as `lo–hi` while something is undecided, and what is still short. Where a
standard is judged in several ways or parts, the cell shows the worst of them; its why shows all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from gangju.desk.access.paging import Paged
from gangju.desk.bridge.results import GroupRow, SubjectRow
from gangju.desk.ledgers.places import Place
from gangju.desk.plans import notes
from gangju.desk.plans.addresses import why_group, why_subject
from gangju.desk.plans.lines import bounds, figure, heads, passes, windows_of
from gangju.desk.plans.standards import Known
from gangju.desk.ui.verdicts import mark, urgency
from gangju.desk.ui.words import amount, number, unit_name

Found = Mapping[tuple[str, str, str], Sequence[GroupRow]]
Lone = Mapping[tuple[str, str, str], SubjectRow]
NOBODY: Lone = {}


@dataclass(frozen=True)
class Cell:
    verdict: str | None
    force: str
    figure: str
    of: str | None
    short: str
    tip: str
    href: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    place: Place
    cells: tuple[Cell | None, ...]

    def number_of(self, verdict: str) -> int:
        return sum(cell is not None and cell.verdict == verdict for cell in self.cells)


def by_place(groups: Iterable[GroupRow]) -> Found:
    """Group rows by organisation, pack and standard; those of several conditions stand with their whole."""
    found: dict[tuple[str, str, str], list[GroupRow]] = {}
    for row in groups:
        found.setdefault((row.org_id, row.pack, row.standard), []).append(row)
    return found


def columns(found: Found, standards: Iterable[Known]) -> list[Known]:
    """Standards with at least one figure here, in the order of the plan."""
    shown = {(pack, standard) for _, pack, standard in found}
    return sorted((known for known in standards if (known.pack, known.id) in shown), key=lambda known: known.order)


def lone_subjects(subjects: Iterable[SubjectRow]) -> Lone:
    """Where one subject is all that an organisation has under a standard, its row by organisation, pack and standard."""
    found: dict[tuple[str, str, str], list[SubjectRow]] = {}
    for row in subjects:
        if row.part is None:
            found.setdefault((row.org_id, row.pack, row.standard), []).append(row)
    return {place: rows[0] for place, rows in found.items() if len(rows) == 1}


def line(place: Place, found: Found, standards: Sequence[Known], lone: Lone = NOBODY) -> Line:
    places = [(place.code, known.pack, known.id) for known in standards]
    return Line(place, tuple(cell(found.get(at, ()), known, lone.get(at)) for at, known in zip(places, standards, strict=True)))


def cell(rows: Sequence[GroupRow], known: Known, lone: SubjectRow | None = None) -> Cell | None:
    """None where the standard is not judged at this organisation. A group of one shows that one's own figure and opens its why.

    The verdict is the whole's; of several conditions those that keep it from passing are named.
    """
    wholes, parts = [row for row in rows if row.part is None], [row for row in rows if row.part is not None]
    if not wholes:
        return None
    if lone and len(wholes) == 1 and wholes[0].n == 1 and lone.verdict == wholes[0].verdict:
        return replace(_lone_cell(lone, known), parts=_parts(parts, known))
    row = min(wholes, key=lambda each: urgency(each.verdict))
    verdict = row.verdict
    return Cell(
        verdict=verdict,
        force=known.force,
        figure=bounds(row.lo, row.hi),
        of=number(row.n) if heads(row) else None,
        short=_short(row) if verdict == "fail" else "",
        tip=f"{known.title}：{mark(verdict).word}。{tip(row, known)}",
        href=why_group(row.org_id, known.pack, known.id),
        parts=_parts([each for each in parts if each.roll_up == row.roll_up], known),
    )


def _parts(rows: Sequence[GroupRow], known: Known) -> tuple[str, ...]:
    """`有场所 8/12，差 130 m²`, of the conditions that are not met, in the plan's order."""
    unmet = sorted(
        (row for row in rows if row.verdict in ("fail", "unknown", "pending")), key=lambda row: known.parts.index(row.part or "")
    )
    return tuple(f"{row.part} {passes(row)}{f'，{_short(row)}' if row.shortfall else ''}" for row in unmet)


def _lone_cell(row: SubjectRow, known: Known) -> Cell:
    windows = windows_of(row)
    return Cell(
        verdict=row.verdict,
        force=known.force,
        figure=number(row.value),
        of=None if row.target is None else number(row.target),
        short=f"差 {number(row.shortfall)} {unit_name(row.unit)}" if row.shortfall and row.verdict == "fail" else "",
        tip=f"{known.title}：{mark(row.verdict).word}。{figure(row.value, row.target, row.unit)}。{notes.said(row.note, windows, known)}",
        href=why_subject(row),
    )


def tip(row: GroupRow, known: Known) -> str:
    """The figures behind a cell as a sentence."""
    parts = [f"应达标 {number(row.n)} {known.heads}"]
    found = heads(row)
    if found:
        said = (("达标", found.passed), ("未定", found.open), ("未达标", found.failed))
        parts += [f"{word} {number(count)}" for word, count in said if count or word == "达标"]
    parts += [f"合计还差 {amount(row.shortfall, row.unit)}"] if row.shortfall else []
    parts += [f"豁免 {row.exempt}（其中批准 {row.exempt_by_decision}）"] if row.exempt else []
    return f"{'，'.join(parts)}。"


def _short(row: GroupRow) -> str:
    """Whole yuan are shown without their fen: a cell is narrow, its why shows them."""
    return f"差 {number(row.shortfall)} {unit_name(row.unit)}" if row.shortfall else ""


def arranged(lines: Iterable[Line], query: Paged) -> list[Line]:
    """Filtered by name and verdict; most problems first unless asked otherwise."""
    name, verdict, sort = query.value("name"), query.value("verdict"), query.value("sort")
    kept = [each for each in lines if name in each.place.name and (not verdict or each.number_of(verdict))]
    if sort == "name":
        return sorted(kept, key=lambda each: each.place.name)
    if sort == "order":
        return kept
    return sorted(kept, key=lambda each: (-each.number_of("fail"), -each.number_of("unknown"), each.place.path))


@dataclass(frozen=True)
class Heading:
    known: Known
    href: str


def plans_over(standards: Sequence[Known]) -> list[tuple[str, int]]:
    """The plans that the columns come from, each with how many; none where all come from one."""
    found = [(plan, len(list(group))) for plan, group in groupby(known.plan for known in standards)]
    return found if len(found) > 1 else []


def headings(org: Place, standards: Iterable[Known]) -> list[Heading]:
    return [Heading(known, why_group(org.code, known.pack, known.id)) for known in standards]
