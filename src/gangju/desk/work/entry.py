"""纪实： the page of one form. Who is called depends on the kind and the day; which duties a kind counts towards comes from the plans.

It stands in this room and not beside its form in `ledgers`, because it shows verdicts, which only rooms above the bridge may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import adopted_on, packs_of
from gangju.desk.ledgers import rolls
from gangju.desk.ledgers.actions import Happening
from gangju.desk.ledgers.codes import labels
from gangju.desk.ledgers.days import read_day
from gangju.desk.ledgers.fields import as_decimal
from gangju.desk.ledgers.forms import ActivityForm
from gangju.desk.ledgers.models import Activity
from gangju.desk.ledgers.places import Place
from gangju.desk.ui.words import number

if TYPE_CHECKING:
    from gangju.engine.model import Pack

# Only the committee is called to its meeting; to everything else the whole branch.
COMMITTEE_KINDS = ("committee_meeting",)
_CODE = re.compile(r"'(\w+)'")
_MEASURE = re.compile(r"measure\('(\w+)'\)")


@dataclass(frozen=True)
class Hint:
    kind: str
    label: str
    counts: Sequence[str]


def hints(scope: Scope) -> list[Hint]:
    """Every kind of activity with the duties it counts towards; kinds that count come first."""
    titles = counted_kinds(packs_of(adopted_on(scope.today)))
    named = labels("activity.kind")
    ordered = sorted(named, key=lambda kind: kind not in titles)
    return [Hint(kind, named[kind], titles.get(kind, ())) for kind in ordered]


def counted_kinds(packs: Sequence[Pack]) -> Mapping[str, Sequence[str]]:
    """Kind → titles of the standards whose expressions name it, directly or through a measure."""
    found: dict[str, list[str]] = {}
    known = labels("activity.kind")
    for pack in packs:
        for standard in pack.standards:
            texts = list(_texts(standard.keys, pack))
            for kind in {code for text in texts if "activity.kind" in text for code in _CODE.findall(text)} & set(known):
                found.setdefault(kind, []).append(standard.title)
    return found


def _texts(keys: Mapping[str, Any], pack: Pack) -> Iterator[str]:
    for value in keys.values():
        if isinstance(value, str):
            yield value
            yield from (pack.measures[name].value for name in _MEASURE.findall(value) if name in pack.measures)


def called(scope: Scope, org: Place, kind: str, day: date) -> list[tuple[str, str]]:
    """Who is present unless ticked absent: code and name."""
    committee = rolls.committee(scope, org, day) if kind in COMMITTEE_KINDS else []
    return committee or rolls.roll(scope, org, day)


def form_for(scope: Scope, org: Place, data: Mapping[str, Any] | None, initial: Mapping[str, Any] | None = None) -> ActivityForm:
    """The form with the roll of the kind and day that it is about, typed or proposed."""
    said = data if data is not None else initial or {}
    kinds = [(hint.kind, hint.label) for hint in hints(scope)]
    roll = called(scope, org, str(said.get("kind", "")), _day(said.get("day"), scope.today))
    named = bool(scope.persons_named(org.org))
    return ActivityForm(data, initial=dict(initial or {}), kinds=kinds, roll=roll, named=named, today=scope.today)


def _day(typed: object, otherwise: date) -> date:
    if isinstance(typed, date):
        return typed
    try:
        return read_day(str(typed or ""))
    except ValueError:
        return otherwise


def happening(form: ActivityForm) -> Happening:
    """What the filled form says, for the deed."""
    said, absent = form.cleaned_data, set(form.cleaned_data["absent"])
    return Happening(
        kind=said["kind"],
        day=said["day"],
        present=[code for code, _ in form.roll if code not in absent],
        absent=sorted(absent),
        hours=said["hours"],
        topic=said["topic"],
    )


def as_typed(activity: Activity, *, again: bool = False) -> dict[str, Any]:
    """An entry as the form's first values; `again` takes it as a pattern: same kind, hours and topic, day and roll are new."""
    hours = as_decimal(activity.hours)
    said = {"kind": activity.kind, "hours": number(hours) if hours is not None else "", "topic": activity.topic}
    if again:
        return said
    absent = activity.participations.filter(attended=False).values_list("person__code", flat=True)
    return said | {"day": activity.started_at.date(), "absent": list(absent)}
