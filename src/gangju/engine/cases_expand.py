"""A small world in few words becomes rows of the ledgers.

An official reads a case; the ledgers want every column. What a case leaves out is filled here by the rules of the
compact notation: `_id` is dropped from names, whoever is named exists, `上级` is the committee above, intervals are open
from 2000-01-01. Columns and references come from the declared relations, so a new ledger needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gangju.engine.problem import Problem
from gangju.engine.relations import RELATIONS, Column, Relation
from gangju.engine.spelling import choose
from gangju.engine.yaml_marks import Marked, Where

Row = dict[str, str | None]
Rows = dict[str, list[Row]]

ABOVE: Final = "上级"
FIRST_DAY: Final = "2000-01-01"
DAY_COLUMN: Final[Mapping[str, str]] = {"activity": "started_at", "check_answer": "checked_on", "fund_entry": "dated_on"}
OWN_ID: Final = frozenset({"organization", "unit", "person", "post", "tie", "activity", "venue", "fund_entry", "task", "case", "document"})
WITH_DOMAIN: Final = frozenset({"general_branch", "branch", "joint_branch", "temporary_branch"})
TIMES: Final = "times"
NUMBER: Final = "#"
ROSTERS: Final = ("keeps", "exempt", "exception")
NAMED: Final = ("organization", "unit", "person")
OF_MEMBERSHIP: Final = frozenset(RELATIONS["membership"].columns) - {"person_id"}


@dataclass(frozen=True)
class Part:
    """One piece of a world (`given` or `facts`) and where it stands in its file."""

    data: Mapping[str, Any]
    where: Where


@dataclass
class World:
    """Builds the rows of one case. `problems` are collected; rows are worth nothing while there are any."""

    marked: Marked
    fill: Mapping[str, Mapping[str, Any]]
    placed: frozenset[str] = frozenset()
    rows: Rows = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    people: set[str | None] = field(default_factory=set)

    # ------------------------------------------------------------ reading rows
    def read(self, part: Part) -> None:
        for name, items in part.data.items():
            if name in ROSTERS:
                continue
            if name not in RELATIONS:
                remedy = choose(name, [*RELATIONS, *ROSTERS], "请核对台账名称")
                self.problems.append(self.marked.problem((*part.where, name), f"没有“{name}”这个台账", remedy))
                continue
            for place, item in enumerate(items):
                for each in self.repeated(item, (*part.where, name, place)):
                    self.add(name, each, (*part.where, name, place))

    def repeated(self, item: Mapping[str, Any], where: Where) -> Iterator[Mapping[str, Any]]:
        """`times: 150` is that many rows alike; `#` in a text is their number, so that 150 members have 150 names."""
        times = item.get(TIMES, 1)
        if not isinstance(times, int) or times < 1:
            self.problems.append(self.marked.problem((*where, TIMES), f"“{times}”不是份数", "请写一个正整数,例如 times: 150"))
            return
        own = {key: value for key, value in item.items() if key != TIMES}
        numbered = {key: value for key, value in own.items() if TIMES in item and isinstance(value, str) and NUMBER in value}
        for number in range(1, times + 1):
            yield {**own, **{key: value.replace(NUMBER, str(number)) for key, value in numbered.items()}}

    def add(self, name: str, item: Mapping[str, Any], where: Where) -> None:
        whole = {**{key: value for key, value in self.fill.get(name, {}).items() if key not in item}, **item}
        adders = {"person": self.add_person, "organization": self.add_organization, "participation": self.add_participation}
        adder = adders.get(name)
        if adder is None:
            self.append(name, self.cells(RELATIONS[name], whole, where))
        else:
            adder(whole, where)

    def append(self, name: str, row: Row) -> Row:
        """The row with its id and its first day; these are all that every relation may leave out."""
        relation, rows = RELATIONS[name], self.rows.setdefault(name, [])
        if name in OWN_ID:
            row.setdefault(relation.id, f"{name}-{len(rows) + 1}")
        if relation.interval:
            row.setdefault("since", FIRST_DAY)
        rows.append(row)
        return row

    def cells(self, relation: Relation, item: Mapping[str, Any], where: Where) -> Row:
        row: Row = {}
        for key, value in item.items():
            column = column_of(relation, key)
            if column is None:
                remedy = choose(key, relation.columns, f"可以写的列:{'、'.join(relation.columns)}")
                self.problems.append(self.marked.problem((*where, key), f"{relation.title}({relation.name})没有“{key}”这一列", remedy))
            elif isinstance(value, list | dict):
                self.problems.append(self.marked.problem((*where, key), "这一格里不是一个值", "请写一个词、数或日期"))
            else:
                row[column] = cell(value)
        return row

    # ------------------------------------------------------------ rows that stand for two
    def add_person(self, item: Mapping[str, Any], where: Where) -> None:
        """`org` and what belongs to it is a membership; a second line for one person is a second membership."""
        member = "org" in item or "org_id" in item
        membership = {key: value for key, value in item.items() if member and column_of(RELATIONS["membership"], key) in OF_MEMBERSHIP}
        own = {key: value for key, value in item.items() if key not in membership or key == "recorded_at"}
        row = self.cells(RELATIONS["person"], own, where)
        if row.get("person_id") not in self.people:
            self.people.add(self.append("person", row)["person_id"])
        if member:
            cells = self.cells(RELATIONS["membership"], membership, where)
            self.append("membership", {"person_id": row.get("person_id"), "kind": "full", **cells})

    def add_organization(self, item: Mapping[str, Any], where: Where) -> None:
        own = {key: value for key, value in item.items() if key not in ("parent", "parent_id")}
        row = self.append("organization", self.cells(RELATIONS["organization"], own, where))
        above = row["org_id"] == ABOVE
        set_default(row, **(COMMITTEE if above else BRANCH))
        if row["kind"] in WITH_DOMAIN:
            set_default(row, domain="rural")
        if row["org_id"] not in self.placed:
            self.place(row, cell(item.get("parent", item.get("parent_id", None if above else ABOVE))))

    def place(self, row: Row, parent: str | None) -> None:
        until = {"until": row["until"]} if row.get("until") else {}
        self.append("placement", {"org_id": row["org_id"], "parent_id": parent, "since": row["since"], **until})

    def add_participation(self, item: Mapping[str, Any], where: Where) -> None:
        """Without `activity` the attendance brings its own, held by the organisation of the person on that day."""
        if "activity" in item or "activity_id" in item:
            self.append("participation", self.cells(RELATIONS["participation"], item, where))
            return
        mine = RELATIONS["participation"].columns.keys() - {"org_id"}
        own = {key: value for key, value in item.items() if column_of(RELATIONS["participation"], key) in mine}
        event = {key: value for key, value in item.items() if key not in own}
        row = self.append("participation", self.cells(RELATIONS["participation"], own, where))
        activity = self.append("activity", self.cells(RELATIONS["activity"], event, where))
        row["activity_id"] = activity["activity_id"]
        for column, key in (("kind", "kind"), ("started_at", "day")):
            if not activity.get(column):
                self.problems.append(self.marked.problem(where, f"没有说是哪次活动,也没有“{key}”", f"请写 activity,或在 fill 里写 {key}"))

    # ------------------------------------------------------------ what the notation understands
    def complete(self) -> None:
        """Whoever is named exists, and everything hangs below somebody."""
        self.held_by()
        for unit in self.rows.get("unit", []):
            set_default(unit, **VILLAGE)
        there = {(kind, row.get(RELATIONS[kind].id)) for kind in NAMED for row in self.rows.get(kind, [])}
        for kind, name in list(self.named()):
            if (kind, name) not in there:
                self.introduce(kind, name)
        self.answered_for()
        if self.needs(ABOVE) and not self.has("organization", ABOVE):
            self.introduce("organization", ABOVE)
        self.titled()

    def held_by(self) -> None:
        for activity in self.rows.get("activity", []):
            if "org_id" not in activity:
                mine = [row for row in self.rows.get("participation", []) if row.get("activity_id") == activity["activity_id"]]
                activity["org_id"] = self.home(str(mine[0].get("person_id")), str(activity.get("started_at"))[:10]) if mine else ABOVE

    def home(self, person: str, day: str) -> str:
        """The branch of a person on a day, else where he holds a post, else the committee above."""
        for row in self.rows.get("membership", []):
            if row["person_id"] == person and str(row["since"]) <= day and (not row.get("until") or day < str(row["until"])):
                return str(row["org_id"])
        posts = [row for row in self.rows.get("post", []) if row.get("person_id") == person]
        units = {row["unit_id"]: row.get("org_id") or ABOVE for row in self.rows.get("unit", [])}
        return next((row.get("org_id") or units.get(row.get("unit_id")) or ABOVE for row in posts), ABOVE)

    def named(self) -> Iterator[tuple[str, str]]:
        """Every organisation, unit and person that some row refers to, once, in order."""
        seen: dict[tuple[str, str], None] = {}
        for name, rows in self.rows.items():
            for row in rows:
                for column in RELATIONS[name].columns.values():
                    kind, value = reference(column, row), row.get(column.name)
                    if kind in NAMED and value:
                        seen.setdefault((kind, value))
        yield from seen

    def has(self, kind: str, name: str) -> bool:
        return any(row.get(RELATIONS[kind].id) == name for row in self.rows.get(kind, []))

    def introduce(self, kind: str, name: str) -> None:
        if kind == "organization":
            self.add_organization({"id": name}, ())
        elif kind == "unit":
            self.append("unit", {"unit_id": name, **VILLAGE})
        else:
            self.append("person", {"person_id": name})

    def answered_for(self) -> None:
        """Units answer to the committee above unless they say otherwise, and so does a person with neither branch nor post."""
        held = {row["person_id"] for name in ("membership", "post") for row in self.rows.get(name, [])}
        for unit in self.rows.get("unit", []):
            set_default(unit, org_id=ABOVE)
        for person in self.rows.get("person", []):
            if person["person_id"] not in held:
                set_default(person, org_id=ABOVE)

    def needs(self, org: str) -> bool:
        return any(kind == "organization" and name == org for kind, name in self.named())

    def titled(self) -> None:
        for kind in NAMED:
            for row in self.rows.get(kind, []):
                set_default(row, name=str(row[RELATIONS[kind].id]))


COMMITTEE: Final[Mapping[str, str]] = {"kind": "committee", "level": "county"}
BRANCH: Final[Mapping[str, str]] = {"kind": "branch", "level": "village"}
VILLAGE: Final[Mapping[str, str]] = {"kind": "village"}


def expand(marked: Marked, parts: Sequence[Part], fill: Mapping[str, Mapping[str, Any]], standards: Mapping[str, str]) -> World:
    """The world of one case. `standards` maps `<pack>/<standard>` of those expected to what they judge (`each`)."""
    placed = frozenset(str(row.get("org", row.get("org_id"))) for part in parts for row in part.data.get("placement") or [])
    world = World(marked, fill, placed)
    for part in parts:
        world.read(part)
    for part in parts:
        world.rows.setdefault("roster_entry", []).extend(_keeps(part.data.get("keeps") or {}))
    if world.problems:
        return world
    world.complete()
    for part in parts:
        world.rows["roster_entry"] += [*_exempt(world, part, standards), *_exceptions(world, part, standards)]
    world.complete()
    return world


def _keeps(keeps: Mapping[str, Any]) -> Iterator[Row]:
    for org, ledgers in keeps.items():
        dated = ledgers if isinstance(ledgers, Mapping) else dict.fromkeys(ledgers, FIRST_DAY)
        for ledger, since in dated.items():
            yield _entry("keeps", "organization", org, category=ledger, since=since)


def _exempt(world: World, part: Part, standards: Mapping[str, str]) -> Iterator[Row]:
    for subject, reason in (part.data.get("exempt") or {}).items():
        kind, name = _subject(world, subject, next(iter(standards.values())))
        yield _entry("exempt", kind, name, category=reason, since=FIRST_DAY)


def _exceptions(world: World, part: Part, standards: Mapping[str, str]) -> Iterator[Row]:
    for subject, granted in (part.data.get("exception") or {}).items():
        for standard, each in standards.items():
            kind, name = _subject(world, subject, each)
            since = granted.get("since", FIRST_DAY)
            yield _entry("exception", kind, name, category=standard, tier=granted["tier"], since=since, until=granted["until"])


def _entry(roster: str, kind: str, subject: str, **cells: str) -> Row:
    return {"roster": roster, "subject_kind": kind, "subject_id": subject, **cells}


def _subject(world: World, name: str, each: str) -> tuple[str, str]:
    """What a name stands for: first of all what the standard judges; a post stands for the one who holds it."""
    if each == "post":
        holders = [row.get("person_id") for row in world.rows.get("post", []) if row["post_id"] == name]
        return "person", str(holders[0]) if holders else name
    found = [kind for kind in (each, *NAMED, "venue", "case", "activity") if kind in OWN_ID and world.has(kind, name)]
    return (found[0] if found else each), name


def column_of(relation: Relation, key: str) -> str | None:
    """The column that a compact key means, or None."""
    if key in relation.columns:
        return key
    if key == "id" and relation.name in OWN_ID:
        return relation.id
    if key == "day":
        return DAY_COLUMN.get(relation.name)
    return next((name for name in (f"{key}_id", f"{key}_m2") if name in relation.columns), None)


def reference(column: Column, row: Row) -> str | None:
    """Which relation a cell points into: always the same one, or as another cell of the row says."""
    return row.get(column.by) if column.by else column.references


def cell(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def set_default(row: Row, **cells: str) -> None:
    for column, value in cells.items():
        row.setdefault(column, value)
