"""What an officer says about a change of organisations. Plain data: nothing is read or written here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gangju.desk.ledgers.models import Organization, Unit


@dataclass(frozen=True)
class NewUnit:
    """A unit that comes into being together with its organisation."""

    name: str
    kind: str
    domain: str = ""
    parent: Unit | None = None
    region: str = ""


@dataclass(frozen=True)
class NewOrganization:
    """`unit` is a unit that exists, or one to be founded, in which the organisation is set up."""

    name: str
    kind: str
    level: str
    domain: str = ""
    set_up_mode: str = ""
    unit: Unit | NewUnit | None = None


@dataclass(frozen=True)
class Event:
    """`day` is the first day of the new state; `number` names the document that approved it."""

    day: date
    number: str


@dataclass(frozen=True)
class Found(Event):
    """设立. `keeps` are ledgers kept from the first day on (`activity.training`)."""

    parent: Organization
    founded: NewOrganization
    keeps: tuple[str, ...] = ()
    note: str = ""
    kind = "found"


@dataclass(frozen=True)
class Dissolve(Event):
    """撤销. With a successor everything passes to it, posts aside; without one there must be nothing left to pass."""

    org: Organization
    successor: Organization | None = None
    close_venues: bool = False
    note: str = ""
    kind = "dissolve"


@dataclass(frozen=True)
class Rename(Event):
    """更名; `unit_name` where the unit is renamed with it."""

    org: Organization
    name: str
    unit_name: str = ""
    note: str = ""
    kind = "rename"


@dataclass(frozen=True)
class Move(Event):
    """调整隶属: with its whole subtree below another parent."""

    org: Organization
    parent: Organization
    note: str = ""
    kind = "move"


@dataclass(frozen=True)
class Merge(Event):
    """合并 into one that exists (it may be among `orgs`) or one that is founded below `parent`.

    `secretary` is the code of the secretary's post that continues. Units merge too unless `keep_units`.
    """

    orgs: tuple[Organization, ...]
    into: Organization | None = None
    founded: NewOrganization | None = None
    parent: Organization | None = None
    secretary: str = ""
    keep_units: bool = False
    note: str = ""
    kind = "merge"


@dataclass(frozen=True)
class Part:
    """One organisation that comes out of a split: who and what goes with it, by public codes."""

    founded: NewOrganization
    members: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split(Event):
    """分设: new organisations out of one, which stays or is dissolved; then the first part inherits what nobody chose."""

    org: Organization
    parts: tuple[Part, ...]
    dissolve: bool = False
    note: str = ""
    kind = "split"


AnyEvent = Found | Dissolve | Rename | Move | Merge | Split
