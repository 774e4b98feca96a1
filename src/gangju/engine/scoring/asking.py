"""What a score sheet asks of the facts, said as standards: who is meant, and the figure of every item.

So a sheet reads facts by the same paths, as of the same days and with the same unknowns as any standard; nothing is counted twice in
two ways. Standards made here are reports: they show a figure, or whether something holds, and judge nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from gangju.engine.joins import KEYS
from gangju.engine.model import Mark, Pack, RollUp, Standard
from gangju.engine.scoring.model import Class, Item, Scheme
from gangju.engine.sequence import before

COUNTED: Final = ("all", "share", "count")
"""Roll-ups that count who passes."""
ORGANIZATION: Final = "organization"
OWN_ROW: Final = "own"
"""An organisation is read by its own row of a standard, not by everything at or below it: so often as it has missed something itself."""


def asked(pack: Pack, scheme: Scheme) -> tuple[Standard, ...]:
    """The standards that a scheme reads: its own, and those of the pack that it names."""
    named = {item.standard for item in scheme.lines if item.standard}
    named |= {first for name in named for first in before(pack, name)}
    return (*(standard for standard in pack.standards if standard.id in named), *own(pack, scheme))


def own(pack: Pack, scheme: Scheme) -> Iterator[Standard]:
    """Those made for it, class by class: its subjects under its own id (so that exceptions name it), and its figures."""
    for klass in scheme.classes:
        yield _made(scheme, klass, scheme.id, _everybody(scheme.each), exempt=scheme.exempt)
        for item in scheme.lines:
            if not item.only or klass.id in item.only:
                yield from _of_item(pack, scheme, klass, item)
        if scheme.mean_of is not None and scheme.mean_of.owed:
            yield _made(scheme, klass, owed_name(scheme), scheme.mean_of.owed, mark="mean_of.owed")


def part_of(scheme: Scheme, klass: str) -> str | None:
    """What tells the standards made for one class from those of another: they bear the same id."""
    return klass if len(scheme.classes) > 1 else None


def owed_name(scheme: Scheme) -> str:
    return f"{scheme.id}:owed"


def item_name(scheme: Scheme, item: Item) -> str:
    return item.standard or f"{scheme.id}:{item.id}"


def target_name(scheme: Scheme, item: Item) -> str:
    return f"{scheme.id}:{item.id}:target"


def grouped(pack: Pack, scheme: Scheme, item: Item) -> str | None:
    """The roll-up under which an item is read at the organisation that is scored; None: its figure is the subject's own."""
    if item.measure is not None and pack.measures[item.measure].each != scheme.each:
        return "sum"
    if item.standard is None or scheme.each != ORGANIZATION or item.roll_up == OWN_ROW:
        return None
    kinds = [each.kind for each in pack.standard(item.standard).roll_up]
    return item.roll_up or next((kind for kind in kinds if kind in COUNTED), None)


def _of_item(pack: Pack, scheme: Scheme, klass: Class, item: Item) -> Iterator[Standard]:
    name, unit = item_name(scheme, item), item.unit or "个"
    if item.measure is not None:
        measure = pack.measures[item.measure]
        yield _made(scheme, klass, name, f"measure('{item.measure}')", measure.unit, item=item, key="measure", of=measure.each)
    elif item.metric is not None:
        year = ", year" if scheme.period == "year" else ""
        unit = pack.catalogue.metrics[item.metric].unit
        yield _made(scheme, klass, name, f"observation('{item.metric}'{year})", unit, item=item, key="metric")
    elif item.value is not None:
        yield _made(scheme, klass, name, item.value, unit, item=item, key="value")
    if item.target is not None:
        yield _made(scheme, klass, target_name(scheme, item), item.target, unit, item=replace(item, require=None), key="target")


def _made(
    scheme: Scheme,
    klass: Class,
    name: str,
    value: str,
    unit: str = "个",
    *,
    mark: str = "",
    item: Item | None = None,
    key: str = "",
    of: str = "",
    exempt: Sequence[str] = (),
) -> Standard:
    """Lines of its keys are those of the file, so that a mistake is told where its author made it. What is `of` another kind than who is
    scored is added up at the organisation."""
    apart = of not in ("", scheme.each)
    marks: Mapping[str, int] = scheme.marks if item is None else item.marks
    line = scheme.line if item is None else item.line
    here = marks.get(mark or key, line)
    places = {each.id: f"classes.{number}.where" for number, each in enumerate(scheme.classes)}
    where = scheme.marks.get("where", scheme.marks.get(places[klass.id], line))
    require = None if item is None else item.require
    return Standard(
        id=name,
        title=scheme.title if item is None else item.title,
        clause=scheme.clause,
        form="threshold",
        each=of if apart else scheme.each,
        where=_everybody(of) if apart else klass.where,
        force="must" if require else "report",
        unit=unit,
        period=scheme.period,
        absence=None,
        exempt=tuple(exempt),
        roll_up=(RollUp("sum", value="unset"),) if apart else (),
        advice="",
        keys={"value": value} | ({"require": require} if require else {}),
        mark=Mark(scheme.file, line),
        marks={"where": where, "value": here, "require": marks.get("require", here), "unit": marks.get("unit", here), "period": line},
        part=part_of(scheme, klass.id),
    )


def _everybody(each: str) -> str:
    return f"{each}.{KEYS[each]} is not null"
