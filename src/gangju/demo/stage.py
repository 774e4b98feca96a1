"""The branch of the guided walk: a village in a middling town whose year 2026 is laid out by hand.

The walk needs a branch that is almost in order: everything is kept, one committee meeting of May is missing, the class of
the second quarter has not been held, and a few members lack four hours. Whoever enters the class sees it move.
"""

from __future__ import annotations

from datetime import date

from gangju.demo.gatherings import Recorder
from gangju.demo.history import plain_villages
from gangju.demo.shape import Grade
from gangju.demo.world import Org, Person, Seat, World

SHORT_OF_HOURS = 5
TRAININGS = {date(2026, 3, 11): "12", date(2026, 4, 15): "8", date(2026, 5, 20): "4", date(2026, 6, 10): "4"}
MEMBERS_MEETINGS = (date(2026, 1, 22), date(2026, 4, 23))
COMMITTEE_MEETINGS = (date(2026, 1, 9), date(2026, 2, 6), date(2026, 3, 6), date(2026, 4, 10), date(2026, 6, 5))
GROUP_MEETINGS = (date(2026, 2, 5), date(2026, 4, 2), date(2026, 6, 4))
PARTY_CLASSES = (date(2026, 2, 12),)


def stage_seat(world: World) -> Seat:
    return next(seat for seat in world.seats if seat.grade is Grade.MIDDLING)


def choose_branch(world: World) -> Org:
    """The smallest plain village of the town; it is marked before people are placed and stays out of all mishaps."""
    branch = plain_villages(world, stage_seat(world))[-1].holder
    branch.staged = True
    branch.care = 0.9
    return branch


def staged_branch(world: World) -> Org:
    return next(org for org in world.orgs if org.staged)


def play_2026(world: World) -> None:
    branch = staged_branch(world)
    recorder = Recorder(world, world.rng("stage"))
    short, busy = absentees(world, branch)
    for day, hours in TRAININGS.items():
        away = short + busy if day == date(2026, 5, 20) else short if day == date(2026, 6, 10) else []
        recorder.hold(branch, "training", day, hours, branch.members_on(day), away=away, lag=2)
    for kind, days, hours in (
        ("members_meeting", MEMBERS_MEETINGS, "2"),
        ("group_meeting", GROUP_MEETINGS, "1"),
        ("party_class", PARTY_CLASSES, "2"),
    ):
        for day in days:
            recorder.hold(branch, kind, day, hours, branch.members_on(day), lag=2)
    for day in COMMITTEE_MEETINGS:
        recorder.hold(branch, "committee_meeting", day, "1.5", world.committees[branch.id], lag=2)


def absentees(world: World, branch: Org) -> tuple[list[Person], list[Person]]:
    """Five who missed both short trainings and lack four hours; some who missed one and just have enough."""
    settled = [person for person in branch.members_on(min(TRAININGS)) if person is not world.secretaries[branch.id]]
    return settled[:SHORT_OF_HOURS], settled[SHORT_OF_HOURS::3]
