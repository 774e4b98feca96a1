"""Nothing acknowledged is lost: an office that is killed in the middle of its work finds everything it was told had been kept."""

from __future__ import annotations

import random
from pathlib import Path

import psycopg
import pytest

from tests.desk.safekeeping.offices import Office

KILLS = 20
WRITES = 1000


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    address = None
    if request.param == "postgresql":
        server: str = request.getfixturevalue("pg")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("create database gangju_crash")
        address = server.replace("/postgres?", "/gangju_crash?")
    made = Office(tmp_path / "home", address)
    made.settle()
    return made


@pytest.mark.long
def test_twenty_kills_in_a_thousand_writes_lose_nothing_and_leave_no_half(office: Office) -> None:
    draw = random.Random(20)
    for kill in range(KILLS):
        office.work_until_killed(kill, draw.randrange(20, 81), draw)
        if kill % 5 == 4:
            assert office.what_is_wrong() == []
    while len(office.acknowledged) < WRITES:
        office.work_until_killed(100, WRITES - len(office.acknowledged), draw)
    assert office.what_is_wrong() == []
