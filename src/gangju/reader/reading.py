"""A sentence, read whole: every kind of find, and the doubts that only the whole document shows.

What carries over a comma (每人结对一个村,培养一个宣传员) needs the whole sentence; what a lead-in or a heading
says about domains needs the paragraph and the outline.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gangju.reader.domain import lead_in_cuts, led_in, section_domains, spoken_of
from gangju.reader.doubt import date_conflicts, duplicate_numbers, lost, page_breaks, two_readings
from gangju.reader.duty import Duty, duties
from gangju.reader.listing import Listing, listings
from gangju.reader.masthead import Masthead
from gangju.reader.model import Deadline, Flag, Found, Frequency, Quantity
from gangju.reader.page import Flow, Paragraph
from gangju.reader.quantity import quantities
from gangju.reader.report import is_told
from gangju.reader.rhythm import frequencies, only_rhythm
from gangju.reader.scoring import Points, points_of, sums
from gangju.reader.sentence import COVER, covered, sentences
from gangju.reader.sets import Sets, miscounts
from gangju.reader.table import CELL, duty_of, header, is_row, worth_of
from gangju.reader.time import deadlines
from gangju.reader.tree import Tree


@dataclass(slots=True)
class Reading:
    """A sentence and all that was found in it. `section` is an index, `domains` those in force."""

    flow: Flow
    paragraph: Flow
    section: int | None
    heading: bool
    domains: tuple[str, ...]
    flags: list[Flag]
    quantities: list[Quantity]
    deadlines: list[Deadline]
    frequencies: list[Frequency]
    listings: list[Listing]
    duties: list[Duty]
    points: Points


def readings_of(text: str, body: Sequence[Paragraph], head: Masthead, titles: set[int], tree: Tree) -> list[Reading]:
    """All sentences of the body, read. `titles` are the places where headings begin."""
    found: list[Reading] = []
    columns: tuple[str, ...] | None = None
    for paragraph in body:
        if not is_row(paragraph.flow.text):
            columns = None
            if paragraph.flow.start not in head.lines:
                found.extend(_paragraph(paragraph, head, tree, titles))
        elif header(paragraph.flow.text):
            columns = header(paragraph.flow.text)
        else:
            found.append(_row(paragraph.flow, columns or (), head, tree))
    _add_doubts(found, Sets(text, tree), tree, body)
    return found


def _paragraph(paragraph: Paragraph, head: Masthead, tree: Tree, titles: set[int]) -> Iterator[Reading]:
    carried: tuple[str, ...] = ()
    for flow in sentences(paragraph.flow, iter(lead_in_cuts(paragraph.flow.text))):
        place = tree.at(flow.start)
        lead = led_in(flow.text)
        if lead and lead[1]:
            carried = lead[0]
        above = list(tree.upwards(place))
        named = (lead[0] if lead else ()) or carried or spoken_of(flow.text) or section_domains(above)
        reading = _read(flow, paragraph.flow, head, place, flow.start in titles and _is_whole(flow, place, tree), named)
        if is_told(flow.text, above):
            reading.quantities, reading.frequencies, reading.deadlines = [], [], []
        yield reading


def _is_whole(flow: Flow, place: int | None, tree: Tree) -> bool:
    """Is the sentence all heading? 第六条 stands before a rule: what follows the number is a sentence of its own."""
    section = tree.sections[place] if place is not None else None
    return section is not None and len(flow.text.rstrip("。:;")) <= len(section.number) + len(section.title) + 1


def _row(flow: Flow, columns: tuple[str, ...], head: Masthead, tree: Tree) -> Reading:
    """A row of a table is read as one; what its columns hold is added."""
    reading = _read(flow, flow, head, tree.at(flow.start), False, spoken_of(flow.text))
    duty, worth = duty_of(flow, columns), worth_of(flow, columns)
    # A list stands in one cell; what runs over a border is none.
    reading.listings = [item for item in reading.listings if CELL not in flow.text[item.first : item.last]]
    reading.duties = [duty] if duty else reading.duties
    if worth:
        reading.points.scoring.insert(0, worth)
    return reading


def _read(flow: Flow, paragraph: Flow, head: Masthead, section: int | None, heading: bool, domains: tuple[str, ...]) -> Reading:
    doubts = lost(flow)
    lists = listings(flow.text)
    bare = _cover_names(_cover_finds(flow, covered(flow.text), doubts), lists)
    counted = quantities(flow, bare)
    points = points_of(flow, counted)
    often = frequencies(flow, counted, doubts)
    return Reading(
        flow=flow,
        paragraph=paragraph,
        section=section,
        heading=heading,
        domains=domains,
        flags=[*doubts, *two_readings(flow, counted)],
        quantities=[item for item in counted if not (item.start in points.used or only_rhythm(item, often) or _sums_up(flow, item, heading))],
        deadlines=deadlines(flow, head),
        frequencies=often,
        listings=lists,
        duties=duties(flow.text),
        points=points,
    )


def _sums_up(flow: Flow, item: Quantity, heading: bool) -> bool:
    """(三)活动场所十一项: a heading that ends in a number counts what stands below it."""
    return heading and item.op == "=" and item.unit in {"项", "条", "类", "个", "件"} and item.end >= flow.end - 1


def _cover_finds(flow: Flow, bare: str, finds: Iterable[Found]) -> str:
    for item in finds:
        inside = [place for place, where in enumerate(flow.places) if item.start <= where < item.end]
        if inside:
            bare = bare[: inside[0]] + COVER * len(inside) + bare[inside[-1] + 1 :]
    return bare


def _cover_names(bare: str, lists: Sequence[Listing]) -> str:
    """等4个领域 sums up a list: it is no figure of its own."""
    for listing in lists:
        first, last = listing.named_at
        bare = bare[:first] + COVER * (last - first) + bare[last:]
    return bare


def _add_doubts(readings: list[Reading], sets: Sets, tree: Tree, body: Sequence[Paragraph]) -> None:
    """Doubts that only the whole document shows."""
    dated = [
        (tree.sections[reading.section] if reading.section is not None else None, item)
        for reading in readings
        for item in reading.deadlines
    ]
    wide: list[Flag] = [
        *_sums(readings),
        *duplicate_numbers(tree),
        *date_conflicts(dated),
        *(flag for paragraph in body for flag in page_breaks(paragraph)),
    ]
    wide.sort(key=lambda flag: flag.start)
    starts = [flag.start for flag in wide]
    for reading in readings:
        reading.listings += sets.counted_off(reading.flow, reading.listings)
        reading.flags += sets.undefined(reading.flow, reading.listings)
        reading.flags += miscounts(reading.flow, reading.listings, tree)
        first, last = bisect_left(starts, reading.flow.start), bisect_left(starts, reading.flow.end)
        reading.flags += wide[first:last]


def _sums(readings: Sequence[Reading]) -> Iterator[Flag]:
    """The parts of a paragraph against its total."""
    for _, group in groupby(readings, key=lambda reading: reading.paragraph.start):
        inside = list(group)
        scores = [score for reading in inside for score in reading.points.scoring]
        if scores:
            yield from sums(inside[0].paragraph, scores)
