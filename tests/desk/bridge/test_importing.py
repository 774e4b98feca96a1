"""A facts folder becomes ledgers and comes out again as it went in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError

from gangju.demo.county import write
from gangju.desk.bridge import importing, snapshot, tables
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.mapping import SOURCES
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Membership, Organization, Person
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import Facts, load_facts
from gangju.engine.problem import BadInput
from gangju.engine.relations import LINE, RELATIONS
from tests.desk import world

pytestmark = pytest.mark.django_db


def same_rows(name: str, facts: Facts) -> bool:
    """Equal as a set of rows: the order of a snapshot is its own."""
    order = [(column, "ascending") for column in SOURCES[name].relation.key]
    mine, theirs = tables.read(name), facts.tables[name]
    return bool(mine.drop_columns(LINE).sort_by(order).equals(theirs.drop_columns(LINE).sort_by(order)))


def test_the_demo_county_comes_out_as_it_went_in(tmp_path: Path) -> None:
    write(tmp_path / "facts", "small")
    importing.import_facts(tmp_path / "facts")
    facts = load_facts(tmp_path / "facts", installed())
    assert [name for name in SOURCES if not same_rows(name, facts)] == []
    assert tables.read("participation").num_rows > 1_000


def test_the_small_given_county_comes_out_as_it_went_in(shared: Path) -> None:
    tiny = shared / "spec" / "tiny_pack"
    catalogue = load_catalogue(SHIPPED, tiny / "catalogue")
    importing.import_facts(tiny / "facts", catalogue=catalogue)
    facts = load_facts(tiny / "facts", catalogue)
    assert [name for name in SOURCES if not same_rows(name, facts)] == []
    assert [tables.read(name).num_rows > 0 for name in ("case", "case_rectification")] == [True, True]


def test_every_relation_has_a_ledger() -> None:
    assert set(SOURCES) == set(RELATIONS)


def test_a_published_snapshot_loads_again_to_the_same_rows_and_hash(county: None) -> None:
    published = snapshot.publish()
    assert published.folder is not None
    loaded = load_facts(published.folder, installed())
    assert loaded.hash == published.hash
    assert all(loaded.tables[name].equals(published.tables[name]) for name in SOURCES)


def test_the_same_content_is_kept_once(county: None, tmp_path: Path) -> None:
    assert snapshot.publish().hash == snapshot.publish().hash
    assert len(list((tmp_path / "snapshots").iterdir())) == 1


def test_rows_recorded_later_are_not_in_an_older_snapshot(county: None) -> None:
    Person.objects.filter(code="b1-p2").update(recorded_at="2026-06-29 09:00")
    before, after = (snapshot.publish(known_on=world.TODAY.replace(day=day)).tables["person"].num_rows for day in (28, 29))
    assert (before, after) == (5, 6)


def test_nothing_is_imported_beside_facts_that_are_there(county: None, tmp_path: Path) -> None:
    with pytest.raises(importing.NotEmpty, match="已有数据"):
        importing.import_facts(tmp_path)


def test_a_folder_with_mistakes_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "organization.csv").write_text("org_id,since,name,kind\nx,2015-01-01,甲,branch\n", encoding="utf-8")
    with pytest.raises(BadInput):
        importing.import_facts(tmp_path)
    assert not Organization.objects.exists()


def test_an_import_is_one_entry_with_the_numbers_of_rows(county: None) -> None:
    entry = Entry.objects.get(deed="facts.import")
    assert entry.after is not None
    assert entry.after["rows"]["membership"] == 6
    assert entry.subject.startswith("sha256:")


def test_new_rows_are_numbered_on_after_an_import(county: None) -> None:
    known = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    try:
        person = Person.objects.create(code="new", org=world.org("b1"), name="某")
        Membership.objects.create(person=person, org=world.org("b1"), kind="full", since=world.FIRST)
    except DatabaseError as error:
        pytest.fail(str(error))
    assert person.pk > known
