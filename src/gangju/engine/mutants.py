"""Standards changed in one place each: what the cases of a pack must notice, or they do not say what the standard says.

Changes are made to the standard as its author wrote it, so every key of the language is reached: another operator, a bound
one unit off, a window one off, a condition left out, an exemption left out, absence read the other way. A change that the
loader refuses is none.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from gangju.engine import plan
from gangju.engine.expr import ExprError
from gangju.engine.forms import FORMS
from gangju.engine.load_build import build_measures, build_params, build_standards
from gangju.engine.load_checks import Files
from gangju.engine.load_schema import shape_problems
from gangju.engine.meaning import check_pack
from gangju.engine.model import Pack
from gangju.engine.relations import RELATIONS
from gangju.engine.sequence import before
from gangju.engine.syntax_changes import said_otherwise
from gangju.engine.yaml_marks import Marked

Path = tuple[str | int, ...]

SILENT: Final = frozenset(
    {"id", "title", "clause", "form", "each", "force", "unit", "advice", "differs", "superseded_by", "roster", "category", "tier", "batch"}
)
"""Keys that are no bound, window or condition; whom a list names stands in its own cases."""
OTHER_OP: Final = {
    ">=": (">",),
    ">": (">=",),
    "<=": ("<",),
    "<": ("<=",),
    "=": (">=", "<="),
    "greater": ("not_less",),
    "not_less": ("greater",),
}
SPANS: Final = ("week", "month", "two_months", "quarter", "half", "year", "two_years")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK: Final = re.compile(r"(\d{2}):(\d{2})")
LENGTH: Final = re.compile(r"(rolling )?(\d+) (days|months|years)")
RATIO: Final = re.compile(r"(\d+)/([1-9]\d*)")
PARAM_CALL: Final = re.compile(r"param\(\s*'([^']+)'")
MEASURE_CALL: Final = re.compile(r"measure\(\s*'([^']+)'")
IMPLIED: Final = frozenset({"without activity.status = 'held'"})
"""Conditions that the engine lays under every event anyway: leaving them out changes nothing."""
NONE_OR_FEWER: Final = re.compile(r"COUNT\(.*\) = 0 → <=")
KIND_OF_CASE: Final = re.compile(r"without \"?case\"?\.kind = '(\w+)'")


@dataclass(frozen=True)
class Mutant:
    """`change` says what was changed, in words that stay the same from run to run; `pack` holds the changed standard alone."""

    standard: str
    change: str
    pack: Pack


@dataclass(frozen=True)
class Change:
    what: str
    value: Any


def mutants(pack: Pack, files: Files, standard: str) -> list[Mutant]:
    """Every change of one standard that still is a standard."""
    item = next(each for each in files.standards.data if each["id"] == standard)
    made = [*_of_standard(pack, files, item), *_of_params(pack, files, item), *_of_measures(pack, files, item)]
    return [each for each in made if not check_pack(each.pack)]


# ---------------------------------------------------------------- the standard itself
def _of_standard(pack: Pack, files: Files, item: Mapping[str, Any]) -> Iterator[Mutant]:
    for path, value in _leaves(item):
        for change in _changes(path, value):
            if not _means_nothing(pack, item, path, change):
                yield from _built(pack, files, item, f"{_dotted(path)}: {change.what}", _put(path, change.value))
    for key, relation in (("where", item["each"]), ("by", "organization")):
        if isinstance(item.get(key), str) and " and " not in item[key]:
            anything = f"{relation}.{RELATIONS[relation].id} is not null"
            yield from _built(pack, files, item, f"{key}: without {item[key]}", _put((key,), anything))
    for reason in item.get("exempt") or []:
        yield from _built(pack, files, item, f"exempt without {reason}", _without(reason))
    if _counts(pack, item):
        other = "unknown" if item.get("absence") == "zero" else "zero"
        yield from _built(pack, files, item, f"absence {other}", _put(("absence",), other))


def _counts(pack: Pack, item: Mapping[str, Any]) -> bool:
    """Whether rows of a ledger that must be kept are counted: only then does absence mean something, and only then the length of a
    period; a register and a figure are read on its last day."""
    return item["form"] in ("rhythm", "split") or any(each.kinds for node in _nodes(pack, item) for each in plan.aggregates(node))


def _nodes(pack: Pack, item: Mapping[str, Any]) -> list[plan.Node]:
    standard = pack.standard(item["id"])
    return [node for part in standard.parts or (standard,) for _, node in FORMS[part.form].nodes(pack, part)]


def _means_nothing(pack: Pack, item: Mapping[str, Any], path: Path, change: Change) -> bool:
    """Changes that no world could tell: the period of a rhythm (its windows count) or of what is read on one day, one or more of a
    condition that is 1 or 0, none or fewer of a count, and the kind of a case of which the companion is asked anyway."""
    if NONE_OR_FEWER.fullmatch(change.what):
        return True
    if path[-1] == "period":
        return "window" in item or not _counts(pack, item)
    if path[-1] == "require" and change.what == "value = 1 → >=":
        return any(isinstance(node, plan.Truth) for node in _nodes(pack, item))
    kind = KIND_OF_CASE.fullmatch(change.what)
    return kind is not None and f"case_{kind[1]}." in str(change.value)


def _leaves(inside: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """What may be changed, wherever it stands in the standard."""
    if isinstance(inside, Mapping):
        for key, value in inside.items():
            if key not in SILENT and key not in ("exempt", "absence"):
                yield from _leaves(value, (*path, key))
    elif isinstance(inside, list):
        for place, value in enumerate(inside):
            yield from _leaves(value, (*path, place))
    elif inside is not None:
        yield path, inside


def _changes(path: Path, value: Any) -> Iterator[Change]:
    key = path[-1]
    if key == "value" and "roll_up" in path and (found := RATIO.fullmatch(str(value))):
        yield from (Change(f"{value} → {other}", str(other)) for other in _heads(Fraction(found[0])))
        return
    if isinstance(value, bool):
        return
    if isinstance(value, int | Decimal):
        yield from _number(value)
    elif key in ("op", "require") and value in OTHER_OP:
        yield from (Change(f"{value} → {other}", other) for other in OTHER_OP[value])
    elif value in SPANS or value in WEEKDAYS:
        yield from _beside(value, SPANS if value in SPANS else WEEKDAYS)
    else:
        yield from _text(str(value))


def _number(value: int | Decimal) -> Iterator[Change]:
    step = 1 if isinstance(value, int) else Decimal("0.01") if abs(value) < 1 else Decimal(1)
    yield from (Change(f"{value} → {other}", other) for other in (value - step, value + step) if other >= 0)


def _beside(value: str, order: tuple[str, ...]) -> Iterator[Change]:
    place = order.index(value)
    yield from (Change(f"{value} → {other}", other) for other in order[max(place - 1, 0) : place + 2] if other != value)


def _text(value: str) -> Iterator[Change]:
    for pattern, change in PATTERNS.items():
        if found := pattern.fullmatch(value):
            yield from (Change(f"{value} → {other}", other) for other in change(found))
            return
    try:
        yield from (Change(what, text) for what, text in said_otherwise(value) if what not in IMPLIED)
    except ExprError:
        return  # a code, not an expression


def _days(found: re.Match[str]) -> Iterator[str]:
    day = date.fromisoformat(found[0])
    yield from ((day + timedelta(days=step)).isoformat() for step in (-1, 1))


def _clock(found: re.Match[str]) -> Iterator[str]:
    minutes = int(found[1]) * 60 + int(found[2])
    yield from (f"{other // 60:02}:{other % 60:02}" for other in (minutes - 1, minutes + 1) if 0 <= other < 24 * 60)


def _length(found: re.Match[str]) -> Iterator[str]:
    yield from (f"{found[1] or ''}{other} {found[3]}" for other in (int(found[2]) - 1, int(found[2]) + 1) if other > 0)


def _heads(share: Fraction) -> Iterator[Fraction]:
    """The shares beside this one that as many heads can make: a fifth lies between a sixth and a fourth."""
    yield from (Fraction(share.numerator, other) for other in (share.denominator + 1, share.denominator - 1) if other > 0)


def _ratio(found: re.Match[str]) -> Iterator[str]:
    share = Fraction(found[0])
    yield from (str(other) for other in (share - Fraction(1, 100), share + Fraction(1, 100)) if other > 0)


PATTERNS: Final[Mapping[re.Pattern[str], Callable[[re.Match[str]], Iterator[str]]]] = {
    DAY: _days,
    CLOCK: _clock,
    LENGTH: _length,
    RATIO: _ratio,
}


# ---------------------------------------------------------------- what the standard reads
def _of_params(pack: Pack, files: Files, item: Mapping[str, Any]) -> Iterator[Mutant]:
    """Each value of each parameter that the standard reads, one unit (a ratio: one in a hundred) lower and higher."""
    used = set(PARAM_CALL.findall(whole_text(files, item)))
    of_heads = set(PARAM_CALL.findall(str([each.get("value") for each in item.get("roll_up") or [] if each["kind"] == "share"])))
    for place, param in enumerate(files.params.data):
        if param["id"] not in used:
            continue
        for number, value in ((at, value) for at, value in enumerate(param["values"]) if "value" in value):
            moved = _heads if param["id"] in of_heads else _hundredths if param["unit"] == "ratio" else _ones
            for other in moved(Fraction(value["value"])):
                marked = replace(files.params, data=_replaced(files.params.data, (place, "values", number, "value"), str(other)))
                change = _sided(f"param {param['id']} {value['since']}: {value['value']} → {_shown(other)}", value)
                yield Mutant(item["id"], change, _alone(pack, files, item, params=build_params(marked)))


def _sided(change: str, value: Mapping[str, Any]) -> str:
    sides = [str(value[name]) for name in ("domain", "place", "category") if name in value]
    return f"{change} ({' '.join(sides)})" if sides else change


def _hundredths(value: Fraction) -> Iterator[Fraction]:
    yield from (other for other in (value - Fraction(1, 100), value + Fraction(1, 100)) if other >= 0)


def _ones(value: Fraction) -> Iterator[Fraction]:
    yield from (other for other in (value - 1, value + 1) if other >= 0)


def _shown(value: Fraction) -> str:
    return str(Decimal(value.numerator) / value.denominator) if 100 % value.denominator == 0 else str(value)


def _of_measures(pack: Pack, files: Files, item: Mapping[str, Any]) -> Iterator[Mutant]:
    used = _measures_of(files, item)
    for place, measure in enumerate(files.measures.data or []):
        if measure["id"] not in used:
            continue
        for change in _text(measure["value"]):
            data = _replaced(files.measures.data, (place, "value"), change.value)
            measures = build_measures(Marked(files.measures.file, data, {}))
            yield Mutant(item["id"], f"measure {measure['id']}: {change.what}", _alone(pack, files, item, measures=measures))


def _measures_of(files: Files, item: Mapping[str, Any]) -> set[str]:
    return set(MEASURE_CALL.findall(whole_text(files, item)))


def whole_text(files: Files, item: Mapping[str, Any]) -> str:
    """All that a standard says, with the measures and computed items it reads."""
    values = {each["id"]: str(each["value"]) for each in files.measures.data or []}
    text, seen = str(item), set[str]()
    while more := set(MEASURE_CALL.findall(text)) - seen:
        seen |= more
        text += "".join(values.get(name, "") for name in more)
    return text


# ---------------------------------------------------------------- building
def _put(path: Path, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        inside: Any = item
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value

    return change


def _without(reason: str) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        item["exempt"].remove(reason)

    return change


def _replaced(data: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(data)
    _put(path, value)(changed)
    return changed


def _built(pack: Pack, files: Files, item: Mapping[str, Any], said: str, change: Callable[[dict[str, Any]], None]) -> Iterator[Mutant]:
    """Nothing where the changed standard has not the shape of one."""
    changed = copy.deepcopy(dict(item))
    change(changed)
    if not shape_problems(Marked(files.standards.file, [changed], {}), "standards"):
        yield Mutant(item["id"], said, _alone(pack, files, changed))


def _alone(pack: Pack, files: Files, item: Mapping[str, Any], **other: Any) -> Pack:
    """The pack with this standard alone, and those that must be met before it."""
    standards = build_standards(Marked(files.standards.file, [item], {}), pack.catalogue)
    first = set(before(pack, item["id"]))
    return replace(pack, standards=(*standards, *(each for each in pack.standards if each.id in first)), **other)


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))
