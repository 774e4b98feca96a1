"""A small invented county for tests of the desk: two towns, a general branch, three branches, two people in each.

Every name is planted: `secret(code)` is the name of the thing with that public code and stands nowhere else, so a test
can look for it in a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import User

from gangju.desk.access.actions import grant_role, open_account
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import importing
from gangju.desk.bridge.catalogue import installed
from gangju.desk.journal.deeds import Actor
from gangju.desk.ledgers.actions import Happening, record_activity
from gangju.desk.ledgers.models import Activity, Organization
from gangju.engine.facts import Facts, facts_from_rows

TODAY = date(2026, 6, 30)
FIRST = date(2026, 1, 1)
SYSTEM = Actor.system("test")
Row = Mapping[str, str | None]

# code -> (parent, kind, level, domain)
TREE: Mapping[str, tuple[str | None, str, str, str | None]] = {
    "yl": (None, "committee", "county", None),
    "t1": ("yl", "committee", "township", None),
    "t2": ("yl", "committee", "township", None),
    "g1": ("t1", "general_branch", "village", "rural"),
    "b1": ("g1", "branch", "village", "rural"),
    "b2": ("g1", "branch", "village", "rural"),
    "b3": ("t2", "branch", "village", "rural"),
}
BRANCHES = ("b1", "b2", "b3")


def secret(code: str) -> str:
    return f"暗记{code}号"


def persons_of(branch: str) -> tuple[str, str]:
    return f"{branch}-p1", f"{branch}-p2"


def rows() -> dict[str, list[Row]]:
    """The facts as text cells."""
    organizations: list[Row] = [
        {
            "org_id": code,
            "since": "2015-01-01",
            "name": secret(code),
            "kind": kind,
            "level": level,
            "domain": domain,
            "unit_id": f"u-{code}",
        }
        for code, (_, kind, level, domain) in TREE.items()
    ]
    placements: list[Row] = [{"org_id": code, "parent_id": parent, "since": "2015-01-01"} for code, (parent, *_) in TREE.items()]
    return {"organization": organizations, "placement": placements, "unit": _units(), **_people(), **_events()}


def _units() -> list[Row]:
    kinds = {"county": "county", "township": "town", "village": "village"}
    return [
        {
            "unit_id": f"u-{code}", "since": "2015-01-01", "name": secret(f"u-{code}"), "kind": kinds[level],
            "parent_unit_id": f"u-{parent}" if parent else None, "org_id": code,
        }
        for code, (parent, _, level, _) in TREE.items()
    ]  # fmt: skip


def _people() -> dict[str, list[Row]]:
    everybody = [(person, branch) for branch in BRANCHES for person in persons_of(branch)]
    return {
        "person": [{"person_id": person, "name": secret(person), "gender": "2", "born_on": "1980-05-06"} for person, _ in everybody],
        "membership": [{"person_id": person, "org_id": branch, "kind": "full", "since": "2016-07-01"} for person, branch in everybody],
        "post": [_post(branch) for branch in BRANCHES],
        "roster_entry": [_kept(branch) for branch in BRANCHES],
        "venue": [_venue(branch) for branch in BRANCHES],
    }


def _post(branch: str) -> Row:
    return {
        "post_id": f"{branch}-post", "person_id": f"{branch}-p1", "org_id": branch, "unit_id": f"u-{branch}", "role": "secretary",
        "since": "2021-03-01",
    }  # fmt: skip


def _kept(branch: str) -> Row:
    return {"roster": "keeps", "subject_kind": "organization", "subject_id": branch, "category": "activity.training", "since": "2026-01-01"}


def _venue(branch: str) -> Row:
    code = f"{branch}-v"
    return {"venue_id": code, "kind": "village_activity_place", "unit_id": f"u-{branch}", "name": secret(code), "area_m2": "200.5"}


def _events() -> dict[str, list[Row]]:
    return {
        "activity": [
            {
                "activity_id": f"{branch}-a", "kind": "training", "org_id": branch, "started_at": "2026-03-18T08:30",
                "hours": "7.5", "topic": secret(f"{branch}-a"),
            }
            for branch in BRANCHES
        ],
        "participation": [
            {"activity_id": f"{branch}-a", "person_id": person, "attended": "true" if person.endswith("1") else "false"}
            for branch in BRANCHES
            for person in persons_of(branch)
        ],
    }  # fmt: skip


def facts() -> Facts:
    return facts_from_rows(rows(), installed())


def settle() -> Facts:
    """Put the county into the empty database."""
    found = facts()
    importing.write(found, SYSTEM)
    return found


def org(code: str) -> Organization:
    return Organization.objects.get(code=code)


def viewer(role: Role, code: str) -> User:
    """Somebody who holds the role over the organisation and what is below it."""
    name = f"{role.value}-{code}"
    if known := User.objects.filter(username=name).first():
        return known
    user = open_account(SYSTEM, name, f"{role.label}{code}")
    grant_role(SYSTEM, user, org(code), role, FIRST)
    return user


def scope(role: Role, code: str) -> Scope:
    return Scope(viewer(role, code), TODAY)


def settle_extra() -> None:
    """One more event in each branch, recorded by its own secretary, so that the journal holds planted names too."""
    for branch in BRANCHES:
        author = Scope(viewer(Role.BRANCH_SECRETARY, branch), TODAY)
        said = Happening("training", TODAY, present=persons_of(branch), topic=secret(f"{branch}-x"))
        recorded = record_activity(author, org(branch), said)
        Activity.objects.filter(pk=recorded.activity.pk).update(code=f"{branch}-x")
