"""What passes from organisations that end to the one that takes over: members, posts, places, lists, ties, children, open tasks.

One rule for all: every dated row that refers to one of those that end is closed on the day, and its like is opened with
the heir in their place. What belongs to its year stays where it was: activities, money, figures, scores, finished tasks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

from gangju.desk import clock
from gangju.desk.access.models import Grant
from gangju.desk.ledgers.events.changes import Changes, new_code
from gangju.desk.ledgers.models import (
    Membership,
    Observation,
    Organization,
    OrganizationVersion,
    Person,
    Placement,
    Post,
    RosterEntry,
    Task,
    Tie,
    Unit,
    UnitVersion,
    Venue,
    in_force,
)

# An end of work is of the one organisation; a tie of descent is history.
STAYING = Q(roster="suspension")
# That an organisation keeps a ledger ends with the organisation itself: a closed row would say that it had stopped before.
KEEPS = "keeps"
KEPT = Q(roster=KEEPS)
SUCCESSOR = "successor"
HISTORY = ("appointed_by",)


@dataclass
class Passing:
    """From `ending` to `heir`; `units` maps units that end to those that take them over."""

    changes: Changes
    ending: tuple[Organization, ...]
    heir: Organization
    units: dict[Unit, Unit] = field(default_factory=dict)
    heirs: dict[tuple[type[Model], int], Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.heirs |= {(Organization, org.pk): self.heir for org in self.ending}
        self.heirs |= {(Unit, old.pk): new for old, new in self.units.items()}

    def everything(self, *, end_posts: bool, close_venues: bool, secretary: str = "") -> None:
        self.venues(close_venues)
        self.posts(end_posts, secretary)
        self.members()
        self.lists()
        self.keeping()
        self.ties()
        self._pass_all(Placement.objects.filter(parent__in=self.ending).exclude(org__in=self.ending))
        self._pass_all(OrganizationVersion.objects.filter(unit__in=list(self.units)).exclude(organization__in=self.ending))
        answered = UnitVersion.objects.filter(Q(org__in=self.ending) | Q(parent__in=list(self.units)))
        self._pass_all(answered.exclude(unit__in=list(self.units)))
        self.persons(Person.objects.filter(org__in=self.ending))
        self._tasks()
        self._grants()
        self._staying()

    def ends(self) -> None:
        """Nobody takes over: whatever is still open is closed."""
        self.posts(end=True)
        self.venues(close=True)
        entries = RosterEntry.objects.filter(self._about(RosterEntry, "subject_org") | Q(org__in=self.ending)).exclude(KEPT)
        ties = Tie.objects.filter(self._about(Tie, "from_org", "to_org") | Q(org__in=self.ending)).exclude(kind=SUCCESSOR)
        for row in (*self.changes.current(entries), *self.changes.current(ties)):
            self.changes.close(row)
        self._grants()

    # ------------------------------------------------------------ by kind of row
    def members(self, chosen: Q | None = None) -> None:
        """A transfer between the two, with the days of admission kept."""
        rows = self.changes.current(Membership.objects.filter(chosen or Q(), org__in=self.ending))
        for row in rows:
            self.changes.pass_on(row, {"exit": "transfer"}, org=self.heir, entry="transfer", exit="")

    def persons(self, rows: QuerySet[Person]) -> None:
        """Who answers for a person's row is not dated: it follows the membership."""
        for row in rows.order_by("pk"):
            if (Person, row.pk) not in self.changes.touched:
                self.changes.change(row, org=self.heir)

    def venues(self, close: bool, chosen: Q | None = None) -> None:
        where = Q(org__in=self.ending) | Q(unit__in=list(self.units))
        for row in self.changes.current(Venue.objects.filter(where, chosen or Q())):
            if close:
                self.changes.close(row)
                continue
            like = self.changes.pass_on(row, **self._replaced(row))
            self.heirs[Venue, row.pk] = like
            self._answers(row, like)

    def _answers(self, old: Venue, new: Venue) -> None:
        """What was found at the place is still true of it: the newest answer to each item goes along."""
        newest = {(row.checklist, row.item): row for row in old.checkanswer_about.order_by("checked_on")}
        for row in newest.values():
            self.changes.open(self.changes.like(row, subject_venue=new, **self._replaced(row, without="subject_venue")))

    def posts(self, end: bool, secretary: str = "") -> None:
        where = Q(org__in=self.ending) | Q(unit__in=list(self.units))
        rows = self.changes.current(Post.objects.filter(where))
        ended = set(rows) if end else self._rivals(rows, secretary)
        held = {(row.person_id, row.role) for row in self._of_heir(Post) if row not in ended}
        for row in rows:
            if row in ended or (row.person_id, row.role) in held:
                self.changes.close(row, exit="adjusted")
            else:
                held.add((row.person_id, row.role))
                self.heirs[Post, row.pk] = self.changes.pass_on(row, {"exit": "adjusted"}, exit="", **self._replaced(row))

    def _rivals(self, rows: list[Post], secretary: str) -> set[Post]:
        """One secretary continues: the one named, else the heir's own, else the only one there is."""
        own = [row for row in self._of_heir(Post) if row.role == "secretary"]
        coming = [row for row in rows if row.role == "secretary" and row.org_id in {org.pk for org in self.ending}]
        named = [row for row in own + coming if row.code == secretary]
        if secretary and not named:
            self.changes.refuse("secretary", "继任书记不在这几个组织的现任书记之中,请重新选择")
        staying = named or own or (coming if len(coming) == 1 else [])
        for row in own:
            if row not in staying:
                self.changes.close(row, exit="adjusted")
        if not staying and own + coming:
            self.changes.notes.append("原各组织书记的职务到这一天为止,变动后请任命新的书记")
        return {row for row in own + coming if row not in staying}

    def lists(self, chosen: Q | None = None) -> None:
        """Open entries of rosters; of two alike one is enough."""
        where = self._about(RosterEntry, "subject_org", "subject_unit", "subject_venue") | Q(org__in=self.ending)
        rows = RosterEntry.objects.filter(where, chosen or Q())
        taken = {_entry_key(row) for row in self._already()}
        for row in self.changes.current(rows.exclude(STAYING | KEPT)):
            columns = self._replaced(row)
            key = _entry_key(self.changes.like(row, **columns))
            if key in taken:
                self.changes.close(row)
                continue
            taken.add(key)
            self.changes.pass_on(row, **columns)
        for row in self.changes.current(rows.filter(STAYING)):
            self.changes.close(row)

    def keeping(self) -> None:
        """The heir keeps what was kept. Hours count wherever earned, so a new one whose predecessors all kept the ledger of an
        activity has kept it as long as they; money and tasks are the predecessors' own, and their ledgers begin on the day."""
        taken = {row.category for row in self._already() if row.roster == KEEPS and _end(row, "subject_org") == self._heir_key}
        kept: dict[str, list[RosterEntry]] = {}
        for row in RosterEntry.objects.filter(KEPT, in_force(self.changes.day), subject_org__in=self.ending).order_by("category", "pk"):
            kept.setdefault(row.category, []).append(row)
        for category, rows in kept.items():
            self.changes.duties += [(category, row.org, self.heir) for row in rows if category not in taken]
            if category not in taken:
                since = max(row.since for row in rows) if self._kept_all_along(category, rows) else self.changes.day
                self.changes.open(RosterEntry(org=self.heir, subject_org=self.heir, roster=KEEPS, category=category, since=since))

    def _kept_all_along(self, category: str, rows: list[RosterEntry]) -> bool:
        return self.heir._state.adding and category.startswith("activity.") and len(rows) == len(self.ending)

    @property
    def _heir_key(self) -> object:
        return self.heir.pk or id(self.heir)

    def ties(self) -> None:
        ends = [f"{end}_{kind}" for end in ("from", "to") for kind in ("org", "unit", "venue")]
        rows = Tie.objects.filter(self._about(Tie, *ends) | Q(org__in=self.ending)).exclude(kind=SUCCESSOR)
        known: set[tuple[Any, ...]] = set()
        for row in self.changes.current(rows):
            columns = self._replaced(row)
            like = self.changes.like(row, **columns)
            key = (*(_end(like, name) for name in ends), like.from_person_id, like.to_person_id, like.kind)
            if key in known or _with_itself(like):
                self.changes.close(row)
                continue
            known.add(key)
            self.changes.pass_on(row, **columns)

    def _tasks(self) -> None:
        """A task has no span: the old row stays as history, its like is the heir's."""
        for row in Task.objects.filter(org__in=self.ending, state="open").order_by("pk"):
            self.changes.open(self.changes.like(row, org=self.heir))
            self.changes.duties.append((row.clause, row.org, self.heir))

    def _grants(self) -> None:
        """Who held a role over it holds it no longer, unless by an office that passes to the heir: then over the heir.

        A day that is past already counts from today.
        """
        for grant in Grant.objects.filter(org__in=self.ending).filter(Q(until__isnull=True) | Q(until__gt=self.changes.day)):
            post = self.heirs.get((Post, grant.post_id or 0))
            if isinstance(post, Post):
                self.changes.open(Grant(user_id=grant.user_id, org=self.heir, role=grant.role, since=self.changes.day, post=post))
            self.changes.change(grant, until=max(self.changes.day, clock.today(), grant.since + timedelta(days=1)))

    def _staying(self) -> None:
        about = self._about(Observation, "subject_org", "subject_unit")
        left = Observation.objects.filter(about & in_force(self.changes.day)).count()
        if left:
            self.changes.notes.append(f"有 {left} 项年度数据(如收入、人数)留在原单位名下,变动后请为新单位登记合并后的数")

    # ------------------------------------------------------------ helpers
    def _pass_all(self, rows: QuerySet[Any]) -> None:
        for row in self.changes.current(rows):
            self.changes.pass_on(row, **self._replaced(row))

    def _replaced(self, row: Model, without: str = "") -> dict[str, Any]:
        """The references of the row that have an heir, as they will be."""
        found: dict[str, Any] = {}
        for column in row._meta.concrete_fields:
            if column.is_relation and column.name not in (*HISTORY, without):
                heir = self.heirs.get((column.related_model, getattr(row, column.attname)))  # type: ignore[arg-type]
                if heir is not None:
                    found[column.name] = heir
        return found

    def _about(self, model: type[Model], *names: str) -> Q:
        where = Q(pk__in=[])
        for name in names:
            target = model._meta.get_field(name).related_model
            where |= Q(**{f"{name}__in": [pk for (kind, pk) in self.heirs if kind is target]})
        return where

    def _of_heir(self, model: type[Any]) -> list[Any]:
        if not self.heir.pk or self.heir in self.ending:
            return []
        return list(model._default_manager.filter(in_force(self.changes.day), org=self.heir).order_by("pk"))

    def _already(self) -> Iterable[RosterEntry]:
        """Entries about the heirs that last beyond the day or are opened by this event; those that begin later stand in the way too."""
        orgs = [self.heir.pk] if self.heir.pk else []
        units = [unit.pk for unit in self.units.values() if unit.pk]
        lasting = Q(until__isnull=True) | Q(until__gt=self.changes.day)
        kept = RosterEntry.objects.filter(lasting, Q(subject_org__in=orgs) | Q(subject_unit__in=units))
        return [*kept, *(each.row for each in self.changes.opening if isinstance(each.row, RosterEntry))]


