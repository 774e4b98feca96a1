"""Shared scans: aggregates that stand over the same rows are computed in one pass, for every standard at once.

A `Scan` is one GROUP BY over the rows of a base relation linked to a kind of subject within one frame (the window of events,
the reference day). Equal aggregates of different standards and plans share a column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from gangju.engine import plan, sql
from gangju.engine.joins import ANSWERS, INTERVALS, Link, links, relation_of
from gangju.engine.ledgers import EVENTS, KIND
from gangju.engine.period import Period, Window
from gangju.engine.world import World

SUBJECT = "_subject"
HISTORY = "_history"


@dataclass(frozen=True)
class Frame:
    """What a scan may read: events of the window up to the as-of day, registers as on the reference day."""

    window: Window
    reference: date
    as_of: date
    wide: str | None = None
    period: str | None = None

    @classmethod
    def of(cls, period: Period, as_of: date, wide: str | None = None) -> Frame:
        return cls(period.window, period.reference, as_of, wide, period.label)

    def table(self, world: World, relation: str) -> str:
        """The relation as read on the reference day; the `wide` one as held on any day of the window so far."""
        if relation.endswith(HISTORY):
            return world.begun(relation_of(relation), self.reference)
        if relation == ANSWERS:
            return world.answers(self.reference)
        if relation == "score":
            return world.scores(self.period, self.reference if self.period is None else self.as_of)
        relation = relation_of(relation)
        if relation == self.wide:
            return world.over(relation, self.window.since, min(self.window.until, self.as_of + timedelta(days=1)))
        return world.table(relation, self.reference)


@dataclass
class Scan:
    """One pass: `columns` maps the SQL text of an aggregate to its column."""

    name: str
    frame: Frame
    each: str
    base: str
    columns: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    steps: dict[tuple[str, ...], None] = field(default_factory=dict)
    looked_up: dict[str, str] = field(default_factory=dict)
    subtree: bool = False
    heirs: str | None = None
    """Who came out of a merger also has the rows of those it came from; out of a division, where this says `copy`."""
    heirs_on: date | None = None
    """By which day one has come from another, where rows of an earlier period are read."""
    kinds: set[str] | None = field(default_factory=set)
    """The kinds of events that its aggregates name; None where one of them counts whatever the kind."""

    def column(self, text: str) -> str:
        return self.columns.setdefault(text, f"c{len(self.columns)}")

    def look(self, ledgers: Sequence[str]) -> None:
        """Says which ledgers (`activity.training`) an aggregate counts: rows of other kinds need not be read."""
        if not ledgers:
            self.kinds = None
        elif self.kinds is not None:
            self.kinds.update(ledger.split(".", 1)[1] for ledger in ledgers)

    def flag(self, text: str) -> str:
        """A per-day mark of an event rhythm, see `rows_by_day`."""
        return self.flags.setdefault(text, f"e{len(self.flags)}")


class Scans:
    """The scans of one evaluation, by what they read."""

    def __init__(self, world: World, prefix: str = "") -> None:
        self.world, self.prefix = world, prefix
        self._scans: dict[tuple[Frame, str, str, bool, str | None, date | None, bool], Scan] = {}

    def over(
        self,
        frame: Frame,
        each: str,
        base: str,
        *,
        by_day: bool = False,
        subtree: bool = False,
        heirs: str | None = None,
        heirs_on: date | None = None,
    ) -> Scan:
        key = (frame, each, base, subtree, heirs, heirs_on, by_day)
        if key not in self._scans:
            name = f"{self.prefix}scan{len(self._scans)}"
            self._scans[key] = Scan(name, frame, each, base, subtree=subtree, heirs=heirs, heirs_on=heirs_on)
        return self._scans[key]

    def make(self) -> None:
        """Runs every scan once; afterwards each is a table with one row a subject."""
        for (*_, by_day), scan in self._scans.items():
            text = self.by_day(scan) if by_day else self.plain(scan)
            self.world.run(f"CREATE TEMP TABLE {scan.name} AS {text}")

    def plain(self, scan: Scan) -> str:
        columns = ", ".join(f"{text} AS {name}" for text, name in scan.columns.items())
        return f"SELECT b.{SUBJECT}, {columns} FROM {self.source(scan)} GROUP BY b.{SUBJECT}"

    def by_day(self, scan: Scan) -> str:
        """Inner pass: which marks a subject has on a day; outer pass: on how many days of a window."""
        marks = ", ".join(f"{text} AS {name}" for text, name in scan.flags.items())
        inner = f"SELECT b.{SUBJECT}, {event_day(scan.base)} AS day, {marks} FROM {self.source(scan)} GROUP BY 1, 2"
        columns = ", ".join(f"{text} AS {name}" for text, name in scan.columns.items())
        return f"SELECT {SUBJECT}, {columns} FROM ({inner}) GROUP BY 1"

    def source(self, scan: Scan) -> str:
        """FROM and WHERE of a scan: linked rows `b`, the to-one rows they reach, cut to the frame."""
        frame = scan.frame
        table = _tables(self.world, frame)
        steps = sorted({*scan.steps, *event_steps(scan.base)}, key=lambda path: (len(path), path))
        joined = sql.joins(scan.base, steps, _events_narrowed(scan, table))
        asked = " ".join(text.replace("{}", name) for text, name in scan.looked_up.items())
        rows = linked(scan.each, scan.base, _narrowed(scan, table), subtree=scan.subtree)
        if scan.subtree:
            rows = below(rows, self.world.closure(scan.each, frame.reference), once=_one_holder(scan.each, scan.base))
        elif scan.heirs is not None:
            rows = below(rows, self.world.heirs(scan.each, scan.heirs_on or frame.reference, copied=scan.heirs == "copy"))
        return f"({rows}) AS b {joined} {asked} WHERE {within(scan.base, frame)}"


def _narrowed(scan: Scan, table: Callable[[str], str]) -> Callable[[str], str]:
    """The base relation cut to the kinds that are counted, before its rows are brought to their subjects by several ways. Where each
    row names its subject itself, the join with its event cuts it.
    """
    if not scan.kinds or (scan.base == "participation" and _one_holder(scan.each, scan.base)):
        return table
    holder = EVENTS[scan.base]
    rows = _of_kinds(scan, table, "b.*")
    if scan.base == "participation":
        rows = f"(SELECT * FROM {table(scan.base)} WHERE {holder}_id IN {_of_kinds(scan, table, f'b.{holder}_id')})"
    return lambda relation: rows if relation == scan.base else table(relation)


def _events_narrowed(scan: Scan, table: Callable[[str], str]) -> Callable[[str], str]:
    """The events of rows that only name theirs, cut in the same way: no row of another event counts."""
    if not scan.kinds or scan.base != "participation":
        return table
    rows = _of_kinds(scan, table, "b.*")
    return lambda relation: rows if relation == EVENTS[scan.base] else table(relation)


def _of_kinds(scan: Scan, table: Callable[[str], str], columns: str) -> str:
    """The events that are counted; whoever only names them is cut to the frame by them."""
    holder = EVENTS[scan.base]
    among = f"b.{KIND.get(holder, 'kind')} IN ({', '.join(map(sql.text, sorted(scan.kinds or ())))})"
    cut = f"{among} AND {within(holder, scan.frame)}" if scan.base == "participation" else among
    return f"(SELECT {columns} FROM {table(holder)} AS b WHERE {cut})"


def _tables(world: World, frame: Frame) -> Callable[[str], str]:
    return lambda relation: frame.table(world, relation)


# ---------------------------------------------------------------- rows of a subject
def linked(each: str, base: str, table: Callable[[str], str], *, subtree: bool = False) -> str:
    """Rows of `base` with their subject in column `_subject`; a row reached by two ways stands once."""
    parts = [_one_way(each, base, link, table) for link in links(each, base, subtree=subtree)]
    return parts[0] if len(parts) == 1 else " UNION ".join(parts)


def below(rows: str, closure: str, *, once: bool = False) -> str:
    """The rows once more for everybody above their subject; one that two subjects below share stands once.

    `once`: no row has two subjects, so that none has to be looked for among a million.
    """
    chosen = "SELECT" if once else "SELECT DISTINCT"
    return f"{chosen} r.* EXCLUDE ({SUBJECT}), c.above AS {SUBJECT} FROM ({rows}) AS r JOIN {closure} AS c ON c.id = r.{SUBJECT}"


def _one_holder(each: str, base: str) -> bool:
    """Whether a row names its subject itself, in one column."""
    ways = links(each, base, subtree=True)
    return len(ways) == 1 and ways[0].via is None


def _one_way(each: str, base: str, link: Link, table: Callable[[str], str]) -> str:
    rows, key = table(base), sql.quote(link.key)
    if link.kind is not None:
        return f"SELECT r.*, r.{key} AS {SUBJECT} FROM {rows} AS r WHERE r.{link.kind} = {sql.text(each)}"
    if link.via is None:
        return f"SELECT r.*, r.{key} AS {SUBJECT} FROM {rows} AS r WHERE r.{key} IS NOT NULL"
    on = ", ".join(sql.quote(column) for column in link.on)
    if base.endswith(HISTORY) and link.via == "organization":
        return _at_the_time(base, link, table)
    others = f"SELECT DISTINCT {on}, {key} AS {SUBJECT} FROM {table(link.via)} WHERE {key} IS NOT NULL"
    match = sql.all_of([f"v.{sql.quote(column)} = r.{sql.quote(column)}" for column in link.on])
    return f"SELECT r.*, v.{SUBJECT} FROM {rows} AS r JOIN ({others}) AS v ON {match}"


def _at_the_time(base: str, link: Link, table: Callable[[str], str]) -> str:
    """Rows of the past through an organisation that stood in the unit while they held: it may have moved or ended since."""
    rows, key = table(base), sql.quote(link.key)
    since, until = ("opened_on", "closed_on") if relation_of(base) == "venue" else ("since", "until")
    same = [f"v.{sql.quote(column)} = r.{sql.quote(column)}" for column in link.on]
    same += [f"(r.{until} IS NULL OR v.since < r.{until})", f"(v.until IS NULL OR r.{since} IS NULL OR r.{since} < v.until)"]
    places = f"{table(f'organization{HISTORY}')} AS v ON {sql.all_of(same)} WHERE v.{key} IS NOT NULL"
    return f"SELECT DISTINCT r.*, v.{key} AS {SUBJECT} FROM {rows} AS r JOIN {places}"


# ---------------------------------------------------------------- events in the window
def event_steps(base: str) -> list[tuple[str, ...]]:
    return [("activity",)] if base == "participation" else []


def event_day(base: str) -> str:
    """The day that decides the window of a row; meaningful for events only."""
    holder = "b_activity" if base == "participation" else "b"
    column = {"fund_entry": "dated_on", "case": "opened_on", "task": "due_on", "check_answer": "checked_on"}.get(base, "started_at")
    return f"CAST({holder}.{column} AS DATE)"


def within(base: str, frame: Frame) -> str:
    """Registers are cut by the reference day already; events by the window and the as-of day."""
    base = relation_of(base)
    if base in INTERVALS or base not in ("activity", "participation", "fund_entry", "case", "task"):
        return "TRUE"
    day = event_day(base)
    known = f"{day} <= {sql.day(frame.as_of)}"
    if base == "fund_entry" and _is_year(frame.window):
        return f"b.year = {frame.window.since.year} AND ({day} IS NULL OR {known})"
    return f"{day} >= {sql.day(frame.window.since)} AND {day} < {sql.day(frame.window.until)} AND {known}"


def _is_year(window: Window) -> bool:
    since = window.since
    return since.month == since.day == 1 and window.until == date(since.year + 1, 1, 1)


# ---------------------------------------------------------------- one aggregate
def held_only(where: plan.Node | None, base: str) -> Sequence[str]:
    """An event that was only planned, or called off, counts nowhere unless the expression itself speaks of its status."""
    holder = {"activity": "b", "participation": "b_activity"}.get(base)
    named = where is not None and any(isinstance(part, plan.Column) and part.name == "status" for part in plan.walk(where))
    return [] if holder is None or named else [f"{holder}.status = 'held'"]
