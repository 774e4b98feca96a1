"""What a viewer may read of readings: those of organisations that he drafts for; a draft is no public paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from gangju.desk.access.scope import Scope
from gangju.desk.plans.reading import editions, marking, standing
from gangju.desk.plans.reading.actions import DRAFT
from gangju.desk.plans.reading.models import Edition, Reading, State
from gangju.desk.plans.reading.standing import Line, Taken
from gangju.desk.ui.words import amount, full_width, joined, number

STATES: Mapping[str, str] = {"open": "未定", "accepted": "已接受", "rejected": "不采用"}
#: Where a sentence ends, and how much of it is shown on each side of an item's words.
STOPS, LONG = "。；\n", 90
ASKS_ONLY = frozenset({"page_break", "duplicate_number"})
EARLIER: Mapping[str, str] = {"accepted": "原先已接受", "rejected": "原先不采用", "corrected": "原先改过"}


def readings(scope: Scope) -> QuerySet[Reading]:
    return scope.rows(Reading, DRAFT).exclude(state=State.DROPPED).select_related("org")


def dropped(scope: Scope) -> QuerySet[Reading]:
    """作废的: those in which there was something to decide. One given up while it was read can be read again as well."""
    return scope.rows(Reading, DRAFT).filter(state=State.DROPPED, total__gt=0).select_related("org")


def reading(scope: Scope, pk: int) -> Reading:
    """Raises Http404 for what is absent and what is not the viewer's alike."""
    return _one(readings(scope), pk)


def dropped_reading(scope: Scope, pk: int) -> Reading:
    """Raises Http404."""
    return _one(dropped(scope), pk)


def _one(rows: QuerySet[Reading], pk: int) -> Reading:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Card:
    """One item as the page shows it. `number` is its place in the text, `mark` names what is shown, `around` what stands
    before and after its words in the same sentence, all three with the punctuation of print."""

    line: Line
    number: int
    mark: str
    figures: Sequence[str]
    around: tuple[str, str]
    words: str

    @property
    def kind(self) -> str:
        return marking.KINDS[self.line.kind]

    @property
    def state(self) -> str:
        if not self.line.is_doubt:
            return STATES[self.line.state]
        return {"open": "未定", "accepted": "已写明", "rejected": "看过" if self.asks_only else "搁置"}[self.line.state]

    @property
    def asks_only(self) -> bool:
        """A doubt about how the text was put together, on which no figure rests: there may be nothing to mend."""
        return self.line.is_doubt and self.line.data["body"].get("why") in ASKS_ONLY

    @property
    def earlier(self) -> str:
        return EARLIER.get(self.line.earlier, "")


@dataclass(frozen=True)
class Review:
    """A reading as it stands: everything follows from the kept draft and the steps."""

    reading: Reading
    edition: Edition
    steps: Sequence[Taken]

    @property
    def text(self) -> str:
        return self.edition.wording.text

    @cached_property
    def shown(self) -> str:
        """With the punctuation of print, sign for sign, so that places stay what they are."""
        return full_width(self.text)

    @cached_property
    def by_id(self) -> dict[str, Line]:
        return standing.lines(self.edition.items, self.steps, self.text)

    @cached_property
    def numbers(self) -> dict[str, int]:
        placed = sorted(self.by_id.values(), key=_place)
        return {line.id: place for place, line in enumerate(placed, start=1)}

    @cached_property
    def lines(self) -> list[Line]:
        return standing.in_order(self.by_id.values())

    @property
    def progress(self) -> tuple[int, int]:
        """Decided, of how many."""
        return standing.counts(self.lines)

    @property
    def kinds(self) -> Counter[str]:
        return Counter(line.kind for line in self.lines)

    @property
    def states(self) -> Counter[str]:
        return Counter(line.state for line in self.lines)

    @property
    def accepted(self) -> int:
        """What goes into the pack: a settled doubt speaks through the items that its words made."""
        return sum(line.state == standing.ACCEPTED and not line.is_doubt for line in self.lines)

    @property
    def clear(self) -> list[Line]:
        return standing.clear(self.lines)

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if line.state == standing.UNDECIDED]

    def card(self, line: Line) -> Card:
        mark = standing.mark(line)
        return Card(line, self.numbers[line.id], mark, figures(line.data), _around(self.shown, line), self.shown[line.start : line.end])

    def rows(self) -> list[marking.Row]:
        return marking.rows(self.shown, self.edition.headings, self.lines, self.numbers)

    def next_of(self, item: str) -> Line | None:
        """The following item of the same kind in the text, for merging."""
        mine = self.by_id[item]
        later = [line for line in self.by_id.values() if line.kind == mine.kind and _place(line) > _place(mine)]
        return min(later, key=_place, default=None)


