"""What lists and the pages of persons cost at two hundred thousand rows a ledger, at the widest scope and the narrowest.

How many questions, and by which way. `query_counts.yaml` holds the number of questions of each list (default order, a search,
a filter); a change of one is a decision. No answer may come from reading a whole ledger: on SQLite the plan is read, and the steps
of its machine are counted; PostgreSQL tells by itself how many rows it touched. `GANGJU_COUNTS=write` writes the numbers anew.

All stands in one file, so that the dear county is filled once: lists first, on rows that look like no life; then some persons float
or are freed, and their pages are walked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.db.models import F
from django.test import Client

from bench import vast
from gangju.desk.access.roles import Role
from gangju.desk.accounts import sessions
from gangju.desk.ledgers.models import Membership, RosterEntry, Tie
from gangju.desk.lists.registers import Register, registers
from tests.desk import world
from tests.desk.kept import kept

pytestmark = [pytest.mark.django_db, pytest.mark.long]
COUNTY, BRANCH = (Role.COUNTY_OFFICER, vast.TOP), (Role.BRANCH_SECRETARY, vast.BRANCH)
COUNTS = Path(__file__).with_name("query_counts.yaml")
SCOPES = {"county": COUNTY, "branch": BRANCH}
ASKED = ("default", "search", "filter")
ROWS = int(os.environ.get("GANGJU_VAST", "200000"))
# Steps of SQLite's machine for one question, which reads a whole ledger in two to three million. A filter that nearly no row meets
# reads the index of its kind to the end, six in ten rows here; everything else ends with the page.
MOST_STEPS = {"default": 600_000, "search": 600_000, "filter": 1_500_000, "page": 600_000, "file": 60_000}
# Rows that PostgreSQL may touch for one question.
MOST_ROWS = {"default": 40_000, "search": 40_000, "filter": 130_000, "page": 40_000, "file": 4_000}
# Things that have names: a county has some thousands, and a search looks through their names.
NAMED = ("ledgers_organizationversion", "ledgers_unitversion", "ledgers_venue", "ledgers_documentversion")
# Pages of persons: fifty with names, the numbers of sixty towns, and what ran out of late.
PAGES = [
    *((who, f"/branches/{who[1]}/lists/{page}/") for who in (COUNTY, BRANCH) for page in ("floating", "difficult", "exempt")),
    *((BRANCH, f"/branches/{vast.BRANCH}/{page}") for page in ("members/", "check-sheets/", "check-sheets/print/")),
]
Question = tuple[str, Any]


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with kept(tmp_path_factory.mktemp("vast"), django_db_blocker, vast.TODAY) as patch:
        patch.setattr(sessions, "TOUCH_SECONDS", 86_400)  # once a minute a session writes that it was seen, on whatever page
        vast.settle(ROWS)
        yield
    if connection.vendor == "postgresql":  # else all later tests would read past three million rows that are no more
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("vacuum")


@pytest.fixture(autouse=True)
def _own_installation(db: None) -> Iterator[None]:
    """Here `installation` sets the data folder and the day, for all tests at once.

    A test writes nothing but who signed in. To check that, SQLite would follow the references of three million rows each time.
    """
    yield
    transaction.set_rollback(True)


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
    plan = _explained(sql, params)
    touched = max(_touched(plan))
    return f"{touched:,} rows; {plan['Node Type']}; {sql[:300]}" if touched > MOST_ROWS[asked] else ""


def _explained(sql: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, timing off, format json) {sql}", params)
        told = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


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


@pytest.fixture(scope="module")
def life(installation: None) -> None:
    """As in a county: two in a hundred float, four are freed, one is in difficulty. Tests of lists come before, on rows without it."""
    commonest = RosterEntry.objects.order_by("pk").values_list("roster", flat=True)[0]
    for number, roster in ((50, "floating_out"), (25, "exempt"), (100, "difficult")):
        RosterEntry.objects.filter(pk__in=range(number, ROWS, number), roster=commonest).update(roster=roster, category="ill")
    # and somebody keeps in touch with who floats: where no link ends at a person, SQLite takes that index for useless
    Tie.objects.filter(pk__in=range(50, ROWS, 50)).update(kind="floating_contact", to_unit=None, to_person=F("from_person"))
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def dear_questions(who: tuple[Role, str], address: str, asked: str) -> list[str]:
    """Questions of a page that read more than they may, by whatever way."""
    client = Client()
    client.force_login(world.viewer(*who))
    questions = [(sql, params) for sql, params in ask(client, address, {}).ledgers if sql.startswith("SELECT")]
    return [sql for sql, params in questions if _is_dear(sql, params, asked)]


def _is_dear(sql: str, params: Any, asked: str) -> bool:
    if connection.vendor == "sqlite":
        return _steps(sql, params) > MOST_STEPS[asked]
    return max(_touched(_explained(sql, params))) > MOST_ROWS[asked]


@pytest.mark.parametrize(("who", "address"), PAGES, ids=[f"{who[1]} {address}" for who, address in PAGES])
def test_no_page_of_persons_reads_a_whole_ledger(life: None, who: tuple[Role, str], address: str) -> None:
    assert dear_questions(who, address, "page") == []


def test_a_file_is_found_by_its_own_numbers(life: None) -> None:
    member = Membership.objects.filter(org__code=vast.BRANCH, until=None).select_related("person")[0].person
    assert dear_questions(BRANCH, f"/people/{member.code}/", "file") == []
