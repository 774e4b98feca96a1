"""At 200,000 rows no search reads a whole table: neither for who sees everything nor for who sees one branch, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from bench import search_rows
from gangju.desk.access.roles import Role
from gangju.desk.search import queries
from gangju.desk.search.words import read
from tests.desk import world

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ROWS = 200_000
WIDEST, TOWN, NARROWEST = (Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.BRANCH_SECRETARY, "b1-1")
ASKED = ["党课", "云岭", "王建国", "王", "青山 党课", "会党"]


@pytest.fixture(scope="module", autouse=True)
def _vast(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        search_rows.settle(ROWS)
        yield
        transaction.set_rollback(True)


def asked_of(viewer: tuple[Role, str], typed: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[Any]]]:
    """The statements of one search, as they were run."""
    run: list[tuple[str, list[Any]]] = []
    usual = queries._run

    def noted(sql: str, values: Any) -> list[tuple[Any, ...]]:
        run.append((sql, list(values)))
        return usual(sql, values)

    scope = world.scope(*viewer)
    monkeypatch.setattr(queries, "_run", noted)
    queries.matches(scope, read(typed))
    return run


def plan(sql: str, values: list[Any]) -> list[str]:
    explain = "explain query plan" if connection.vendor == "sqlite" else "explain (costs off)"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", values)
        return [str(row[-1]).strip() for row in cursor.fetchall()]


def reads_all(line: str) -> bool:
    """A whole table read; the index of words, whose steps SQLite calls scans too, is none."""
    if connection.vendor == "sqlite":
        return (
            line.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in line and not line.startswith(("SCAN kind_", "SCAN entries", "SCAN ("))
        )
    return "Seq Scan on search_entry" in line


@pytest.mark.parametrize("typed", ASKED)
@pytest.mark.parametrize("viewer", [WIDEST, TOWN, NARROWEST], ids=["widest", "town", "narrowest"])
def test_no_search_reads_a_whole_table(monkeypatch: pytest.MonkeyPatch, viewer: tuple[Role, str], typed: str) -> None:
    statements = asked_of(viewer, typed, monkeypatch)
    assert statements
    for sql, values in statements:
        lines = plan(sql, values)
        assert [line for line in lines if reads_all(line)] == [], "\n".join([sql, *lines])
        if connection.vendor == "sqlite" and "search_words" in sql:
            assert not any("TEMP B-TREE" in line for line in lines), lines


@pytest.mark.parametrize(("viewer", "way"), [(WIDEST, "followed"), (TOWN, "followed"), (NARROWEST, "looked_through")])
def test_who_sees_little_has_the_own_rows_looked_through(monkeypatch: pytest.MonkeyPatch, viewer: tuple[Role, str], way: str) -> None:
    ways = [any(word in sql for word in ("search_words", "vector @@")) for sql, _ in asked_of(viewer, "党课", monkeypatch)]
    assert any(ways) == (way == "followed")
