"""The journal: an entry comes with its deed or not at all, and nobody changes it afterwards."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.journal.models import Entry
from gangju.desk.journal.queries import entries_below

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def write_one() -> Entry:
    with deed("test.deed", ACTOR, subject="thing:1") as log:
        log.changed("thing", before={"a": 1}, after={"a": 2})
    assert log.entry is not None
    return log.entry


def test_an_entry_says_who_did_what_on_which_day_before_and_after() -> None:
    entry = Entry.objects.get(pk=write_one().pk)
    assert (entry.deed, entry.user_name, entry.subject) == ("test.deed", "test", "thing:1")
    assert (entry.before, entry.after) == ({"thing": {"a": 1}}, {"thing": {"a": 2}})
    assert entry.business_day.isoformat() == "2026-06-30"
    assert entry.recorded_at.year >= 2026


def test_a_deed_that_fails_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), deed("test.deed", ACTOR):
        raise ZeroDivisionError
    assert not Entry.objects.exists()


@pytest.mark.parametrize("statement", ["update journal_entry set deed = 'other'", "delete from journal_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    write_one()
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().deed == "test.deed"


def test_entries_are_read_by_place_and_without_a_place_there_are_none() -> None:
    write_one()
    assert list(entries_below([])) == []
