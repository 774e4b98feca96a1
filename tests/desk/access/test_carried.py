"""What an office opens, by role, kind and level; everything else opens nothing."""

from __future__ import annotations

import pytest

from gangju.desk.access.carried import CARRIED, may_carry, role_of
from gangju.desk.access.roles import ADMINISTRATORS, Role
from gangju.desk.ledgers.codes import labels


@pytest.mark.parametrize(
    ("post", "kind", "level", "role"),
    [
        ("secretary", "branch", "village", Role.BRANCH_SECRETARY),
        ("secretary", "joint_branch", "unit", Role.BRANCH_SECRETARY),
        ("secretary", "general_branch", "village", Role.BRANCH_SECRETARY),
        ("secretary", "committee", "village", Role.BRANCH_SECRETARY),
        ("secretary", "committee", "township", None),
        ("secretary", "committee", "county", None),
        ("deputy_secretary", "branch", "village", None),
        ("organization_commissioner", "committee", "township", Role.TOWN_COMMISSIONER),
        ("organization_commissioner", "work_committee", "township", Role.TOWN_COMMISSIONER),
        ("organization_commissioner", "branch", "village", None),
        ("organization_minister", "committee", "county", Role.COUNTY_OFFICER),
        ("party_worker", "committee", "township", None),
    ],
)
def test_an_office_opens_what_the_table_says(post: str, kind: str, level: str, role: Role | None) -> None:
    assert role_of(post, kind, level) == role
    assert role is None or may_carry(post, role)


def test_no_office_makes_an_administrator() -> None:
    assert {each.role for each in CARRIED} & ADMINISTRATORS == set()


def test_the_table_speaks_in_codes_of_the_catalogue() -> None:
    assert {each.post for each in CARRIED} <= set(labels("post.role"))
    assert {kind for each in CARRIED for kind in each.kinds} <= set(labels("organization.kind"))
    assert {level for each in CARRIED for level in each.levels} <= set(labels("organization.level"))
