"""缺什么 as a page: the entries that settle most, who makes them, and how far the organisation is from passing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.access.scope import Scope
from gangju.desk.bridge import lacking as bridge
from gangju.desk.bridge.lacking import EVERYWHERE, Lacking, Lacks, Left, Near
from gangju.desk.ledgers.names import NAMELESS, names
from gangju.desk.ledgers.places import Crumb, Place, trail
from gangju.desk.plans import notes
from gangju.desk.plans.addresses import why_group
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.standards import Known, Standards
from gangju.desk.ui.words import amount, joined, number

# As many as somebody works off in a week.
MOST = 50
CODES: Mapping[str, str] = {"unkept": "建账", "missing": "填写", "stale": "重新核查"}
Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Thing:
    """One sort of entry, whoever makes it where: so many entries settle so many verdicts."""

    what: str
    deed: str
    keeper: str
    facts: int
    verdicts: int


@dataclass(frozen=True)
class Entry:
    what: str
    deed: str
    where: str
    keeper: str
    facts: int
    verdicts: int
    standards: str


@dataclass(frozen=True)
class Step:
    """`to_go` says how much is left, `nearest` with whom to begin."""

    known: Known
    title: str
    verdict: str
    href: str
    to_go: str
    nearest: Sequence[tuple[str, str]]
    nameless: int


@dataclass(frozen=True)
class Wants:
    org: Place
    trail: Sequence[Crumb]
    as_of: date
    known_on: date
    things: Sequence[Thing]
    entries: Sequence[Entry]
    more: int
    steps: Sequence[Step]


def wants(scope: Scope, org: Place) -> Wants | None:
    """None before the first run."""
    found = bridge.lacks(scope, org.org)
    if found is None:
        return None
    standards = standards_in_force(scope)
    first = found.facts[:MOST]
    called = names(
        scope,
        {(each.place_kind, each.place) for each in first}
        | {(near.subject_kind, near.subject_id) for way in found.left for near in way.near},
    )
    return Wants(
        org=org,
        trail=trail(scope, org, "缺什么"),
        as_of=found.as_of,
        known_on=found.known_on,
        things=_things(found.facts, standards),
        entries=[_entry(each, standards, called) for each in first],
        more=len(found.facts) - len(first),
        steps=_steps(org, found, standards, called),
    )


# ---------------------------------------------------------------- what settles most
def _things(facts: Sequence[Lacking], standards: Standards) -> list[Thing]:
    """The same thing missing in many places is one line, most verdicts first."""
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for each in facts:
        key = (_what(each, standards), CODES[each.code], notes.keeper(f"{each.code}:{each.what}"))
        n, settled = found.get(key, (0, 0))
        found[key] = (n + each.facts, settled + each.verdicts)
    lines = [Thing(*key, *counts) for key, counts in found.items()]
    return sorted(lines, key=lambda line: (-line.verdicts, line.what))


def _what(each: Lacking, standards: Standards) -> str:
    if each.code == "stale":
        known = _known(each, standards)
        return notes.missing_thing(f"stale:{each.what}", checklist=known[0].checklist if known else None).removeprefix("重新核查：")
    return notes.missing_thing(f"{each.code}:{each.what}")


def _known(each: Lacking, standards: Standards) -> list[Known]:
    keys = [tuple(name.split("/", 1)) for name in each.standards]
    return [standards[key[0], key[1]] for key in keys if (key[0], key[1]) in standards]


def _entry(each: Lacking, standards: Standards, called: Names) -> Entry:
    where = "县里统一填一个数" if each.place == EVERYWHERE else called.get((each.place_kind, each.place), NAMELESS)
    keeper = notes.keeper(f"{each.code}:{each.what}")
    titles = joined(dict.fromkeys(known.short for known in _known(each, standards)))
    return Entry(_what(each, standards), CODES[each.code], where, keeper, each.facts, each.verdicts, titles)


# ---------------------------------------------------------------- how far it is
def _steps(org: Place, found: Lacks, standards: Standards, called: Names) -> list[Step]:
    pairs = [(way, hidden) for way, hidden in zip(found.left, found.nameless, strict=True) if (way.pack, way.standard) in standards]
    return [_step(org, way, hidden, standards[way.pack, way.standard], called) for way, hidden in pairs]


def _step(org: Place, way: Left, hidden: int, known: Known, called: Names) -> Step:
    title = f"{known.title}（{way.part}）" if way.part else known.title
    near = [(called.get((each.subject_kind, each.subject_id), NAMELESS), _short(each, way.unit, known)) for each in way.near[:5]]
    return Step(known, title, way.verdict, why_group(org.code, known.pack, known.id), _to_go(way, known), near, hidden)


def _to_go(way: Left, known: Known) -> str:
    """How many more must pass, and what the nearest of them lack together."""
    if way.need is None:
        return f"合计还差 {amount(way.cheapest, way.unit)}" if way.cheapest else "还不能定"
    said = f"还要 {number(way.need)} {known.heads}达标"
    if way.need == 0:
        return "人数已够，等期限或数据定下来"
    return f"{said}，最近的合计差 {amount(way.cheapest, way.unit)}" if way.cheapest is not None else f"{said}，其中有缺数据的"


def _short(each: Near, unit: str, known: Known) -> str:
    if each.shortfall is None:
        return notes.missing_thing(each.note, checklist=known.checklist) or "缺数据"
    return f"差 {amount(each.shortfall, unit)}"
