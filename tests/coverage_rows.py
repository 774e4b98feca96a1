"""What a test marked with rows of the inventory really did: deeds, kinds of rows written in them, moves of cases, pages answered.

Only the test's own body counts, not its fixtures, and only if it passes. `--record-rows` writes it to the file that
`gangju coverage` reads; entries of tests that did not run stay, unless their test is gone.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    # Loaded when a marked test runs: a mistake in the engine must not keep every other test from starting.
    from gangju.engine.done import Trace

KIND: Final = {"observation": "metric", "check_answer": "checklist", "roster_entry": "roster", "post": "role", "score": "scheme"}
"""The column that carries a row's kind; `kind` elsewhere."""
FILE: Final = Path(__file__).parents[1] / "src" / "gangju" / "packs" / "inventory" / "done.json"
PROPERTY: Final = "rows"
SEEN: Final[dict[str, Trace]] = {}


def rows_of(item: pytest.Item) -> list[str]:
    return [row for mark in item.iter_markers("row") for row in mark.args]


# ---------------------------------------------------------------- watching
@dataclass
class Watch:
    """`pending` are the rows written since a deed began: they count once it is in the journal."""

    deeds: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)

    def began(self) -> None:
        self.pending.clear()

    def written(self, sender: type[Any], instance: Any, **_: Any) -> None:
        """A row of a ledger was saved, or the entry that says by which deed."""
        label = sender._meta.label
        if label == "journal.Entry":
            self.deeds.add(instance.deed)
            self.kinds |= self.pending
            self.moves |= set(moves(instance.before, instance.after))
            self.pending.clear()
        elif label.startswith("ledgers."):
            self.pending |= set(kinds_of(instance))

    def answered(self, request: Any, status: int) -> None:
        match = getattr(request, "resolver_match", None)
        if match is not None and match.view_name and status < 400:
            self.pages.add(match.view_name)

    def trace(self, rows: list[str]) -> Trace:
        from gangju.engine.done import Trace

        return Trace(tuple(rows), *map(frozenset, (self.deeds, self.kinds, self.moves, self.pages)))


def kinds_of(row: Any) -> Iterator[str]:
    """`activity.training`, `post.secretary`; an attendance is one of its activity's kind."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(row).__name__.removesuffix("Version")).lower()
    if name == "participation":
        yield from kinds_of(row.activity)
    code = getattr(row, KIND.get(name, "kind"), None)
    if code:
        yield f"{name}.{code}"


def moves(before: Any, after: Any) -> Iterator[str]:
    """Cases that stand elsewhere after a deed."""
    was, now = (side.get("case") or {} if isinstance(side, dict) else {} for side in (before, after))
    if now and was.get("state") != now.get("state"):
        yield f"{now.get('kind')} {was.get('state') or ''}→{now['state']}"


@contextmanager
def watching() -> Iterator[Watch]:
    from django.core.handlers.base import BaseHandler
    from django.db.models.signals import post_save

    from gangju.desk.journal import deeds

    watch, patch = Watch(), pytest.MonkeyPatch()
    plain_answer = BaseHandler.get_response

    class WatchedLog(deeds.Log):
        def __post_init__(self) -> None:
            watch.began()

    def answer(handler: BaseHandler, request: Any) -> Any:
        response = plain_answer(handler, request)
        watch.answered(request, response.status_code)
        return response

    patch.setattr(BaseHandler, "get_response", answer)
    patch.setattr(deeds, "Log", WatchedLog)
    post_save.connect(watch.written)
    try:
        yield watch
    finally:
        post_save.disconnect(watch.written)
        patch.undo()


# ---------------------------------------------------------------- pytest
def pytest_addoption(parser: pytest.Parser) -> None:
    said = f"write what tests marked with rows did, to {FILE.name} unless another file is named"
    parser.addoption("--record-rows", nargs="?", const=str(FILE), metavar="FILE", help=said)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watches the body of a marked test. A worker hands what it saw to the one who writes the file with the report."""
    rows = rows_of(item)
    if not rows:
        return (yield)
    with watching() as watch:
        result = yield
    item.user_properties.append((PROPERTY, watch.trace(rows).as_json()))
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    said = dict(report.user_properties).get(PROPERTY)
    if report.when == "call" and report.passed and isinstance(said, dict):
        seen(report.nodeid.split("[", maxsplit=1)[0], said)


def seen(test: str, said: dict[str, list[str]]) -> None:
    """Several examples of one test are one test."""
    from gangju.engine.done import WHAT, Trace

    old = SEEN.get(test, Trace(()))
    SEEN[test] = Trace(tuple(said["rows"]), **{name: getattr(old, name) | frozenset(said.get(name, [])) for name in WHAT})


def pytest_sessionfinish(session: pytest.Session) -> None:
    named = session.config.getoption("--record-rows")
    if named and not hasattr(session.config, "workerinput"):
        from gangju.engine.done import read_traces, write_traces

        file, root = Path(named), session.config.rootpath
        kept = {test: trace for test, trace in read_traces(file).items() if stands(root / test.split("::", 1)[0], test)}
        write_traces({**kept, **{test: trace for test, trace in SEEN.items() if trace.all}}, file)


def stands(path: Path, test: str) -> bool:
    """Whether the test is still there."""
    return path.is_file() and f"def {test.rsplit('::', 1)[-1]}(" in path.read_text("utf-8")
