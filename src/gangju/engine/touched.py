"""What a change of parameters or of words can move: the standards that say or use something that differs, and no others.

A rehearsal asks this first, so that it judges three standards again and not two hundred. What is named by way of a measure, a checklist or
another standard counts as named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from gangju.engine.model import Adoption, Checklist, Metric, Pack, Param, ParamValue, Standard
from gangju.engine.params import overridden

_CALL: Final = re.compile(r"\b(?:param|measure|checklist|observation)\(\s*'([\w-]+)'")
# Every standard over a ledger that is kept waits for late entries so many days, and working days are counted, without saying so.
_EVERYWHERE: Final = frozenset({"entry_grace", "calendar"})


@dataclass(frozen=True)
class Change:
    """One thing that differs between two sides. `kind` is param, words, measure, catalogue, day or facts.

    Of a parameter `before` and `after` are in its human unit; domain, place and category say for whom the value holds, `org`
    whose adoption sets it.
    """

    kind: str
    name: str
    title: str
    before: str | None = None
    after: str | None = None
    unit: str = ""
    clause: tuple[str, ...] = ()
    domain: str | None = None
    place: str | None = None
    category: str | None = None
    org: str | None = None


def exactly(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


# ---------------------------------------------------------------- what a standard names
def names(pack: Pack, standard: Standard) -> frozenset[str]:
    """Ids of parameters, measures, checklists, metrics and other standards that the standard rests on, at any distance."""
    found: set[str] = set()
    waiting = set(_named(_said(standard)))
    while waiting:
        found |= waiting
        waiting = {name for each in waiting for name in _named(_behind(pack, each))} - found
    return frozenset(found)


def _said(standard: Standard) -> list[Any]:
    return [standard.where, standard.keys, [vars(each) for each in standard.roll_up], [_said(part) for part in standard.parts]]


def _behind(pack: Pack, name: str) -> list[Any]:
    """What the thing of this name says itself."""
    said: list[Any] = []
    if name in pack.measures:
        said.append(pack.measures[name].value)
    if name in pack.catalogue.checklists:
        said += [item.computed for item in pack.catalogue.checklists[name].items]
    if name in pack.params:
        said.append({key: value for key, value in vars(pack.params[name]).items() if key not in ("id", "title", "unit", "clause")})
    return said + [_said(each) for each in pack.standards if each.id == name]


def _named(said: Any) -> Iterator[str]:
    """A name stands in a call, or is the whole of a value."""
    if isinstance(said, str):
        yield from _CALL.findall(said)
        yield said
    elif isinstance(said, Mapping):
        yield from _named(list(said.values()))
    elif isinstance(said, Sequence):
        for each in said:
            yield from _named(each)


# ---------------------------------------------------------------- what differs
def changes(before: Pack, after: Pack, old: Sequence[Adoption], new: Sequence[Adoption], day: date) -> list[Change]:
    """Parameters whose values in force differ on the day, measures and catalogue entries that say something else."""
    found = list(_pack_params(before.params, after.params, day))
    mine = [{(each.org, each.since): each for each in side if each.pack == pack.id} for side, pack in ((old, before), (new, after))]
    for key in sorted({*mine[0], *mine[1]}):
        sides = [side[key].params if key in side else {} for side in mine]
        found += _local(after.params, sides[0], sides[1], key[0], day)
    return [*found, *_measures(before, after), *_catalogue(before, after)]


def _pack_params(before: Mapping[str, Param], after: Mapping[str, Param], day: date) -> Iterator[Change]:
    """What holds on the day; a parameter that differs on other days alone is named without figures, since a window may lie there."""
    for name in sorted({*before, *after}):
        sides = [_values(side.get(name), day) for side in (before, after)]
        param = after.get(name) or before[name]
        dated = [side[name].values if name in side else () for side in (before, after)]
        if sides[0] == sides[1] and dated[0] != dated[1]:
            yield Change("param", name, param.title, unit=param.unit, clause=param.clause)
        for whom in sorted({*sides[0], *sides[1]}, key=lambda key: tuple(part or "" for part in key)):
            old, new = (side.get(whom) for side in sides)
            if old != new:
                domain, place, category = whom
                yield Change("param", name, param.title, exactly(old), exactly(new), param.unit, param.clause, domain, place, category)


Whom = tuple[str | None, str | None, str | None]


def _values(param: Param | None, day: date) -> dict[Whom, Fraction]:
    newest: dict[Whom, Fraction] = {}
    values: Iterable[ParamValue] = () if param is None else sorted(param.values, key=lambda value: value.since)
    for value in values:
        if value.since <= day:
            newest[value.domain, value.place, value.category] = value.value
    return newest


def _local(params: Mapping[str, Param], old: Mapping[str, Fraction], new: Mapping[str, Fraction], org: str, day: date) -> Iterator[Change]:
    """A value that an adoption sets, against what held there before: another local one, else the plan's own for each circumstance."""
    for name in sorted({*old, *new}):
        if name not in params or old.get(name) == new.get(name):
            continue
        sides = [_values(overridden(params, {name: side[name]} if name in side else {})[name], day) for side in (old, new)]
        param, everybody = params[name], (None, None, None)
        for whom in sorted({*sides[0], *sides[1]}, key=str, reverse=True):
            before, after = (side.get(whom, side.get(everybody)) for side in sides)
            if before != after:
                yield Change("param", name, param.title, exactly(before), exactly(after), param.unit, param.clause, *whom, org=org)


