"""The join table: how one relation is reached from another. Declared once; a path that is not here must be written out.

`STEPS` are to-one (a participation has one activity); `LINKS` are to-many (a branch has many activities) and carry, per
alternative, the columns of the row that point at the subject. Source: the table in `docs/reference/contracts.md`'s design.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gangju.engine.relations import RELATIONS

KEYS: Final[dict[str, str]] = {
    "activity": "activity_id",
    "case": "case_id",
    "organization": "org_id",
    "person": "person_id",
    "post": "post_id",
    "task": "task_id",
    "tie": "tie_id",
    "unit": "unit_id",
    "venue": "venue_id",
}
"""The relations a standard may judge, and the column that names the subject."""

COMPANION: Final = "case_"

_BY_NAME: Final[dict[str, str]] = {
    "activity": "activity_id",
    "organization": "org_id",
    "person": "person_id",
    "unit": "unit_id",
}


def _steps() -> dict[tuple[str, str], tuple[str, str]]:
    """(relation, step) → (target relation, the column of both that matches)."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for name, relation in RELATIONS.items():
        for target, column in _BY_NAME.items():
            if name != target and column in relation.columns:
                found[name, target] = (target, column)
    for name in RELATIONS:
        if name.startswith(COMPANION):  # the typed columns of a case are one row beside it
            found["case", name] = (name, "case_id")
    del found["person", "organization"]  # a person is judged in the organisation his membership or post names
    return found


INTERVALS: Final[frozenset[str]] = frozenset(name for name, relation in RELATIONS.items() if relation.interval) | {"venue"}
"""Relations read as in force on the reference day."""

MONEY_OF_PLACE: Final = "place_fund_entry"

ROLES: Final[dict[str, str]] = {
    **dict.fromkeys(("tie_out", "tie_in", "tie_out_history", "tie_in_history"), "tie"),
    **{f"{name}_history": name for name in sorted(INTERVALS)},
    MONEY_OF_PLACE: "fund_entry",
}
"""Names under which a relation is read in another way: ties by the end at which the subject stands (who acts, who
receives), interval relations with the rows that are no longer in force, money of the whole place at which a post is held."""

STEPS: Final = _steps()
STEPS.update({(role, step): STEPS[name, step] for role, name in ROLES.items() for source, step in tuple(STEPS) if source == name})


def relation_of(name: str) -> str:
    """The relation that keeps the rows read under this name."""
    return ROLES.get(name, name)


@dataclass(frozen=True)
class Link:
    """One way from a row of the base relation to its subject.

    `via` None: column `key` of the base row is the subject. Else the base row's `on` columns equal those of `via`, whose
    column `key` is the subject. `kind`: the base row names its subject by this column of kinds and by the key.
    """

    key: str
    via: str | None = None
    on: tuple[str, ...] = ()
    kind: str | None = None


def _direct(key: str) -> tuple[Link, ...]:
    return (Link(key),)


_OF_UNIT: Final = Link("org_id", "organization", ("unit_id",))
_OF_ORGANIZATION: Final = Link("unit_id", "organization", ("org_id",))
_OF_PERSON: Final = Link("post_id", "post", ("person_id",))

LINKS: Final[dict[tuple[str, str], tuple[Link, ...]]] = {
    ("organization", "activity"): _direct("org_id"),
    ("organization", "participation"): _direct("org_id"),
    ("organization", "membership"): _direct("org_id"),
    ("organization", "post"): _direct("org_id"),
    ("organization", "venue"): (Link("org_id"), _OF_UNIT),
    ("organization", "fund_entry"): (Link("org_id"), _OF_UNIT),
    ("organization", "task"): _direct("org_id"),
    ("organization", "case"): _direct("org_id"),
    ("unit", "organization"): _direct("unit_id"),
    ("unit", "membership"): (_OF_ORGANIZATION,),
    ("unit", "post"): _direct("unit_id"),
    ("unit", "activity"): (Link("unit_id"), _OF_ORGANIZATION),
    ("unit", "participation"): (Link("unit_id", "activity", ("activity_id",)), _OF_ORGANIZATION),
    ("unit", "venue"): _direct("unit_id"),
    ("unit", "fund_entry"): _direct("unit_id"),
    ("person", "membership"): _direct("person_id"),
    ("person", "post"): _direct("person_id"),
    ("person", "participation"): _direct("person_id"),
    ("person", "activity"): (Link("person_id", "participation", ("activity_id",)),),
    ("person", "fund_entry"): _direct("person_id"),
    ("post", "membership"): (_OF_PERSON,),
    ("post", "participation"): (_OF_PERSON,),
    ("post", "venue"): (Link("post_id", "post", ("unit_id",)),),
    ("post", "fund_entry"): (Link("post_id", "post", ("person_id", "unit_id")),),
    **{
        (subject, relation): (Link("subject_id", kind="subject_kind"),)
        for subject in ("organization", "unit", "person", "venue", "case", "activity", "tie", "task")
        for relation in ("roster_entry", "check_answer", "score")
    },
    ("venue", "activity"): (Link("subject_id", kind="subject_kind"),),
    ("case", "activity"): (Link("subject_id", kind="subject_kind"),),
    ("task", "case"): (Link("subject_id", kind="subject_kind"),),
    **{
        (subject, f"tie_{end}{when}"): (Link(f"{column}_id", kind=f"{column}_kind"),)
        for subject in ("organization", "unit", "person", "venue", "case", "activity")
        for end, column in (("out", "from"), ("in", "to"))
        for when in ("", "_history")
    },
}
ANSWERS: Final = "answers"
"""Not a ledger: who answers for what on the reference day, see `World.answers`."""

BELOW: Final[dict[tuple[str, str], tuple[Link, ...]]] = {
    ("organization", "organization"): _direct("org_id"),
    ("organization", "unit"): _direct("org_id"),
    ("organization", "roster_entry"): (Link("org_id", ANSWERS, ("subject_kind", "subject_id")),),
    ("unit", "unit"): _direct("unit_id"),
}
"""Rows of a whole subtree that are its own in another way than those of one subject: what hangs below, and who answers."""

LINKS.update(
    {
        (each, role): links
        for role, name in ROLES.items()
        for (each, base), links in tuple(LINKS.items())
        if base == name and name != "tie" and role != MONEY_OF_PLACE
    }
)
LINKS["post", MONEY_OF_PLACE] = (Link("post_id", "post", ("unit_id",)),)

COUNTED: Final[dict[str, str]] = {
    "activity": "activity",
    "participation": "activity",
    "fund_entry": "fund_entry",
    MONEY_OF_PLACE: "fund_entry",
    "case": "case",
    "task": "task",
}
"""Relations whose few rows mean few only where the ledger is kept → the relation whose kind names the ledger."""


def links(each: str, base: str, *, subtree: bool = False) -> tuple[Link, ...]:
    """The ways from rows of `base` to their subject; empty where there is none."""
    found = BELOW.get((each, base)) if subtree else None
    return found or LINKS.get((each, base), ())
