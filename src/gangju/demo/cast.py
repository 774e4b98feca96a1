"""The six who sign in with one click, in five roles: real people of the invented county, found by their posts.

The same user names and roles in both sizes; who they are follows from the county. The town and the branch belong together:
the commissioner's town is a middling one, the secretary's branch a village in it whose year is laid out in `stage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gangju.demo.county import SEED, settled
from gangju.demo.shape import TODAY, Size
from gangju.demo.stage import stage_seat, staged_branch
from gangju.demo.world import Person, World


@dataclass(frozen=True)
class Player:
    """`role` is a role of access, `org_id` where it is granted, `person_id` who the person is in the facts."""

    user: str
    name: str
    role: str
    org_id: str
    org_name: str
    person_id: str


def cast(size: Size = "county", today: date = TODAY, seed: int = SEED) -> tuple[Player, ...]:
    """Makes only the people and posts of the county, a fraction of the time of the whole."""
    return cast_of(settled(size, today, seed))


def cast_of(world: World) -> tuple[Player, ...]:
    town, branch, root = stage_seat(world).org, staged_branch(world), world.root
    office = world.departments["jg"]
    return (
        _player("demo-officer", "county_officer", root.id, root.name, world.secretaries[f"{root.id}/party_worker"]),
        _player("demo-reviewer", "county_officer", root.id, root.name, world.secretaries[f"{root.id}/deputy_secretary"]),
        _player("demo-commissioner", "town_commissioner", town.id, town.name, world.secretaries[f"{town.id}/organization_commissioner"]),
        _player("demo-secretary", "branch_secretary", branch.id, branch.name, world.secretaries[branch.id]),
        _player("demo-inspector", "inspector", root.id, root.name, world.secretaries[f"{office.id}/party_worker"]),
        _player("demo-auditor", "auditor", root.id, root.name, world.secretaries[f"{office.id}/deputy_secretary"]),
    )


def _player(user: str, role: str, org_id: str, org_name: str, person: Person) -> Player:
    return Player(user, person.name, role, org_id, org_name, person.id)
