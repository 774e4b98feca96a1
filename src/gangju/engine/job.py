"""One standard under one adoption, on its way to SQL: its subjects, its leaves, its shared aggregates.

The subjects of a job are a cut of its ground: `job, _subject, org_id, domain, region, meant` (true, or null where the condition
is unknown), `why` (what is missing then) and one column `y<i>` for each value read from the subject's own row. They are numbered
by job and not by ground, so that standards that differ in nothing but whom and how much they ask are the same text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from gangju.engine import answers, covered, days, earlier, exists, expr, params, plan, scores, sql
from gangju.engine.ground import Grounds
from gangju.engine.joins import KEYS, LINKS, STEPS, relation_of
from gangju.engine.model import Pack, Param, Standard
from gangju.engine.period import MONTHS, Period
from gangju.engine.plan import Node
from gangju.engine.relations import RELATIONS
from gangju.engine.scan import SUBJECT, Frame, Scan, Scans, event_day, held_only, linked
from gangju.engine.world import World


def anchors_of(each: str, where: str) -> tuple[str, ...]:
    """The relations beside the subject of which one row must meet the condition."""
    return tuple(root for root in expr.mentioned(where) if root != each and (each, root) in LINKS and (each, root) not in STEPS)


def names_of(pack: Pack) -> expr.Names:
    return expr.Names(pack.catalogue, pack.params, pack.measures)


def where_context(pack: Pack, standard: Standard) -> expr.Context:
    anchors = anchors_of(standard.each, standard.where)
    return expr.Context(names_of(pack), standard.each, standard.each, anchors, aggregates=True, counted=False, months=back_of(standard))


def value_context(pack: Pack, standard: Standard) -> expr.Context:
    """Where `value` stands: the subject's own row, what its condition anchors, and aggregates over related rows."""
    anchors = anchors_of(standard.each, standard.where)
    return expr.Context(names_of(pack), standard.each, standard.each, anchors, aggregates=True, months=back_of(standard))


def back_of(standard: Standard) -> int:
    """How many months the previous period of a standard lies back: its own length, a year where it names none."""
    return MONTHS.get(standard.period or "year", 12)


