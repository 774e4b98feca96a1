"""Which table and column keeps which column of a facts folder. One declaration, read both ways: import and snapshot.

Most columns need no word: a column stands under its own name, and `<thing>_id` is the public code of the reference
`<thing>`. A subject is one of several references; a facts folder writes it as a pair of kind and id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from gangju.desk.ledgers import models as ledgers
from gangju.engine.relations import RELATIONS, Relation

OWN_CODE = "code"


@dataclass(frozen=True)
class Subject:
    """A pair `<prefix>kind`, `<prefix>id` that is kept as one of several references `<prefix>org`, `<prefix>unit` …"""

    prefix: str
    kinds: Mapping[str, str]

    @property
    def kind_column(self) -> str:
        return f"{self.prefix}kind"

    @property
    def id_column(self) -> str:
        return f"{self.prefix}id"

    def references(self) -> Mapping[str, str]:
        """subject_kind -> name of the reference."""
        return {kind: self.prefix + suffix for kind, suffix in self.kinds.items()}


@dataclass(frozen=True)
class Source:
    """Where one relation is kept. `named` gives the columns that stand under another name."""

    relation: Relation
    model: type[Model]
    named: Mapping[str, str] = field(default_factory=dict)
    subjects: tuple[Subject, ...] = ()

    @cached_property
    def plain(self) -> Mapping[str, str]:
        """Canonical column -> path of the query (`org__code`, `since`, `code`), without subjects."""
        paired = {name for subject in self.subjects for name in (subject.kind_column, subject.id_column)}
        return {column: self._path(column) for column in self.relation.columns if column not in paired}

    def _path(self, column: str) -> str:
        name = self.named.get(column, column)
        if name == OWN_CODE:
            return name
        for reference in (name, name.removesuffix("_id")):
            try:
                kept = self.model._meta.get_field(reference)
            except FieldDoesNotExist:
                continue
            return f"{kept.name}__{OWN_CODE}" if kept.is_relation else kept.name
        raise FieldDoesNotExist(f"{self.relation.name}.{column} has no home in {self.model.__name__}")


_ABOUT = Subject("subject_", ledgers.SUBJECT_KINDS)
_ABOUT_ANYTHING = Subject("subject_", ledgers.ANY_SUBJECT_KINDS)
_FROM = Subject("from_", ledgers.SUBJECT_KINDS)
_TO = Subject("to_", ledgers.SUBJECT_KINDS)


def _source(name: str, model: type[Model], *subjects: Subject, **named: str) -> tuple[str, Source]:
    return name, Source(RELATIONS[name], model, named, subjects)


SOURCES: Mapping[str, Source] = dict(
    (
        _source("organization", ledgers.OrganizationVersion, org_id="organization"),
        _source("placement", ledgers.Placement),
        _source("unit", ledgers.UnitVersion, parent_unit_id="parent"),
        _source("person", ledgers.Person, person_id=OWN_CODE),
        _source("membership", ledgers.Membership),
        _source("post", ledgers.Post, post_id=OWN_CODE),
        _source("tie", ledgers.Tie, _FROM, _TO, tie_id=OWN_CODE),
        _source("roster_entry", ledgers.RosterEntry, _ABOUT),
        _source("activity", ledgers.Activity, _ABOUT, activity_id=OWN_CODE),
        _source("participation", ledgers.Participation),
        _source("venue", ledgers.Venue, venue_id=OWN_CODE),
        _source("check_answer", ledgers.CheckAnswer, _ABOUT_ANYTHING),
        _source("fund_entry", ledgers.FundEntry, fund_id=OWN_CODE),
        _source("observation", ledgers.Observation, _ABOUT),
        _source("task", ledgers.Task, task_id=OWN_CODE),
        _source("case", ledgers.Case, _ABOUT_ANYTHING, case_id=OWN_CODE),
        _source("document", ledgers.DocumentVersion),
        _source("score", ledgers.Score, _ABOUT),
        _source("case_admission", ledgers.CaseAdmission),
        _source("case_rectification", ledgers.CaseRectification),
        _source("case_transfer", ledgers.CaseTransfer),
        _source("case_project", ledgers.CaseProject, **{"class": "project_class"}),
        _source("case_selection", ledgers.CaseSelection),
        _source("case_election", ledgers.CaseElection),
        _source("case_request", ledgers.CaseRequest),
    )
)
