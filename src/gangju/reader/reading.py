"""A sentence, read whole: every kind of find, and the doubts that only the whole document shows.

What carries over a comma (每人结对一个村,培养一个宣传员) needs the whole sentence; what a lead-in or a heading
says about domains needs the paragraph and the outline.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gangju.reader.domain import lead_in_cuts, led_in, section_domains, spoken_of
from gangju.reader.doubt import date_conflicts, duplicate_numbers, lost, page_breaks, two_readings
from gangju.reader.duty import Duty, duties
from gangju.reader.grades import grades_of, span_of
from gangju.reader.listing import Listing, listings
from gangju.reader.masthead import Masthead
from gangju.reader.model import Band, Deadline, Flag, Found, Frequency, Quantity, Quota, Score
from gangju.reader.page import Flow, Paragraph
from gangju.reader.quantity import quantities
from gangju.reader.report import is_told
from gangju.reader.rhythm import frequencies, only_rhythm
from gangju.reader.scale import scales
from gangju.reader.scoring import Points, points_of, settle
from gangju.reader.sentence import COVER, covered, sentences
from gangju.reader.sets import Sets, miscounts
from gangju.reader.sums import sums, weights
from gangju.reader.table import Cell, Holds, Table, duty_of, is_row, worth_of
from gangju.reader.time import carried_year, deadlines
from gangju.reader.torn import torn
from gangju.reader.tree import Tree
from gangju.reader.worth import worths_of

_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月(?P<day>\d{1,2}[日号])?(?![底末前初中上下~至到份-])|\d{4}年(?![底末前初\d])")
#: A name of a grade in a table of grades.
LONGEST_GRADE = 8


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
    #: Of a row: its cells' texts with what stands above carried down, and the number of its table.
    row: tuple[str, ...] = ()
    table: int = 0


def readings_of(text: str, body: Sequence[Paragraph], head: Masthead, titles: set[int], tree: Tree) -> list[Reading]:
    """All sentences of the body, read. `titles` are the places where headings begin."""
    found: list[Reading] = []
    grades = grades_of(text)
    table, tables = Table(), 0
    for paragraph in body:
        first = len(found)
        if not is_row(paragraph.flow.text):
            table = Table()
            if paragraph.flow.start not in head.lines:
                found.extend(_paragraph(paragraph, head, tree, titles, grades))
                settle([reading.points for reading in found[first:]])
            continue
        tables += table.fresh
        if not table.takes_as_header(paragraph.flow.text):
            found.append(_row(paragraph.flow, table, tables, head, tree, grades))
    _add_doubts(found, Sets(text, tree), tree, body)
    return found


def _paragraph(paragraph: Paragraph, head: Masthead, tree: Tree, titles: set[int], grades: frozenset[str]) -> Iterator[Reading]:
    carried: tuple[str, ...] = ()
    here = head
    for flow in sentences(paragraph.flow, iter(lead_in_cuts(paragraph.flow.text))):
        place = tree.at(flow.start)
        lead = led_in(flow.text)
        if lead and lead[1]:
            carried = lead[0]
        above = list(tree.upwards(place))
        named = (lead[0] if lead else ()) or carried or spoken_of(flow.text) or section_domains(above, head.title)
        reading = _read(flow, paragraph.flow, here, place, flow.start in titles and _is_whole(flow, place, tree), named, grades)
        # Under 成效 a sentence that gives points asks; an example and a report tell all the same.
        scored = bool(reading.points.scoring)
        if is_told(flow.text, () if scored else above, head.title):
            reading.quantities, reading.frequencies, reading.deadlines, reading.points = [], [], [], Points()
            reading.listings = [listing for listing in reading.listings if listing.name]
        here = carried_year(here, flow.text)
        yield reading


def _is_whole(flow: Flow, place: int | None, tree: Tree) -> bool:
    """Is the sentence all heading? 第六条 stands before a rule: what follows the number is a sentence of its own."""
    section = tree.sections[place] if place is not None else None
    return section is not None and len(flow.text.rstrip("。:;")) <= len(section.number) + len(section.title) + 1


def _row(flow: Flow, table: Table, number: int, head: Masthead, tree: Tree, grades: frozenset[str]) -> Reading:
    """A row of a table is one clause; each of its cells is read by itself, so that no find runs over a border."""
    row = table.row(flow.text)
    texts = table.carry(row)
    domains = spoken_of(flow.text) or spoken_of(" ".join(texts))
    whole = Reading(flow, flow, tree.at(flow.start), False, domains, [], [], [], [], [], [], Points(), tuple(texts), number)
    here = head
    for cell in row:
        if cell.text and cell.holds in {Holds.TEXT, Holds.WHEN}:
            for sentence in sentences(flow.part(cell.first, cell.last)):
                _take(whole, _read(sentence, flow, here, whole.section, False, domains, grades), cell)
            whole.deadlines += _due(flow, cell, head, whole.deadlines)
        here = carried_year(here, cell.text)
    worth, duty, repeated = worth_of(flow, row), duty_of(row, texts), table.repeated(flow, row)
    settle([whole.points])
    whole.points.scoring = _one_item(flow, worth, whole.points.scoring)
    graded = _band_of_cells(flow, row)
    whole.points.bands += graded
    whole.points.quotas += _quota_of_cells(graded, whole.quantities)
    whole.duties = [duty] if duty else whole.duties
    whole.flags += [repeated] if repeated else []
    return whole


def _take(whole: Reading, part: Reading, cell: Cell) -> None:
    """What was found in a cell is found in its row."""
    whole.flags += part.flags
    whole.deadlines += part.deadlines
    whole.frequencies += part.frequencies
    if cell.holds is Holds.WHEN:
        return
    shift = bisect_left(whole.flow.places, part.flow.start)
    whole.quantities += part.quantities
    whole.listings += [replace(item, first=item.first + shift, last=item.last + shift) for item in part.listings]
    whole.duties += [replace(duty, first=duty.first + shift, last=duty.last + shift) for duty in part.duties]
    whole.points.scoring += part.points.scoring
    whole.points.bands += part.points.bands
    whole.points.quotas += part.points.quotas


def _due(flow: Flow, cell: Cell, head: Masthead, known: Sequence[Deadline]) -> Iterator[Deadline]:
    """In a column of days a day alone is a deadline: 12月20日, 3月、9月."""
    for match in _DAY.finditer(cell.text) if cell.holds is Holds.WHEN else ():
        day = flow.part(cell.first + match.start(), cell.first + match.end())
        before = "前" if match["day"] else "底前"
        bounded = Flow(flow.source, day.text + before, [*day.places, *[day.places[-1]] * len(before)])
        if not any(item.start < day.end and day.start < item.end for item in known):
            yield from deadlines(bounded, head)


def _one_item(flow: Flow, worth: Score | None, found: list[Score]) -> list[Score]:
    """The rules of a row belong to its worth."""
    if worth is None:
        return found
    rules = [score for score in found if score.points is None]
    start, end = min([worth, *rules], key=lambda score: score.start).start, max([worth, *rules], key=lambda score: score.end).end
    item = Score(flow.source[start:end], start, end, worth.points, tuple(rule for score in rules for rule in score.rules))
    return sorted([item, *(score for score in found if score.points is not None)], key=lambda score: score.start)


def _band_of_cells(flow: Flow, row: Sequence[Cell]) -> list[Band]:
    """优秀 | 90分以上: a table of grades."""
    found = []
    for name, cell in itertools.pairwise(row):
        ends = span_of(cell.text) if name.text and len(name.text) <= LONGEST_GRADE and not name.text.isdigit() else None
        if ends:
            found.append(Band(*flow.span(name.first, cell.last), name.text.strip("“”"), *ends))
    return found


def _quota_of_cells(bands: Sequence[Band], shares: Sequence[Quantity]) -> Iterator[Quota]:
    """优秀 | 90分以上 | 不超过20%."""
    for quantity in shares if len(bands) == 1 else ():
        if quantity.unit == "%" and quantity.op in {"<=", ">="}:
            yield Quota(quantity.text, bands[0].label, quantity.value)


def _read(
    flow: Flow, paragraph: Flow, head: Masthead, section: int | None, heading: bool, domains: tuple[str, ...], grades: frozenset[str]
) -> Reading:
    doubts = [*lost(flow), *torn(flow)]
    lists = listings(flow.text)
    bare = _cover_names(_cover_finds(flow, covered(flow.text), doubts), lists)
    counted = quantities(flow, bare)
    points = points_of(_without(flow, doubts), counted, grades)
    often = [item for item in frequencies(flow, counted, doubts) if not _doubted(item, doubts)]
    return Reading(
        flow=flow,
        paragraph=paragraph,
        section=section,
        heading=heading,
        domains=domains,
        flags=[*doubts, *two_readings(flow, counted), *weights(flow, counted)],
        quantities=[
            item
            for item in counted
            if not (points.covers(item.start, item.end) or only_rhythm(item, often) or _sums_up(flow, item, heading))
        ],
        deadlines=[item for item in deadlines(flow, head) if not _doubted(item, doubts)],
        frequencies=[item for item in often if not points.covers(item.start, item.end)],
        listings=[item for item in lists if not points.covers(flow.places[item.first], flow.places[item.last - 1] + 1)],
        duties=duties(flow.text),
        points=points,
    )


def _without(flow: Flow, doubts: Sequence[Flag]) -> Flow:
    return Flow(flow.source, _cover_finds(flow, flow.text, doubts), flow.places) if doubts else flow


def _doubted(item: Found, doubts: Sequence[Flag]) -> bool:
    """What stands on a place that the copy damaged carries no value."""
    return any(doubt.start < item.end and item.start < doubt.end for doubt in doubts)


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
        *sums(worths_of(readings), tree),
        *scales([(reading.flow, reading.section, reading.points.bands) for reading in readings]),
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