def descend(changes: Changes, new: Organization, old: Organization) -> None:
    """The tie of descent, new → old."""
    changes.open(Tie(code=new_code("s"), org=new, kind=SUCCESSOR, from_org=new, to_org=old, since=changes.day))


def unit_descends(changes: Changes, heir: Organization, new: Unit, old: Unit) -> None:
    changes.open(Tie(code=new_code("s"), org=heir, kind=SUCCESSOR, from_unit=new, to_unit=old, since=changes.day))


def _entry_key(row: RosterEntry) -> tuple[Any, ...]:
    subjects = (_end(row, f"subject_{kind}") for kind in ("org", "unit", "person", "venue", "activity"))
    return (row.roster, row.category, *subjects)


def _with_itself(tie: Tie) -> bool:
    return any(_end(tie, f"from_{kind}") is not None and _end(tie, f"from_{kind}") == _end(tie, f"to_{kind}") for kind in ("org", "unit"))


def _end(row: Model, name: str) -> object:
    """A reference as something to compare: its number, or the unsaved row itself."""
    number = getattr(row, f"{name}_id")
    return number if number is not None else _unsaved(row, name)


def _unsaved(row: Model, name: str) -> object:
    cached = row._state.fields_cache.get(name)
    return None if cached is None else id(cached)
