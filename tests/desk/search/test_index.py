"""The index is as the ledgers are, whoever wrote: a form, a bulk load, an undo, a restore, somebody at the console."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django_tasks_db.models import DBTaskResult

from gangju.desk.access.roles import Role
from gangju.desk.bridge.catalogue import installed
from gangju.desk.ledgers import bulk
from gangju.desk.ledgers import models as ledgers
from gangju.desk.ledgers.actions import Happening, record_activity
from gangju.desk.ledgers.fields import CodeField
from gangju.desk.safekeeping.tables import Table
from gangju.desk.search import indexing, layout, listen, reading
from gangju.desk.search.finding import find
from gangju.desk.search.kinds import KINDS
from tests.desk import world

pytestmark = pytest.mark.django_db


def index() -> list[tuple[Any, ...]]:
    """All entries."""
    with connection.cursor() as cursor:
        cursor.execute("select id, kind, row_id, org_id, code, title, about, detail, head, plain from search_entry order by id")
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def is_right() -> bool:
    """Following the marks gives what reading everything gives."""
    indexing.refresh_all()
    followed = index()
    indexing.rebuild()
    return followed == index() and bool(followed)


def settle_every_kind() -> None:
    """One row more of each kind that the small county lacks."""
    b1, b2, day = world.org("b1"), world.org("b2"), world.FIRST
    person, unit = ledgers.Person.objects.get(code="b1-p1"), ledgers.Unit.objects.get(code="u-b1")
    ledgers.Tie.objects.create(code="tie", org=b1, kind="covers", from_org=b1, to_unit=unit, since=day)
    ledgers.Tie.objects.create(code="guide", org=b1, kind="development_guide", from_person=person, to_unit=unit, since=day)
    ledgers.RosterEntry.objects.create(org=b1, subject_person=person, roster="volunteer", batch="第二批", since=day)
    ledgers.RosterEntry.objects.create(org=b1, subject_org=b1, roster="weak_org", reason="后进", since=day)
    ledgers.Task.objects.create(code="task", org=b1, plan="p", clause="三（一）", duty="responsible", state="open")
    document = ledgers.Document.objects.create(code="doc")
    ledgers.DocumentVersion.objects.create(document=document, org=b1, kind="rule", title="办法", number="1号", since=day)
    event = ledgers.OrgEvent.objects.create(kind="rename", day=day, number="云组发1号", user_name="某")
    for org in (b2, b1):
        ledgers.OrgEventPart.objects.create(event=event, org=org, role="from")


WRITTEN = (
    ledgers.OrganizationVersion, ledgers.Person, ledgers.UnitVersion, ledgers.Venue, ledgers.Activity, ledgers.Post, ledgers.Tie,
    ledgers.RosterEntry, ledgers.Task, ledgers.DocumentVersion, ledgers.OrgEvent, ledgers.OrgEventPart,
)  # fmt: skip


def other_value(field: Any, row: models.Model) -> Any:
    """A value that a row of the ledger may have and this one has not; None where there is none of use."""
    now = getattr(row, field.attname)
    if field.is_relation:
        other = field.related_model._default_manager.exclude(pk=now).order_by("pk").last() if now else None
        return other.pk if other else None
    if isinstance(field, CodeField):
        return next((code for code in installed().lists[field.code_list] if code != now), None)
    if field.choices:
        return next((code for code, _ in field.choices if code != now), None)
    if isinstance(field, models.DateTimeField | models.DateField):
        return date(2019, 5, 4) if now else None
    return f"改{field.name}" if isinstance(field, models.CharField) and not field.primary_key else None


@pytest.mark.long
@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_no_column_can_change_unnoticed(county: None, model: type[models.Model]) -> None:
    settle_every_kind()
    indexing.rebuild()
    for field in model._meta.concrete_fields:
        row = model._default_manager.order_by("-pk").first()
        assert row is not None
        value = other_value(field, row)
        if field.primary_key or value is None or field.name == "path":
            continue
        with suppress(IntegrityError), transaction.atomic():  # two versions of one thing
            model._default_manager.filter(pk=row.pk).update(**{field.attname: value})
        assert is_right(), field.name


def by_bulk_load() -> None:
    bulk.insert(ledgers.Person, ["code", "org_id", "name", "gender", "education"], [("n1", world.org("b1").pk, "新来的", "", "")])


def by_raw_delete() -> None:
    found = ledgers.Activity.objects.filter(code="b2-a")
    ledgers.Participation.objects.filter(activity__in=found).delete()
    found._raw_delete(found.db)


def by_console() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update ledgers_venue set name = '改了名' where code = 'b1-v'")
        cursor.execute("delete from ledgers_post where code = 'b2-post'")


def by_restore() -> None:
    lines = list(Table(ledgers.Venue).lines("default"))
    ledgers.Venue.objects.all().delete()
    indexing.refresh_all()
    Table(ledgers.Venue).load(lines, "default")


def by_form() -> None:
    said = Happening("training", world.TODAY, present=world.persons_of("b1"), topic="新的一课")
    record_activity(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), said)


def by_nothing_at_last() -> None:
    with transaction.atomic():
        by_form()
        transaction.set_rollback(True)


WAYS = (by_bulk_load, by_raw_delete, by_console, by_restore, by_form, by_nothing_at_last)


@pytest.mark.parametrize("write", WAYS, ids=lambda write: write.__name__)
def test_no_way_of_writing_passes_the_index(county: None, write: Callable[[], None]) -> None:
    settle_every_kind()
    indexing.refresh_all()
    write()
    assert is_right()


def test_a_new_name_of_a_person_changes_every_row_that_shows_it(county: None) -> None:
    settle_every_kind()
    indexing.refresh_all()
    ledgers.Person.objects.filter(code="b1-p1").update(name="欧阳修竹")
    indexing.refresh_all()
    kinds = {tab.kind.code for tab in find(world.scope(Role.BRANCH_SECRETARY, "b1"), "阳修").tabs}
    assert kinds == {"person", "post", "tie", "roster"}


def test_who_has_left_the_branch_is_no_longer_found_through_its_rows(county: None) -> None:
    settle_every_kind()
    ledgers.Person.objects.filter(code="b1-p1").update(org=world.org("b3"))
    indexing.refresh_all()
    assert {tab.kind.code for tab in find(world.scope(Role.BRANCH_SECRETARY, "b1"), "b1p1").tabs} == {"post"}


@pytest.mark.django_db(transaction=True)
def test_a_few_rows_are_in_the_index_as_soon_as_the_deed_is_done(county: None) -> None:
    indexing.refresh_all()
    by_form()
    assert indexing.waiting() == 0
    assert find(world.scope(Role.BRANCH_SECRETARY, "b1"), "新的一课").tabs


def test_many_rows_are_left_to_the_worker_which_is_asked_once(county: None) -> None:
    indexing.refresh_all()
    rows = [(f"n{number}", world.org("b1").pk, f"新人{number}", "", "") for number in range(indexing.FEW + 1)]
    bulk.insert(ledgers.Person, ["code", "org_id", "name", "gender", "education"], rows)
    assert not listen.up_to_date()
    assert not listen.up_to_date()
    assert DBTaskResult.objects.filter(task_path="gangju.desk.search.tasks.bring_up_to_date").count() == 1
    assert is_right()
    assert listen.up_to_date()


@contextmanager
def somebody_at_it() -> Iterator[None]:
    """SQLite: an import that writes for long; PostgreSQL: another indexer."""
    other = connection.copy()
    begin = "begin immediate" if connection.vendor == "sqlite" else f"select pg_advisory_lock({indexing._LOCK})"
    try:
        with other.cursor() as cursor:
            cursor.execute(begin)
        yield
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_search_does_not_wait_for_the_end_of_somebody_elses_import(county: None) -> None:
    viewer = world.scope(Role.BRANCH_SECRETARY, "b3")
    indexing.refresh_all()
    by_console()
    began = time.monotonic()
    with somebody_at_it():
        assert not listen.up_to_date()
        assert find(viewer, "记b3号").tabs
        assert time.monotonic() - began < 5
    assert listen.up_to_date()


def test_tables_of_an_older_version_are_made_anew(county: None, monkeypatch: pytest.MonkeyPatch) -> None:
    indexing.refresh_all()
    before = index()
    monkeypatch.setattr(layout, "VERSION", layout.VERSION + 1)
    layout.install()
    assert (index(), listen.up_to_date()) == ([], False)
    indexing.refresh_all()
    assert index() == before
    layout.install()
    assert index() == before


def test_restricted_kinds_are_those_of_the_catalogue() -> None:
    kinds = installed().kinds
    restricted = [name.partition(".") for name, kind in kinds.items() if kind.sensitivity == "restricted"]
    assert set(reading.RESTRICTED_ROSTERS) == {code for relation, _, code in restricted if relation == "roster_entry"}
    assert set(reading.RESTRICTED_TIES) == {code for relation, _, code in restricted if relation == "tie"}


def test_every_kind_that_can_be_about_persons_says_so(county: None) -> None:
    settle_every_kind()
    indexing.refresh_all()
    spans = {kind.number: [layout.span(kind.number, personal=personal) for personal in kind.personal] for kind in KINDS.values()}
    entries = index()
    assert {kind for _, kind, *_ in entries} == set(spans)
    assert all(any(first <= entry <= last for first, last in spans[kind]) for entry, kind, *_ in entries)


def test_the_number_of_an_entry_says_kind_day_and_row() -> None:
    entry = layout.entry_id(5, 2**36 - 1, date(2026, 6, 30), personal=True)
    assert (layout.kind_of(entry), layout.day_of(entry), layout.number_of(entry)) == (5, date(2026, 6, 30), 2**36 - 1)
    assert layout.day_of(layout.entry_id(5, 1, None, personal=False)) is None
