"""The plan: an expression after checking, as data. Nothing in it belongs to one database.

Every number node carries a unit and a whole-number scale (hundredths of hours, fen), so that a comparison of hours with
square metres is refused before anything runs. `sql.py` turns nodes into text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

WHOLE_UNITS: Final[frozenset[str]] = frozenset({"人", "个", "次", "项", "户", "天", "名", "家", "处", "位", "张", "职", "月", "岁"})
"""Counted in whole ones; every other unit (学时, 元, m2, 分, % …) is kept in hundredths."""


ANYTHING: Final = "个"
"""The unit of what is counted and has no word of its own."""


@dataclass(frozen=True)
class Type:
    """`kind` is number, text, code, date, datetime or bool. `unit` is None for text and for a bare number."""

    kind: str
    unit: str | None = None
    scale: int = 1
    codes: str | None = None

    @property
    def bare(self) -> bool:
        """A number without a unit takes the unit of what it is compared with."""
        return self.kind == "number" and self.unit in (None, "ratio")


def number(unit: str | None) -> Type:
    whole = unit in (None, "ratio") or unit.partition("/")[0] in WHOLE_UNITS  # of a rate such as 人/职 what it is of
    return Type("number", unit, 1 if whole else 100)


BOOL: Final = Type("bool")
TEXT: Final = Type("text")
BARE: Final = Type("number")


@dataclass(frozen=True)
class Column:
    """`path` leads from the base row by to-one steps; empty means the base relation itself."""

    path: tuple[str, ...]
    relation: str
    name: str
    type: Type


@dataclass(frozen=True)
class Literal:
    value: Fraction | str | bool | date
    type: Type


@dataclass(frozen=True)
class ParamRef:
    """`back`, here and on every leaf that is read on a day: months before the period judged."""

    id: str
    key: Node | None
    type: Type
    back: int = 0


@dataclass(frozen=True)
class Observation:
    """A looked-up measured value; `year_offset` is None for the reference day, else years before the period.

    `last`: the latest one known by then, also when its own period is over (a provisional figure). `before`: not the figure in
    force but the one before it, whenever that was (a test compared with the test before).
    """

    metric: str
    year_offset: int | None
    type: Type
    last: bool = False
    back: int = 0
    before: bool = False


@dataclass(frozen=True)
class Score:
    """What a scheme says of the subject: its grade, its points, or the rank of its grade (1 is the lowest).

    Without `year_offset` the score of the period judged (as of a day: the newest published), else that of so many years before.
    """

    scheme: str
    what: str
    year_offset: int | None
    type: Type
    back: int = 0


@dataclass(frozen=True)
class Recall:
    """Inside something that looks at its own value of one period earlier: that value."""

    name: str
    type: Type


@dataclass(frozen=True)
class Recursive:
    """A value that looks at its own of `months` earlier; `earlier.unrolled` follows it back to the first year of the plan."""

    name: str
    body: Node
    months: int
    type: Type
    back: int = 0


@dataclass(frozen=True)
class Compare:
    op: str
    left: Node
    right: Node
    type: Type = BOOL


@dataclass(frozen=True)
class Logic:
    """`op` is and, or, not."""

    op: str
    parts: tuple[Node, ...]
    type: Type = BOOL


@dataclass(frozen=True)
class Among:
    item: Node
    values: tuple[Literal, ...]
    type: Type = BOOL


@dataclass(frozen=True)
class IsNull:
    item: Node
    type: Type = BOOL


@dataclass(frozen=True)
class Arith:
    """`op` is +, -, *, greatest or least; a product has at most one side with a unit, the other is constant."""

    op: str
    left: Node
    right: Node
    type: Type


@dataclass(frozen=True)
class Rounded:
    """`way` is ceil, floor or half_up: the one sanctioned division, on non-negative whole numbers."""

    way: str
    item: Node
    type: Type


@dataclass(frozen=True)
class Aggregate:
    """sum, count, max or min over `base` rows related to the subject; with `subtree` also to those below it.

    `kinds` are the ledgers (`activity.training`) that must be kept before few rows can mean few.
    """

    func: str
    base: str
    item: Node | None
    distinct: bool
    where: Node | None
    kinds: tuple[str, ...]
    type: Type
    subtree: bool = False
    until: Column | None = None
    """Where `func` is covered_days: the column in which the spans end that begin in `item`."""
    back: int = 0


@dataclass(frozen=True)
class Exists:
    """Whether `relation` has a row whose `on` columns equal those of the row at hand and which meets `where`.

    Known rows decide; a row that only may meet it leaves the answer unknown, and so does an empty column at hand.
    """

    relation: str
    on: tuple[tuple[Column, Node], ...]
    where: Node | None
    only: tuple[Compare, ...] = ()
    """What the row at hand must be for the question to make sense: a tie that leads to a unit."""
    kinds: tuple[str, ...] = ()
    """The ledgers that must be kept before no row can mean that there is none."""
    type: Type = BOOL


@dataclass(frozen=True)
class Peers:
    """The highest `of` among the posts at the same place that meet `where`."""

    of: Aggregate
    where: Node
    type: Type


@dataclass(frozen=True)
class Answer:
    """The newest answer to an item of a checklist about the subject, or to the whole list: yes, no or unknown."""

    checklist: str
    item: str | None
    type: Type = Type("code", codes="check_answer.answer")


@dataclass(frozen=True)
class Moment:
    """A day counted from the period judged: its `start`, the day after its `end`, or so many `unit`s × `times` before the reference day.

    A constant as soon as the period is known; no database adds up a day.
    """

    anchor: str
    back: Node | None = None
    unit: str = "months"
    times: int = 1
    type: Type = Type("date")


@dataclass(frozen=True)
class Truth:
    """A condition counted: 1 where it holds, 0 where it does not, unknown where it is."""

    item: Node
    type: Type = BARE


@dataclass(frozen=True)
class TheValue:
    """`value` inside `require`."""

    type: Type


Node = (
    Column
    | Literal
    | ParamRef
    | Observation
    | Score
    | Recall
    | Recursive
    | Compare
    | Logic
    | Among
    | IsNull
    | Arith
    | Rounded
    | Aggregate
    | Exists
    | Answer
    | Peers
    | Moment
    | Truth
    | TheValue
)


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Compare(_, left, right) | Arith(_, left, right):
            return (left, right)
        case Logic(_, parts):
            return parts
        case Among(item) | IsNull(item) | Rounded(_, item) | Truth(item) | Recursive(body=item):
            return (item,)
        case Aggregate(item=item, where=where, until=until):
            return tuple(part for part in (item, where, until) if part is not None)
        case ParamRef(key=key) if key is not None:
            return (key,)
        case Peers(of=of):
            return (of,)
        case Moment(back=back) if back is not None:
            return (back,)
        case Exists(on=on, only=only):
            return (*(outer for _, outer in on), *only)
        case _:
            return ()


def operands(node: Node, op: str) -> list[Node]:
    """The sides of a nested `greatest` or `least` in one row: said so, the text grows with their number and does not double."""
    if isinstance(node, Arith) and node.op == op:
        return [*operands(node.left, op), *operands(node.right, op)]
    return [node]


def walk(node: Node) -> list[Node]:
    """The node and everything below it, depth first."""
    return [node, *(deep for child in children(node) for deep in walk(child))]


def aggregates(node: Node) -> list[Aggregate]:
    return [found for found in walk(node) if isinstance(found, Aggregate)]
