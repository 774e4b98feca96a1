"""The ground several standards stand on: the subjects of one kind under one adoption, with the rows their conditions anchor.

It is read once, into table `g<n>`: `_subject, org_id, domain, region`, one column for every condition and for what is missing where it
is unknown (`m<i>`), one for every value read from the subject's own row (`x<i>`). A standard's own subjects are a cut of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT
from gangju.engine.world import World


@dataclass
class Ground:
    """`source` is what the columns are read from; it is whole once every standard has said what it needs."""

    name: str
    leaves: dict[Node, str] = field(default_factory=dict)
    observed: dict[str, str] = field(default_factory=dict)
    scanned: dict[str, None] = field(default_factory=dict)
    looked_up: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    meant: dict[str, None] = field(default_factory=dict)
    wheres: dict[Node, None] = field(default_factory=dict)
    single: bool = True
    """Whether every subject stands in an organisation once: then nothing has to be chosen."""

    def looking(self, table: str) -> str:
        """The alias under which a table of looked-up values is joined."""
        return self.observed.setdefault(table, f"o{len(self.observed)}")

    def column(self, text: str) -> str:
        return self.conditions.setdefault(text, f"m{len(self.conditions)}")

    def make(self, world: World, chosen: Sequence[str], source: str, *, anchored: bool) -> None:
        """Makes the table: whoever is meant by a standard, or may be."""
        columns = ", ".join([*chosen, *(f"{text} AS {name}" for text, name in self.conditions.items())])
        someone = " OR ".join(f"{name} IS NOT FALSE" for name in self.meant)
        world.run(f"CREATE TEMP TABLE {self.name} AS SELECT * FROM (SELECT {columns} FROM {source}) WHERE {someone}")
        if anchored:
            twice = f"SELECT 1 FROM {self.name} GROUP BY {SUBJECT}, org_id HAVING count(*) > 1 LIMIT 1"
            self.single = not world.run(twice).fetchall()


class Grounds:
    """The grounds under one adoption, by what their rows are."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._grounds: dict[tuple[Hashable, ...], Ground] = {}

    def under(self, *rows: Hashable) -> Ground:
        return self._grounds.setdefault(rows, Ground(f"{self._name}_{len(self._grounds)}"))
