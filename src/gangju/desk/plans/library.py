"""方案库: what could be adopted, read like the plan itself, with every standard as a sentence and every figure with its day and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.bridge.packs import Offered, Unreadable, offered, on_offer
from gangju.desk.ledgers.codes import labels
from gangju.desk.ledgers.models import Organization, below
from gangju.desk.ledgers.places import BRANCHES, Place, places
from gangju.desk.plans.books import Chapter, chapters
from gangju.desk.plans.forms import figure
from gangju.desk.plans.models import Adoption
from gangju.desk.plans.queries import plans_seen
from gangju.desk.ui.words import joined

if TYPE_CHECKING:
    from gangju.engine.model import Pack, Param, ParamValue


@dataclass(frozen=True)
class Shelf:
    """One pack of the library, and how many organisations in the viewer's sight have adopted this version."""

    offered: Offered
    adopted: int


@dataclass(frozen=True)
class Figure:
    """One dated value. `holds` says for whom, empty where for all; `source` is a clause or the place's own choice."""

    title: str
    value: str
    holds: str
    since: date
    source: str


@dataclass(frozen=True)
class Reading:
    """A pack as a page shows it: `said` is the sentence of each standard by its id."""

    offered: Offered
    chapters: Sequence[Chapter]
    said: dict[str, str]
    figures: Sequence[Figure]

    @property
    def local(self) -> list[Param]:
        return local(self.offered.pack)


def shelves(scope: Scope) -> tuple[list[Shelf], list[Unreadable]]:
    found, bad = on_offer()
    hashes = list(plans_seen(scope).values_list("pack_hash", flat=True))
    return [Shelf(each, hashes.count(each.pack.hash)) for each in found], bad


def reading(version: str) -> Reading | None:
    found = offered(version)
    if found is None:
        return None
    pack = found.pack
    return Reading(found, list(chapters(pack)), found.sentences(), list(_figures(pack)))


def local(pack: Pack) -> list[Param]:
    """Parameters that the plan leaves to whoever adopts it. A figure with a clause is nobody's to change below."""
    return [param for param in pack.params.values() if param.local]


def adopters(scope: Scope) -> list[Place]:
    """Organisations that the viewer may adopt for; a branch adopts nothing of its own."""
    return [each for each in places(scope, scope.organizations("plan.adopt")) if each.kind not in (*BRANCHES, "group")]


def bound(adoption: Adoption) -> int:
    """How many organisations the adoption binds today: at and below its own, without those that a nearer one binds."""
    today = clock.today()
    inside = Organization.objects.filter(below(adoption.org.path, "path"))
    holding = Adoption.objects.filter(Q(until=None) | Q(until__gt=today), pack=adoption.pack, since__lte=today)
    for nearer in holding.filter(org__path__startswith=adoption.org.path).exclude(org=adoption.org):
        inside = inside.exclude(below(nearer.org.path, "path"))
    return inside.count()


def _figures(pack: Pack) -> Iterator[Figure]:
    for param in pack.params.values():
        for value in sorted(param.values, key=lambda value: (value.place or "", value.domain or "", value.category or "", value.since)):
            source = "本地规定" if param.local or not param.clause else f"条款{joined(param.clause)}"
            yield Figure(param.title, figure(value.value, param.unit), _holds(param, value), value.since, source)


def _holds(param: Param, value: ParamValue) -> str:
    """For whom the value holds, in the catalogue's words."""
    words = [labels("organization.domain").get(value.domain, value.domain)] if value.domain else []
    words += [f"地区 {value.place}"] if value.place else []
    words += [labels(param.list).get(value.category, value.category) if param.list else value.category] if value.category else []
    return joined(words)