@dataclass
class Job:
    number: int
    pack: Pack
    standard: Standard
    params: Mapping[str, Param]
    period: Period
    as_of: date
    world: World
    scans: Scans
    adopted: str
    adopter: str
    grounds: Grounds
    subject: str | None = None
    through: str | None = None
    scale: int = 1
    needed: dict[Node, str] = field(default_factory=dict)
    shadow: bool = False
    """Of the period before, judged only to be compared with: no row of it is told."""
    before: Job | None = None

    def __post_init__(self) -> None:
        wide = self.standard.each if "sum_over" in self.standard.keys else None
        self.frame = Frame.of(self.period, self.as_of, wide)
        self.where = self.unrolled(expr.check(self.standard.where, where_context(self.pack, self.standard)))
        self.anchors = anchors_of(self.standard.each, self.standard.where)
        read = (self.through, self.standard.terms.ever_listed)
        self.ground = self.grounds.under(self.adopted, self.standard.each, self.anchors, self.period, self.frame, *read)
        self.rendered = sql.Renderer(self.leaf, self.ratio)

    @property
    def name(self) -> str:
        """The subjects as a source to select from, once the ground is made."""
        return f"({self.cut})"

    @property
    def cut(self) -> str:
        """SQL of the subjects."""
        meant, why = (self.ground.conditions[text] for text in (self._meant, self._why_unknown()))
        own = "".join(f", {self.ground.leaves[node]} AS {name}" for node, name in self.needed.items())
        columns = f"{self.number} AS job, {SUBJECT}, org_id, domain, region, {meant} AS meant, {why} AS why{own}"
        return f"SELECT {columns} FROM {self.ground.name} WHERE {meant} IS NOT FALSE{self._once(meant, why)}"

    @property
    def shape(self) -> tuple[str, ...]:
        """Of what kind the values are: those of other standards may stand below them."""
        return tuple(node.type.kind for node in self.needed)

    def apart(self, **changes: Any) -> Job:
        """The same standard asked otherwise, on a ground of its own."""
        return replace(self, grounds=Grounds("apart"), **changes)

    @property
    def grace(self) -> int:
        return params.whole(self.params["entry_grace"], self.period.binding) if "entry_grace" in self.params else 10

    @property
    def year(self) -> int:
        """The year judged; without a period the one of the reference day."""
        return self.period.reference.year if self.period.label is None else self.period.window.since.year

    def table(self, relation: str) -> str:
        return self.frame.table(self.world, relation)

    def _anchored(self, relation: str) -> str:
        """Rows of an anchor: of the reference day, or of any day of the period (`on_list`, or for whoever asks how long it was held)."""
        over = self.through or ("roster_entry" if self.standard.terms.ever_listed else None)
        return (replace(self.frame, wide=over) if relation == over else self.frame).table(self.world, relation)

    # ------------------------------------------------------------ earlier periods
    def period_at(self, back: int) -> Period:
        return earlier.period_before(self.period, back)

    def frame_at(self, back: int) -> Frame:
        return Frame.of(self.period_at(back), self.as_of) if back else self.frame

    def year_at(self, back: int) -> int:
        period = self.period_at(back)
        return period.reference.year if period.label is None else period.window.since.year

    def unrolled(self, node: Node) -> Node:
        """The node with its recursions followed back to the first year of the plan."""
        return earlier.unrolled(node, max(self.year - self.pack.plan.in_force_from.year, 0))

    # ------------------------------------------------------------ leaves
    def check(self, text: str) -> Node:
        return expr.check(text, value_context(self.pack, self.standard))

    def need(self, node: Node) -> None:
        """Makes every value that `node` reads from the subject's row a column of the subjects' table."""
        registers = plan.aggregates(node) if isinstance(node, plan.Truth) else []  # a condition asks of them on the subject's row
        for register in registers:
            self.aggregate(register)
        for part in (*outside(self.unrolled(node)), *registers):
            if part in registers or isinstance(
                part, plan.Column | plan.Observation | plan.ParamRef | plan.Score | plan.Exists | plan.Answer
            ):
                self.needed.setdefault(part, f"y{len(self.needed)}")
                self.ground.leaves.setdefault(part, f"x{len(self.ground.leaves)}")

    def leaf(self, node: Node) -> str:
        """How the final select reads a leaf that `need` has prepared."""
        return self._constant(node) or f"s.{self.needed[node]}"

    def _constant(self, node: Node) -> str | None:
        """A day counted from the period is the same for everybody; before the first year of a plan there is nothing."""
        if isinstance(node, plan.Recall):
            return "CAST(NULL AS BIGINT)"
        return sql.day(days.day_of(node, self.period, self.params)) if isinstance(node, plan.Moment) else None

    def ratio(self, node: Node) -> int:
        if isinstance(node, plan.Observation):
            return 100 // node.type.scale
        assert isinstance(node, plan.ParamRef)
        return params.denominator(self.params[node.id], self.period_at(node.back).binding)

    def here(self, node: Node) -> str:
        """How the subjects' own select reads a leaf."""
        if isinstance(node, plan.Column):
            return self._column(node)
        if isinstance(node, plan.Answer):
            return f"{self._answered(node)}.answer"
        if isinstance(node, plan.Observation):
            return f"{self._observed(node)}.value"
        if isinstance(node, plan.Score):
            return scores.column(node, self._scored(node), self.pack.catalogue)
        if isinstance(node, plan.Aggregate):
            return self._register(node)
        if isinstance(node, plan.Exists):
            return self._exists(node, self.here, self.ground.looked_up)
        constant = self._constant(node)
        if constant is not None:
            return constant
        assert isinstance(node, plan.ParamRef)
        key = None if node.key is None else sql.Renderer(self.here, self.ratio).scalar(node.key)
        return params.as_sql(self.params[node.id], self.period_at(node.back).binding, "j.domain", self.region, key)

    def _column(self, node: plan.Column) -> str:
        """A column of a row; of one computed over all versions the row knows nothing, its life does."""
        here = sql.alias(node.path)
        if node.name not in RELATIONS[node.relation].derived:
            return f"{here}.{sql.quote(node.name)}"
        side = "began" if node.name in ("founded_on", "opened_on") else "ended"
        life, key = self.world.lives(node.relation), sql.quote(RELATIONS[node.relation].id)
        return f"(SELECT life.{side} FROM {life} AS life WHERE life.subject = {here}.{key})"

    def _answered(self, node: plan.Answer) -> str:
        checklist = self.pack.catalogue.checklists[node.checklist]
        table = answers.table(self.world, node, checklist, self.standard.each, self.period.reference)
        return self.ground.looking(f"{table} ON {{}}.subject = {self._key}")

    def _exists(self, node: plan.Exists, leaf: sql.Leaf, joins: dict[str, str]) -> str:
        """The answer of an `exists`; its join is kept under its text, so that equal questions are asked once."""
        only = [*held_only(node.where, node.relation), f"{event_day(node.relation)} <= {sql.day(self.as_of)}"] if node.kinds else []
        inside = exists.found_sql(node, self.table, sql.Renderer(self._alone, self.ratio), only)
        reader = sql.Renderer(leaf, self.ratio)
        asked = exists.join(node, "{}", inside, reader)
        return exists.answer(node, joins.setdefault(asked, f"q{len(joins)}"), reader, [self._kept(kind, joins) for kind in node.kinds])

    def _kept(self, ledger: str, joins: dict[str, str]) -> str:
        """Whether the organisation at hand keeps a ledger all through the period."""
        if self.standard.absence == "zero":
            return "TRUE"
        rows = self.world.keeping(ledger, self.period.window)
        alias = joins.setdefault(f"LEFT JOIN {rows} AS {{}} ON {{}}.org_id = {self.organization}", f"q{len(joins)}")
        return f"{alias}.org_id IS NOT NULL"

    def _register(self, node: plan.Aggregate) -> str:
        """An aggregate inside `where` stands over registers only: no row is zero, a maximum over none is unknown, and so is any
        over rows of which nobody knows whether they count."""
        amount, _, doubts = self.aggregate(node)
        self.ground.scanned.setdefault(amount.split(".")[0])
        known = amount if node.func in ("max", "min") else f"coalesce({amount}, 0)"
        return f"CASE WHEN coalesce({doubts}, 0) = 0 THEN {known} END" if _uncertain(node) else known

    def _observed(self, node: plan.Observation) -> str:
        metric = self.pack.catalogue.metrics[node.metric]
        kind = self.standard.each if self.standard.each in metric.subject else "unit"
        day = self.period_at(node.back).reference
        up = self.period.reference if metric.search == "up" else None
        if node.year_offset is not None:
            day = date(self.year_at(node.back) - node.year_offset, 12, 31)
        table = self.world.observation(node.metric, kind, day, up, last=node.last, before=node.before)
        return self.ground.looking(f"{table} ON {{}}.subject = {self._unit(kind)}")

    def _scored(self, node: plan.Score) -> str:
        """The score of the period by its name; a standard without a period takes the newest one published by its day."""
        period = self.period_at(node.back)
        label = period.label if node.year_offset is None else str(self.year_at(node.back) - node.year_offset)
        table = self.world.score(node.scheme, self.standard.each, label, period.reference if label is None else self.as_of)
        return self.ground.looking(f"{table} ON {{}}.subject = {self._unit(self.standard.each)}")

    def _unit(self, kind: str) -> str:
        each = self.standard.each
        if kind == each:
            return f"b.{KEYS[each]}"
        return "b.unit_id" if "unit_id" in RELATIONS[each].columns else "j.unit_id"

    @property
    def region(self) -> str:
        return "coalesce(b.region, j.region)" if self.standard.each == "unit" else "j.region"

    @property
    def organization(self) -> str:
        """The column that names the organisation a subject is judged in."""
        holders = [anchor for anchor in self.anchors if anchor in ("membership", "post")]
        return f"b_{holders[0]}.org_id" if self.standard.each == "person" and holders else "b.org_id"

    # ------------------------------------------------------------ subjects
    def settle(self) -> None:
        """Says to the ground who is meant: those, and those of whom it is unknown whether they are."""
        self.ground.wheres.setdefault(self.where)
        self.ground.meant.setdefault(self.ground.column(self._meant))
        self.ground.column(self._why_unknown())

    def stand(self) -> None:
        """Makes the ground, for every job that stands on it: each would read it from the same rows."""
        leaves = [f"{self.here(node)} AS {name}" for node, name in self.ground.leaves.items()]
        chosen = [f"{self._key} AS {SUBJECT}", f"{self.organization} AS org_id", "j.domain AS domain", f"{self.region} AS region"]
        self.ground.make(self.world, [*chosen, *leaves], f"{self.sources()} WHERE {self._wanted}", anchored=bool(self.anchors))

    def circumstances(self) -> str:
        """SQL of the subjects with what parameters may look at."""
        meant = self.ground.column(self._meant)
        return f"SELECT DISTINCT {SUBJECT}, org_id, domain, region FROM {self.ground.name} WHERE {meant} IS NOT FALSE"

    def surely(self) -> str:
        """SQL of the subjects that surely are meant."""
        meant = self._meant
        return f"SELECT {self._key} AS {SUBJECT} FROM {self.sources()} WHERE ({meant}) AND {self._wanted}"

    def spans(self, anchor: str) -> str:
        """SQL of rows (_subject, since, until): those of the anchor by which a subject is meant."""
        meant, row = self._meant, "b" if anchor == self.standard.each else f"b_{anchor}"
        chosen = f"{self._key} AS {SUBJECT}, {row}.since AS since, {row}.until AS until"
        return f"SELECT {chosen} FROM {self.sources()} WHERE ({meant}) AND {self._wanted}"

    @property
    def _wanted(self) -> str:
        return "TRUE" if self.subject is None or "take" in self.standard.keys else f"{self._key} = {sql.text(self.subject)}"

    @property
    def _key(self) -> str:
        return f"b.{KEYS[self.standard.each]}"

    @cached_property
    def _meant(self) -> str:
        return sql.Renderer(self.here, self.ratio).condition(self.where)

    def sources(self) -> str:
        """FROM of the subjects' table; every leaf of the condition must have been rendered before."""
        each = self.standard.each
        lines = [f"{self._anchored(each)} AS b"]
        for anchor in self.anchors:
            rows = linked(each, anchor, self._anchored)
            lines.append(f"JOIN ({rows}) AS b_{anchor} ON b_{anchor}.{SUBJECT} = b.{KEYS[each]}")
        steps = sql.paths([self.where, *self.ground.wheres, *self.ground.leaves])
        lines.append(sql.joins(each, steps, self.table, self.anchors))
        lines.append(f"JOIN {self.adopted} AS a ON a.org_id = {self.organization}")
        lines.append(f"LEFT JOIN {self.table('organization')} AS j ON j.org_id = {self.organization}")
        lines += [
            f"LEFT JOIN {table.split(' ON ')[0]} AS {name} ON {table.split(' ON ')[1].format(name)}"
            for table, name in self.ground.observed.items()
        ]
        lines += [f"LEFT JOIN {name} ON {name}.{SUBJECT} = b.{KEYS[each]}" for name in self.ground.scanned]
        lines += [asked.replace("{}", name) for asked, name in self.ground.looked_up.items()]
        return " ".join(line for line in lines if line)

    def _once(self, meant: str, why: str) -> str:
        """A subject met by several rows of an anchor in one organisation is one subject, meant if any row says so."""
        if self.ground.single:
            return ""
        order = ", ".join([f"{meant} DESC NULLS LAST", *(self.ground.leaves[node] for node in self.needed), why])
        return f" QUALIFY row_number() OVER (PARTITION BY {SUBJECT}, org_id ORDER BY {order}) = 1"

    def _why_unknown(self) -> str:
        branches = [
            (f"{self.here(part)} IS NULL", sql.text(f"missing:{missing_name(part)}"))
            for part in outside(self.where)
            if _may_lack(part) or _uncertain(part)
        ]
        beside = [part for part in outside(self.where) if isinstance(part, plan.Exists) and lacking_inside(part)]
        branches += [(f"{self.here(part)} IS NULL", sql.text(f"missing:{lacking_inside(part)}")) for part in beside]
        counted = [part for part in outside(self.where) if isinstance(part, plan.Exists) and part.kinds]
        branches += [(f"{self.here(part)} IS NULL", sql.text(f"unkept:{','.join(part.kinds)}")) for part in counted]
        return sql.case(list(dict.fromkeys(branches)))

    # ------------------------------------------------------------ aggregates
    def aggregate(self, node: plan.Aggregate) -> tuple[str, str, str]:
        """Registers the aggregate; returns the texts of its sum (or extreme), of its rows, and of its uncertain rows."""
        scan, where, item = self._scanned(node)
        amount = scan.column(self._amount(node, where, item))
        rows = scan.column(f"count(*) FILTER (WHERE {where})")
        doubts = scan.column(f"count(*) FILTER (WHERE {_doubtful(node, where, item)})")
        return f"{scan.name}.{amount}", f"{scan.name}.{rows}", f"{scan.name}.{doubts}"

    def _amount(self, node: plan.Aggregate, where: str, item: str) -> str:
        if node.until is not None:
            period = self.period_at(node.back)
            last = covered.after(node, period.window.until, period.reference, self.as_of)
            return covered.aggregate(node, item, sql.Renderer(self._alone, self.ratio).scalar(node.until), where, last)
        func = f"count(DISTINCT {item})" if node.func == "count" and node.distinct else f"{node.func}({item})"
        return f"{func} FILTER (WHERE {where})"

    def lacks(self, node: plan.Aggregate) -> list[tuple[str, str]]:
        """For each column that leaves rows uncertain by being empty: how many rows, as text, and what a note calls it."""
        scan, where, item = self._scanned(node)
        doubtful = _doubtful(node, where, item)
        parts = [part for side in (node.item, node.where) if side is not None for part in plan.walk(side)]
        columns = dict.fromkeys(part for part in parts if isinstance(part, plan.Column) and _may_lack(part))
        counts = {part: scan.column(f"count(*) FILTER (WHERE ({doubtful}) AND {self._alone(part)} IS NULL)") for part in columns}
        found = [(f"{scan.name}.{count}", missing_name(part)) for part, count in counts.items()]
        beside = dict.fromkeys(part for part in parts if isinstance(part, plan.Exists) and lacking_inside(part))
        reader = self.inner(scan, list(beside))
        asked = {part: scan.column(f"count(*) FILTER (WHERE ({doubtful}) AND ({reader.condition(part)}) IS NULL)") for part in beside}
        return [*found, *((f"{scan.name}.{count}", str(lacking_inside(part))) for part, count in asked.items())]

    def tardy(self, node: plan.Aggregate, days: int) -> str:
        """How many rows that count were entered more than so many days after their day."""
        scan, where, _ = self._scanned(node)
        late = f"CAST(b.recorded_at AS DATE) - {event_day(scan.base)} > {days}"
        return f"{scan.name}.{scan.column(f'count(*) FILTER (WHERE ({where}) AND {late})')}"

    def scan_of(self, node: plan.Aggregate) -> Scan:
        """The scan over the rows of a subject, of everything below it, or of those it came from too."""
        inherit = self.standard.keys.get("inherit") or {}
        heirs = str(inherit["split"]) if inherit.get("merge") == "sum" else None
        since = self.period.reference if heirs and node.back else None
        frame = self.frame_at(node.back)
        return self.scans.over(frame, self.standard.each, node.base, subtree=node.subtree, heirs=heirs, heirs_on=since)

    def _scanned(self, node: plan.Aggregate) -> tuple[Scan, str, str]:
        """The scan of an aggregate, its condition and its item."""
        scan = self.scan_of(node)
        scan.look(node.kinds)
        reader = self.inner(scan, [part for part in (node.item, node.where) if part is not None])
        where = sql.all_of([*([reader.condition(node.where)] if node.where is not None else []), *held_only(node.where, node.base)])
        return scan, where, "1" if node.item is None else reader.scalar(node.item)

    def inner(self, scan: Scan, nodes: Sequence[Node]) -> sql.Renderer:
        """A renderer on the rows of a scan; a parameter inside an aggregate must be one value for everybody."""
        scan.steps.update(dict.fromkeys(sql.paths(nodes)))

        def leaf(node: Node) -> str:
            return self._exists(node, self._alone, scan.looked_up) if isinstance(node, plan.Exists) else self._alone(node)

        return sql.Renderer(leaf, self.ratio)

    def _alone(self, node: Node) -> str:
        """A leaf read from one row, whoever the subject is."""
        if isinstance(node, plan.Column | plan.Moment):
            return self.here(node)
        if isinstance(node, plan.ParamRef) and self.params[node.id].by is None:
            return params.as_sql(self.params[node.id], self.period_at(node.back).binding, "NULL", "NULL", None)
        raise expr.ExprError("聚合里只能用列和对所有人相同的参数", "把参数移到聚合之外")


