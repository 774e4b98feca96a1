"""One home for every fact: which relation, kind and column hold what the source texts ask for.

A concept is said once and has one home; two concepts in the same home are one concept under two names. Whatever has no
home yet is listed with the reason, so that nothing that a source asks for is merely forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gangju.engine.catalogue import CODE_COLUMN
from gangju.engine.inventory import FOLDER, Row
from gangju.engine.load_schema import shape_problems
from gangju.engine.model import Catalogue
from gangju.engine.problem import BadInput, Problem
from gangju.engine.relations import RELATIONS, Column
from gangju.engine.spelling import choose
from gangju.engine.yaml_marks import Marked, Where, read_yaml

FILE: Final = FOLDER / "homes.yaml"
KIND_LIST: Final[Mapping[str, str]] = {"post": "post.role", "score": "score.scheme", "participation": "activity.kind"}
"""Which list holds the kinds of a relation, where it is not that of its own kind column."""
ABSENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "register": ("zero", "unknown"),
    "counted": ("zero_where_kept",),
    "attribute": ("unknown",),
}
"""What no row may mean, by the nature of the relation; an empty column of a register's row is unknown."""


@dataclass(frozen=True)
class Home:
    """`where` narrows the kind: column → code. `covers` are the words of the inventory for it."""

    concept: str
    title: str
    relation: str
    kind: str | None
    where: Mapping[str, str]
    column: str
    unit: str
    absence: str
    covers: tuple[str, ...]

    @property
    def place(self) -> tuple[object, ...]:
        return (self.relation, self.kind, tuple(sorted(self.where.items())), self.column)

    @property
    def ledger(self) -> str:
        """The kind as the catalogue calls it (`activity.training`), or the bare relation."""
        relation = "activity" if self.relation == "participation" and self.kind else self.relation
        return f"{relation}.{self.kind}" if self.kind else relation


@dataclass(frozen=True)
class Homes:
    homes: Mapping[str, Home]
    unmapped: Mapping[str, str]

    def words(self) -> int:
        """How many different words of the inventory have a home."""
        return len({word for home in self.homes.values() for word in home.covers})


def load_homes(catalogue: Catalogue, path: Path = FILE) -> Homes:
    """Raises BadInput with every concept of two homes, every home that does not exist, every word said twice."""
    marked = read_yaml(path, path.name)
    problems = shape_problems(marked, "homes") or [*_problems(marked, catalogue)]
    if problems:
        raise BadInput(problems)
    homes = (_home(item) for item in marked.data["homes"])
    unmapped = {fact: item["why"] for item in marked.data["unmapped"] for fact in item["facts"]}
    return Homes({home.concept: home for home in homes}, unmapped)


def _home(item: Mapping[str, Any]) -> Home:
    own = {name: item[name] for name in ("concept", "title", "relation", "column", "unit", "absence")}
    return Home(**own, kind=item.get("kind"), where=item.get("with") or {}, covers=tuple(item["covers"]))


def row_problems(homes: Homes, rows: Iterable[Row]) -> list[Problem]:
    """Where the inventory and the homes do not fit each other."""
    asked = Counter(fact for row in rows for fact in row.facts)
    strangers = [Problem("inventory.jsonl", 0, fact, "事实没有家", "请在 homes.yaml 里写上它") for fact in asked if fact not in homes.homes]
    idle = [Problem(FILE.name, 0, name, "没有哪一行用到这个概念", "请删去,或核对 covers") for name in homes.homes if name not in asked]
    return [*strangers, *idle]


