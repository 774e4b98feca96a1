"""The lists of persons at two hundred thousand rows a ledger, at the widest scope and the narrowest: no ledger is read whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.test import Client

from bench import vast
from gangju.desk.access.roles import Role
from gangju.desk.ledgers.models import Membership, RosterEntry, Tie
from tests.desk import world

pytestmark = [pytest.mark.django_db, pytest.mark.long]
COUNTY, BRANCH = (Role.COUNTY_OFFICER, vast.TOP), (Role.BRANCH_SECRETARY, vast.BRANCH)
ROWS = 200_000
# Steps of SQLite's machine for one question; reading a ledger of this size takes some two million. PostgreSQL tells rows.
MOST_STEPS, MOST_ROWS = 600_000, 40_000
# A page of fifty with names, the numbers of sixty towns, and what ran out of late.
ASKED = [
    *((who, f"/branches/{who[1]}/lists/{page}/") for who in (COUNTY, BRANCH) for page in ("floating", "difficult", "exempt")),
    *((BRANCH, f"/branches/{vast.BRANCH}/{page}") for page in ("members/", "check-sheets/", "check-sheets/print/")),
]


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", vast.TODAY.isoformat())
        patch.setattr(settings, "GANGJU_DATA", tmp_path_factory.mktemp("vast"))
        vast.settle(ROWS)
        # as in a county: two in a hundred float, four are freed, one is in difficulty
        for number, roster in ((50, "floating_out"), (25, "exempt"), (100, "difficult")):
            RosterEntry.objects.filter(pk__in=range(number, ROWS, number), roster=_commonest()).update(roster=roster, category="ill")
        # and somebody keeps in touch with who floats: where no link ends at a person, SQLite takes that index for useless
        Tie.objects.filter(pk__in=range(50, ROWS, 50)).update(kind="floating_contact", to_unit=None, to_person=F("from_person"))
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        yield
        transaction.set_rollback(True)


def _commonest() -> str:
    return str(RosterEntry.objects.order_by("pk").values_list("roster", flat=True)[0])


@pytest.fixture(autouse=True)
def _own_installation() -> None:
    """Here `installation` sets the data folder and the day, for all tests at once."""


def asked_of_ledgers(client: Client, address: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        assert client.get(address).status_code == 200, address
    return [(sql, params) for sql, params in found if "ledgers_" in sql and sql.startswith("SELECT")]


def price(sql: str, params: Any) -> int:
    """As a part of what is allowed, in hundredths."""
    return 100 * _steps(sql, params) // MOST_STEPS if connection.vendor == "sqlite" else 100 * _rows(sql, params) // MOST_ROWS


def _steps(sql: str, params: Any) -> int:
    counted = [0]

    def tick() -> int:
        counted[0] += 1_000
        return 0

    raw = connection.connection
    raw.set_progress_handler(tick, 1_000)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()
    finally:
        raw.set_progress_handler(None, 1_000)
    return counted[0]


def _rows(sql: str, params: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, timing off, format json) {sql}", params)
        told = cursor.fetchone()[0]
    return int(max(_touched((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])))


def _touched(plan: dict[str, Any]) -> Iterator[float]:
    yield (plan.get("Actual Rows", 0) + plan.get("Rows Removed by Filter", 0)) * plan.get("Actual Loops", 1)
    for below in plan.get("Plans", ()):
        yield from _touched(below)


@pytest.mark.parametrize(("who", "address"), ASKED, ids=[f"{who[1]} {address}" for who, address in ASKED])
def test_no_page_reads_a_whole_ledger(who: tuple[Role, str], address: str) -> None:
    client = Client()
    client.force_login(world.viewer(*who))
    assert [sql for sql, params in asked_of_ledgers(client, address) if price(sql, params) > 100] == []


def test_a_file_is_found_by_its_own_numbers() -> None:
    client = Client()
    client.force_login(world.viewer(*BRANCH))
    member = Membership.objects.filter(org__code=vast.BRANCH, until=None).select_related("person")[0].person
    assert [sql for sql, params in asked_of_ledgers(client, f"/people/{member.code}/") if price(sql, params) > 10] == []
