"""Exceptions by decision come from above: nobody frees himself, and no organisation those whose figures are its own.

Whoever profits is asked first: the organisation itself, the one set up in the unit, the branch of the member. It is freed by a tier
above its own level. Where a unit has no organisation of its own, who answers for it stands above it already and may decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import pyarrow.compute as pc

from gangju.engine.facts_check import Ledgers, told
from gangju.engine.problem import Problem
from gangju.engine.relations import LINE

EXCEPTION: Final = "exception"
READ: Final = ("organization", "unit", "roster_entry", "membership", "post", "person", "venue", "case")
LEVELS: Final = "organization.level"
"""The list of levels, from the highest to the lowest."""

Version = tuple[date, str]


def check_granted(ledgers: Ledgers) -> None:
    """Adds every exception that was granted by who profits from it, or by nobody above."""
    rosters = ledgers.tables["roster_entry"].column("roster")
    if pc.any(pc.equal(rosters, EXCEPTION)).as_py() and ledgers.sound(*READ):
        ledgers.problems += told(_granted_too_low(ledgers))


def _granted_too_low(ledgers: Ledgers) -> Iterator[Problem]:
    above = _Above(ledgers)
    columns = ("roster", "subject_kind", "subject_id", "tier", "since", LINE)
    for roster, kind, thing, tier, since, line in ledgers.rows("roster_entry", *columns):
        if roster != EXCEPTION or tier not in above.ranks:
            continue
        for org, itself in above.profiting(kind, thing, since):
            least = above.least(org, since, itself=itself)
            if above.ranks[tier] > least:
                yield _too_low(ledgers, line, tier, org, above.levels[least] if least >= 0 else None)
                break


def _too_low(ledgers: Ledgers, line: int, tier: str, org: str, least: str | None) -> Problem:
    names = dict(ledgers.rows("organization", "org_id", "name"))
    labels = ledgers.catalogue.lists["roster_entry.tier"]
    message = f"依批准免计由{labels[tier]}批准,受益的是{names[org]}({org}),不能由本级或下级批准"
    above = labels.get(least or "")
    remedy = f"请由{above}或更高一级批准,再改正批准层级" if above else "它上面没有可以批准的层级,请删去这一行"
    return ledgers.problem("roster_entry", line, "tier", message, remedy)


@dataclass(frozen=True)
class _Above:
    """Who profits from an exception, and who stands above him, as of a day."""

    ledgers: Ledgers

    @cached_property
    def levels(self) -> list[str]:
        return list(self.ledgers.catalogue.lists[LEVELS])

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The higher, the smaller."""
        return {level: rank for rank, level in enumerate(self.levels)}

    # ------------------------------------------------------------ who profits
    def profiting(self, kind: str, thing: str, day: date) -> Sequence[tuple[str, bool]]:
        """Organisations, each with whether the exception is its own (else it answers for somebody below it)."""
        match kind:
            case "organization":
                return [(thing, True)]
            case "unit":
                return self._of_unit(thing, day)
            case "person":
                return self._of_person(thing, day)
        for unit, org in self._places.get((kind, thing), []):
            return self._of_unit(unit, day) if unit is not None else [(org, True)]
        return []

    def _of_unit(self, unit: str, day: date) -> list[tuple[str, bool]]:
        own = sorted({org for since, until, org in self._set_up.get(unit, []) if since <= day < until})
        return [(org, True) for org in own] or [(org, False) for org in _on(self._answering.get(unit, []), day)]

    def _of_person(self, person: str, day: date) -> list[tuple[str, bool]]:
        member = _on(self._memberships.get(person, []), day)
        if member:
            return [(org, True) for org in member]
        for unit, org in self._places.get(("person", person), []):
            return self._of_unit(unit, day) if unit is not None else [(org, True)]
        return [(org, False) for org in self._persons.get(person, [])]

    # ------------------------------------------------------------ who stands above
    def least(self, org: str, day: date, *, itself: bool) -> int:
        """The rank a tier must have at least; below nought where no level stands above."""
        own = self.ranks[_on(self._own_levels[org], day)[0]]
        return own - 1 if itself else own

    # ------------------------------------------------------------ read once
    @cached_property
    def _own_levels(self) -> Mapping[str, list[Version]]:
        return self._dated("organization", "org_id", "level")

    @cached_property
    def _answering(self) -> Mapping[str, list[Version]]:
        return self._dated("unit", "unit_id", "org_id")

    @cached_property
    def _memberships(self) -> Mapping[str, list[Version]]:
        return self._dated("membership", "person_id", "org_id")

    @cached_property
    def _set_up(self) -> Mapping[str, list[tuple[date, date, str]]]:
        found: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
        for unit, org, since, until in self.ledgers.rows("organization", "unit_id", "org_id", "since", "until"):
            if unit is not None:
                found[unit].append((since, until or date.max, org))
        return found

    @cached_property
    def _persons(self) -> Mapping[str, list[str]]:
        rows = self.ledgers.rows("person", "person_id", "org_id")
        return {person: [org] for person, org in rows if org is not None}

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], list[tuple[str | None, str]]]:
        """Where something stands that names a unit or an organisation itself; of a person his newest post."""
        found: dict[tuple[str, str], list[tuple[str | None, str]]] = defaultdict(list)
        for venue, unit, org in self.ledgers.rows("venue", "venue_id", "unit_id", "org_id"):
            found["venue", venue].append((unit, org))
        for case, org in self.ledgers.rows("case", "case_id", "org_id"):
            found["case", case].append((None, org))
        posts = sorted(self.ledgers.rows("post", "since", "person_id", "unit_id", "org_id"), key=lambda row: row[0], reverse=True)
        for _, person, unit, org in posts:
            found["person", person].append((unit, org))
        return found

    def _dated(self, relation: str, thing: str, what: str) -> Mapping[str, list[Version]]:
        found: dict[str, list[Version]] = defaultdict(list)
        for one, since, value in self.ledgers.rows(relation, thing, "since", what):
            found[one].append((since, value))
        for versions in found.values():
            versions.sort(key=lambda version: version[0])
        return found


def _on(versions: Sequence[Version], day: date) -> list[str]:
    """What held on the day, else what came first; nothing where that is empty."""
    begun = [value for since, value in versions if since <= day] or [value for _, value in versions[:1]]
    return [value for value in begun[-1:] if value]