def _measures(before: Pack, after: Pack) -> Iterator[Change]:
    for name in sorted({*before.measures, *after.measures}):
        old, new = before.measures.get(name), after.measures.get(name)
        sides = [each and (each.each, each.value, each.unit) for each in (old, new)]
        there = new or old
        if there is not None and sides[0] != sides[1]:
            yield Change("measure", name, there.title, old.value if old else None, new.value if new else None)


def _catalogue(before: Pack, after: Pack) -> Iterator[Change]:
    if before.catalogue.calendar != after.catalogue.calendar:
        yield Change("catalogue", "calendar", "工作日安排")
    old, new = (_entries(pack) for pack in (before, after))
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Change("catalogue", name, (new.get(name) or old[name]).label)


def _entries(pack: Pack) -> dict[str, Checklist | Metric]:
    return {**pack.catalogue.checklists, **pack.catalogue.metrics}


def words_changed(before: Standard, after: Standard) -> list[Change]:
    """The keys of a standard that say something else; its title and its advice judge nobody."""
    sides = [_flat(each) for each in (before, after)]
    keys = sorted(key for key in {*sides[0], *sides[1]} if sides[0].get(key) != sides[1].get(key))
    old, new = ({key: str(value) for key, value in side.items()} for side in sides)
    return [Change("words", key, key, old.get(key), new.get(key)) for key in keys]


def _flat(standard: Standard) -> dict[str, Any]:
    common = ("form", "each", "where", "force", "unit", "period", "absence", "exempt", "roll_up", "due")
    said = {key: getattr(standard, key) for key in common} | dict(standard.keys)
    parts = {f"parts.{part.part}.{key}": value for part in standard.parts for key, value in part.keys.items()}
    return {key: value for key, value in {**said, **parts}.items() if value not in (None, (), "")}


# ---------------------------------------------------------------- which standards are touched
def touched(before: Pack, after: Pack, differing: Sequence[Change]) -> dict[str, list[Change]]:
    """The standards that can move, each with what differs in what it says or uses."""
    found: dict[str, list[Change]] = {}
    sides = [{standard.id: standard for standard in pack.standards} for pack in (before, after)]
    for name in dict.fromkeys((*sides[1], *sides[0])):
        old, new = sides[0].get(name), sides[1].get(name)
        said = words_changed(old, new) if old and new else [Change("words", "standard", name)]
        used = frozenset[str]().union(*(names(pack, each) for pack, each in ((before, old), (after, new)) if each)) | _EVERYWHERE
        why = [*said, *(change for change in differing if change.name in used)]
        if why:
            found[name] = why
    return found


def cut_to(pack: Pack, wanted: Iterable[str]) -> Pack:
    """The pack with these standards alone, and with those that they name: they are judged on nothing else."""
    asked = set(wanted)
    for standard in pack.standards:
        if standard.id in asked:
            asked |= names(pack, standard)
    return replace(pack, standards=tuple(standard for standard in pack.standards if standard.id in asked))
