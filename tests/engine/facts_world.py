"""A small invented world for tests about facts: a county, a town, two village branches, four people.

`world(membership=[...])` replaces a relation, `also(post=[...])` adds rows; everything else stays sound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from gangju.engine.catalogue import load_catalogue
from gangju.engine.facts import Facts, facts_from_rows
from gangju.engine.problem import BadInput, Problem
from gangju.engine.relations import RELATIONS

CATALOGUE = load_catalogue()
Row = Mapping[str, str | None]
World = dict[str, Sequence[Row]]


def organization(org_id: str, name: str, **more: str) -> Row:
    return {"org_id": org_id, "since": "2015-01-01", "name": name, "kind": "branch", "domain": "rural", "level": "village"} | more


def unit(unit_id: str, name: str, org_id: str, **more: str) -> Row:
    return {"unit_id": unit_id, "since": "2015-01-01", "name": name, "kind": "village", "org_id": org_id} | more


def member(person_id: str, org_id: str, **more: str) -> Row:
    return {"person_id": person_id, "org_id": org_id, "kind": "full", "since": "2016-07-01"} | more


def training(activity_id: str, org_id: str, day: str, **more: str) -> Row:
    return {"activity_id": activity_id, "kind": "training", "org_id": org_id, "started_at": day} | more


SOUND: World = {
    "organization": [
        organization("sl", "中共松岭县委", kind="committee", domain="", level="county", unit_id="u-sl"),
        organization("qt", "清潭镇党委", kind="committee", domain="", level="township", unit_id="u-qt"),
        organization("b-bs", "白石村党支部", unit_id="v-bs"),
        organization("b-lw", "柳湾村党支部", unit_id="v-lw"),
    ],
    "placement": [
        {"org_id": "sl", "parent_id": None, "since": "2015-01-01"},
        {"org_id": "qt", "parent_id": "sl", "since": "2015-01-01"},
        {"org_id": "b-bs", "parent_id": "qt", "since": "2015-01-01"},
        {"org_id": "b-lw", "parent_id": "qt", "since": "2015-01-01"},
    ],
    "unit": [
        unit("u-sl", "松岭县", "sl", kind="county"),
        unit("u-qt", "清潭镇", "qt", kind="town", parent_unit_id="u-sl"),
        unit("v-bs", "白石村", "b-bs", parent_unit_id="u-qt"),
        unit("v-lw", "柳湾村", "b-lw", parent_unit_id="u-qt"),
    ],
    "person": [
        {"person_id": "p1", "name": "白远山"},
        {"person_id": "p2", "name": "白秋兰"},
        {"person_id": "p3", "name": "柳成荫"},
    ],
    "membership": [member("p1", "b-bs"), member("p2", "b-bs"), member("p3", "b-lw")],
    "activity": [training("t1", "b-bs", "2026-03-18T08:30", hours="8")],
}


def world(**relations: Sequence[Row]) -> World:
    """The sound world, some relations replaced."""
    return {**SOUND, **relations}


def also(**relations: Sequence[Row]) -> World:
    """The sound world with more rows."""
    return {**SOUND, **{name: [*SOUND.get(name, ()), *rows] for name, rows in relations.items()}}


def facts(rows: World) -> Facts:
    return facts_from_rows(rows, CATALOGUE)


def loads(rows: World) -> bool:
    """True, or BadInput with what is wrong."""
    return set(facts(rows).tables) == set(RELATIONS)


def problems(rows: World) -> list[Problem]:
    with pytest.raises(BadInput) as bad:
        facts(rows)
    return list(bad.value.problems)


def only(rows: World) -> tuple[str, int, str, str]:
    """File, line, key and message of the one problem."""
    (problem,) = problems(rows)
    assert problem.remedy
    return problem.file, problem.line, problem.key, problem.message
