"""The facts of one evaluation inside DuckDB: raw relations, and the interval relations as in force on a day.

Tables: `f_<relation>` as loaded; `at<n>_<relation>` on the n-th reference day; `tree<n>` the organisations of that day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine import sql
from gangju.engine.facts import Facts
from gangju.engine.joins import INTERVALS
from gangju.engine.period import Window
from gangju.engine.relations import RELATIONS
from gangju.engine.tree import Tree, tree_on

_RAW: Final = re.compile(r"\bf_([a-z_]+)\b")


@dataclass
class Spans:
    """Which rosters are asked about, and the windows with their columns."""

    rosters: dict[str, None] = field(default_factory=dict)
    windows: dict[Window, str] = field(default_factory=dict)


@dataclass
class World:
    """One connection, one snapshot of facts, one as-of day."""

    facts: Facts
    as_of: date
    connection: duckdb.DuckDBPyConnection
    trees: dict[date, Tree] = field(default_factory=dict)
    _days: dict[date, int] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)
    _raw: set[str] = field(default_factory=set)
    _spans: dict[tuple[str, bool], Spans] = field(default_factory=dict)

    def run(self, text: str) -> duckdb.DuckDBPyConnection:
        self._bring(text)
        return self.connection.execute(text)

    def table_of(self, text: str) -> pa.Table:
        self._bring(text)
        return self.connection.sql(text).to_arrow_table()

    def _bring(self, text: str) -> None:
        """Puts the relations that a statement names before DuckDB, without copying them; a plan reads few of all there are."""
        wanted = [name for name in dict.fromkeys(_RAW.findall(text)) if name not in self._raw and name in self.facts.tables]
        if wanted:
            self.connection.execute("SELECT 1").fetchall()  # a row left unread from the last answer would stand in the way
        for name in wanted:
            self._raw.add(name)
            self.connection.register(f"f_{name}", self.facts.tables[name])

    def day_number(self, day: date) -> int:
        return self._days.setdefault(day, len(self._days))

    def tree(self, day: date) -> Tree:
        if day not in self.trees:
            tree = tree_on(self.facts.tables["organization"], self.facts.tables["placement"], day)
            self.trees[day] = tree
            self.connection.register(f"tree{self.day_number(day)}_arrow", tree.table())
            self.run(f"CREATE TEMP TABLE tree{self.day_number(day)} AS SELECT * FROM tree{self.day_number(day)}_arrow")
        return self.trees[day]

    def table(self, relation: str, day: date) -> str:
        """The name of the table that holds the relation as read on the reference day; made when first asked for."""
        if relation not in INTERVALS:
            return f"f_{relation}"
        name = f"at{self.day_number(day)}_{relation}"
        if name not in self._made:
            self._made.add(name)
            self.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM f_{relation} WHERE {in_force(relation, day)}")
        return name

    def keep(self, name: str, text: str) -> str:
        """Makes a table of this name unless it is there."""
        if name not in self._made:
            self._made.add(name)
            self.run(f"CREATE TEMP TABLE {sql.quote(name)} AS {text}")
        return sql.quote(name)

    def keeping(self, ledger: str, window: Window) -> str:
        """A table (org_id) of the organisations that keep a ledger all through a window."""
        where = f"roster = 'keeps' AND category = {sql.text(ledger)} AND since <= {sql.day(window.since)}"
        where += f" AND (until IS NULL OR until >= {sql.day(window.until)})"
        rows = f"SELECT DISTINCT subject_id AS org_id FROM {self.spells('organization')} WHERE {where}"
        return self.keep(f"keeping_{ledger}_{window.since:%Y%m%d}_{window.until:%Y%m%d}", rows)

    def closure(self, kind: str, day: date) -> str:
        """A table (above, id): every organisation or unit of the day with itself and all that stands above it."""
        name = f"closure{self.day_number(day)}_{kind}"
        if name not in self._made:
            self._made.add(name)
            self.tree(day)
            rows = self.table(kind, day)
            pairs = {
                "organization": f"SELECT org_id, parent_id FROM tree{self.day_number(day)}",
                "unit": f"SELECT unit_id, parent_unit_id FROM {rows}",
            }[kind]
            self.run(
                f"CREATE TEMP TABLE {name} AS WITH RECURSIVE one(id, up) AS ({pairs}), way(above, id, hops) AS ("
                "SELECT id, id, 0 FROM one UNION ALL SELECT one.up, way.id, way.hops + 1 FROM way JOIN one ON one.id = way.above "
                "WHERE one.up IS NOT NULL AND way.hops < 30) SELECT above, id FROM way"
            )
        return name

    def answers(self, day: date) -> str:
        """A table (subject_kind, subject_id, org_id): who answers on the day, also for what was listed under somebody else."""
        name = f"answers{self.day_number(day)}"
        if name not in self._made:
            self._made.add(name)
            at = {relation: self.table(relation, day) for relation in ("organization", "unit", "membership", "venue")}
            parts = [
                f"SELECT 'organization' AS subject_kind, org_id AS subject_id, org_id FROM {at['organization']}",
                f"SELECT 'unit', unit_id, org_id FROM {at['unit']}",
                (
                    "SELECT 'person', p.person_id, coalesce(m.org_id, p.org_id) FROM f_person AS p "
                    f"LEFT JOIN {at['membership']} AS m ON m.person_id = p.person_id"
                ),
                (
                    "SELECT 'venue', v.venue_id, coalesce(u.org_id, v.org_id) "
                    f"FROM {at['venue']} AS v LEFT JOIN {at['unit']} AS u ON u.unit_id = v.unit_id"
                ),
                *(f"SELECT '{relation}', {relation}_id, org_id FROM f_{relation}" for relation in ("activity", "case")),
            ]
            self.run(f"CREATE TEMP TABLE {name} AS {' UNION ALL '.join(parts)}")
        return name

    def heirs(self, kind: str, day: date, *, copied: bool) -> str:
        """A table (above, id): everybody with itself and those it came from by the day; of a division only where it is `copied`."""
        kinds = f"kind = 'successor' AND from_kind = {sql.text(kind)} AND to_kind = {sql.text(kind)} AND since <= {sql.day(day)}"
        once = "" if copied else " QUALIFY count(*) OVER (PARTITION BY to_id) = 1"
        ties = f"SELECT from_id, to_id FROM f_tie WHERE {kinds}{once}"
        own = f"SELECT subject AS above, subject AS id, 0 AS hops FROM {self.lives(kind)}"
        step = f"SELECT w.above, t.to_id, w.hops + 1 FROM way AS w JOIN ({ties}) AS t ON t.from_id = w.id WHERE w.hops < 20"
        pairs = f"WITH RECURSIVE way(above, id, hops) AS ({own} UNION ALL {step}) SELECT DISTINCT above, id FROM way"
        return self.keep(f"heirs{day:%Y%m%d}_{kind}_{'all' if copied else 'merged'}", pairs)

    def around(self, kinds: Sequence[str], day: date) -> str:
        """A table (id, place): of every unit the one of these kinds in which it lies, the nearest, or itself."""
        units = self.table("unit", day)
        among = ", ".join(sql.text(kind) for kind in kinds)
        step = f"SELECT way.id, u.parent_unit_id, way.hops + 1 FROM way JOIN {units} AS u ON u.unit_id = way.here WHERE way.hops < 20"
        ways = f"WITH RECURSIVE way(id, here, hops) AS (SELECT unit_id, unit_id, 0 FROM {units} UNION ALL {step})"
        nearest = "QUALIFY row_number() OVER (PARTITION BY way.id ORDER BY way.hops) = 1"
        found = f"SELECT way.id, u.unit_id AS place FROM way JOIN {units} AS u ON u.unit_id = way.here WHERE u.kind IN ({among}) {nearest}"
        return self.keep(f"around{day:%Y%m%d}_{'_'.join(kinds)}", f"{ways} {found}")

    def begun(self, relation: str, day: date) -> str:
        """The rows of an interval relation that had begun by the day, also those that have ended."""
        name = f"begun{self.day_number(day)}_{relation}"
        if name not in self._made:
            self._made.add(name)
            since = "opened_on" if relation == "venue" else "since"
            self.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM f_{relation} WHERE {since} IS NULL OR {since} <= {sql.day(day)}")
        return name

    def over(self, relation: str, since: date, until: date) -> str:
        """The rows of an interval relation held on any day of `[since, until)`."""
        name = f"over{since:%Y%m%d}_{until:%Y%m%d}_{relation}"
        if name not in self._made:
            self._made.add(name)
            overlap = f"since < {sql.day(until)} AND (until IS NULL OR until > {sql.day(since)})"
            self.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM f_{relation} WHERE {overlap}")
        return name

    def lives(self, relation: str) -> str:
        """First and last day of an organisation or unit over all its versions, of a case or a venue; `ended` null while one is open.

        An end after the as-of day is not known to the day that is judged: the past stays as it was.
        """
        name, key = f"life_{relation}", sql.quote(RELATIONS[relation].id)
        if relation == "task":
            return self._tasks(name)
        if name not in self._made:
            self._made.add(name)
            since, until = ("since", "until") if relation in INTERVALS and relation != "venue" else ("opened_on", "closed_on")
            began = f"min(coalesce({since}, {sql.day(date.min)}))"  # a place without its first day was always open
            ended = f"CASE WHEN count(*) = count({until}) AND max({until}) <= {sql.day(self.as_of)} THEN max({until}) END"
            self.run(
                f"CREATE TEMP TABLE {name} AS SELECT {key} AS subject, {began} AS began, {ended} AS ended FROM f_{relation} GROUP BY 1"
            )
        return name

    def _tasks(self, name: str) -> str:
        """A task has no first day of its own: it is there as soon as who bears it, until it is done."""
        done = f"CASE WHEN t.done_on <= {sql.day(self.as_of)} THEN t.done_on END"
        bearers = f"f_task AS t JOIN {self.lives('organization')} AS o ON o.subject = t.org_id"
        return self.keep(name, f"SELECT t.task_id AS subject, o.began, {done} AS ended FROM {bearers}")

    @cached_property
    def excepted(self) -> frozenset[str]:
        """The standards, as `pack/standard`, of which somebody is freed by a decision: few, so the others need not look."""
        roster = self.facts.tables["roster_entry"]
        decided = roster.filter(pc.equal(roster.column("roster"), "exception"))
        return frozenset(decided.column("category").to_pylist())

    def spells(self, kind: str) -> str:
        """Entries of rosters about this kind of subject, those of one category that touch made one: an entry renewed on the day it
        ends is not a gap."""
        name = f"spells_{kind}"
        if name not in self._made:
            self._made.add(name)
            mine = f"f_roster_entry WHERE subject_kind = {sql.text(kind)}"
            keys, ended = "roster, subject_id, category", "CASE WHEN count(*) = count(until) THEN max(until) END"
            spans = f"{keys}, min(since) AS since, {ended} AS until, count(*) AS entries"
            self.run(f"CREATE TEMP TABLE {name} AS SELECT {spans} FROM {mine} GROUP BY {keys}")
            if self.run(f"SELECT 1 FROM {name} WHERE entries > 1 LIMIT 1").fetchall():
                self._divide(name, mine, keys, spans)
        return name

    def spans(self, kind: str, roster: str, window: Window, *, listed: bool) -> tuple[str, str]:
        """A table (subject, roster, category) and its column that says whether a subject of this kind stands on the roster all through the
        window: in one category if `listed`, else in any one of them. Whatever is asked is asked once for all, by `make_spans`.
        """
        asked = self._spans.setdefault((kind, listed), Spans())
        asked.rosters.setdefault(roster)
        return f"spans_{kind}_{'listed' if listed else 'any'}", asked.windows.setdefault(window, f"w{len(asked.windows)}")

    def make_spans(self) -> None:
        for (kind, listed), asked in self._spans.items():
            keys = "roster, category, subject_id" if listed else "roster, subject_id"
            columns = ", ".join(f"bool_or({covers(window)}) AS {name}" for window, name in asked.windows.items())
            among = f"roster IN ({', '.join(map(sql.text, asked.rosters))})"
            name = f"spans_{kind}_{'listed' if listed else 'any'}"
            self.run(f"CREATE TEMP TABLE {name} AS SELECT {keys}, {columns} FROM {self.spells(kind)} WHERE {among} GROUP BY {keys}")

    def _divide(self, spells: str, entries: str, keys: str, spans: str) -> None:
        """Makes of those who stand on a list more than once as many spells as there are gaps; most stand there once."""
        window = f"OVER (PARTITION BY {keys} ORDER BY since)"
        same = "g.roster = e.roster AND g.subject_id = e.subject_id AND g.category IS NOT DISTINCT FROM e.category"
        several = f"SELECT e.* FROM (SELECT * FROM {entries}) AS e JOIN {spells} AS g ON {same} WHERE g.entries > 1"
        marked = f"SELECT *, CASE WHEN since <= lag(until) {window} THEN 0 ELSE 1 END AS fresh FROM ({several})"
        numbered = f"SELECT *, sum(fresh) {window} AS span FROM ({marked})"
        self.run(f"CREATE TEMP TABLE {spells}_divided AS SELECT {spans} FROM ({numbered}) GROUP BY {keys}, span")
        self.run(f"DELETE FROM {spells} WHERE entries > 1")
        self.run(f"INSERT INTO {spells} SELECT * FROM {spells}_divided")

    def observation(self, metric: str, kind: str, day: date, reference: date | None, *, last: bool = False, before: bool = False) -> str:
        """A table (subject, value) of the metric on the day; with `reference`, the nearest ancestor's in the units of that day.

        `last`: the newest figure begun by the day, also when its own span is over. `before`: the one before the newest.
        """
        which = "_before" if before else "_last" if last else ""
        name = f"seen_{metric}_{kind}_{day:%Y%m%d}_{f'{reference:%Y%m%d}' if reference else 'own'}{which}"
        if name not in self._made:
            self._made.add(name)
            own = self._observed(metric, kind, day, last=last or before, nth=2 if before else 1)
            self.run(f"CREATE TEMP TABLE {name} AS {self._climbing(own, reference) if reference else own}")
        return name

    def score(self, scheme: str, kind: str, period: str | None, day: date) -> str:
        """A table (subject, grade, points): the newest score published by the day, of one period or of any."""
        rows = self.scores(period, day)
        name = f"{rows}_{scheme}_{kind}"
        if name not in self._made:
            self._made.add(name)
            where = f"scheme = {sql.text(scheme)} AND subject_kind = {sql.text(kind)}"
            self.run(f"CREATE TEMP TABLE {name} AS SELECT subject_id AS subject, grade, points FROM {rows} WHERE {where}")
        return name

    def scores(self, period: str | None, day: date) -> str:
        """Of each subject and scheme the newest score published by the day, of the period named or of any."""
        name = f"scores_{(period or 'any').replace('-', '_')}_{day:%Y%m%d}"
        if name not in self._made:
            self._made.add(name)
            where = f"published_on <= {sql.day(day)}" + ("" if period is None else f" AND period = {sql.text(period)}")
            order = "PARTITION BY subject_kind, subject_id, scheme ORDER BY published_on DESC, period DESC, source"
            self.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM f_score WHERE {where} QUALIFY row_number() OVER ({order}) = 1")
        return name

    def _observed(self, metric: str, kind: str, day: date, *, last: bool, nth: int = 1) -> str:
        spell = f"since <= {sql.day(day)}" if last else in_force("observation", day)
        visible = f"(published_on IS NULL OR published_on <= {sql.day(self.as_of)})"
        where = f"metric = {sql.text(metric)} AND subject_kind = {sql.text(kind)} AND {spell} AND {visible}"
        newest = f"QUALIFY row_number() OVER (PARTITION BY subject_id ORDER BY since DESC) = {nth}"
        return f"SELECT subject_id AS subject, value FROM f_observation WHERE {where} {newest}"

    def _climbing(self, own: str, reference: date) -> str:
        units = self.table("unit", reference)
        return (
            f"WITH RECURSIVE own AS ({own}), up(subject, here, hops) AS ("
            f"SELECT unit_id, unit_id, 0 FROM {units} UNION ALL "
            f"SELECT up.subject, u.parent_unit_id, up.hops + 1 FROM up JOIN {units} AS u ON u.unit_id = up.here "
            "WHERE u.parent_unit_id IS NOT NULL AND up.hops < 20) "
            "SELECT up.subject, own.value FROM up JOIN own ON own.subject = up.here "
            "QUALIFY row_number() OVER (PARTITION BY up.subject ORDER BY up.hops) = 1"
        )


def covers(window: Window) -> str:
    return f"since <= {sql.day(window.since)} AND (until IS NULL OR until >= {sql.day(window.until)})"


def in_force(relation: str, day: date) -> str:
    since, until = ("opened_on", "closed_on") if relation == "venue" else ("since", "until")
    bound = sql.day(day)
    began = f"({since} IS NULL OR {since} <= {bound})" if relation == "venue" else f"{since} <= {bound}"
    return f"{began} AND ({until} IS NULL OR {until} > {bound})"


def open_world(facts: Facts, as_of: date, threads: int | None = None) -> World:
    """A database in memory that reads the snapshot where it stands."""
    return World(facts, as_of, duckdb.connect(config={"threads": threads} if threads else {}))