# ---------------------------------------------------------------- checking
def _problems(marked: Marked, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _twice(marked)
    for place, item in enumerate(marked.data["homes"]):
        yield from _of_home(marked, ("homes", place), item, catalogue)
    yield from _words(marked)


def _twice(marked: Marked) -> Iterator[Problem]:
    concepts: dict[str, Home] = {}
    places: dict[tuple[object, ...], str] = {}
    for number, item in enumerate(marked.data["homes"]):
        home, where = _home(item), ("homes", number)
        if home.concept in concepts:
            first = concepts[home.concept]
            said = f"概念“{home.concept}”已有一个家 {first.ledger} 的 {first.column},这里又写成 {home.ledger} 的 {home.column}"
            yield marked.problem((*where, "concept"), said, "一个概念只留一个家")
        elif home.place in places:
            said = f"“{home.concept}”与“{places[home.place]}”同在 {home.ledger} 的 {home.column}"
            yield marked.problem((*where, "column"), said, "一处只有一个名字,请合并,或用 with 写出差别")
        concepts.setdefault(home.concept, home)
        places.setdefault(home.place, home.concept)


def _of_home(marked: Marked, where: Where, item: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    relation = RELATIONS.get(item["relation"])
    if relation is None:
        remedy = choose(item["relation"], RELATIONS, "请核对台账名称")
        yield marked.problem((*where, "relation"), f"没有“{item['relation']}”这个台账", remedy)
        return
    if "kind" in item:
        yield from _kind(marked, (*where, "kind"), item, catalogue)
    for name in [item["column"], *(item.get("with") or {})]:
        if name not in relation.columns:
            key = "column" if name == item["column"] else "with"
            remedy = choose(name, relation.columns, f"可以写的列:{'、'.join(relation.columns)}")
            yield marked.problem((*where, key), f"{relation.name} 没有“{name}”这一列", remedy)
            return
    yield from _codes(marked, where, item, catalogue)
    yield from _unit(marked, where, item, catalogue)
    allowed = ABSENCES[relation.nature]
    if item["absence"] not in allowed:
        yield marked.problem((*where, "absence"), f"{relation.title}没有记录时不是 {item['absence']}", f"请写 {' 或 '.join(allowed)}")


def _kind(marked: Marked, where: Where, item: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    relation = item["relation"]
    listed = KIND_LIST.get(relation, f"{relation}.{CODE_COLUMN.get(relation, 'kind')}")
    codes = catalogue.lists.get(listed, {})
    if relation == "observation":
        codes = {code: metric.label for code, metric in catalogue.metrics.items()}
    if item["kind"] not in codes:
        yield marked.problem(where, f"{listed} 里没有“{item['kind']}”", choose(item["kind"], codes, "请先在目录里写上这一类"))


def _codes(marked: Marked, where: Where, item: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    for name, code in (item.get("with") or {}).items():
        column = RELATIONS[item["relation"]].columns[name]
        codes = catalogue.lists.get(column.list or "", {})
        if code not in codes:
            yield marked.problem((*where, "with", name), f"{column.list} 里没有“{code}”", choose(code, codes, "请核对代码"))


def _unit(marked: Marked, where: Where, item: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    unit = _declared(RELATIONS[item["relation"]].columns[item["column"]], item.get("kind"), catalogue)
    if unit is not None and item["unit"] != unit:
        yield marked.problem((*where, "unit"), f"这一列以{unit}计,不是{item['unit']}", f"请写 {unit}")


def _declared(column: Column, kind: str | None, catalogue: Catalogue) -> str | None:
    if column.unit != "metric":
        return column.unit
    metric = catalogue.metrics.get(kind or "")
    return None if metric is None else metric.unit


def _words(marked: Marked) -> Iterator[Problem]:
    """A word may need several concepts; it is not mapped and unmapped at once, and nobody lists it twice."""
    mapped = {word for item in marked.data["homes"] for word in item["covers"]}
    seen: set[str] = set()
    for place, item in enumerate(marked.data["unmapped"]):
        for number, word in enumerate(item["facts"]):
            where: Where = ("unmapped", place, "facts", number)
            if word in mapped:
                yield marked.problem(where, f"“{word}”已有家", "请从 unmapped 里删去")
            if word in seen:
                yield marked.problem(where, f"“{word}”写了两次", "请只留一处")
            seen.add(word)
