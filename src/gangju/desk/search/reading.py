"""Rows of the ledgers as entries of the index. No identity number, phone or address is read, and no row of a restricted list.

An entry is found by its `parts` and shown by its `title`, `about` and `detail`. It belongs to the organisation that answers
for the row, and names of others enter only where that same organisation answers for them: whoever may see the row may then see
every word by which it is found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from gangju.desk import clock
from gangju.desk.ledgers import models as ledgers
from gangju.desk.ledgers.codes import label

# Kinds that the catalogue marks as restricted (a test holds them equal): health, hardship, whereabouts are nothing to be searched for.
RESTRICTED_ROSTERS = (
    *("activist", "difficult", "exception", "exempt", "floating_in", "floating_out"),
    *("lifted_household", "poor_household", "reserve"),
)
RESTRICTED_TIES = ("floating_contact", "household_help", "household_member", "resides_in")
# Which ledgers an organisation keeps: thousands of equal rows that nobody looks for.
KEEPING = "keeps"


@dataclass(frozen=True)
class Entry:
    """`row` is the ledger row that it shows, `number` tells entries of one row apart; it is found by `parts`, its name first."""

    row: int
    org: int
    title: str
    parts: tuple[str, ...]
    code: str = ""
    about: str = ""
    detail: str = ""
    day: date | None = None
    personal: bool = False
    number: int = 0


Rows = Collection[int]
Reader = Callable[[Rows], Iterator[Entry]]


def organizations(rows: Rows) -> Iterator[Entry]:
    codes = dict(ledgers.Organization.objects.filter(pk__in=rows).values_list("pk", "code"))
    columns = ("organization_id", "since", "until", "name", "kind", "domain")
    for org, versions in _grouped(ledgers.OrganizationVersion.objects.filter(organization__in=rows), columns).items():
        (since, _, name, kind, domain), former = _today(versions)
        names = dict.fromkeys(each[2] for each in former if each[2] != name)
        about = " · ".join(filter(None, (label("organization.kind", kind), label("organization.domain", domain))))
        yield Entry(org, org, name, (name, *names), codes[org], about, _former(names), since)


def persons(rows: Rows) -> Iterator[Entry]:
    for pk, org, code, name in ledgers.Person.objects.filter(pk__in=rows).values_list("pk", "org_id", "code", "name"):
        yield Entry(pk, org, name, (name,), code, personal=True)


def units(rows: Rows) -> Iterator[Entry]:
    codes = dict(ledgers.Unit.objects.filter(pk__in=rows).values_list("pk", "code"))
    columns = ("unit_id", "since", "until", "name", "kind", "org_id", "pk")
    for unit, versions in _grouped(ledgers.UnitVersion.objects.filter(unit__in=rows), columns).items():
        (since, _, name, kind, org, version), others = _today(versions)
        names = dict.fromkeys(each[2] for each in others if each[2] != name and each[4] == org)
        yield Entry(unit, org, name, (name, *names), codes[unit], label("unit.kind", kind), _former(names), since, number=version)


def venues(rows: Rows) -> Iterator[Entry]:
    columns = ("pk", "org_id", "code", "kind", "name", "opened_on")
    for pk, org, code, kind, name, opened in ledgers.Venue.objects.filter(pk__in=rows).values_list(*columns):
        about = label("venue.kind", kind)
        yield Entry(pk, org, name or about, (name, about), code, about if name else "", day=opened)


def activities(rows: Rows) -> Iterator[Entry]:
    columns = ("pk", "org_id", "code", "kind", "topic", "started_at")
    for pk, org, code, kind, topic, started in ledgers.Activity.objects.filter(pk__in=rows).values_list(*columns):
        about = label("activity.kind", kind)
        yield Entry(pk, org, topic or about, (topic, about), code, about if topic else "", day=started.date())


def posts(rows: Rows) -> Iterator[Entry]:
    columns = ("pk", "org_id", "code", "role", "since", "until", "person__name")
    for pk, org, code, role, since, until, name in ledgers.Post.objects.filter(pk__in=rows).values_list(*columns):
        said = label("post.role", role)
        about = f"已于 {until:%Y-%m-%d} 卸任" if until and until <= clock.today() else ""
        yield Entry(pk, org, f"{name}（{said}）", (name, said), code, about, day=since, personal=True)


def ties(rows: Rows) -> Iterator[Entry]:
    columns = ("pk", "org_id", "code", "kind", "since", *(f"{side}_{end}_id" for side in ("from", "to") for end in _ENDS))
    found = list(ledgers.Tie.objects.filter(pk__in=rows).exclude(kind__in=RESTRICTED_TIES).values_list(*columns))
    known = _Names((end, pk) for row in found for end, pk in zip(_ENDS * 2, row[5:], strict=True) if pk)
    for pk, org, code, kind, since, *ends in found:
        there = [(end, number) for end, number in zip(_ENDS * 2, ends, strict=True) if number]
        names = known.answered_by(org, there)
        said = label("tie.kind", kind)
        personal = any(end == "person" for end, _ in there)
        yield Entry(pk, org, " — ".join(names) or said, (*names, said), code, said if names else "", day=since, personal=personal)


def rosters(rows: Rows) -> Iterator[Entry]:
    """Why somebody stands on a list may be about health or a fault: the reason is found only where the subject is no person."""
    columns = ("pk", "org_id", "roster", "category", "batch", "reason", "since", *(f"subject_{end}_id" for end in _SUBJECTS))
    asked = ledgers.RosterEntry.objects.filter(pk__in=rows).exclude(roster__in=(*RESTRICTED_ROSTERS, KEEPING))
    found = list(asked.values_list(*columns))
    known = _Names((end, pk) for row in found for end, pk in zip(_SUBJECTS, row[7:], strict=True) if pk)
    for pk, org, roster, category, batch, reason, since, *subjects in found:
        there = [(end, number) for end, number in zip(_SUBJECTS, subjects, strict=True) if number]
        names = known.answered_by(org, there)
        personal = any(end == "person" for end, _ in there)
        said, kind = label("roster_entry.roster", roster), label("roster_entry.category", category)
        detail = "；".join(filter(None, (kind, batch, "" if personal else reason)))
        parts = (*names, said, kind, batch, "" if personal else reason)
        yield Entry(pk, org, " ".join(names) or said, parts, about=said if names else "", detail=detail, day=since, personal=personal)


def tasks(rows: Rows) -> Iterator[Entry]:
    for pk, org, code, clause, due in ledgers.Task.objects.filter(pk__in=rows).values_list("pk", "org_id", "code", "clause", "due_on"):
        yield Entry(pk, org, clause, (clause,), code, f"{due:%Y-%m-%d} 前完成" if due else "", day=due)


def documents(rows: Rows) -> Iterator[Entry]:
    codes = dict(ledgers.Document.objects.filter(pk__in=rows).values_list("pk", "code"))
    columns = ("document_id", "since", "until", "title", "number", "org_id", "kind", "pk")
    for document, versions in _grouped(ledgers.DocumentVersion.objects.filter(document__in=rows), columns).items():
        (since, _, title, number, org, kind, version), others = _today(versions)
        former = dict.fromkeys(word for each in others if each[4] == org for word in each[2:4] if word not in ("", title, number))
        about = label("document.kind", kind)
        said = "；".join(filter(None, (number, *former)))
        yield Entry(document, org, title, (title, number, *former), codes[document], about, said, since, number=version)


def events(rows: Rows) -> Iterator[Entry]:
    """One entry for each organisation concerned: each leads to that organisation's own history."""
    columns = ("event_id", "pk", "org_id", "event__kind", "event__day", "event__number", "event__note")
    found = ledgers.OrgEventPart.objects.filter(event__in=rows, event__undone_at__isnull=True, role__in=("from", "to"))
    for event, part, org, kind, day, number, note in found.values_list(*columns):
        about = ledgers.event.KINDS[kind]
        yield Entry(event, org, number, (number, about, note), about=about, detail=note, day=day, number=part)


