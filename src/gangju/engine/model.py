"""The nouns of a pack: what an officer decided, as plain data. No file, database or clock is touched here.

Shapes follow `docs/reference/contracts.md`. Numbers are exact: `Fraction` for parameters and ratios.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from gangju.engine.scoring.model import Scheme
from gangju.engine.workdays import Calendar


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    PENDING = "pending"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return VERDICT_LABELS[self]


VERDICT_LABELS: Mapping[Verdict, str] = {
    Verdict.PASS: "达标",
    Verdict.FAIL: "未达标",
    Verdict.PENDING: "进行中",
    Verdict.UNKNOWN: "缺数据",
    Verdict.EXEMPT: "豁免",
    Verdict.NOT_APPLICABLE: "不适用",
}


# ---------------------------------------------------------------- catalogue
@dataclass(frozen=True)
class Metric:
    """A measured value. `search` is `own` (the subject alone) or `up` (nearest ancestor unit that has one)."""

    code: str
    label: str
    unit: str
    search: str
    subject: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True)
class ChecklistItem:
    """`computed` is an expression over the venue; such an item has no answer rows."""

    code: str
    label: str
    answers: tuple[str, ...] = ("yes", "no", "na")
    computed: str | None = None


@dataclass(frozen=True)
class Checklist:
    code: str
    label: str
    subject: tuple[str, ...]
    venue_kind: str | None
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True)
class Kind:
    """How one kind is named, entered, listed and printed. `categories` and `tiers` bind a roster alone: None says that
    the roster's categories are composed of other codes (`composed` holds the pattern)."""

    relation: str
    code: str
    label: str
    help: str
    owner_role: str
    used_by: tuple[str, ...]
    columns: tuple[str, ...]
    form: tuple[str, ...]
    sort: str
    filters: tuple[str, ...]
    empty: str
    absence: str
    sensitivity: str
    print_title: str
    subject: tuple[str, ...] = ()
    categories: Mapping[str, str] | None = None
    composed: str | None = None
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Codes as data. `lists["activity.kind"]["training"] == "培训"`; an unknown list is an error, not an empty one.

    `kinds` are those written out whole, by `<relation>.<code>` (`activity.training`, `observation.staff`)."""

    lists: Mapping[str, Mapping[str, str]]
    metrics: Mapping[str, Metric]
    checklists: Mapping[str, Checklist]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)


# ---------------------------------------------------------------- pack
@dataclass(frozen=True)
class Clause:
    number: str
    title: str
    text: str
    parent: str | None


@dataclass(frozen=True)
class Phase:
    id: str
    title: str
    since: date
    until: date


@dataclass(frozen=True)
class PlanTask:
    id: str
    clause: str
    title: str
    lead: str
    responsible: tuple[str, ...]
    due: date | None
    assign_to: str | None


@dataclass(frozen=True)
class Plan:
    id: str
    title: str
    issuer: str
    number: str | None
    issued_on: date | None
    in_force_from: date
    in_force_until: date | None
    phases: tuple[Phase, ...]
    clauses: Mapping[str, Clause]
    tasks: tuple[PlanTask, ...]


@dataclass(frozen=True)
class ParamValue:
    """`value` is in the human unit of the parameter (24 学时), never scaled."""

    since: date
    value: Fraction
    domain: str | None = None
    place: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Param:
    id: str
    title: str
    unit: str
    values: tuple[ParamValue, ...]
    clause: tuple[str, ...] = ()
    local: bool = False
    by: str | None = None
    list: str | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class Measure:
    id: str
    title: str
    each: str
    value: str
    unit: str
    mark: Mark


@dataclass(frozen=True)
class Mark:
    """Where a thing stands in its pack: file relative to the pack, line 1-based."""

    file: str
    line: int


@dataclass(frozen=True)
class RollUp:
    """How subjects are judged together. `value` is a number, an exact ratio `a/b`, an expression or `unset`; of a trend
    `previous`, perhaps with something added. `of`: a mean over all subjects, or over the child organisations."""

    kind: str
    op: str | None = None
    value: str | None = None
    at: str | None = None
    of: str | None = None


@dataclass(frozen=True)
class Due:
    """Before this day an unmet standard is pending: a day, or so many days after a day that the subject carries."""

    day: date | None
    after: str = ""
    days: int = 0


@dataclass(frozen=True)
class Terms:
    """Who is meant, when, beyond what `where` says: facts of the period's first day (`at_start`), everybody who stood on the
    list on any day of the period (`ever_listed`), days of grace for whom the condition has only just reached, the standard that
    must be met first, and the rule of today for which the standard is shown and no longer judged."""

    at_start: bool = False
    ever_listed: bool = False
    grace: int = 0
    after: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True)
class Standard:
    """One requirement. `keys` are those of its form; `marks` gives the line of each key, dotted (`roll_up.0.value`).

    A clause of several conditions has `parts`, each a standard of its own that bears the title of its part in `part`.
    `differs` says for a cited row of the inventory why the figure here is not the row's.
    """

    id: str
    title: str
    clause: tuple[str, ...]
    form: str
    each: str
    where: str
    force: str
    unit: str
    period: str | None
    absence: str | None
    exempt: tuple[str, ...]
    roll_up: tuple[RollUp, ...]
    advice: str
    keys: Mapping[str, Any]
    mark: Mark
    marks: Mapping[str, int] = field(default_factory=dict)
    due: Due | None = None
    part: str | None = None
    parts: tuple[Standard, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)
    terms: Terms = Terms()


@dataclass(frozen=True)
class Pack:
    folder: Path
    id: str
    hash: str
    plan: Plan
    standards: tuple[Standard, ...]
    measures: Mapping[str, Measure]
    params: Mapping[str, Param]
    catalogue: Catalogue
    schemes: tuple[Scheme, ...] = ()

    def standard(self, standard_id: str) -> Standard:
        """Raises KeyError when the pack has no such standard."""
        for standard in self.standards:
            if standard.id == standard_id:
                return standard
        raise KeyError(standard_id)


@dataclass(frozen=True)
class Adoption:
    """A pack binds a subtree only by this row. `params` replace values of the pack for this subtree, in human units.

    `rooted`: nobody has adopted it, the root of a tree has it for good; the days then say when it is a root.
    """

    pack: str
    hash: str
    org: str
    since: date
    until: date | None = None
    params: Mapping[str, Fraction] = field(default_factory=dict)
    rooted: bool = False
