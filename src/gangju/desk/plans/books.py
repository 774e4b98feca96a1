"""An adopted plan as a book: its clauses in order, and under each the standards computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import kept_pack
from gangju.desk.bridge.packs import Offered, home_of
from gangju.desk.plans.forms import figure
from gangju.desk.plans.models import Adoption
from gangju.desk.plans.queries import plans_seen
from gangju.desk.plans.standards import Known, known_standards

if TYPE_CHECKING:
    from gangju.engine.model import Clause, Pack, Plan


#: `第十二条` before the words of a heading, with its stop.
LONGEST_NUMBER = 6


@dataclass(frozen=True)
class Chapter:
    """`depth` 0 is a chapter, 1 what stands below it."""

    clause: Clause
    depth: int
    standards: Sequence[Known]

    @property
    def title(self) -> str:
        return "" if self.clause.title == self.clause.number else self.clause.title

    @property
    def text(self) -> str:
        """Empty where title and number have said it all: a paper's heading is often the whole clause."""
        words = self.clause.text.strip().rstrip("。；;")
        said = words.endswith(self.clause.title) and len(words) - len(self.clause.title) <= LONGEST_NUMBER
        return "" if said else self.clause.text


@dataclass(frozen=True)
class Book:
    adoption: Adoption
    org: str
    plan: Plan
    chapters: Sequence[Chapter]
    standards: int
    version: str
    local: Sequence[tuple[str, str]]


def books(scope: Scope) -> list[Book]:
    """The plans that bind something in the scope."""
    found = list(plans_seen(scope))
    names = dict(scope.organizations(pk__in=[row.org_id for row in found]).values_list("pk", "name"))
    return [_book(row, names.get(row.org_id, "上级党组织")) for row in found]


def book(scope: Scope, number: int) -> Book | None:
    return next((each for each in books(scope) if each.adoption.pk == number), None)


def _book(row: Adoption, org: str) -> Book:
    pack = kept_pack(home_of(row.pack_hash) / "pack", row.pack_hash)
    local = [(pack.params[name].title, figure(Fraction(value), pack.params[name].unit)) for name, value in row.params.items()]
    return Book(row, org, pack.plan, list(chapters(pack)), len(pack.standards), Offered(pack).version, local)


def chapters(pack: Pack) -> Iterator[Chapter]:
    """In the order of the plan."""
    known = known_standards([pack]).values()
    for clause in pack.plan.clauses.values():
        yield Chapter(clause, _depth(pack.plan, clause), [each for each in known if clause.number in each.clause])


def _depth(plan: Plan, clause: Clause) -> int:
    depth, above = 0, clause.parent
    while above is not None and above in plan.clauses:
        depth, above = depth + 1, plan.clauses[above].parent
    return depth
