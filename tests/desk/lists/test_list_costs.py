"""What lists cost at two hundred thousand rows a ledger, at the widest scope and the narrowest: how many questions, and by which way.

`query_counts.yaml` holds the number of questions of each list (default order, a search, a filter); a change of one is a decision.
No answer may come from reading a whole ledger: on SQLite the plan is read, and the steps of its machine are counted; PostgreSQL
tells by itself how many rows it touched. `GANGJU_COUNTS=write` writes the numbers anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from bench import vast
from gangju.desk.access.roles import Role
from gangju.desk.accounts import sessions
from gangju.desk.lists.registers import Register, registers
from tests.desk import world

pytestmark = [pytest.mark.django_db, pytest.mark.long]
COUNTS = Path(__file__).with_name("query_counts.yaml")
SCOPES = {"county": (Role.COUNTY_OFFICER, vast.TOP), "branch": (Role.BRANCH_SECRETARY, vast.BRANCH)}
ASKED = ("default", "search", "filter")
ROWS = int(os.environ.get("GANGJU_VAST", "200000"))
# Steps of SQLite's machine for one question, which reads a whole ledger in two to three million. A filter that nearly no row meets
# reads the index of its kind to the end, six in ten rows here; everything else ends with the page.
MOST_STEPS = {"default": 600_000, "search": 600_000, "filter": 1_500_000}
# Rows that PostgreSQL may touch for one question.
MOST_ROWS = {"default": 40_000, "search": 40_000, "filter": 130_000}
# Things that have names: a county has some thousands, and a search looks through their names.
NAMED = ("ledgers_organizationversion", "ledgers_unitversion", "ledgers_venue", "ledgers_documentversion")
Question = tuple[str, Any]


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", vast.TODAY.isoformat())
        patch.setattr(settings, "GANGJU_DATA", tmp_path_factory.mktemp("vast"))
        patch.setattr(sessions, "TOUCH_SECONDS", 86_400)  # once a minute a session writes that it was seen, on whatever page
        vast.settle(ROWS)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_installation() -> None:
    """Here `installation` sets the data folder and the day, for all tests at once."""


def query(register: Register, asked: str) -> dict[str, str] | None:
    """None where the list has no such filter."""
    if asked == "default":
        return {}
    if asked == "search":
        return {"q": "第12"} if register.search else None
    for name in register.filters:
        column = register.column(name)
        if column.type == "code" and column.choices:
            return {name: next(iter(column.choices))}
        if column.type in ("day", "time"):
            return {f"{name}_from": "2015-01-01", f"{name}_to": "2015-12-31"}
    return None


class Watch:
    """The questions of one request that concern ledgers, and how many there were of all."""

    def __init__(self) -> None:
        self.every = 0
        self.ledgers: list[Question] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.every += 1
        if "ledgers_" in sql:
            self.ledgers.append((sql, params))
        return execute(sql, params, many, context)


def ask(who: Client, address: str, asked: dict[str, str]) -> Watch:
    watch = Watch()
    with connection.execute_wrapper(watch):
        assert who.get(address, asked).status_code == 200, address
    return watch


def too_dear(question: Question, asked: str) -> str:
    """What is wrong with the way a question is answered; empty where nothing is."""
    return _sqlite(*question, asked) if connection.vendor == "sqlite" else _postgres(*question, asked)


def _sqlite(sql: str, params: Any, asked: str) -> str:
    looked_up = NAMED if asked == "search" else ()
    with connection.cursor() as cursor:
        plan = [row[3] for row in cursor.execute(f"explain query plan {sql}", params).fetchall()]
    scans = [step for step in plan if step.startswith("SCAN ledgers_") and step.split()[1] not in looked_up]
    # walking an index in the order of the list ends with the page; a scan that is then sorted, or has no index, does not
    bad = [step for step in scans if "USING" not in step or any("TEMP B-TREE FOR ORDER BY" in other for other in plan)]
    steps = _steps(sql, params)
    if bad or steps > MOST_STEPS[asked]:
        return f"{steps:,} steps; {'; '.join(plan)}"
    return ""


def _steps(sql: str, params: Any) -> int:
    counted, unit = [0], 1_000

    def tick() -> int:
        counted[0] += unit
        return 0

    raw = connection.connection
    raw.set_progress_handler(tick, unit)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()
    finally:
        raw.set_progress_handler(None, unit)
    return counted[0]


def _postgres(sql: str, params: Any, asked: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, timing off, format json) {sql}", params)
        told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    touched = max(_touched(plan))
    return f"{touched:,} rows; {plan['Node Type']}; {sql[:300]}" if touched > MOST_ROWS[asked] else ""


def _touched(plan: dict[str, Any]) -> Iterator[float]:
    """Rows that each step read, those included that it threw away."""
    read = plan.get("Actual Rows", 0) + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    yield read * plan.get("Actual Loops", 1)
    for below in plan.get("Plans", ()):
        yield from _touched(below)


@pytest.fixture(scope="module")
def walked(installation: None) -> dict[str, Any]:
    """Every list at both scopes in all ways, once: how many questions, and what was too dear."""
    counts: dict[str, list[int | None]] = {key: [] for key in registers()}
    dear: list[str] = []
    for scope, (role, code) in SCOPES.items():
        who = Client()
        who.force_login(world.viewer(role, code))
        who.get("/lists/")  # what is read once a process
        for key, register in registers().items():
            for asked in ASKED:
                wanted = query(register, asked)
                watch = None if wanted is None else ask(who, f"/lists/{key}/", wanted)
                counts[key].append(watch.every if watch else None)
                found = [wrong for question in watch.ledgers if (wrong := too_dear(question, asked))] if watch else []
                dear += [f"{key} {scope} {asked}: {wrong}" for wrong in found]
    return {"counts": counts, "dear": dear}


def test_no_list_reads_a_whole_ledger(walked: dict[str, Any]) -> None:
    assert walked["dear"] == []


@pytest.mark.skipif(ROWS != 200_000, reason="the numbers are those of 200,000 rows")
def test_a_list_asks_as_often_as_is_written_down(walked: dict[str, Any]) -> None:
    if os.environ.get("GANGJU_COUNTS") == "write":
        write(walked["counts"])
    known = yaml.safe_load(COUNTS.read_text("utf-8"))
    differing = {key: (counts, known.get(key)) for key, counts in walked["counts"].items() if counts != known.get(key)}
    assert differing == {}


def write(counts: dict[str, list[int | None]]) -> None:
    head = "# Questions to the database of each list: at the county default, search, filter; at a branch default, search, filter.\n"
    head += "# Session, user and grants are three of each. ~ where a list has no search or no such filter.\n"
    lines = (f"{key}: [{', '.join('~' if count is None else str(count) for count in row)}]\n" for key, row in counts.items())
    COUNTS.write_text(head + "".join(lines), "utf-8")
