"""Which office opens what: a post's role at a kind and level of organisation carries a role of the desk.

Data, not code: who is made secretary of a branch enters for the branch, the organisation commissioner of a town sees to
the town. The grant that comes from a post is in force only while the post is (`scope`), so nobody has to remember to end it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gangju.desk.access.roles import Role

_BRANCHES = ("branch", "joint_branch", "temporary_branch")
_LOCAL = ("village", "unit")


@dataclass(frozen=True)
class Carried:
    """`kinds` and `levels` are codes of the organisation; no level means any."""

    post: str
    kinds: Collection[str]
    levels: Collection[str]
    role: Role


CARRIED = (
    Carried("secretary", (*_BRANCHES, "general_branch"), (), Role.BRANCH_SECRETARY),
    # A village or a firm may have a committee of its own: its secretary does what elsewhere a general branch's does.
    Carried("secretary", ("committee",), _LOCAL, Role.BRANCH_SECRETARY),
    Carried("organization_commissioner", ("committee", "work_committee"), ("township",), Role.TOWN_COMMISSIONER),
    Carried("organization_minister", ("committee",), ("county",), Role.COUNTY_OFFICER),
    Carried("party_building_organizer", ("committee",), ("county",), Role.COUNTY_OFFICER),
    Carried("party_worker", ("committee",), ("county",), Role.COUNTY_OFFICER),
)


def role_of(post: str, kind: str, level: str) -> Role | None:
    """What the office opens there; None for most."""
    found = (each.role for each in CARRIED if each.post == post and kind in each.kinds and (not each.levels or level in each.levels))
    return next(found, None)


def may_carry(post: str, role: str) -> bool:
    """Could this office carry the role anywhere? An office that was corrected to another takes its grant with it."""
    return any(each.post == post and each.role == role for each in CARRIED)
