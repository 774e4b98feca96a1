"""Points that ought to add up: items against their section, sections against the whole, rows against the total.

Only what is known is judged: where one part of a sum has no points of its own, parts that stay below the sum are no
doubt. Points outside the total (加分项, 附加分) and deductions leave the sum.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gangju.reader.model import Flag, Quantity, Score
from gangju.reader.page import Flow
from gangju.reader.tree import Tree

_BONUS = re.compile(r"加分|附加|奖励|奖分|否决|扣分|减分|倒扣|扣减")
_WHOLE = re.compile(r"总分|满分|百分制|总计|合计")
_SCORED = re.compile(r"得分|总分|成绩|评价|测评|权重|考核|考评|评定|评议")
_WEIGHS = re.compile(r"(?:占比?|权重)(?:为|占)?$")
_REST = re.compile(r"其余|剩余|其他|党员|人数|总数")
_OUT_OF = re.compile(r"百分制")


@dataclass(frozen=True, slots=True)
class Worth:
    """Points that something is worth: a section (by its heading), an item of the text, a row or a group of rows.

    Of a table `level` tells what holds what: a group printed in a column further left holds those further right.
    """

    score: Score
    points: Fraction
    section: int | None = None
    heading: bool = False
    whole: bool = False
    bonus: bool = False
    table: int | None = None
    level: int = 0


def is_whole(text: str) -> bool:
    return _WHOLE.search(text) is not None


def is_bonus(text: str) -> bool:
    return _BONUS.search(text) is not None


def out_of_hundred(text: str) -> bool:
    """实行百分制 says 100 without a figure."""
    return _OUT_OF.search(text) is not None


def sums(worths: Sequence[Worth], tree: Tree) -> Iterator[Flag]:
    """All sums of a document that do not come out."""
    prose = [worth for worth in worths if worth.table is None]
    named = [worth for worth in prose if worth.heading and worth.section is not None]
    yield from _sections(prose, named, tree)
    yield from _in_one_breath(prose)
    for table in sorted({worth.table for worth in worths if worth.table is not None}):
        yield from _rows(worths, table)


def _sections(prose: Sequence[Worth], named: Sequence[Worth], tree: Tree) -> Iterator[Flag]:
    own = {worth.section: worth for worth in named}
    for worth in named:
        parts = _parts(worth.section, prose, own, tree)
        if parts is not None:
            yield from _against(worth, *parts)
    wholes = [worth for worth in prose if worth.whole and not worth.heading]
    tops = [worth for worth in named if not any(above in own for above in _above(worth.section, tree)) and not worth.bonus]
    if len(wholes) == 1 and len(tops) > 1:
        siblings = {tree.parent(worth.section) for worth in tops if worth.section is not None}
        yield from _against(wholes[0], tops, whole=len(siblings) == 1)


def _above(section: int | None, tree: Tree) -> Iterator[int]:
    while section is not None:
        section = tree.parent(section)
        if section is not None:
            yield section


def _parts(section: int | None, prose: Sequence[Worth], own: dict[int | None, Worth], tree: Tree) -> tuple[list[Worth], bool] | None:
    """What a section is made of, and whether every part of it has points."""
    below = [index for index in range(len(tree.sections)) if section is not None and tree.parent(index) == section]
    known = {index: own.get(index) or _first(prose, index) for index in below}
    parts = [worth for worth in known.values() if worth]
    if parts:
        silent = [index for index, worth in known.items() if not worth and not is_bonus(tree.sections[index].title)]
        return [worth for worth in parts if not worth.bonus], not silent
    items = [worth for worth in prose if worth.section == section and not worth.heading and not worth.whole and not worth.bonus]
    return (items, True) if len(items) > 1 else None


def _first(prose: Sequence[Worth], section: int) -> Worth | None:
    return next((worth for worth in prose if worth.section == section and not worth.heading), None)


def _in_one_breath(prose: Sequence[Worth]) -> Iterator[Flag]:
    """总分100分。其中,甲60分,乙40分: the items that follow a total in one section, where no heading bears points."""
    headed = any(worth.heading for worth in prose)
    for place, worth in enumerate(prose):
        if not worth.whole or worth.heading or headed:
            continue
        parts = list(_beside(worth, prose[place + 1 :])) or list(_beside(worth, prose[:place][::-1]))
        yield from _against(worth, parts)


def _beside(worth: Worth, others: Sequence[Worth]) -> Iterator[Worth]:
    for other in others:
        if other.section != worth.section or other.whole:
            return
        if not other.bonus and not other.score.rules:
            yield other


def _rows(worths: Sequence[Worth], table: int) -> Iterator[Flag]:
    """Groups against what they hold, and all that stands outermost against the total."""
    rows = [worth for worth in worths if worth.table == table]
    tops: list[Worth] = []
    open_ones: list[tuple[Worth, list[Worth]]] = []
    closed: list[tuple[Worth, list[Worth]]] = []
    for row in rows:
        if row.whole:
            continue
        while open_ones and open_ones[-1][0].level >= row.level:
            closed.append(open_ones.pop())
        (open_ones[-1][1] if open_ones else tops).append(row)
        open_ones.append((row, []))
    for group, parts in [*closed, *open_ones]:
        if not group.bonus:
            yield from _against(group, [part for part in parts if not part.bonus])
    totals = [row for row in rows if row.whole] or _total_before(worths, rows)
    for total in totals[-1:]:
        yield from _against(total, [top for top in tops if not top.bonus])


def _total_before(worths: Sequence[Worth], rows: Sequence[Worth]) -> list[Worth]:
    """总分100分 above the only table of a document speaks of its rows."""
    if len({worth.table for worth in worths if worth.table is not None}) > 1:
        return []
    return [worth for worth in worths if worth.table is None and worth.whole and worth.score.start < rows[0].score.start]


def _against(worth: Worth, parts: Sequence[Worth], whole: bool = True) -> Iterator[Flag]:
    total = sum((part.points for part in parts), Fraction(0))
    if len(parts) > 1 and total != worth.points and (whole or total > worth.points):
        note = f"下列各项相加为{_said(total)}分,与这里写明的{_said(worth.points)}分不一致:请核对"
        yield Flag(worth.score.text, worth.score.start, worth.score.end, "sum", note)


def _said(points: Fraction) -> str:
    return str(points.numerator) if points.denominator == 1 else f"{float(points):g}"


def weights(flow: Flow, found: Sequence[Quantity]) -> Iterator[Flag]:
    """日常考核占40%,年终考核占50%: the weights of one score make a whole."""
    if not _SCORED.search(flow.text) or _REST.search(flow.text):
        return
    parts = []
    for quantity in found:
        first = bisect_left(flow.places, quantity.start)
        word = _WEIGHS.search(flow.text[max(0, first - 4) : first])
        if quantity.unit == "%" and quantity.op == "=" and word and isinstance(quantity.value, Fraction):
            parts.append((first - len(word.group()), bisect_left(flow.places, quantity.end - 1) + 1, quantity.value))
    total = sum((share for *_, share in parts), Fraction(0))
    if len(parts) > 1 and total != 100:
        note = f"各部分权重相加为{_said(total)}%,不是100%:请核对"
        yield Flag(*flow.span(parts[0][0], parts[-1][1]), "sum", note)
