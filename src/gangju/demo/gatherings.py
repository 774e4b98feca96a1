"""Meetings, classes and trainings from 2024 to the demo's day, and from 2025 on who was there.

A weak place holds fewer of them, fewer people come, and what was held is entered late; what would be entered after the
demo's day is not in the book yet. Days off are avoided by moving a meeting to the Friday before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from gangju.demo.shape import FIRST_DAY, between
from gangju.demo.words import topic
from gangju.demo.world import Org, Person, World

LISTED_FROM = date(2025, 1, 1)  # attendance lists begin here
PEOPLE_PER_ROTATION = 130


class Recorder:
    """Writes one event and its attendance. `late` is what the place lags behind, in days."""

    def __init__(self, world: World, rng: Random) -> None:
        self.world, self.rng = world, rng
        participation = world.book.rows["participation"]
        self.activity_ids, self.person_ids = participation["activity_id"], participation["person_id"]
        self.attended, self.recorded = participation["attended"], participation["recorded_at"]

    def hold(
        self,
        org: Org,
        kind: str,
        day: date,
        hours: str,
        people: Sequence[Person],
        *,
        show: float = 1.0,
        away: Collection[Person] = (),
        absent: bool = True,
        lag: int | None = None,
        form: str = "",
    ) -> None:
        """`show`: how likely each one comes; `away`: who surely does not; `absent`: those who did not are ticked, not left out."""
        late = self.lag(org.care) if lag is None else lag
        entered = day + timedelta(days=late)
        if entered > self.world.today or not org.holds(day):
            return
        activity_id = self.world.book.next_id("activity", "a")
        self.world.book.add(
            "activity",
            activity_id=activity_id,
            kind=kind,
            org_id=org.id,
            unit_id=org.unit.id if org.unit else "",
            started_at=f"{day}T{hour_of(org, kind)}",
            hours=hours,
            form=form,
            topic=topic(self.rng, kind),
            status="held",
            recorded_at=entered,
        )
        if day >= LISTED_FROM:
            chance = self.rng.random
            marks = ["true" if chance() < show and person not in away else "false" for person in people]
            self.list_people(activity_id, people, marks, absent, entered.isoformat())

    def list_people(self, activity_id: str, people: Sequence[Person], marks: Sequence[str], absent: bool, entered: str) -> None:
        kept = [(person.id, mark) for person, mark in zip(people, marks, strict=True) if absent or mark == "true"]
        self.activity_ids.extend([activity_id] * len(kept))
        self.person_ids.extend([person_id for person_id, _ in kept])
        self.attended.extend([mark for _, mark in kept])
        self.recorded.extend([entered] * len(kept))

    def lag(self, care: float) -> int:
        """Days until an event is entered: about one where care is taken, weeks where not."""
        return int(self.rng.expovariate(1 / between(care, 34.0, 0.8)))


def hour_of(org: Org, kind: str) -> str:
    """Trainings in the morning, meetings in the afternoon; where people work for others, in the evening."""
    if kind == "training":
        return "09:00"
    return "19:30" if org.domain in ("private_firm", "social_org", "community") else "15:00"


def workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def windows(since: date, today: date, months: int) -> Iterator[date]:
    """The first day of each window of so many months that has begun."""
    year, month = since.year, since.month
    while date(year, month, 1) <= today:
        yield date(year, month, 1)
        year, month = (year, month + months) if month + months <= 12 else (year + 1, month + months - 12)


def some_day(rng: Random, first: date, months: int) -> date:
    month = first.month + rng.randrange(months)
    return workday(date(first.year, month, rng.randint(6, 26)))


def meet(world: World) -> None:
    for org in world.branches:
        rng = world.rng(f"meetings {org.id}")
        Meetings(world, org, rng).all()
    for org in world.departments.values():
        rotate(world, org)
    for seat in world.seats:
        rotate(world, seat.org)
    secretaries_class(world)


class Meetings:
    """The recorded life of one branch."""

    def __init__(self, world: World, org: Org, rng: Random) -> None:
        self.world, self.org, self.rng = world, org, rng
        self.book = Recorder(world, rng)
        self.end = date(2025, 12, 31) if org.staged else world.today

    def all(self) -> None:
        care, rural = self.org.care, self.org.mixture in ("rural", "community")
        self.regular("members_meeting", 3, "2", between(care, 0.62, 0.995), between(care, 0.62, 0.95))
        self.regular("party_class", 3, "2", between(care, 0.55, 0.99), between(care, 0.55, 0.93))
        self.committee(between(care, 0.66, 0.998))
        if rural:
            self.regular("group_meeting", 2, "1", between(care, 0.55, 0.99), 0.9, part=0.4)
        self.regular("training", 3, "4", between(care, 0.35, 0.98), between(care, 0.5, 0.95))
        self.regular("training", 6, "8", between(care, 0.2, 0.9), between(care, 0.5, 0.92))

    def regular(self, kind: str, months: int, hours: str, held: float, show: float, part: float = 1.0) -> None:
        for first in windows(FIRST_DAY, self.end, months):
            if self.rng.random() < held:
                day = some_day(self.rng, first, months)
                people = self.org.members_on(day) if LISTED_FROM <= day <= self.world.today else []
                if part < 1:
                    people = self.rng.sample(people, int(len(people) * part))
                if day <= self.world.today:
                    self.book.hold(self.org, kind, day, hours, people, show=show)

    def committee(self, held: float) -> None:
        committee = self.world.committees.get(self.org.id, [])
        for first in windows(FIRST_DAY, self.end, 1):
            day = some_day(self.rng, first, 1)
            if self.rng.random() < held and day <= self.world.today:
                members = self.org.members_on(day) if day >= LISTED_FROM else []
                present = [person for person in committee if person in members]
                self.book.hold(self.org, "committee_meeting", day, "1.5", present, show=0.95)


def rotate(world: World, org: Org) -> None:
    """集中轮训: the superior trains the members below it twice a year, some branches at a time."""
    rng = world.rng(f"rotation {org.id}")
    recorder = Recorder(world, rng)
    below = [branch for branch in world.branches if superior(branch) is org and branch.until is None]
    batches = list(batched(below))
    for first, hours in ((date(2024, 3, 4), "16"), (date(2025, 3, 3), "16"), (date(2025, 9, 1), "8"), (date(2026, 3, 2), "16")):
        for number, batch in enumerate(batches):
            day = workday(first + timedelta(days=3 + (number * 5) % 75))
            people = [person for branch in batch if not branch.staged or day.year < 2026 for person in branch.members_on(day)]
            if people and rng.random() < between(org.care, 0.4, 1.0):
                show = between(org.care, 0.35, 0.9)
                recorder.hold(org, "training", day, hours, people, show=show, absent=False, form="concentrated_rotation")


def superior(branch: Org) -> Org | None:
    """The town or department above: past a general branch in between."""
    parent = branch.parent
    while parent is not None and parent.level in ("village", "unit"):
        parent = parent.parent
    return parent


def batched(branches: Sequence[Org]) -> Iterator[list[Org]]:
    """Branches in groups that fill one class room; the retired are visited at home and left out."""
    batch: list[Org] = []
    for branch in branches:
        if branch.mixture == "retired":
            continue
        batch.append(branch)
        if sum(one.size for one in batch) >= PEOPLE_PER_ROTATION:
            yield batch
            batch = []
    if batch:
        yield batch


def secretaries_class(world: World) -> None:
    """Each spring the county trains the secretaries of villages and communities for three days."""
    recorder = Recorder(world, world.rng("secretaries"))
    tops = [org.id for org in world.orgs if org.level == "village" and org.until is None]
    for day in (date(2024, 3, 20), date(2025, 3, 19), date(2026, 3, 18)):
        people = list(dict.fromkeys(world.secretaries[org_id] for org_id in tops if org_id in world.secretaries))
        people = [person for person in people if person in person.branch.members_on(day)]
        recorder.hold(world.root, "training", day, "24", people, show=0.9, absent=False, form="concentrated_rotation", lag=2)
