"""Values are intervals, and every verdict follows from that (settled design).

`lo` is what is recorded; `hi` equals it where everything that could count is known, else it is unbounded (NULL). `state` is
0 exact, 1 open (the window runs or is in grace), 2 something is not known, 3 both. A missing attribute is lo NULL, state 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from gangju.engine import peers, plan, sql
from gangju.engine.job import Job, missing_name, outside
from gangju.engine.joins import relation_of
from gangju.engine.period import Phase, Window
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT


@dataclass(frozen=True)
class Interval:
    """SQL texts; `lo` and `hi` are numerators over `den`."""

    lo: str
    hi: str
    state: str
    den: int = 1


@dataclass
class Ledgers:
    """What a job asks of the keeping of ledgers: one join a ledger, one boolean column a window."""

    job: Job
    windows: Sequence[Window]
    named: dict[str, str] = field(default_factory=dict)

    def number(self, window: Window) -> int:
        """The place of a window among those asked for; a new one is added."""
        if window not in self.windows:
            self.windows = [*self.windows, window]
        return list(self.windows).index(window)

    def kept(self, ledger: str, window: int = 0) -> str:
        alias = self.named.setdefault(ledger, f"k{len(self.named)}")
        _, column = self._asked(self.windows[window])
        return f"coalesce({alias}.{column}, FALSE)"

    def joins(self) -> str:
        return " ".join(
            f"LEFT JOIN {self._asked(self.windows[0])[0]} AS {alias} ON {alias}.subject_id = s.org_id "
            f"AND {alias}.roster = 'keeps' AND {alias}.category = {sql.text(ledger)}"
            for ledger, alias in self.named.items()
        )

    def _asked(self, window: Window) -> tuple[str, str]:
        return self.job.world.spans("organization", "keeps", window, listed=True)


class Intervals:
    """Renders a value as an interval on the subjects' row, and remembers what could be missing."""

    def __init__(self, job: Job, ledgers: Ledgers) -> None:
        self.job, self.ledgers = job, ledgers
        self.scans: dict[str, None] = {}
        self.beside: list[str] = []
        self.unkept: dict[str, str] = {}
        self.missing: dict[str, str] = {}
        self.phase = job.period.window.phase(job.as_of, job.grace)

    def of(self, node: Node) -> Interval:
        match node:
            case plan.Recursive():
                return self.of(self.job.unrolled(node))
            case plan.Aggregate():
                return self._aggregate(node)
            case plan.Arith():
                return self._arith(node)
            case plan.Peers():
                return self._peers(node)
            case plan.Rounded(way, item):
                return self._rounded(way, self.of(item), item.type.scale)
            case _:
                return self._scalar(node)

    def _scalar(self, node: Node) -> Interval:
        number = self.job.rendered.number(node)
        if isinstance(node, plan.Recall):
            self.missing.setdefault("TRUE", "'missing:previous'")
        if not isinstance(node, plan.Column | plan.Observation | plan.Truth | plan.Score | plan.Recall):
            return Interval(number.sql, number.sql, "0", number.den)
        for part in outside(node):
            if isinstance(part, plan.Exists) and part.kinds:
                self.missing.setdefault(f"{self.job.leaf(part)} IS NULL", sql.text(f"unkept:{','.join(part.kinds)}"))
            if isinstance(part, plan.Column | plan.Observation | plan.Score | plan.Answer):
                self.missing.setdefault(f"{self.job.leaf(part)} IS NULL", sql.text(f"missing:{missing_name(part)}"))
        counted = any(isinstance(part, plan.Exists) and part.kinds for part in plan.walk(node))
        if counted and self.phase is not Phase.CLOSED:
            return self._undecided(node, number.sql)
        return Interval(number.sql, number.sql, f"CASE WHEN {number.sql} IS NULL THEN 2 ELSE 0 END", number.den)

    @staticmethod
    def _undecided(node: Node, truth: str) -> Interval:
        """While the window runs a row may still come: what one more row could change is open."""
        settled = "FALSE" if any(isinstance(part, plan.Logic) and part.op == "not" for part in plan.walk(node)) else f"{truth} = 1"
        state = sql.case([(f"{truth} IS NULL", "2"), (settled, "0")], "1")
        return Interval(sql.case([(settled, "1")], "0"), sql.case([(settled, "1")]), state)

    def _arith(self, node: plan.Arith) -> Interval:
        if node.op in ("greatest", "least"):
            return self._extreme(node.op, [self.of(part) for part in plan.operands(node, node.op)])
        left, right = self.of(node.left), self.of(node.right)
        state = f"(({left.state}) | ({right.state}))"
        if node.op == "*":
            return Interval(f"({left.lo}) * ({right.lo})", f"({left.hi}) * ({right.hi})", state, left.den * right.den)
        den = sql.common(sql.Num("", left.den), sql.Num("", right.den))
        (a, b), (c, d) = (_over(side, den) for side in (left, right))
        low, high = (c, d) if node.op == "+" else (d, c)
        return Interval(f"({a}) {node.op} ({low})", f"({b}) {node.op} ({high})", state, den)

    @staticmethod
    def _extreme(op: str, sides: Sequence[Interval]) -> Interval:
        """A maximum is at least what is known of any side; a minimum needs all."""
        den = math.lcm(*(side.den for side in sides))
        lows, highs = zip(*(_over(side, den) for side in sides), strict=True)
        state = f"({' | '.join(f'({side.state})' for side in sides)})"
        strict = [
            f"CASE WHEN {' OR '.join(f'{text} IS NULL' for text in ends)} THEN NULL ELSE {op}({', '.join(ends)}) END"
            for ends in (lows, highs)
        ]
        loose = [f"{op}({', '.join(ends)})" for ends in (lows, highs)]
        lo, hi = (loose[0], strict[1]) if op == "greatest" else (strict[0], loose[1])
        return Interval(lo, hi, f"CASE WHEN {lo} = {hi} THEN 0 ELSE {state} END", den)

    @staticmethod
    def _rounded(way: str, interval: Interval, scale: int) -> Interval:
        unit = 1 if way == "half_up" else scale
        texts = [sql.div(way, side, interval.den * unit) + (f" * {unit}" if unit > 1 else "") for side in (interval.lo, interval.hi)]
        return Interval(f"({texts[0]})", f"({texts[1]})", interval.state)

    # ------------------------------------------------------------ aggregates
    def _aggregate(self, node: plan.Aggregate) -> Interval:
        amount, rows, doubts = self.job.aggregate(node)
        self.scans.setdefault(amount.split(".")[0])
        if node.func in ("max", "min"):
            return self._of_extreme(node, amount, rows, doubts)
        known = self._kept(node)
        self._lacking(node)
        uncertain = f"CASE WHEN coalesce({doubts}, 0) > 0 OR NOT ({known}) THEN 2 ELSE 0 END"
        state = f"(({uncertain}) | {self._open(node)})"
        lo = f"coalesce({amount}, 0)"
        return Interval(lo, f"CASE WHEN {state} = 0 THEN {lo} END", state)

    def _of_extreme(self, node: plan.Aggregate, amount: str, rows: str, doubts: str) -> Interval:
        self.missing.setdefault(f"coalesce({rows}, 0) = 0", sql.text(f"missing:{relation_of(node.base)}"))
        self._lacking(node)
        doubtful = f"{amount} IS NULL OR coalesce({doubts}, 0) > 0"
        state = f"CASE WHEN {doubtful} THEN 2 ELSE 0 END"
        bounded = f"CASE WHEN {state} = 0 THEN {amount} END"
        return Interval(amount, bounded, state) if node.func == "max" else Interval(bounded, amount, state)

    def _lacking(self, node: plan.Aggregate) -> None:
        for rows, name in self.job.lacks(node):
            self.missing.setdefault(f"coalesce({rows}, 0) > 0", sql.text(f"missing:{name}"))

    def _kept(self, node: plan.Aggregate) -> str:
        if not node.kinds or self.job.standard.absence == "zero":
            return "TRUE"
        window = self.ledgers.number(self.job.period_at(node.back).window) if node.back else 0
        kept = {ledger: self.ledgers.kept(ledger, window) for ledger in node.kinds}
        for ledger, text in kept.items():
            self.unkept[ledger] = f"{self.unkept[ledger]} AND {text}" if self.unkept.get(ledger, text) != text else text
        return sql.all_of(list(kept.values()))

    def _open(self, node: plan.Aggregate) -> int:
        phase = self.job.period_at(node.back).window.phase(self.job.as_of, self.job.grace) if node.back else self.phase
        return 1 if node.kinds and phase is not Phase.CLOSED else 0

    def _peers(self, node: plan.Peers) -> Interval:
        """The highest of several sums: known where all of them are."""
        unit = plan.Column((), "post", "unit_id", plan.TEXT)
        self.job.need(unit)
        name = f"peer{len(self.beside)}"
        self.beside.append(peers.joined(self.job, node, name, self.job.leaf(unit)))
        known = self._kept(node.of)
        self.missing.setdefault(f"{name}.most IS NULL", "'missing:post'")
        state = f"CASE WHEN {name}.most IS NULL OR {name}.doubtful OR NOT ({known}) THEN 2 ELSE {self._open(node.of)} END"
        return Interval(f"{name}.most", f"CASE WHEN {state} = 0 THEN {name}.most END", state)

    # ------------------------------------------------------------ what to say
    def joins(self) -> str:
        scans = " ".join(f"LEFT JOIN {name} ON {name}.{SUBJECT} = s.{SUBJECT}" for name in self.scans)
        return " ".join([scans, *self.beside, self.ledgers.joins()])

    def unknown_note(self) -> str:
        """Why a value is not known: a ledger not kept, else a fact that is not there."""
        lacking = list(self.missing.items())
        if not self.unkept:
            return sql.case(lacking)
        absent = ", ".join(f"CASE WHEN NOT ({kept}) THEN {sql.text(ledger)} END" for ledger, kept in self.unkept.items())
        any_absent = " OR ".join(f"NOT ({kept})" for kept in self.unkept.values())
        return sql.case([(any_absent, f"'unkept:' || concat_ws(',', {absent})"), *lacking])


