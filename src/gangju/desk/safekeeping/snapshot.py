"""All tables of one moment while others go on writing: a second connection whose transaction only reads.

SQLite in WAL shows a reader the database as it was at its first look and lets the writer pass; PostgreSQL does so at
the level `repeatable read`. Neither holds anybody up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from psycopg import IsolationLevel

ALIAS = "gangju_snapshot"


@contextmanager
def snapshot() -> Iterator[str]:
    """The alias of a connection that sees the default database as it is now."""
    looking = connections["default"].copy(alias=ALIAS)
    postgres = looking.vendor == "postgresql"
    own = {"isolation_level": IsolationLevel.REPEATABLE_READ} if postgres else {"transaction_mode": "DEFERRED"}
    looking.settings_dict["OPTIONS"] = {**looking.settings_dict["OPTIONS"], **own}
    connections[ALIAS] = looking  # of this thread only
    try:
        with transaction.atomic(using=ALIAS):
            with looking.cursor() as cursor:  # the first look
                cursor.execute("select count(*) from django_migrations")
            yield ALIAS
    finally:
        looking.close()
        del connections[ALIAS]
