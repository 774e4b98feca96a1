"""One standard under one adoption, on its way to SQL: its subjects, its leaves, its shared aggregates.

The subjects of a job become the table `s<n>`: `_subject, org_id, domain, region, meant` (true, or null where the condition
is unknown), `why` (what is missing then) and one column `x<i>` for each value read from the subject's own row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gangju.engine import days, exists, expr, params, plan, sql
from gangju.engine.joins import KEYS, LINKS, STEPS, relation_of
from gangju.engine.model import Pack, Param, Standard
from gangju.engine.period import Period
from gangju.engine.plan import Node
from gangju.engine.relations import RELATIONS
from gangju.engine.scan import SUBJECT, Frame, Scan, Scans, held_only, linked
from gangju.engine.world import World


def anchors_of(each: str, where: str) -> tuple[str, ...]:
    """The relations beside the subject of which one row must meet the condition."""
    return tuple(root for root in expr.mentioned(where) if root != each and (each, root) in LINKS and (each, root) not in STEPS)


def names_of(pack: Pack) -> expr.Names:
    return expr.Names(pack.catalogue, pack.params, pack.measures)


def where_context(pack: Pack, standard: Standard) -> expr.Context:
    anchors = anchors_of(standard.each, standard.where)
    return expr.Context(names_of(pack), standard.each, standard.each, anchors, aggregates=True, counted=False)


def value_context(pack: Pack, standard: Standard) -> expr.Context:
    """Where `value` stands: the subject's own row, what its condition anchors, and aggregates over related rows."""
    return expr.Context(names_of(pack), standard.each, standard.each, anchors_of(standard.each, standard.where), aggregates=True)


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
    subject: str | None = None
    scale: int = 1
    subject_sql: str = ""
    leaves: dict[Node, str] = field(default_factory=dict)
    observed: dict[str, str] = field(default_factory=dict)
    scanned: dict[str, None] = field(default_factory=dict)
    looked_up: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wide = self.standard.each if "sum_over" in self.standard.keys else None
        self.frame = Frame.of(self.period, self.as_of, wide)
        self.where = expr.check(self.standard.where, where_context(self.pack, self.standard))
        self.anchors = anchors_of(self.standard.each, self.standard.where)
        self.rendered = sql.Renderer(self.leaf, self.ratio)

    @property
    def name(self) -> str:
        return f"s{self.number}"

    @property
    def grace(self) -> int:
        return params.whole(self.params["entry_grace"], self.period.reference) if "entry_grace" in self.params else 10

    @property
    def year(self) -> int:
        """The year judged; without a period the one of the reference day."""
        return self.period.reference.year if self.period.label is None else self.period.window.since.year

    def table(self, relation: str) -> str:
        return self.frame.table(self.world, relation)

    # ------------------------------------------------------------ leaves
    def check(self, text: str) -> Node:
        return expr.check(text, value_context(self.pack, self.standard))

    def need(self, node: Node) -> None:
        """Makes every value that `node` reads from the subject's row a column of the subjects' table."""
        for part in outside(node):
            if isinstance(part, plan.Column | plan.Observation | plan.ParamRef):
                self.leaves.setdefault(part, f"x{len(self.leaves)}")

    def leaf(self, node: Node) -> str:
        """How the final select reads a leaf that `need` has prepared."""
        return self._constant(node) or f"s.{self.leaves[node]}"

    def _constant(self, node: Node) -> str | None:
        """A day counted from the period is the same for everybody."""
        return sql.day(days.day_of(node, self.period, self.params)) if isinstance(node, plan.Moment) else None

    def ratio(self, node: Node) -> int:
        if isinstance(node, plan.Observation):
            return 100 // node.type.scale
        assert isinstance(node, plan.ParamRef)
        return params.denominator(self.params[node.id], self.period.reference)

    def here(self, node: Node) -> str:
        """How the subjects' own select reads a leaf."""
        if isinstance(node, plan.Column):
            return f"{sql.alias(node.path)}.{sql.quote(node.name)}"
        if isinstance(node, plan.Observation):
            return f"{self._observed(node)}.value"
        if isinstance(node, plan.Aggregate):
            return self._register(node)
        if isinstance(node, plan.Exists):
            return self._exists(node, self.here, self.looked_up)
        if isinstance(node, plan.Moment):
            return sql.day(days.day_of(node, self.period, self.params))
        assert isinstance(node, plan.ParamRef)
        key = None if node.key is None else self.here(node.key)
        return params.as_sql(self.params[node.id], self.period.reference, "j.domain", self.region, key)

    def _exists(self, node: plan.Exists, leaf: sql.Leaf, joins: dict[str, str]) -> str:
        """The answer of an `exists`; its join is kept under its text, so that equal questions are asked once."""
        inside = exists.found_sql(node, self.table, sql.Renderer(self._alone, self.ratio))
        reader = sql.Renderer(leaf, self.ratio)
        asked = exists.join(node, "{}", inside, reader)
        return exists.answer(node, joins.setdefault(asked, f"q{len(joins)}"), reader)

    def _register(self, node: plan.Aggregate) -> str:
        """An aggregate inside `where` stands over registers only: no row is zero, a maximum over none is unknown."""
        amount = self.aggregate(node)[0]
        self.scanned.setdefault(amount.split(".")[0])
        return amount if node.func in ("max", "min") else f"coalesce({amount}, 0)"

    def _observed(self, node: plan.Observation) -> str:
        metric = self.pack.catalogue.metrics[node.metric]
        kind = self.standard.each if self.standard.each in metric.subject else "unit"
        day = self.period.reference if node.year_offset is None else date(self.year - node.year_offset, 12, 31)
        up = self.period.reference if metric.search == "up" else None
        table = self.world.observation(node.metric, kind, day, up, last=node.last)
        return self.observed.setdefault(f"{table} ON {{}}.subject = {self._unit(kind)}", f"o{len(self.observed)}")

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
    def subjects(self) -> str:
        """SQL of the subjects' table: those meant, and those of whom it is unknown whether they are."""
        each = self.standard.each
        key = f"b.{KEYS[each]}"
        reader = sql.Renderer(self.here, self.ratio)
        meant = reader.condition(self.where)
        leaves = [f"{self.here(node)} AS {name}" for node, name in self.leaves.items()]
        chosen = [f"{key} AS {SUBJECT}", f"{self.organization} AS org_id", "j.domain AS domain", f"{self.region} AS region"]
        chosen += [f"({meant}) AS meant", f"{self._why_unknown()} AS why", *leaves]
        only = "" if self.subject is None else f" AND {key} = {sql.text(self.subject)}"
        return f"SELECT {', '.join(chosen)} FROM {self._sources()} WHERE ({meant}) IS NOT FALSE{only}{self._once(key, meant)}"

    def _sources(self) -> str:
        each = self.standard.each
        lines = [f"{self.table(each)} AS b"]
        for anchor in self.anchors:
            rows = linked(each, anchor, self.table)
            lines.append(f"JOIN ({rows}) AS b_{anchor} ON b_{anchor}.{SUBJECT} = b.{KEYS[each]}")
        steps = sql.paths([self.where, *self.leaves])
        lines.append(sql.joins(each, steps, self.table, self.anchors))
        lines.append(f"JOIN {self.adopted} AS a ON a.org_id = {self.organization}")
        lines.append(f"LEFT JOIN {self.table('organization')} AS j ON j.org_id = {self.organization}")
        lines += [
            f"LEFT JOIN {table.split(' ON ')[0]} AS {name} ON {table.split(' ON ')[1].format(name)}"
            for table, name in self.observed.items()
        ]
        lines += [f"LEFT JOIN {name} ON {name}.{SUBJECT} = b.{KEYS[each]}" for name in self.scanned]
        lines += [asked.replace("{}", name) for asked, name in self.looked_up.items()]
        return " ".join(line for line in lines if line)

    def _once(self, key: str, meant: str) -> str:
        """A subject met by several rows of an anchor in one organisation is one subject, meant if any row says so."""
        if not self.anchors:
            return ""
        order = ", ".join([f"({meant}) DESC NULLS LAST", *(self.here(node) for node in self.leaves)])
        return f" QUALIFY row_number() OVER (PARTITION BY {key}, {self.organization} ORDER BY {order}) = 1"

    def _why_unknown(self) -> str:
        branches = [
            (f"{self.here(part)} IS NULL", sql.text(f"missing:{missing_name(part)}")) for part in outside(self.where) if _may_lack(part)
        ]
        return sql.case(list(dict.fromkeys(branches)))

    # ------------------------------------------------------------ aggregates
    def aggregate(self, node: plan.Aggregate) -> tuple[str, str, str]:
        """Registers the aggregate; returns the texts of its sum (or extreme), of its rows, and of its uncertain rows."""
        scan, where, item = self._scanned(node)
        func = f"count(DISTINCT {item})" if node.func == "count" and node.distinct else f"{node.func}({item})"
        amount = scan.column(f"{func} FILTER (WHERE {where})")
        rows = scan.column(f"count(*) FILTER (WHERE {where})")
        doubts = scan.column(f"count(*) FILTER (WHERE {_doubtful(node, where, item)})")
        return f"{scan.name}.{amount}", f"{scan.name}.{rows}", f"{scan.name}.{doubts}"

    def lacks(self, node: plan.Aggregate) -> list[tuple[str, str]]:
        """For each column that leaves rows uncertain by being empty: how many rows, as text, and what a note calls it."""
        scan, where, item = self._scanned(node)
        doubtful = _doubtful(node, where, item)
        parts = [part for side in (node.item, node.where) if side is not None for part in plan.walk(side)]
        columns = dict.fromkeys(part for part in parts if isinstance(part, plan.Column) and _may_lack(part))
        counts = {part: scan.column(f"count(*) FILTER (WHERE ({doubtful}) AND {self._alone(part)} IS NULL)") for part in columns}
        return [(f"{scan.name}.{count}", missing_name(part)) for part, count in counts.items()]

    def _scanned(self, node: plan.Aggregate) -> tuple[Scan, str, str]:
        """The scan of an aggregate, its condition and its item."""
        scan = self.scans.over(self.frame, self.standard.each, node.base, subtree=node.subtree)
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
            return params.as_sql(self.params[node.id], self.period.reference, "NULL", "NULL", None)
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
        column = RELATIONS[part.relation].columns[part.name]
        return column.required != "yes" and column.default is None
    return isinstance(part, plan.Observation) or (isinstance(part, plan.Aggregate) and part.func in ("max", "min"))


def missing_name(part: Node) -> str:
    """What a note calls a fact that is not there."""
    if isinstance(part, plan.Observation):
        return f"observation.{part.metric}"
    if isinstance(part, plan.Aggregate):
        return relation_of(part.base)
    assert isinstance(part, plan.Column)
    return f"{part.relation}.{part.name}"
