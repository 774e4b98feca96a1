"""Reading the facts of one moment: what is written meanwhile does not mix in, and the writer does not wait."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from gangju.desk.bridge import live, snapshot, tables
from gangju.desk.bridge.run import current, evaluate_now
from gangju.desk.bridge.snapshot import one_moment
from gangju.desk.journal import guards
from gangju.desk.journal.deeds import deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Person
from tests.desk import world

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], object]) -> None:
    """In another thread, hence on another connection; five seconds are plenty unless somebody waits for a lock."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=5)
    assert not thread.is_alive(), "the writer waits for the reader"


def test_a_write_during_the_reading_is_not_half_in_it() -> None:
    world.settle()
    with one_moment():
        before = tables.read("person").num_rows
        elsewhere(lambda: Person.objects.create(code="new", org=world.org("b1"), name="某"))
        assert tables.read("person").num_rows == before
    assert tables.read("person").num_rows == before + 1


def test_publishing_judging_and_evaluating_work_outside_a_transaction() -> None:
    world.settle()
    assert snapshot.publish().tables["person"].num_rows == 6
    assert live.judge(world.org("b1")).groups.num_rows == 0
    assert evaluate_now() == current()
    assert not connection.in_atomic_block


def test_guards_come_back_after_the_database_was_emptied() -> None:
    for table in guards.GUARDS:
        guards.lift(table)
    call_command("flush", interactive=False, verbosity=0)
    with deed("test.deed", world.SYSTEM):
        pass
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        Entry.objects.all().delete()
