"""换届 as a list: where every elected body of the viewer's scope stands today. Two queries, whatever the width of the scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import CaseElection, below
from gangju.desk.ledgers.places import Place, places
from gangju.desk.ledgers.posts.months import Months
from gangju.desk.ledgers.posts.terms import COLUMNS, DONE, ELECTING, POSTPONED, REMINDED, Spell, State, Term, spells, term_of

SOON = REMINDED[0]
URGENCY = (State.OVERDUE, State.DUE, State.UNKNOWN, State.NORMAL)


@dataclass(frozen=True)
class Standing:
    place: Place
    term: Term


@dataclass(frozen=True)
class Reminder:
    """What the page of a level says about itself and those below it."""

    overdue: int
    due: int
    unknown: int
    soonest: Sequence[tuple[str, date]]


def branches_due_for_election(scope: Scope, within: Months = SOON) -> list[Standing]:
    """Those whose term ends within so many months from today, the soonest first; not those that are overdue already."""
    found = [each for each in standings(scope) if each.term.ends_on and each.term.state != State.OVERDUE]
    return sorted((each for each in found if scope.today >= _last(each) - within), key=_last)


def standings(scope: Scope, under: str = "") -> list[Standing]:
    """Every elected body of today at or below the path, in the order of the tree."""
    found = scope.organizations(kind__in=ELECTING)
    found = found.filter(below(under)) if under else found
    known = _spells(scope, under)
    return [Standing(each, term_of(known.get(each.org.pk, ()), each.kind, each.level, scope.today)) for each in places(scope, found)]


def term(scope: Scope, org: Place) -> Term | None:
    """Of one organisation; None for whoever is not elected."""
    if org.kind not in ELECTING:
        return None
    rows = elections_in(scope).filter(case__subject_org=org.org.pk)
    return term_of(spells(rows), org.kind, org.level, scope.today)


def reminder(scope: Scope, org: Place) -> Reminder | None:
    """For the page of an organisation above branches; None where nothing is due, late or unrecorded."""
    known = _spells(scope, org.path)
    rows = scope.organizations(kind__in=ELECTING).filter(below(org.path)).values_list("pk", "name", "kind", "level")
    found = [(name, term_of(known.get(pk, ()), kind, level, scope.today)) for pk, name, kind, level in rows]
    count = tally(term for _, term in found)
    if not (count[State.OVERDUE] or count[State.DUE] or count[State.UNKNOWN]):
        return None
    coming = sorted((term.ends_on, name) for name, term in found if term.state == State.DUE and term.ends_on)
    return Reminder(count[State.OVERDUE], count[State.DUE], count[State.UNKNOWN], [(name, day) for day, name in coming[:3]])


def tally(terms: Iterable[Term]) -> Mapping[State, int]:
    counted = Counter(each.state for each in terms)
    return {state: counted[state] for state in URGENCY}


def arranged(found: Iterable[Standing], sort: str) -> list[Standing]:
    """By the last day unless asked otherwise: what is late first, what nobody recorded after what is due."""
    if sort == "name":
        return sorted(found, key=lambda each: each.place.name)
    if sort == "order":
        return list(found)
    return sorted(found, key=lambda each: (URGENCY.index(each.term.state), str(each.term.ends_on or ""), each.place.path))


def _last(each: Standing) -> date:
    if each.term.ends_on is None:
        raise ValueError(each.place.code)
    return each.term.ends_on


def _spells(scope: Scope, under: str) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = {}
    rows = elections_in(scope).filter(below(under, "org__path")) if under else elections_in(scope)
    for org, *columns in rows.order_by().values_list("case__subject_org", *COLUMNS):
        found.setdefault(org, []).append(Spell(*columns))
    return found


def elections_in(scope: Scope) -> QuerySet[CaseElection]:
    """Without a word about the kind, which the columns imply: it would lead the database to every election of the installation."""
    return scope.rows(CaseElection).filter(case__state__in=(DONE, POSTPONED))
