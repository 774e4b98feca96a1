"""What every row of a ledger has in common: when it became known, its days, its one subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q

from gangju.desk import clock

if TYPE_CHECKING:
    from gangju.desk.ledgers.models.activity import Activity
    from gangju.desk.ledgers.models.case import Case
    from gangju.desk.ledgers.models.organization import Organization
    from gangju.desk.ledgers.models.person import Person
    from gangju.desk.ledgers.models.plain import Task, Tie
    from gangju.desk.ledgers.models.unit import Unit, Venue

# subject_kind of a facts folder -> the suffix of its reference
SUBJECT_KINDS = {"organization": "org", "unit": "unit", "person": "person", "venue": "venue", "activity": "activity", "case": "case"}
# What a case may concern and a checklist be answered for, besides.
ANY_SUBJECT_KINDS = SUBJECT_KINDS | {"tie": "tie", "task": "task"}
_TARGETS = {
    "org": "ledgers.Organization",
    "unit": "ledgers.Unit",
    "person": "ledgers.Person",
    "venue": "ledgers.Venue",
    "activity": "ledgers.Activity",
    "case": "ledgers.Case",
    "tie": "ledgers.Tie",
    "task": "ledgers.Task",
}


class Recorded(models.Model):
    """`recorded_at` is real time; empty means known from the start (rows of a facts folder that does not say).

    `entered_by` marks 代录: the organisation above that entered the row for the one that answers for it; empty is its own entry.
    """

    recorded_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    # Nobody asks for all rows that somebody entered: an index on every ledger would only slow the entries.
    entered_by = models.ForeignKey("ledgers.Organization", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        abstract = True


class Dated(Recorded):
    """In force on every day of [since, until); an empty `until` is open."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint] | tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_days",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                violation_error_message="结束日期必须晚于开始日期",
            ),
        )


def in_force(day: date, prefix: str = "") -> Q:
    """The condition `since <= day < until` on a relation named by `prefix` (with its double underscore)."""
    begun = Q(**{f"{prefix}since__lte": day})
    return begun & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day}))


def exactly_one(*names: str) -> Q:
    """Of these references one is set, the others are not."""
    return _any_of(_only(name, names) for name in names)


def at_most_one(*names: str) -> Q:
    return exactly_one(*names) | Q(**{f"{name}__isnull": True for name in names})


def _only(chosen: str, names: Iterable[str]) -> Q:
    return Q(**{f"{name}__isnull": name != chosen for name in names})


def _any_of(conditions: Iterable[Q]) -> Q:
    joined = Q()
    for condition in conditions:
        joined |= condition
    return joined


def reference(target: str, related_name: str) -> Any:
    """An optional real foreign key to a subject."""
    return models.ForeignKey(_TARGETS[target], models.PROTECT, null=True, blank=True, related_name=related_name)


SUBJECTS = tuple(f"subject_{suffix}" for suffix in SUBJECT_KINDS.values())
ANY_SUBJECT = tuple(f"subject_{suffix}" for suffix in ANY_SUBJECT_KINDS.values())


class AboutSubject(models.Model):
    """A row about one subject. `org` is the organisation that answers for the row; permission joins only it."""

    org: models.ForeignKey[Organization, Organization]
    subject_org: models.ForeignKey[Organization | None, Organization | None] = reference("org", "%(class)s_about")
    subject_unit: models.ForeignKey[Unit | None, Unit | None] = reference("unit", "%(class)s_about")
    subject_person: models.ForeignKey[Person | None, Person | None] = reference("person", "%(class)s_about")
    subject_venue: models.ForeignKey[Venue | None, Venue | None] = reference("venue", "%(class)s_about")
    subject_activity: models.ForeignKey[Activity | None, Activity | None] = reference("activity", "%(class)s_about")
    subject_case: models.ForeignKey[Case | None, Case | None] = reference("case", "%(class)s_about")

    class Meta:
        abstract = True


class AboutAnything(AboutSubject):
    """Two kinds of row may also be about a tie or a task."""

    subject_tie: models.ForeignKey[Tie | None, Tie | None] = reference("tie", "%(class)s_about")
    subject_task: models.ForeignKey[Task | None, Task | None] = reference("task", "%(class)s_about")

    class Meta:
        abstract = True


def one_subject(of: tuple[str, ...] = SUBJECTS) -> models.CheckConstraint:
    return models.CheckConstraint(
        name="%(app_label)s_%(class)s_one_subject", condition=exactly_one(*of), violation_error_message="必须且只能写明一个对象"
    )


def answering_org(related_name: str) -> models.ForeignKey[Organization, Organization]:
    """The `org` that answers for a row."""
    return models.ForeignKey("ledgers.Organization", models.PROTECT, related_name=related_name)


def public_code() -> models.CharField[str, str]:
    """The id of a facts folder: text without spaces, unique in its ledger."""
    return models.CharField(max_length=64, unique=True)
