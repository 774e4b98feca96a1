"""From paragraphs to clauses: every sentence is read whole, then cut into the smallest spans that ask for one thing.

Reading whole keeps what carries over a comma (每人结对一个村,培养一个宣传员); cutting afterwards gives each
duty its own place. Sentences without any find are kept as clauses of the body; headings only if they hold a find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from gangju.reader.domain import domains_named, lead_in_cuts, led_in, section_domains, subject_of
from gangju.reader.doubt import date_conflicts, duplicate_numbers, lost, page_breaks, two_readings
from gangju.reader.duty import Duty, duties, is_labelled
from gangju.reader.listing import Listing, listings
from gangju.reader.masthead import Masthead
from gangju.reader.model import Clause, Deadline, Flag, Found, Frequency, Quantity, Section
from gangju.reader.outline import Heading
from gangju.reader.page import Flow, Paragraph
from gangju.reader.quantity import quantities
from gangju.reader.rhythm import frequencies, only_rhythm
from gangju.reader.sentence import COVER, covered, segments, sentences
from gangju.reader.sets import Sets, miscounts
from gangju.reader.time import deadlines

SHORTEST_CLAUSE = 6
T = TypeVar("T", bound=Found)


@dataclass(slots=True)
class Reading:
    """A sentence and all that was found in it. `section` is an index, `domains` those in force."""

    flow: Flow
    section: int | None
    heading: bool
    domains: tuple[str, ...]
    flags: list[Flag]
    quantities: list[Quantity]
    deadlines: list[Deadline]
    frequencies: list[Frequency]
    listings: list[Listing]
    duties: list[Duty] = field(default_factory=list)


def clauses(
    text: str, body: Sequence[Paragraph], head: Masthead, found: Sequence[Heading], sections: tuple[Section, ...]
) -> tuple[Clause, ...]:
    """All clauses of the body in the order they stand in."""
    titles = {heading.start for heading in found if heading.style != "counted"}
    readings = [
        reading for paragraph in body if paragraph.flow.start not in head.lines for reading in _paragraph(paragraph, head, sections, titles)
    ]
    _add_doubts(readings, Sets(text, sections), sections, body)
    cut = [clause for reading in readings for clause in _cut(reading)]
    whole = _handed_down(cut)
    return tuple(replace(clause, id=f"c{place}") for place, clause in enumerate(whole, 1))


def _paragraph(paragraph: Paragraph, head: Masthead, sections: tuple[Section, ...], titles: set[int]) -> Iterator[Reading]:
    carried: tuple[str, ...] = ()
    for flow in sentences(paragraph.flow, iter(lead_in_cuts(paragraph.flow.text))):
        place = _section_of(flow, sections)
        lead = led_in(flow.text)
        if lead and lead[1]:
            carried = lead[0]
        section = sections[place] if place is not None else None
        named = (lead[0] if lead else ()) or carried or section_domains(section, sections) or domains_named(flow.text)
        yield _read(flow, head, place, flow.start in titles, named)


def _read(flow: Flow, head: Masthead, section: int | None, heading: bool, domains: tuple[str, ...]) -> Reading:
    doubts = lost(flow)
    bare = _cover_finds(flow, covered(flow.text), doubts)
    counted = quantities(flow, bare)
    return Reading(
        flow=flow,
        section=section,
        heading=heading,
        domains=domains,
        flags=[*doubts, *two_readings(flow, counted)],
        quantities=[item for item in counted if not only_rhythm(item)],
        deadlines=deadlines(flow, head),
        frequencies=frequencies(flow, counted, doubts),
        listings=listings(flow.text),
        duties=duties(flow.text),
    )


def _cover_finds(flow: Flow, bare: str, finds: Iterable[Found]) -> str:
    for item in finds:
        inside = [place for place, where in enumerate(flow.places) if item.start <= where < item.end]
        if inside:
            bare = bare[: inside[0]] + COVER * len(inside) + bare[inside[-1] + 1 :]
    return bare


def _section_of(flow: Flow, sections: tuple[Section, ...]) -> int | None:
    inside = [place for place, section in enumerate(sections) if section.start <= flow.start < section.end]
    return inside[-1] if inside else None


def _add_doubts(readings: list[Reading], sets: Sets, sections: tuple[Section, ...], body: Sequence[Paragraph]) -> None:
    """Doubts that only the whole document shows."""
    dated = [
        (sections[reading.section] if reading.section is not None else None, item) for reading in readings for item in reading.deadlines
    ]
    wide = [*duplicate_numbers(sections), *date_conflicts(dated), *(flag for paragraph in body for flag in page_breaks(paragraph))]
    for reading in readings:
        reading.flags += sets.undefined(reading.flow, reading.listings)
        reading.flags += miscounts(reading.flow, reading.listings, sections)
        reading.flags += [flag for flag in wide if reading.flow.start <= flag.start < reading.flow.end]


def _cut(reading: Reading) -> Iterator[Clause]:
    """The clauses of a sentence. A heading without finds is none."""
    finds = [*reading.quantities, *reading.deadlines, *reading.frequencies, *reading.flags]
    if not finds and not reading.duties and (reading.heading or len(reading.flow.text) < SHORTEST_CLAUSE):
        return
    subject: str | None = None
    for first, last in _pieces(reading):
        subject = subject_of(reading.flow.text[first:last].lstrip(" ,")) or subject
        yield _clause(reading, first, last, subject)


def _pieces(reading: Reading) -> list[tuple[int, int]]:
    """Spans between commas, joined until a second figure or list begins; no find is ever cut in two."""
    pieces: list[tuple[int, int, set[str]]] = []
    for first, last in segments(reading.flow.text):
        start, end = reading.flow.places[first], reading.flow.places[last - 1] + 1
        kinds = {kind for kind, item in _splitting(reading) if start <= item[0] < end}
        if pieces and (not kinds & pieces[-1][2] or _glued(reading, start)):
            pieces[-1] = (pieces[-1][0], last, pieces[-1][2] | kinds)
        else:
            pieces.append((first, last, kinds))
    return [(first, last) for first, last, _ in pieces]


def _splitting(reading: Reading) -> list[tuple[str, tuple[int, int]]]:
    figures = [("quantity", (item.start, item.end)) for item in reading.quantities]
    return figures + [("list", _listed(reading, item)) for item in reading.listings]


def _listed(reading: Reading, listing: Listing) -> tuple[int, int]:
    return reading.flow.places[listing.first], reading.flow.places[listing.last - 1] + 1


def _glued(reading: Reading, start: int) -> bool:
    finds: list[tuple[int, int]] = [
        (item.start, item.end) for item in (*reading.quantities, *reading.deadlines, *reading.frequencies, *reading.flags)
    ]
    finds += [_listed(reading, listing) for listing in reading.listings]
    finds += [(reading.flow.places[duty.first], reading.flow.places[duty.last - 1] + 1) for duty in reading.duties]
    return any(first < start < last for first, last in finds)


def _clause(reading: Reading, first: int, last: int, subject: str | None) -> Clause:
    inner = reading.flow.text[first:last]
    text, start, end = reading.flow.span(first + len(inner) - len(inner.lstrip()), first + len(inner.rstrip()))
    lists = sorted((item for item in reading.listings if first <= item.first < last), key=lambda item: item.rank)
    owed = [duty for duty in reading.duties if first <= duty.first < last]
    return Clause(
        id="",
        start=start,
        end=end,
        text=text,
        section=reading.section,
        domains=reading.domains,
        subject=subject,
        quantities=_within(reading.quantities, start, end),
        deadlines=_within(reading.deadlines, start, end),
        frequencies=_within(reading.frequencies, start, end),
        lead=tuple(dict.fromkeys(unit for duty in owed for unit in duty.lead)),
        responsible=tuple(dict.fromkeys(unit for duty in owed for unit in duty.responsible)),
        checklist=lists[0].items if lists else (),
        scoring=(),
        bands=(),
        quotas=(),
        flags=_within(reading.flags, start, end),
    )


def _within(finds: Sequence[T], start: int, end: int) -> tuple[T, ...]:
    return tuple(item for item in finds if start <= item.start < end)


def _handed_down(cut: list[Clause]) -> list[Clause]:
    """A printed list of units at the end of an item holds for the whole item."""
    owners = {clause.section: clause for clause in cut if clause.section is not None and is_labelled(clause.text)}
    return [
        replace(clause, lead=owners[clause.section].lead, responsible=owners[clause.section].responsible)
        if clause.section in owners and not clause.lead and not clause.responsible
        else clause
        for clause in cut
    ]
