"""核对单 that came back: which parts the member found right and which he corrected by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.ledgers.kindrules import items_of
from gangju.desk.ledgers.models import CheckAnswer, Person
from gangju.desk.people.actions.checks import CHECKLIST


@dataclass(frozen=True)
class Checked:
    """The newest sheet that came back; `differs` are the parts corrected on it."""

    day: date
    same: int
    differs: Sequence[str]


def last_check(person: Person) -> Checked | None:
    return last_checks([person]).get(person.pk)


def last_checks(persons: Iterable[Person]) -> Mapping[int, Checked]:
    """By person; one query."""
    rows = CheckAnswer.objects.filter(checklist=CHECKLIST, subject_person__in=list(persons)).order_by("checked_on", "pk")
    by_day: dict[int, tuple[date, dict[str, str]]] = {}
    for about, day, item, answer in rows.values_list("subject_person_id", "checked_on", "item", "answer"):
        if about is not None:
            newest = by_day.get(about)
            by_day[about] = (day, {**(newest[1] if newest and newest[0] == day else {}), item: answer})
    titles = items_of(CHECKLIST)
    return {
        about: Checked(
            day, sum(each == "yes" for each in said.values()), [titles.get(item, item) for item, each in said.items() if each == "no"]
        )
        for about, (day, said) in by_day.items()
    }
