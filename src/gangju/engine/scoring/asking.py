"""What a score sheet asks of the facts, said as standards: who is meant, and the figure of every item.

So a sheet reads facts by the same paths, as of the same days and with the same unknowns as any standard; nothing is counted twice in
two ways. Standards made here are reports: they show a figure, or whether something holds, and judge nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gangju.engine.joins import KEYS
from gangju.engine.model import Mark, Pack, RollUp, Standard
from gangju.engine.scoring.model import Item, Scheme
from gangju.engine.sequence import before

COUNTED: Final = ("all", "share", "count")
"""Roll-ups that count who passes."""
ORGANIZATION: Final = "organization"


def asked(pack: Pack, scheme: Scheme) -> tuple[Standard, ...]:
    """The standards that a scheme reads: its own, and those of the pack that it names."""
    named = {item.standard for item in scheme.lines if item.standard}
    named |= {first for name in named for first in before(pack, name)}
    return (*(standard for standard in pack.standards if standard.id in named), *own(pack, scheme))


def own(pack: Pack, scheme: Scheme) -> Iterator[Standard]:
    """Those made for it: its subjects under its own id (so that exceptions name it), its classes, its figures."""
    whole = _either([each.where for each in scheme.classes])
    yield _made(scheme, scheme.id, whole, _everybody(scheme.each), mark="where", exempt=scheme.exempt)
    if len(scheme.classes) > 1:
        for place, each in enumerate(scheme.classes):
            yield _made(scheme, class_name(scheme, each.id), each.where, _everybody(scheme.each), mark=f"classes.{place}.where")
    for item in scheme.lines:
        yield from _of_item(pack, scheme, item)
    if scheme.mean_of is not None and scheme.mean_of.owed:
        yield _made(scheme, owed_name(scheme), whole, scheme.mean_of.owed, mark="mean_of.owed")


def class_name(scheme: Scheme, name: str) -> str:
    return f"{scheme.id}:class:{name}"


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
    if item.standard is None or scheme.each != ORGANIZATION:
        return None
    kinds = [each.kind for each in pack.standard(item.standard).roll_up]
    return item.roll_up or next((kind for kind in kinds if kind in COUNTED), None)


def _of_item(pack: Pack, scheme: Scheme, item: Item) -> Iterator[Standard]:
    where = _either([each.where for each in scheme.classes if not item.only or each.id in item.only])
    name, unit = item_name(scheme, item), item.unit or "个"
    if item.measure is not None:
        measure = pack.measures[item.measure]
        alike = measure.each == scheme.each
        rolled = () if alike else (RollUp("sum", value="unset"),)
        meant = where if alike else _everybody(measure.each)
        said = f"measure('{item.measure}')"
        yield _made(scheme, name, meant, said, measure.unit, item=item, key="measure", each=measure.each, roll_up=rolled)
    elif item.metric is not None:
        year = ", year" if scheme.period == "year" else ""
        unit = pack.catalogue.metrics[item.metric].unit
        yield _made(scheme, name, where, f"observation('{item.metric}'{year})", unit, item=item, key="metric")
    elif item.value is not None:
        yield _made(scheme, name, where, item.value, unit, item=item, key="value", require=item.require)
    if item.target is not None:
        yield _made(scheme, target_name(scheme, item), where, item.target, unit, item=item, key="target")


def _made(
    scheme: Scheme,
    name: str,
    where: str,
    value: str,
    unit: str = "个",
    *,
    mark: str = "",
    item: Item | None = None,
    key: str = "",
    each: str | None = None,
    exempt: Sequence[str] = (),
    roll_up: Sequence[RollUp] = (),
    require: str | None = None,
) -> Standard:
    """Lines of its keys are those of the file, so that a mistake is told where its author made it."""
    marks: Mapping[str, int] = scheme.marks if item is None else item.marks
    line = scheme.line if item is None else item.line
    here = marks.get(mark or key, line)
    lines = {"where": scheme.marks.get("where", scheme.marks.get("classes.0.where", line)), "value": here}
    return Standard(
        id=name,
        title=scheme.title if item is None else item.title,
        clause=scheme.clause,
        form="threshold",
        each=each or scheme.each,
        where=where,
        force="must" if require else "report",
        unit=unit,
        period=scheme.period,
        absence=None,
        exempt=tuple(exempt),
        roll_up=tuple(roll_up),
        advice="",
        keys={"value": value} | ({"require": require} if require else {}),
        mark=Mark(scheme.file, line),
        marks=lines | {"require": marks.get("require", here), "unit": marks.get("unit", here), "period": line},
    )


def _either(conditions: Sequence[str]) -> str:
    return conditions[0] if len(conditions) == 1 else " or ".join(f"({each})" for each in conditions)


def _everybody(each: str) -> str:
    return f"{each}.{KEYS[each]} is not null"
