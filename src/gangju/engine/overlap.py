"""Where two adopted packs judge the same measure of the same subject: the stricter first, since the fact behind both is entered once.

Two standards measure the same when they read the same figure of the same kind of subject over the same period; what they ask of the
figure may differ. Whether they meet is not guessed from their conditions but seen in the results: they must share subjects.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from gangju.engine import words
from gangju.engine.forms import FORMS
from gangju.engine.model import Pack, Standard
from gangju.engine.results import Results

# Keys whose expression is what is asked of a figure, not the figure.
ASKED: Final = frozenset({"require", "of", "base", "coefficient", "total", "reported"})
# Keys in plain words that say which figure is meant.
NAMED: Final = ("checklist", "tie", "window", "distinct", "members", "by", "paid")
ALIKE: Final[Mapping[str, str]] = {"share": "threshold"}
# A ceiling is the stricter the lower it is; everything else the higher.
CEILING: Final = re.compile(r"<(?!>)")
Place = tuple[str, str, str | None]


@dataclass(frozen=True)
class Side:
    """One of two standards. `targets` are the least and greatest that it asks of the subjects of both, null where it names none."""

    pack: str
    standard: str
    part: str | None
    title: str
    targets: tuple[Any, Any] | None


@dataclass(frozen=True)
class Overlap:
    """`stricter`: of so many of the subjects the first asks more, the second asks more, both the same."""

    first: Side
    second: Side
    subject_kind: str
    unit: str
    subjects: int
    stricter: tuple[int, int, int]


def measured(pack: Pack, standard: Standard) -> Hashable | None:
    """What a standard measures, equal for two that measure the same; None where it has no figure of its own."""
    form = FORMS.get(standard.form)
    if form is None or standard.parts:
        return None
    read = frozenset((key, node) for key, node in form.nodes(pack, standard) if key not in ASKED)
    named = tuple((key, str(standard.keys[key])) for key in NAMED if key in standard.keys)
    if not read and not named:
        return None
    return (ALIKE.get(standard.form, standard.form), standard.each, standard.period, read, named)


def overlaps(packs: Sequence[Pack], results: Results) -> list[Overlap]:
    """Every pair of standards of different packs that meet in the results, those with most subjects first."""
    targets = _targets(results)
    found = [
        each
        for same in _groups(packs)
        for (one, first), (other, second) in combinations(same, 2)
        if one.id != other.id and (each := _pair(one, first, other, second, targets)) is not None
    ]
    return sorted(found, key=lambda each: (-each.subjects, each.first.pack, each.first.standard, each.second.pack, each.second.standard))


def _groups(packs: Sequence[Pack]) -> Iterable[list[tuple[Pack, Standard]]]:
    alike: dict[Hashable, list[tuple[Pack, Standard]]] = {}
    for pack, standard in _standards(packs):
        what = measured(pack, standard)
        if what is not None:
            alike.setdefault(what, []).append((pack, standard))
    return alike.values()


def _standards(packs: Sequence[Pack]) -> Iterator[tuple[Pack, Standard]]:
    """The conditions of a clause stand for the clause."""
    for pack in packs:
        for standard in pack.standards:
            yield from ((pack, each) for each in standard.parts or (standard,))


def _targets(results: Results) -> dict[Place, dict[tuple[str, str], Any]]:
    found: dict[Place, dict[tuple[str, str], Any]] = {}
    for row in results.subjects.to_pylist():
        place = (row["pack"], row["standard"], row["part"])
        found.setdefault(place, {})[row["subject_id"], row["org_id"]] = (
            None if row["target"] is None else Fraction(row["target"], row["scale"])
        )
    return found


def _pair(
    one: Pack, first: Standard, other: Pack, second: Standard, targets: Mapping[Place, Mapping[tuple[str, str], Any]]
) -> Overlap | None:
    mine, theirs = (targets.get((pack.id, standard.id, standard.part), {}) for pack, standard in ((one, first), (other, second)))
    shared = sorted(mine.keys() & theirs.keys())
    if not shared:
        return None
    asked = [(mine[key], theirs[key]) for key in shared if mine[key] is not None and theirs[key] is not None]
    more = sum(_more(left, right, first) for left, right in asked)
    less = sum(_more(right, left, first) for left, right in asked)
    sides = (_side(one, first, [left for left, _ in asked]), _side(other, second, [right for _, right in asked]))
    stricter = (more, less, len(asked) - more - less)
    if less > more:
        sides, stricter = (sides[1], sides[0]), (less, more, stricter[2])
    return Overlap(*sides, first.each, first.unit, len(shared), stricter)


def _more(left: Any, right: Any, standard: Standard) -> bool:
    ceiling = CEILING.search(str(standard.keys.get("require", ""))) is not None
    return bool(left < right if ceiling else left > right)


def _side(pack: Pack, standard: Standard, asked: Sequence[Any]) -> Side:
    title = f"{standard.title}（{standard.part}）" if standard.part else standard.title
    return Side(pack.id, standard.id, standard.part, title, (_said(min(asked)), _said(max(asked))) if asked else None)


def _said(target: Fraction) -> int | str:
    return int(target) if target.denominator == 1 else words.number(target)
