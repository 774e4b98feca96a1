"""What tests really did for rows that no formula can judge: deeds, transitions, pages, and the kinds of rows they wrote.

`done.json` is written by the test run (`tests/coverage_rows.py`). A test speaks for a row only if it touched a kind that is
home to one of the row's facts, or a deed or page that `pages.yaml` names for the row; a mark alone proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from gangju.engine.homes import Homes
from gangju.engine.inventory import FOLDER, Row
from gangju.engine.load_schema import shape_problems
from gangju.engine.problem import BadInput, Problem
from gangju.engine.yaml_marks import read_yaml

FILE: Final = FOLDER / "done.json"
WHAT: Final = ("deeds", "kinds", "moves", "pages")


@dataclass(frozen=True)
class Trace:
    """One test: the rows it is about, what it did (`member.transfer`, `election due→asked`, `people:floating_out`), what it wrote."""

    rows: tuple[str, ...]
    deeds: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    moves: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.deeds | self.kinds | self.moves | self.pages

    def as_json(self) -> dict[str, list[str]]:
        return {"rows": list(self.rows), **{name: sorted(getattr(self, name)) for name in WHAT if getattr(self, name)}}


@dataclass(frozen=True)
class Done:
    """`named`: the deeds and pages that stand for a row."""

    traces: Mapping[str, Trace] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)


def load_done(path: Path = FILE, pages: Path = FOLDER / "pages.yaml") -> Done:
    """Raises BadInput when `pages.yaml` is not in order; without a recorded run nothing counts as done."""
    return Done(read_traces(path), _named(pages))


def read_traces(path: Path) -> dict[str, Trace]:
    said: Mapping[str, Mapping[str, list[str]]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {
        test: Trace(tuple(what["rows"]), **{name: frozenset(what.get(name, [])) for name in WHAT}) for test, what in sorted(said.items())
    }


def write_traces(traces: Mapping[str, Trace], path: Path) -> None:
    said: dict[str, Any] = {test: trace.as_json() for test, trace in sorted(traces.items())}
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _named(path: Path) -> dict[str, frozenset[str]]:
    marked = read_yaml(path, path.name)
    problems = shape_problems(marked, "pages")
    if problems:
        raise BadInput(problems)
    return {item["row"]: frozenset([*item.get("pages", []), *item.get("deeds", [])]) for item in marked.data}


def met_by(row: Row, homes: Homes, done: Done) -> tuple[str, ...]:
    """The tests that really did what the row is about."""
    own = own_kinds(row, homes) | done.named.get(row.id, frozenset())
    return tuple(test for test, trace in done.traces.items() if row.id in trace.rows and trace.all & own)


def own_kinds(row: Row, homes: Homes) -> frozenset[str]:
    """The kinds that are home to the row's facts; a bare relation is too wide to prove anything."""
    found = (homes.homes[fact].ledger for fact in row.facts if fact in homes.homes)
    return frozenset(ledger for ledger in found if "." in ledger)


def done_problems(done: Done, rows: Mapping[str, Row], homes: Homes) -> list[Problem]:
    """Rows nobody knows, and marks that prove nothing."""
    strangers = [Problem("pages.yaml", 0, row, "清单里没有这一行", "请核对行号") for row in done.named if row not in rows]
    idle = [(test, row) for test, trace in done.traces.items() for row in _idle(trace, rows, homes, done)]
    remedy = "请改标记,或让测试真正去做"
    return [*strangers, *(Problem("done.json", 0, test, f"标着 {row},却没有动过它的类别或页面", remedy) for test, row in idle)]


def _idle(trace: Trace, rows: Mapping[str, Row], homes: Homes, done: Done) -> Iterable[str]:
    for name in trace.rows:
        row = rows.get(name)
        if row is not None and not row.computable and not trace.all & (own_kinds(row, homes) | done.named.get(name, frozenset())):
            yield name
