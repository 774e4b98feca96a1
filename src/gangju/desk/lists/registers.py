"""The lists of the desk as data: one register for each relation and one for each kind that the catalogue declares.

A register says what a list is called in the field, which rows stand on it, its columns, its order, how its rows are entered and
who may read them. Pages, entry and tests read the registers and nothing else about a relation; nothing here touches the database.

`registers.yaml` says how each relation is listed; columns, their titles and types come from the relations' own declaration and
the kinds' files by `ledgers.kinds`. A kind without a file is listed with the generic columns of its relation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from django.db.models import Model

from gangju.desk.ledgers.codes import labels

FieldType = Literal[
    "code", "day", "number", "whole", "yes_no", "text", "org", "unit", "person", "venue", "activity", "document", "case", "subject", "time"
]
REFERENCES: frozenset[str] = frozenset({"org", "unit", "person", "venue", "activity", "document", "case"})
NOWHERE = "系统"


@dataclass(frozen=True)
class Field:
    """One column of a list or of a form.

    `path` is the model's own attribute: a plain column (`since`), a reference (`org`, `unit`, `person`), the prefix of the
    references of a subject (`subject_`, `from_`, `to_`), or empty for what is counted (`present`). Numbers are kept in hundredths
    of `unit`. `codes` stands for a list that binds this kind alone; `private` columns show only where the row's person may be named.
    """

    name: str
    title: str
    type: FieldType
    path: str
    list: str = ""
    unit: str = ""
    whole: bool = False
    editable: bool = True
    required: bool = False
    sortable: bool = False
    filterable: bool = False
    private: bool = False
    help: str = ""
    codes: Mapping[str, str] | None = None
    subjects: tuple[str, ...] = ()

    @property
    def choices(self) -> Mapping[str, str]:
        """Code -> label, in the catalogue's order; empty where any text may stand."""
        if self.codes is not None:
            return self.codes
        return labels(self.list) if self.list else {}

    @property
    def counted(self) -> bool:
        return not self.path

    @property
    def right(self) -> bool:
        """Figures stand at the right of their column."""
        return self.type in ("number", "whole")


@dataclass(frozen=True)
class Register:
    """One list. Rows are those of `model` whose columns equal `fixed`; `through` leads to the organisation that answers.

    `fields` are the columns of the list, `form` the order of entry, `everything` all that a row's own page shows. `span` names the
    columns of the first day and of the day after the last. `write` is empty where rows come from deeds of their own; `entered` then
    names the page. `walks` are columns whose order an index keeps however long the list is. `personal` rows are about persons;
    `by` is the column that tells kinds apart; a `series` holds values of past times, so that its rows of all days are shown at first;
    `whole` is a relation with all its kinds, which stands under 系统 alone.
    """

    key: str
    title: str
    relation: str
    kind: str
    model: type[Model]
    fixed: Mapping[str, str]
    fields: tuple[Field, ...]
    form: tuple[Field, ...]
    everything: tuple[Field, ...]
    sort: str
    filters: tuple[str, ...]
    search: tuple[str, ...]
    empty: str
    help: str
    print_title: str
    group: str
    read: str = "ledger.read"
    write: str = "ledger.write"
    entered: str = ""
    personal: bool = False
    whole: bool = False
    through: str = "org"
    span: tuple[str, str] | None = None
    sheet: str = ""
    sensitivity: str = "internal"
    walks: frozenset[str] = frozenset()
    by: str = ""
    series: bool = False
    by_name: Mapping[str, Field] = field(default_factory=dict)

    def column(self, name: str) -> Field:
        """Raises KeyError."""
        return self.by_name[name]


def row_subject(relation: str, row: int) -> str:
    """The subject under which the journal keeps deeds about one row, so that the row's page can show its history."""
    return f"{relation}#{row}"


@cache
def registers() -> Mapping[str, Register]:
    """All lists by key (`membership`, `roster_entry.weak_village`), in the order of the index."""
    from gangju.desk.lists.making import all_registers  # noqa: PLC0415 - it builds what is declared here

    return {made.key: made for made in all_registers()}


def register(key: str) -> Register:
    """Raises KeyError."""
    return registers()[key]
