"""预演 as a page: sliders over the values of a plan, then who falls, what it costs below, who cannot pass, what it asks of a branch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404

from gangju.desk.access.paging import Paged
from gangju.desk.access.scope import STEP, Scope
from gangju.desk.bridge import rehearsing
from gangju.desk.bridge.rehearsing import Asked, Cost, Never, Rehearsed, Setting, Slot
from gangju.desk.bridge.snapshot import NotKept
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Organization, UnitVersion
from gangju.desk.ledgers.names import NAMELESS, names
from gangju.desk.ledgers.places import Crumb, Place, children, trail
from gangju.desk.plans import forms
from gangju.desk.plans.addresses import why_group
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.standards import Known
from gangju.desk.ui.verdicts import URGENCY
from gangju.desk.ui.words import amount, joined, number

ROWS_A_PAGE = 50
# How far a slider reaches: three times what holds.
REACH = 3
# Units that a region code is the code of; others merely lie in it.
DISTRICTS = ("province", "city", "county", "urban_district", "town", "street")
GROUNDS: Mapping[str, str] = {
    "settled": "要算的日子已经过去，补办也不能改变",
    "pace": "照目前最快的进度，余下的日子也补不齐",
    "too_few": "要求的个数比有的还多",
}


@dataclass(frozen=True)
class Slider:
    """`value` is what holds, `held` the same in words, `text` what the form shows; `top` and `step` are empty where a slider makes
    no sense."""

    name: str
    title: str
    whom: str
    source: str
    value: str
    held: str
    text: str
    unit: str
    top: str
    step: str

    @property
    def moved(self) -> bool:
        return self.text != self.value


@dataclass(frozen=True)
class Tally:
    known: Known
    before: str | None
    after: str | None
    n: int


@dataclass(frozen=True)
class Below:
    """One organisation directly below under one standard."""

    name: str
    href: str
    standard: str
    fallen: int
    before: str
    after: str
    more: str
    branches: int
    records: int
    fields: int
    hours: str


@dataclass(frozen=True)
class Fallen:
    name: str
    href: str
    standard: str
    before: str | None
    after: str | None
    figure: str


@dataclass(frozen=True)
class Moved:
    name: str
    place: str
    standard: str
    before: str | None
    after: str | None
    figure: str
    short: str


@dataclass(frozen=True)
class Out:
    name: str
    place: str
    standard: str
    short: str
    ground: str


@dataclass(frozen=True)
class Outcome:
    as_of: date
    known_on: date
    fallen: Page[Any]
    branches: int
    risen: int
    tallies: Sequence[Tally]
    totals: Sequence[tuple[str, str, str]]
    below: Sequence[Below]
    moved: Page[Any]
    nameless: int
    never: Sequence[Out]
    never_nameless: int


@dataclass(frozen=True)
class Stage:
    org: Place
    trail: Sequence[Crumb]
    pack: str
    title: str
    sliders: Sequence[Slider]
    problem: str
    outcome: Outcome | None
    query: Paged


def stage(scope: Scope, org: Place, pack: str, query: Paged) -> Stage:
    """Raises Http404 where the pack does not bind here."""
    slots = rehearsing.slots_of(pack, org.org, scope.today)
    standards = standards_in_force(scope)
    title = next((known.plan for known in standards.values() if known.pack == pack), "")
    if not slots:
        raise Http404
    regions = _regions(scope, [slot.place for slot in slots if slot.place])
    sliders = [_slider(slot, query.value(slot.key), regions) for slot in slots]
    settings = [_setting(pack, slot, query.value(slot.key)) for slot in slots if query.value(slot.key)]
    wrong = [slider.title for slider in sliders if _unreadable(query.value(slider.name))]
    problem = f"“{joined(dict.fromkeys(wrong))}”写得不对：写成 56、0.5、30% 或 3/10 这样不小于零的数。" if wrong else ""
    moving = [each for each in settings if each is not None]
    outcome = None
    if not wrong and moving:
        try:
            found = rehearsing.rehearse(scope, org.org, moving)
            judged = {known.id: known for known in standards.values() if known.pack == pack}
            outcome = _outcome(scope, org, found, judged, query) if found else None
            problem = "" if found else "还没有算出结果，过会儿再来预演。"
        except NotKept as gone:
            problem = f"{gone}。"
    return Stage(org, trail(scope, org, "预演"), pack, title, sliders, problem, outcome, query)


# ---------------------------------------------------------------- sliders
def _slider(slot: Slot, asked: str, regions: Mapping[str, str]) -> Slider:
    value = _text(slot.value)
    top, step = ("", "") if "/" in value else (_text(slot.value * REACH or Fraction(10)), _step(slot.value))
    source = "本地规定" if slot.local or not slot.clause else f"条款{joined(slot.clause)}"
    held = forms.figure(slot.value, slot.unit)
    return Slider(slot.key, slot.title, _whom(slot, regions), source, value, held, asked or value, slot.unit, top, step)


def _text(value: Fraction) -> str:
    """A decimal where it is one exactly, else the ratio."""
    return number(value).replace(",", "")


def _step(value: Fraction) -> str:
    """A slider of about two hundred steps, each a round number."""
    if value.denominator != 1:
        return "0.05" if value < 1 else "0.5"
    size = 1
    while value * REACH > size * 200:
        size *= 10
    return str(size)


def _regions(scope: Scope, codes: Sequence[str]) -> Mapping[str, str]:
    """What the place of a region code is called; those outside the scope have no name here."""
    if not codes:
        return {}
    rows = scope.rows(UnitVersion).filter(region__in=codes, kind__in=DISTRICTS, until=None).order_by("unit_id")
    return dict(rows.values_list("region", "name"))


def _whom(slot: Slot, regions: Mapping[str, str]) -> str:
    parts = [label("organization.domain", slot.domain)] if slot.domain else []
    parts += [regions.get(slot.place, f"本范围以外的地区（{slot.place}）")] if slot.place else []
    return joined([*parts, *([slot.category] if slot.category else [])])


def _setting(pack: str, slot: Slot, asked: str) -> Setting | None:
    """None where the value is what holds anyway."""
    value = _typed(asked)
    if value is None or value == slot.value:
        return None
    name, _, whom = slot.key.partition("@")
    return Setting(name, value, whom or None, pack)


def _unreadable(asked: str) -> bool:
    return bool(asked) and _typed(asked) is None


def _typed(asked: str) -> Fraction | None:
    """A share may be written as 30%."""
    value = rehearsing.number(asked.strip().removesuffix("%"))
    return value / 100 if value is not None and asked.strip().endswith("%") else value


# ---------------------------------------------------------------- what comes of it
def _outcome(scope: Scope, org: Place, found: Rehearsed, pack: Mapping[str, Known], query: Paged) -> Outcome:
    fallen = [row for row in found.groups if _worse(row) and row["part"] is None]
    paths = _paths(found)
    called = names(
        scope,
        {("organization", row["org_id"]) for row in (*found.groups, *found.subjects)}
        | {(row["subject_kind"], row["subject_id"]) for row in found.subjects}
        | {(each.subject_kind, each.subject_id) for each in found.never}
        | {("organization", each.org_id) for each in found.never},
    )
    listed = sorted(fallen, key=lambda row: (len(paths.get(row["org_id"], "")), paths.get(row["org_id"], ""), row["standard"]))
    return Outcome(
        as_of=found.as_of,
        known_on=found.known_on,
        fallen=_page([_fallen(row, pack, called) for row in listed], query.value("page")),
        branches=len({row["org_id"] for row in fallen}),
        risen=len({row["org_id"] for row in found.groups if rehearsing.better(_verdict(row["before"]), _verdict(row["after"]))}),
        tallies=_tallies(found, pack),
        totals=[
            _total(cost, pack) for cost in found.costs if cost.org_id == org.code and cost.part is None and (cost.after or cost.before)
        ],
        below=list(_below(org, children(scope, org), found, pack, paths)),
        moved=_page([_moved(row, pack, called) for row in found.subjects], query.value("moved")),
        nameless=sum(found.nameless.values()),
        never=[_out(each, pack, called) for each in found.never],
        never_nameless=found.never_nameless,
    )


def _page(rows: Sequence[Any], asked: str) -> Page[Any]:
    return Paginator(rows, ROWS_A_PAGE).get_page(asked)


def _verdict(side: Mapping[str, Any] | None) -> str | None:
    return None if side is None else side["verdict"]


def _worse(row: Mapping[str, Any]) -> bool:
    return rehearsing.worse(_verdict(row["before"]), _verdict(row["after"]))


def _paths(found: Rehearsed) -> Mapping[str, str]:
    codes = {row["org_id"] for row in (*found.groups, *found.subjects)} | {key[0] for key in found.nameless}
    codes |= {cost.org_id for cost in found.costs} | {each.org_id for each in found.asks}
    return dict(Organization.objects.filter(code__in=codes).values_list("code", "path"))


def _tallies(found: Rehearsed, pack: Mapping[str, Known]) -> list[Tally]:
    counted: Counter[tuple[str, str | None, str | None]] = Counter()
    for row in found.subjects:
        counted[row["standard"], _verdict(row["before"]), _verdict(row["after"])] += row["part"] is None
    for (_, standard, before, after), n in found.nameless.items():
        counted[standard, before, after] += n
    found_ = [Tally(pack[standard], before, after, n) for (standard, before, after), n in counted.items() if n and standard in pack]
    return sorted(found_, key=lambda each: (each.known.order, URGENCY.get(each.after or "", 9), URGENCY.get(each.before or "", 9)))


def _total(cost: Cost, pack: Mapping[str, Known]) -> tuple[str, str, str]:
    return pack[cost.standard].short, amount(cost.before, cost.unit), amount(cost.after, cost.unit)


def _below(org: Place, places: Sequence[Place], found: Rehearsed, pack: Mapping[str, Known], paths: Mapping[str, str]) -> Iterable[Below]:
    """One line for each organisation directly below and each standard in which more is missing there, or less."""
    deep = len(org.path) + STEP
    fallen: Counter[tuple[str, str]] = Counter()
    for row in found.subjects:
        fallen[paths.get(row["org_id"], "")[:deep], row["standard"]] += row["part"] is None and _worse(row)
    for (code, standard, before, after), n in found.nameless.items():
        fallen[paths.get(code, "")[:deep], standard] += n * rehearsing.worse(before, after)
    asks: dict[tuple[str, str], list[Asked]] = {}
    for each in found.asks:
        asks.setdefault((paths.get(each.org_id, "")[:deep], each.standard), []).append(each)
    short = {(cost.org_id, cost.standard): cost for cost in found.costs if cost.part is None and cost.more != 0}
    for place in places:
        for known in sorted((pack[standard] for code, standard in short if code == place.code), key=lambda known: known.order):
            cost, key = short[place.code, known.id], (place.path, known.id)
            href = why_group(place.code, known.pack, known.id)
            before, after, more = (amount(each, cost.unit) for each in (cost.before, cost.after, cost.more))
            mine = asks.get(key, [])
            yield Below(place.name, href, known.short, fallen[key], before, after, more, len(mine), *_most(mine))


def _most(asks: Sequence[Asked]) -> tuple[int, int, str]:
    """What is asked of the one that is asked most."""
    hours = max((Fraction(each.hours) for each in asks), default=Fraction(0))
    return max((each.records for each in asks), default=0), max((each.fields for each in asks), default=0), number(hours)


def _fallen(row: Mapping[str, Any], pack: Mapping[str, Known], called: Mapping[tuple[str, str], str]) -> Fallen:
    known, after = pack[row["standard"]], row["after"]
    name = called.get(("organization", row["org_id"]), "")
    figure = f"{number(after['lo'])}/{number(after['n'])} {known.heads}" if after else ""
    return Fallen(name, why_group(row["org_id"], known.pack, known.id), known.short, _verdict(row["before"]), _verdict(after), figure)


def _moved(row: Mapping[str, Any], pack: Mapping[str, Known], called: Mapping[tuple[str, str], str]) -> Moved:
    after = row["after"] or {"value": None, "target": None, "shortfall": None}
    name = called.get((row["subject_kind"], row["subject_id"]), NAMELESS)
    figure = f"{number(after['value'])} / {amount(after['target'], row['unit'])}"
    title = pack[row["standard"]].short + (f"（{row['part']}）" if row["part"] else "")
    short = amount(after["shortfall"], row["unit"]) if after["shortfall"] else ""
    place = called.get(("organization", row["org_id"]), "") if row["subject_kind"] != "organization" else ""
    return Moved(name, place, title, _verdict(row["before"]), _verdict(row["after"]), figure, short)


def _out(each: Never, pack: Mapping[str, Known], called: Mapping[tuple[str, str], str]) -> Out:
    name = called.get((each.subject_kind, each.subject_id), NAMELESS)
    place = called.get(("organization", each.org_id), "") if each.subject_kind != "organization" else ""
    return Out(name, place, pack[each.standard].short, amount(each.shortfall, each.unit), GROUNDS[each.ground])
