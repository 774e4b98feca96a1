"""What the county consists of while it is being invented: units, organisations, people, and the care each place takes.

Everything is built as it stands today; history is laid backwards from there (`Org.origins`: where some of its people
were before a day). So sizes and proportions hold today, and the past agrees with them by construction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from gangju.demo.book import Book
from gangju.demo.shape import CARE, FOUNDED, TODAY, Grade, Shape

BRANCH_KINDS = ("branch", "joint_branch")


@dataclass(eq=False, repr=False)
class Unit:
    id: str
    name: str
    kind: str
    domain: str
    region: str
    parent: Unit | None
    care: float
    org: Org | None = None  # who answers for it; None only while the tree is built
    since: date = FOUNDED
    until: date | None = None
    former: list[tuple[date, date, str]] = field(default_factory=list)  # earlier versions: since, until, name

    @property
    def holder(self) -> Org:
        if self.org is None:
            raise LookupError(f"nobody answers for {self.name}")
        return self.org


@dataclass(eq=False, repr=False)
class Org:
    id: str
    name: str
    kind: str
    domain: str
    level: str
    unit: Unit | None
    region: str
    parent: Org | None
    care: float
    mixture: str = ""  # key of shape.MIXTURES; only branches have people
    mode: str = ""
    size: int = 0
    since: date = FOUNDED
    until: date | None = None
    former: list[tuple[date, date, str]] = field(default_factory=list)
    former_parents: list[tuple[date, date, Org]] = field(default_factory=list)
    origins: list[tuple[Org, date]] = field(default_factory=list)  # its older members came from there on that day
    people: list[Person] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    staged: bool = False  # the branch of the guided walk: its year 2026 is laid out by hand

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCH_KINDS

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def members_on(self, day: date) -> list[Person]:
        return [stay.person for stay in self.stays if stay.since <= day and (stay.until is None or day < stay.until)]


@dataclass(eq=False, repr=False)
class Person:
    id: str
    name: str
    woman: bool
    born: date
    education: str
    branch: Org
    joined: date
    earlier: list[tuple[Org, date]] = field(default_factory=list)  # was there until that day, oldest first
    left: tuple[date, str] | None = None  # the day and the way he left for good

    def age(self, day: date = TODAY) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, eq=False, repr=False)
class Stay:
    person: Person
    kind: str
    since: date
    until: date | None


@dataclass(eq=False, repr=False)
class Seat:
    """A town or street: the grade is the town's, everything below leans to it."""

    code: str
    name: str
    region: str
    grade: Grade
    unit: Unit
    org: Org


class World:
    """The county under construction. `rng(part)` gives every part a stream of its own: changing one part leaves the others."""

    def __init__(self, shape: Shape, seed: int, today: date) -> None:
        self.shape, self.seed, self.today = shape, seed, today
        self.book = Book()
        self.units: list[Unit] = []
        self.orgs: list[Org] = []
        self.seats: list[Seat] = []
        self.departments: dict[str, Org] = {}
        self.people: list[Person] = []
        self.secretaries: dict[str, Person] = {}  # of today, by org id
        self.committees: dict[str, list[Person]] = {}  # who sits in the branch committee, by org id

    def rng(self, part: str) -> Random:
        return Random(f"{self.seed}/{part}")

    @property
    def root(self) -> Org:
        return self.orgs[0]

    @property
    def county(self) -> Unit:
        return self.units[0]

    @property
    def branches(self) -> list[Org]:
        return [org for org in self.orgs if org.is_branch]

    def add_unit(self, unit: Unit) -> Unit:
        self.units.append(unit)
        return unit

    def add_org(self, org: Org) -> Org:
        self.orgs.append(org)
        if org.unit is not None and org.unit.org is None:
            org.unit.org = org
        return org

    def units_of(self, *kinds: str) -> list[Unit]:
        """Units of these kinds that exist today."""
        return [unit for unit in self.units if unit.kind in kinds and unit.until is None]


def jitter(rng: Random, grade: Grade) -> float:
    """A place leans to the grade of its town; a little of its own, never enough to change sides."""
    return min(max(rng.gauss(CARE[grade], 0.06), 0.05), 1.0)
