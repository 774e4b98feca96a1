"""From values to what stands in the cells: codes by their labels, days and amounts as people write them, references by name.

How a column is read and said is worked out once for a register; a page then runs plain functions over plain tuples. Everything
exact stays exact: hundredths are written out from whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from gangju.desk.access.prepared import ask, padded
from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.kinds import declared
from gangju.desk.ledgers.models import Participation
from gangju.desk.lists.names import Names, missing, names
from gangju.desk.lists.registers import REFERENCES, Field, Register
from gangju.desk.ui.words import unit_name

Row = tuple[Any, ...]
Said = Callable[[Any], str]
YES_NO: Mapping[Any, str] = {True: "是", False: "否"}
NOTHING = ""


@dataclass(frozen=True)
class Cells:
    """A row as a page shows it. `by` names the organisation that entered it for another (代录); `nameless` that a person is not named."""

    pk: int
    cells: tuple[str, ...]
    by: str = ""
    nameless: bool = False


@dataclass(frozen=True)
class Reading:
    """Which values of a row are asked, after its number, and where each column finds its own."""

    register: Register
    fields: tuple[Field, ...]
    paths: tuple[str, ...]
    places: Mapping[str, int]

    def at(self, row: Row, path: str) -> Any:
        return row[self.places[path]]

    @property
    def persons(self) -> str:
        """The value that says whom a row is about; empty where it is about nobody."""
        if self.register.relation == "person":
            return "pk"
        return next((path for path in ("person_id", "subject_person_id") if path in self.places), "")


def reading(register: Register, fields: Sequence[Field]) -> Reading:
    wanted = [path for column in fields for path in _paths(column)] + ["entered_by_id"]
    if any(column.unit == "metric" for column in fields):
        wanted.append("metric")
    if any(column.private for column in fields) and register.relation == "roster_entry":
        wanted.append("subject_person_id")
    paths = tuple(dict.fromkeys(wanted))
    return Reading(register, tuple(fields), paths, {"pk": 0} | {path: place for place, path in enumerate(paths, start=1)})


def _paths(column: Field) -> list[str]:
    if column.type == "subject":
        return [f"{column.path}{kind}_id" for kind in column.subjects]
    if column.type in REFERENCES:
        return [f"{column.path}_id"]
    return [column.path] if column.path else []


def cells(scope: Scope, read: Reading, rows: Sequence[Row]) -> list[Cells]:
    called = names(scope, read.register.read, _wanted(read, rows))
    came = _came(rows) if any(column.counted for column in read.fields) else {}
    makers = [_maker(read, column, called, came) for column in read.fields]
    by = _entered(read, called)
    hidden = _hidden(read, called)
    return [Cells(row[0], tuple([make(row) for make in makers]), by(row), hidden(row)) for row in rows]


def _wanted(read: Reading, rows: Sequence[Row]) -> dict[str, set[int]]:
    """Numbers by kind of thing."""
    found: dict[str, set[int]] = {}
    for kind, place in _asked(read):
        found.setdefault(kind, set()).update(row[place] for row in rows if row[place] is not None)
    return found


def _asked(read: Reading) -> Iterable[tuple[str, int]]:
    for column in read.fields:
        for path, kind in zip(_paths(column), column.subjects or (column.type,), strict=False):
            if kind in REFERENCES or column.type == "subject":
                yield kind, read.places[path]
    yield "org", read.places["entered_by_id"]
    if read.persons:
        yield "person", read.places[read.persons]


def _came(rows: Sequence[Row]) -> dict[int, tuple[int, int]]:
    """Of each activity how many came and how many did not."""
    numbers = padded([row[0] for row in rows])
    return {activity: (came, away) for activity, came, away in ask(("came", len(numbers)), numbers, _attendance)}


def _attendance(activities: Sequence[int]) -> QuerySet[Participation, tuple[Any, ...]]:
    seen = Participation.objects.filter(activity__in=activities).values("activity")
    counted = seen.annotate(came=Count("pk", filter=Q(attended=True)), away=Count("pk", filter=Q(attended=False)))
    return counted.values_list("activity", "came", "away")


def _maker(read: Reading, column: Field, called: Names, came: Mapping[int, tuple[int, int]]) -> Callable[[Row], str]:
    if column.counted:
        which = 0 if column.name == "present" else 1
        return lambda row: str(came.get(row[0], (0, 0))[which])
    if column.private:
        return _private(read, column, called)
    places = [read.places[path] for path in _paths(column)]
    if column.type == "subject":
        return _subject(column, places, called)
    place = places[0]
    if column.type in REFERENCES:
        of = called.known.get(column.type, {})
        absent = missing(column.type)
        return lambda row: NOTHING if row[place] is None else of.get(row[place], absent)
    if column.unit == "metric":
        return _measured(place, read.places["metric"])
    say = said(column)
    return lambda row: NOTHING if row[place] is None else say(row[place])


def _subject(column: Field, places: Sequence[int], called: Names) -> Callable[[Row], str]:
    pairs = list(zip(column.subjects, places, strict=True))

    def make(row: Row) -> str:
        for kind, place in pairs:
            if row[place] is not None:
                return called.of(kind, row[place])
        return NOTHING

    return make


def _private(read: Reading, column: Field, called: Names) -> Callable[[Row], str]:
    place, whose, say = read.places[column.path], read.places[read.persons], said(column)

    def make(row: Row) -> str:
        if row[whose] is not None and not called.shown("person", row[whose]):
            return missing("person") if column.name == "name" else NOTHING
        return NOTHING if row[place] is None else say(row[place])

    return make


def _measured(place: int, metric: int) -> Callable[[Row], str]:
    """A value with the unit that its metric declares."""
    units = {code: unit_name(about.unit) for code, about in declared().metrics.items()}
    return lambda row: f"{hundredths(row[place])} {units.get(row[metric], '')}".rstrip()


def _entered(read: Reading, called: Names) -> Callable[[Row], str]:
    """Who entered for another: by name where the viewer may know it."""
    place, known = read.places["entered_by_id"], called.known.get("org", {})
    return lambda row: NOTHING if row[place] is None else known.get(row[place], "上级党组织")


def _hidden(read: Reading, called: Names) -> Callable[[Row], bool]:
    if not read.persons:
        return lambda _: False
    place, known = read.places[read.persons], called.known.get("person", {})
    return lambda row: row[place] is not None and row[place] not in known


# One value


def said(column: Field) -> Said:
    """How a value of the column is said; None is said by nobody."""
    if column.type == "day":
        return day
    if column.type == "time":
        return moment
    if column.type == "number":
        return money if column.unit == "元" else hundredths
    if column.type == "yes_no":
        return YES_NO.__getitem__
    choices = column.choices
    return (lambda value: choices.get(value, value)) if choices else str


def day(value: date) -> str:
    return f"{value.year}.{value.month}.{value.day}"


def moment(value: datetime) -> str:
    """Midnight stands for a day without a time."""
    clock = f" {value.hour:02}:{value.minute:02}" if value.hour or value.minute else ""
    return f"{value.year}.{value.month}.{value.day}{clock}"


def hundredths(value: int) -> str:
    """2350 is 23.5; grouped from five digits on."""
    whole, rest = divmod(abs(value), 100)
    sign = "-" if value < 0 else ""
    grouped = f"{whole:,}" if whole > 9999 else str(whole)
    return f"{sign}{grouped}" + (f".{rest:02}".rstrip("0") if rest else "")


def money(value: int) -> str:
    """Fen as yuan, always with both decimals."""
    whole, rest = divmod(abs(value), 100)
    return f"{'-' if value < 0 else ''}{whole:,}.{rest:02}"
