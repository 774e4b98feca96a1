"""How large the invented county is and in what proportions; `small` has the same corners with fewer people.

Figures: the proportions settled for the demo. `share` columns are whole percent of a domain's members, so that the
county as a whole comes out at 30.9 % women, 57.6 % with college or more, 12 / 59 / 29 % by age. A retired
branch belongs to the domain of its unit but has a mixture of its own, hence the key `retired`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random
from typing import Literal

Size = Literal["small", "county"]

FIRST_DAY = date(2024, 1, 1)  # meetings are recorded from here on
FOUNDED = date(2012, 1, 1)  # the oldest organisations and units
TODAY = date(2026, 6, 30)
SMALLEST_BRANCH, LARGEST_BRANCH = 3, 60


class Grade(StrEnum):
    GOOD = "good"
    MIDDLING = "middling"
    WEAK = "weak"


CARE: Mapping[Grade, float] = {Grade.GOOD: 0.95, Grade.MIDDLING: 0.72, Grade.WEAK: 0.28}


def between(care: float, careless: float, careful: float) -> float:
    """The one place where care turns into a figure: every weakness is drawn along the same line, so they show together."""
    return careless + (careful - careless) * care


@dataclass(frozen=True)
class Mixture:
    """Who belongs to the branches of a domain, in percent."""

    women: int
    college: int
    young: int  # at most 30
    old: int  # at least 61


MIXTURES: Mapping[str, Mixture] = {
    "rural": Mixture(women=22, college=18, young=7, old=25),
    "retired": Mixture(women=28, college=33, young=0, old=97),
    "community": Mixture(women=40, college=65, young=10, old=20),
    "agency": Mixture(women=32, college=97, young=20, old=1),
    "institution": Mixture(women=45, college=95, young=20, old=1),
    "school": Mixture(women=42, college=99, young=17, old=1),
    "soe": Mixture(women=25, college=80, young=18, old=1),
    "private_firm": Mixture(women=33, college=72, young=33, old=2),
    "social_org": Mixture(women=40, college=85, young=30, old=3),
}


@dataclass(frozen=True)
class Quota:
    """Branches and members of a domain; `low` and `high` bound one branch."""

    branches: int
    members: int
    low: int = SMALLEST_BRANCH
    high: int = 30


@dataclass(frozen=True)
class Shape:
    towns: int
    streets: int
    villages: int
    communities: int
    agencies: int  # of the county; every town and street adds its office
    schools: int
    institutions: int
    soe: int
    private_firms: int
    firms_organised: int
    firms_jointly: int
    social_orgs: int
    social_organised: int
    general_villages: int  # villages with a general branch above several branches
    general_communities: int
    groups: int
    departments: tuple[str, ...]
    quotas: Mapping[str, Quota]

    @property
    def members(self) -> int:
        return sum(quota.members for quota in self.quotas.values())


SHAPES: Mapping[Size, Shape] = {
    "county": Shape(
        towns=12,
        streets=3,
        villages=170,
        communities=30,
        agencies=45,
        schools=40,
        institutions=20,
        soe=20,
        private_firms=260,
        firms_organised=66,
        firms_jointly=21,
        social_orgs=60,
        social_organised=22,
        general_villages=22,
        general_communities=22,
        groups=50,
        departments=("jg", "jy", "wj", "gz", "lx", "kf"),
        quotas={
            "rural": Quota(198, 9880, 20, 60),
            "retired": Quota(152, 7980, 36, 60),
            "community": Quota(68, 3420, 25, 60),
            "agency": Quota(366, 5700, 8, 22),
            "institution": Quota(184, 2850, 8, 22),
            "school": Quota(80, 3420, 24, 60),
            "soe": Quota(138, 2280, 8, 28),
            "private_firm": Quota(148, 2090, 3, 32),
            "social_org": Quota(26, 380, 3, 32),
        },
    ),
    "small": Shape(
        towns=3,
        streets=1,
        villages=7,
        communities=2,
        agencies=2,
        schools=1,
        institutions=3,
        soe=1,
        private_firms=7,
        firms_organised=1,
        firms_jointly=2,
        social_orgs=2,
        social_organised=1,
        general_villages=1,
        general_communities=1,
        groups=1,
        departments=("jg", "jy", "wj", "gz", "lx"),
        quotas={
            "rural": Quota(8, 200, 8, 46),
            "retired": Quota(2, 78, 20, 60),
            "community": Quota(3, 66, 10, 46),
            "agency": Quota(6, 84, 6, 24),
            "institution": Quota(3, 36, 6, 24),
            "school": Quota(1, 26, 20, 40),
            "soe": Quota(1, 17, 10, 32),
            "private_firm": Quota(2, 18, 5, 20),
            "social_org": Quota(1, 8, 3, 16),
        },
    ),
}


def shares_out(rng: Random, total: int, parts: int, low: int, high: int) -> list[int]:
    """`parts` whole numbers within the bounds that add up to `total`, most of them near their mean."""
    if not low * parts <= total <= high * parts:
        raise ValueError(f"{total} cannot be dealt to {parts} within {low}–{high}")
    mode = min(max(3 * total / parts - low - high, low), high)
    numbers = [round(rng.triangular(low, high, mode)) for _ in range(parts)]
    while (gap := total - sum(numbers)) != 0:
        step = 1 if gap > 0 else -1
        movable = [i for i, number in enumerate(numbers) if low <= number + step <= high]
        for i in rng.sample(movable, min(abs(gap), len(movable))):
            numbers[i] += step
    return numbers