def _around(text: str, line: Line) -> tuple[str, str]:
    first = max(text.rfind(stop, 0, line.start) for stop in STOPS) + 1
    last = min((at + 1 for stop in STOPS if (at := text.find(stop, line.end - 1)) >= 0), default=len(text))
    before, after = text[first : line.start], text[line.end : max(last, line.end)].rstrip("\n")
    return (f"…{before[-LONG:]}" if len(before) > LONG else before), (f"{after[:LONG]}…" if len(after) > LONG else after)


def _place(line: Line) -> tuple[int, int, str]:
    return line.start, line.end, line.id


def review(scope: Scope, pk: int) -> Review:
    """Raises Http404, also for a text that is not read yet."""
    found = reading(scope, pk)
    if found.state in (State.WAITING, State.FAILED):
        raise Http404
    return review_of(found)


def review_of(found: Reading) -> Review:
    steps = editions.taken(found)
    return Review(found, editions.drafted(found, editions.base(steps)), steps)


def figures(item: Mapping[str, Any]) -> list[str]:
    """The figures that the item names, in words: `党员年度学时 24 学时`."""
    return [f"{param.get('title', param.get('id'))} {_values(param)}" for param in item["params"]]


def _values(param: Mapping[str, Any]) -> str:
    unit = str(param.get("unit") or "")
    said = [figure(value.get("value"), unit) for value in param.get("values", [])]
    return joined(dict.fromkeys(said)) or "没有数"


def figure(value: Any, unit: str) -> str:
    """A share as it is written; anything else with its unit."""
    return number(str(value)) if unit == "ratio" else amount(str(value), unit)


# ---------------------------------------------------------------- what happened
SAID: Mapping[str, str] = {
    "accept": "接受",
    "reject": "不采用",
    "correct": "更正",
    "merge": "合并",
    "split": "拆开",
    "resolve": "写明存疑处",
    "revise": "换成修订后的文本",
    "submit": "送复核",
    "back": "退回",
    "approve": "通过",
    "drop": "作废",
    "restore": "恢复",
}
MOST_NAMED = 6


def told(step: Taken, numbers: Mapping[str, int]) -> str:
    """`王某接受第 3、4 条`."""
    named = [str(numbers[item]) for item in step.items if item in numbers]
    which = f"第 {joined(named[:MOST_NAMED])} {f'等 {len(named)} 条' if len(named) > MOST_NAMED else '条'}" if named else ""
    words = f"：{step.said['words']}" if step.kind == "resolve" else f"：{step.said['reason']}" if step.kind == "back" else ""
    return f"{step.by_name}{SAID.get(step.kind, step.kind)}{which}{words}"


@dataclass(frozen=True)
class Others:
    """What other officers did since a moment, and the items it is about."""

    said: Sequence[str]
    items: frozenset[str]
    rereads: bool


def others(found: Review, me: int, since: datetime) -> Others:
    rows = found.reading.steps.filter(Q(at__gt=since, undone_at__isnull=True) | Q(undone_at__gt=since)).order_by("serial")
    theirs = [row for row in rows if row.by_id != me]
    said = [told(editions.as_taken(row), found.numbers) + ("，后又撤销" if row.undone_at else "") for row in theirs]
    return Others(said, frozenset(item for row in theirs for item in row.items), any(row.kind not in standing.DECIDES for row in theirs))
