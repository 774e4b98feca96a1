"""A second database: whatever the desk's own is, the rules are tried on PostgreSQL too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

from gangju.desk.installation import postgres

ALIAS = "pg"
# One a worker: two of them share the server.
NAME = f"gangju_rules_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture(scope="session")
def second_database(pg: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The alias of a migrated PostgreSQL beside the default database."""
    with psycopg.connect(pg, autocommit=True) as server:
        server.execute(f"create database {NAME}")
    said = {**connections["default"].settings_dict, **postgres(pg), "NAME": NAME, "OPTIONS": {}, "CONN_MAX_AGE": 0}
    connections.databases[ALIAS] = said
    with django_db_blocker.unblock():
        call_command("migrate", database=ALIAS, verbosity=0, skip_checks=True)
        yield ALIAS
        connections[ALIAS].close()
    del connections.databases[ALIAS]
