"""How far the journal has come: the state of everything that changes by deeds alone.

That needs care on PostgreSQL, where a lower number may be committed after a higher one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q

from gangju.desk.journal.models import Entry

State = tuple[int, datetime]


def state(but: Iterable[str] = ()) -> State | None:
    """Number and moment of the last deed, apart from those whose names begin so. What is read after this call holds every deed up to it.

    None before the first deed, and while a deed of somebody else runs that may yet get a lower number than the last one has.
    """
    left_out = Q(pk__in=[])
    for beginning in but:
        left_out |= Q(deed__startswith=beginning)
    last = Entry.objects.exclude(left_out).order_by("-id").values_list("id", "recorded_at").first()
    return None if writers() else last


def writers() -> set[str]:
    """Transactions of others that have written entries and are not over; a number is drawn only under this lock. On SQLite there is
    one writer at a time, and numbers are committed in order."""
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select virtualtransaction from pg_locks where relation = 'journal_entry'::regclass "
            "and database = (select oid from pg_database where datname = current_database()) "
            "and mode = 'RowExclusiveLock' and granted and pid <> pg_backend_pid()"
        )
        return {str(found) for (found,) in cursor.fetchall()}
