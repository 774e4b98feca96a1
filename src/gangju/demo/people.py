"""The people: who they are, since when they are members, and where they were before.

Within a branch the share of women, of the young, the old and the educated is dealt by head count, not drawn one by
one, so that 900 members come out as true to the proportions as 38,000. Schooling goes to the younger first.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from gangju.demo.shape import FOUNDED, MIXTURES, Mixture
from gangju.demo.words import person_name
from gangju.demo.world import Org, Person, Stay, World

LOWER = {"senior_secondary": 40, "secondary_vocational": 15, "junior_secondary": 35, "primary": 10}
HIGHER = {"bachelor": 55, "junior_college": 38, "master": 6, "doctorate": 1}
FIRST_JOINED = date(2023, 1, 1)  # from here on an admission is told in full: probationary year, then full


def populate(world: World) -> None:
    rng = world.rng("people")
    for org in world.branches:
        for person in crew(rng, world, org, org.size):
            org.people.append(person)
    transfers(world)
    departures(world)


def rounded(rng: Random, exact: float) -> int:
    """To one of the two neighbours by chance, so that shares hold over many small branches."""
    return int(exact) + (rng.random() < exact - int(exact))


def crew(rng: Random, world: World, org: Org, size: int) -> list[Person]:
    mixture = MIXTURES[org.mixture]
    ages = age_list(rng, mixture, size)
    women = set(rng.sample(range(size), rounded(rng, size * mixture.women / 100)))
    college = rounded(rng, size * mixture.college / 100)
    order = sorted(range(size), key=lambda i: ages[i] + rng.gauss(0, 12))
    educated = set(order[:college])
    return [newcomer(rng, world, org, ages[i], i in women, i in educated) for i in rng.sample(range(size), size)]


def age_list(rng: Random, mixture: Mixture, size: int) -> list[int]:
    young = rounded(rng, size * mixture.young / 100)
    old = min(rounded(rng, size * mixture.old / 100), size - young)
    middle_low = 55 if mixture.old > 90 else 31
    ages = [rng.randint(21, 30) for _ in range(young)]
    ages += [min(int(rng.triangular(61, 95, 64)), 94) for _ in range(old)]
    return ages + [rng.randint(middle_low, 60) for _ in range(size - young - old)]


def newcomer(rng: Random, world: World, org: Org, age: int, woman: bool, educated: bool) -> Person:
    birthday = world.today - timedelta(days=rng.randint(0, 364))
    born = date(birthday.year - age, birthday.month, min(birthday.day, 28))
    levels = HIGHER if educated else LOWER
    person = Person(
        id=f"p{len(world.people) + 1:05d}",
        name=person_name(rng, woman, born.year),
        woman=woman,
        born=born,
        education=rng.choices(list(levels), list(levels.values()))[0],
        branch=org,
        joined=join_day(rng, world, age, born, org),
    )
    world.people.append(person)
    return person


def join_day(rng: Random, world: World, age: int, born: date, org: Org) -> date:
    """Most join between 20 and 35; careless villages have admitted nobody for years."""
    oldest = min(age, rng.choice((24, 27, 30, 35, 40)))
    year = born.year + rng.randint(19, max(19, oldest))
    blank = org.mixture == "rural" and org.care < 0.4
    latest = date(2021, 6, 30) if blank else world.today - timedelta(days=45)
    earliest = born.replace(year=born.year + 18) + timedelta(days=200)
    day = date(min(year, world.today.year), rng.randint(1, 12), rng.randint(1, 28))
    return min(max(day, earliest), max(latest, earliest))


def transfers(world: World) -> None:
    """About one member in thirty came from another branch of the county within the last three years."""
    rng, branches = world.rng("transfers"), [org for org in world.branches if org.until is None]
    for person in world.people:
        if person.branch.staged or rng.random() >= 0.03:
            continue
        day = date(2023, 7, 1) + timedelta(days=rng.randint(0, 1080))
        origin = rng.choice(branches)
        known = max(person.joined, origin.since) < day - timedelta(days=40) and person.branch.since < day < world.today
        if known and origin is not person.branch:
            person.earlier.append((origin, day))


def departures(world: World) -> None:
    """Beside those of today: some who died, left or went to another county since 2024. They still answer for their past."""
    rng = world.rng("departures")
    for org in world.branches:
        for _ in range(rounded(rng, org.size * 0.022)):
            age = rng.randint(62, 92) if rng.random() < 0.6 else rng.randint(28, 55)
            person = newcomer(rng, world, org, age, rng.random() < 0.3, rng.random() < 0.5)
            day = max(date(2024, 2, 1), org.since + timedelta(days=60)) + timedelta(days=rng.randint(0, 330))
            way = "died" if age > 60 else rng.choices(("transfer", "left", "removed"), (90, 5, 5))[0]
            person.left = (day, way)
            person.joined = min(person.joined, date(2019, 6, 30))
            org.people.append(person)


def write_people(world: World) -> None:
    for person in world.people:
        world.book.add(
            "person",
            person_id=person.id,
            name=person.name,
            gender="2" if person.woman else "1",
            born_on=person.born,
            education=person.education,
        )
        write_stays(world, person)


def write_stays(world: World, person: Person) -> None:
    """One row for each stretch in which neither the branch nor the standing changed."""
    end, way = person.left or (None, "")
    moves = [*person.earlier, (person.branch, end)]
    full_on = year_later(person.joined)
    first = moves[0][0].since
    since = max(person.joined, first)
    entry = "transfer" if first > FOUNDED and person.joined < first else "admission"
    for number, (org, until) in enumerate(moves):
        last = number == len(moves) - 1
        if until is not None and until <= since:
            continue
        told = person.joined >= FIRST_JOINED and since < full_on <= (until or world.today)
        out = way if last else "transfer"
        if told:
            write_stay(world, person, org, "probationary", since, full_on, entry, "switch")
            since, entry = full_on, "switch"
        if until is None or since < until:
            kind = "probationary" if person.joined >= FIRST_JOINED and since < full_on else "full"
            write_stay(world, person, org, kind, since, until, entry, out if until else "")
        since, entry = until or since, "transfer"


def year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def write_stay(world: World, person: Person, org: Org, kind: str, since: date, until: date | None, entry: str, out: str) -> None:
    admitted = person.joined if entry == "admission" else None
    world.book.add(
        "membership",
        person_id=person.id,
        org_id=org.id,
        kind=kind,
        since=since,
        until=until,
        entry=entry,
        exit=out,
        admitted_on=admitted,
        approved_on=admitted + timedelta(days=30 + admitted.day) if admitted and admitted < world.today - timedelta(days=70) else None,
    )
    org.stays.append(Stay(person, kind, since, until))
