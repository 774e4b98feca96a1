"""What a scoring text gives points for, as lines of a sheet: which points hold which, what adds, what vetoes.

A text prints points at four heights: the whole, a part, an item, a rule of an item. The whole becomes the sheet, a part its section,
an item a line; rules without points of their own belong to the item in whose stretch they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from gangju.drafting.outline import short
from gangju.reader.model import Clause, Document, Score
from gangju.reader.sums import is_whole
from gangju.reader.table import is_row, is_total

BRACKET: Final = re.compile(r"[(:]?(?:共|计|满分|分值|占|得)?(?:\d+(?:\.\d+)?分?|[一二三四五六七八九十百]+分)\)?$")
NUMBERED: Final = re.compile(r"^\s*(?:[((]?[一二三四五六七八九十\d]+[))]?[、.．]?)\s*")
RULE: Final = re.compile(
    r"[计占得记共]?\d|每|少|缺|按.*(?:计分|折算|乘以)|最[高多]|全年|累计|分别|附加分|加分|.*(?:[扣减加]\d|加满|不超过$)"
)
SHORT: Final = 12
ADDING: Final = re.compile(r"加分|附加|奖励|奖分")
OUT_OF: Final = re.compile(r"\d分制")
UNNAMED: Final = "评分项"
GROUP: Final = re.compile(r"[^\d\s|].*分\)?$")
MOST: Final = 30


@dataclass
class Entry:
    """One piece of points in its place. `start` to `end` is the stretch that it speaks for."""

    clause: Clause
    score: Score
    start: int
    end: int
    title: str
    heading: bool = False
    row: bool = False
    bonus: bool = False
    above: str = ""
    part: Entry | None = None
    rules: list[Score] = field(default_factory=list)

    @property
    def points(self) -> Fraction | None:
        return self.score.points if isinstance(self.score.points, Fraction) else None


@dataclass(frozen=True)
class Reading:
    """`whole`: the points of all, where they are printed. `loose`: rules that stand beside no item."""

    whole: Score | None
    items: Sequence[Entry]
    bonus: Sequence[Entry]
    loose: Sequence[Entry]
    cap: Fraction | None = None


def scores_of(document: Document) -> Reading:
    """The points of a document at their heights, in the order of the text."""
    entries = list(_entries(document))
    whole = next((entry.score for entry in entries if _is_whole(entry)), None)
    worth = [entry for entry in entries if entry.points is not None and not _is_whole(entry)]
    ruled = [entry for entry in entries if entry.points is None]
    held = _held(worth)
    items = [entry for entry in worth if id(entry) not in held]
    loose = [entry for entry in ruled if not _given_to(entry, items)]
    caps = [rule.amount for entry in ruled for rule in entry.score.rules if rule.kind == "bonus_cap"]
    adding = [entry for entry in loose if _adds(entry)]
    named = [entry for entry in items if entry.bonus or (entry.part is not None and entry.part.bonus)]
    return Reading(
        whole=whole,
        items=[entry for entry in items if entry not in named],
        bonus=[*named, *adding],
        loose=[entry for entry in loose if entry not in adding and not _only_caps(entry)],
        cap=next((cap for cap in caps if isinstance(cap, Fraction)), None),
    )


# ---------------------------------------------------------------- places
def _entries(document: Document) -> Iterator[Entry]:
    group: Entry | None = None
    headed: set[int | None] = set()
    for clause in document.clauses:
        row = is_row(clause.text)
        for score in clause.scoring:
            entry = _of_row(clause, score) if row else _of_prose(document, clause, score, clause.section in headed)
            headed |= {clause.section} if entry.heading else set()
            if row and is_group(score):
                group = entry
                entry.end = len(document.text)
            elif row and group is not None and not _is_whole(entry):
                entry.part = group
            yield entry
        if not row:
            group = None


def _of_row(clause: Clause, score: Score) -> Entry:
    """The last words before the points say what they are for."""
    before = [cell.strip() for cell in clause.text[: max(0, score.start - clause.start)].split("|")]
    said = next((cell for cell in reversed(before) if len(cell) > 1 and not cell.isdigit()), "")
    group = is_group(score)
    title = (_name(score.text) if group else short(said or _name(score.text), MOST)) or UNNAMED
    bonus = any(ADDING.search(cell) for cell in ([score.text] if group else before) if len(cell) <= SHORT)
    return Entry(clause, score, clause.start, clause.end, title, row=True, bonus=bonus)


def is_group(score: Score) -> bool:
    """组织建设(30分): a name with points holds the rows that follow."""
    return score.points is not None and not score.rules and GROUP.fullmatch(score.text) is not None


def _of_prose(document: Document, clause: Clause, score: Score, headed: bool) -> Entry:
    """The first points in a heading are those of the section; any others speak to the end of their line."""
    section = document.sections[clause.section] if clause.section is not None else None
    above = section.title if section is not None else ""
    if section is not None and not headed and _in_heading(document.text, section.start, score):
        return Entry(
            clause,
            score,
            section.start,
            section.end,
            _name(above),
            heading=True,
            bonus=ADDING.search(above) is not None,
            above=_name(above),
        )
    title = _called(clause, score) or _name(above) or short(" ".join(clause.text.split()), MOST) or UNNAMED
    bonus = ADDING.search(f"{above if len(above) <= SHORT else ''}{score.text}") is not None
    return Entry(clause, score, clause.start, _line_end(document.text, score.end), title, bonus=bonus, above=_name(above))


def _called(clause: Clause, score: Score) -> str:
    """What the points themselves name, and the words before them, back to the last stop; of a rule what it is about stands before it."""
    told = [piece for piece in re.split(r"[。;:\n]", clause.text[: max(0, score.start - clause.start)]) if len(piece.strip()) > 1]
    own, before = re.split(r"[,、\n]", score.text), re.split(r"[,、]", told[-1] if told else "")
    pieces = [piece.strip() for piece in (*before, *own) if score.rules] or [piece.strip() for piece in (*own, *before)]
    named = (_name(piece).removeprefix("其中") for piece in pieces if not RULE.match(piece))
    return next((short(piece, MOST) for piece in named if len(piece) > 1), "")


def _in_heading(text: str, start: int, score: Score) -> bool:
    """Points that a heading bears stand in its line and before its first full stop."""
    line = text[start : _line_end(text, start)]
    return start <= score.start < start + (line.find("。") if "。" in line else len(line))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _name(text: str) -> str:
    """1.理论学习(10分) is called 理论学习."""
    plain = NUMBERED.sub("", text.strip())
    return BRACKET.sub("", plain).strip("(:、, ") or plain


def _is_whole(entry: Entry) -> bool:
    if entry.row and entry.points is not None:
        return is_total([cell.strip() for cell in entry.clause.text.split("|")]) or is_whole(entry.score.text)
    return entry.points is not None and (is_whole(entry.score.text) or OUT_OF.search(_with_next(entry)) is not None)


def _with_next(entry: Entry) -> str:
    """The words of the points and the sign behind them (100分|制)."""
    first = entry.score.start - entry.clause.start
    return entry.clause.text[max(0, first) : entry.score.end - entry.clause.start + 2]


# ---------------------------------------------------------------- what holds what
def _held(worth: Sequence[Entry]) -> set[int]:
    """Points that are no item of their own: parts that hold others, and parts of an item that say how its points are given."""
    found: set[int] = set()
    for holder in worth:
        inner = [entry for entry in worth if entry is not holder and _holds(holder, entry)]
        if not inner or id(holder) in found:
            continue
        if _made_of(holder, inner):
            found.add(id(holder))
            for entry in inner:
                entry.part = entry.part or holder
        else:
            found.update(id(entry) for entry in inner)
    return found


def _holds(holder: Entry, entry: Entry) -> bool:
    if entry.row or holder.row:
        return entry.part is holder
    return holder.heading and holder.start <= entry.score.start < holder.end and (not entry.heading or holder.start < entry.start)


def _made_of(holder: Entry, inner: Sequence[Entry]) -> bool:
    """Headings below a heading, and rows below a group, are its items; points in its text are only where they make up the whole."""
    if holder.row or any(entry.heading for entry in inner):
        return True
    return len(inner) > 1 and sum((entry.points or Fraction(0) for entry in inner), Fraction(0)) == holder.points


def _given_to(entry: Entry, items: Sequence[Entry]) -> bool:
    """A rule goes to the innermost item in whose stretch it stands, the last before it; else to the item by whose name its section goes."""
    around = [
        item for item in items if item.start <= entry.score.start < item.end and item.score.start <= entry.score.start and not item.bonus
    ]
    named = [item for item in items if len(item.title) > 1 and not item.heading and not item.row and entry.above.startswith(item.title)]
    if (entry.bonus and (_adds(entry) or _only_caps(entry))) or not (around or len(named) == 1):
        return False
    found = min(around, key=lambda item: (item.heading, item.end - item.start, -item.score.start)) if around else named[0]
    found.rules.append(entry.score)
    return True


def _adds(entry: Entry) -> bool:
    kinds = {rule.kind for rule in entry.score.rules}
    return bool(kinds) and kinds <= {"award_each", "award_if", "bonus_cap"} and kinds != {"bonus_cap"}


def _only_caps(entry: Entry) -> bool:
    return {rule.kind for rule in entry.score.rules} <= {"bonus_cap", "floor_zero"}