READERS: Mapping[str, tuple[type[Model], Reader]] = {
    "organization": (ledgers.Organization, organizations),
    "person": (ledgers.Person, persons),
    "unit": (ledgers.Unit, units),
    "venue": (ledgers.Venue, venues),
    "activity": (ledgers.Activity, activities),
    "post": (ledgers.Post, posts),
    "tie": (ledgers.Tie, ties),
    "roster": (ledgers.RosterEntry, rosters),
    "task": (ledgers.Task, tasks),
    "document": (ledgers.Document, documents),
    "event": (ledgers.OrgEvent, events),
}

_ENDS = ("org", "unit", "person", "venue")
_SUBJECTS = ("org", "unit", "person", "venue", "activity")
# Whose names stand in other rows: those rows are read again with them.
LEANING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    kind: {"tie": (f"from_{end}", f"to_{end}"), "roster": (f"subject_{end}",)}
    for kind, end in {"organization": "org", "unit": "unit", "venue": "venue"}.items()
} | {
    "person": {"post": ("person",), "tie": ("from_person", "to_person"), "roster": ("subject_person",)},
    "activity": {"roster": ("subject_activity",)},
}


def leaning(kind: str, rows: Rows) -> Iterator[tuple[str, set[int]]]:
    """The rows of other kinds that show a name of these rows."""
    for other, references in LEANING.get(kind, {}).items():
        everywhere = READERS[other][0]._default_manager
        found = [everywhere.filter(**{f"{name}__in": rows}).values_list("pk", flat=True) for name in references]
        yield other, {pk for some in found for pk in some}


_READ_BY = {"org": organizations, "unit": units, "person": persons, "venue": venues, "activity": activities}


class _Names:
    """Names of subjects and ends, with who answers for each."""

    def __init__(self, asked: Iterable[tuple[str, int]]) -> None:
        wanted: dict[str, set[int]] = {}
        for end, pk in asked:
            wanted.setdefault(end, set()).add(pk)
        self._known = {(end, entry.row): entry for end, rows in wanted.items() for entry in _READ_BY[end](rows)}

    def answered_by(self, org: int, there: Iterable[tuple[str, int]]) -> list[str]:
        found = (self._known.get(each) for each in there)
        return [entry.title for entry in found if entry and entry.org == org]


Version = tuple[Any, ...]


def _grouped(found: Any, columns: Iterable[str]) -> dict[int, list[Version]]:
    """Versions by what they are versions of; each begins with `since` and `until`."""
    grouped: dict[int, list[Version]] = {}
    for key, *version in found.order_by("since").values_list(*columns):
        grouped.setdefault(key, []).append(tuple(version))
    return grouped


def _today(versions: list[Version]) -> tuple[Version, list[Version]]:
    """The version in force, else the last one, else the first to come; and the others, newest first."""
    begun = [version for version in versions if version[0] <= clock.today()]
    current = begun[-1] if begun else versions[0]
    return current, [version for version in reversed(versions) if version is not current]


def _former(names: Iterable[str]) -> str:
    return f"曾用名：{'、'.join(names)}" if names else ""