def _over(interval: Interval, den: int) -> tuple[str, str]:
    factor = den // interval.den
    return (interval.lo, interval.hi) if factor == 1 else (f"({interval.lo}) * {factor}", f"({interval.hi}) * {factor}")


def rounded(interval: Interval) -> Interval:
    """Brought to the stored unit by the one rounding node, if a ratio left a denominator."""
    return Intervals._rounded("half_up", interval, 1) if interval.den != 1 else interval


def judge(op: str, lo: str, hi: str, state: str, target: str, top: str | None = None) -> str:
    """The verdict of an interval against a bound, as settled: pass or fail where nothing unknown can change it.

    `top`: the upper end of a bound that is itself an interval (NULL: unbounded).
    """
    top = target if top is None else top
    decided = {
        ">=": (sql.compare(">=", lo, top), sql.compare("<", hi, target)),
        ">": (sql.compare(">", lo, top), sql.compare("<=", hi, target)),
        "<=": (sql.compare("<=", hi, target), sql.compare(">", lo, top)),
        "<": (sql.compare("<", hi, target), sql.compare(">=", lo, top)),
        "=": (f"({lo}) = ({top}) AND ({hi}) = ({target})", f"({lo}) > ({top}) OR ({hi}) < ({target})"),
    }
    passes, fails = decided[op]
    return sql.case([(passes, "'pass'"), (fails, "'fail'"), (f"({state}) = 1 AND ({target}) IS NOT NULL", "'pending'")], "'unknown'")


def shortfall(op: str, verdict: str, lo: str, target: str) -> str:
    """Target − value for fail and pending, 0 for pass; mirrored for a ceiling. In the stored unit."""
    gap = f"({lo}) - ({target})" if op in ("<", "<=") else f"({target}) - ({lo})"
    return sql.case([(f"{verdict} = 'pass'", "0"), (f"{verdict} IN ('fail', 'pending')", f"greatest({gap}, 0)")])