def outside(node: Node) -> list[Node]:
    """The parts of a node that stand on the subject's row, not inside an aggregate."""
    if isinstance(node, plan.Aggregate):
        return [node]
    return [node, *(deep for child in plan.children(node) for deep in outside(child))]


def _doubtful(node: plan.Aggregate, where: str, item: str) -> str:
    """Which rows may or may not count, or count for an amount nobody wrote down."""
    if node.func == "count" or not _nullable(node.item):
        return f"({where}) IS NULL"
    return f"({where}) IS NULL OR (({where}) AND {item} IS NULL)"


def _nullable(node: Node | None) -> bool:
    return node is not None and any(_may_lack(part) for part in plan.walk(node))


def _may_lack(part: Node) -> bool:
    if isinstance(part, plan.Column):
        column = RELATIONS[part.relation].columns.get(part.name)
        return column is not None and column.required != "yes" and column.default is None
    looked_up = isinstance(part, plan.Observation | plan.Score | plan.Answer)
    return looked_up or (isinstance(part, plan.Aggregate) and part.func in ("max", "min"))


def _uncertain(part: Node) -> bool:
    """Whether of some row of an aggregate it may not be known if it counts."""
    return isinstance(part, plan.Aggregate) and (_nullable(part.item) or _nullable(part.where))


def lacking_inside(node: plan.Exists) -> str | None:
    """What may be missing in a row that an `exists` looks for, so that it only may be the one."""
    parts = [] if node.where is None else plan.walk(node.where)
    return next((missing_name(part) for part in parts if isinstance(part, plan.Column) and _may_lack(part)), None)


def missing_name(part: Node) -> str:
    """What a note calls a fact that is not there."""
    if isinstance(part, plan.Observation):
        return f"observation.{part.metric}"
    if isinstance(part, plan.Score):
        return f"score.{part.scheme}"
    if isinstance(part, plan.Answer):
        return "check_answer"
    if isinstance(part, plan.Aggregate):
        return relation_of(part.base)
    assert isinstance(part, plan.Column)
    return f"{part.relation}.{part.name}"
