"""The journal's chain: whatever is changed, removed, put in or cut off afterwards is found and named."""

from __future__ import annotations

import hashlib
import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gangju.desk.journal import guards
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.journal.models import Entry, Seal
from gangju.desk.journal.seal import Broken, seal
from gangju.desk.journal.seal_form import CURRENT, FORMS, START, TITLES, link, rows
from gangju.desk.journal.seal_head import Head, HeadUnreadable, head_file, read_head, write_head
from gangju.desk.journal.seal_verify import Finding, Kind, verify

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def write(count: int = 1) -> list[int]:
    """Entries as deeds leave them; their numbers."""
    found = []
    for number in range(count):
        with deed("test.deed", ACTOR, subject=f"thing:{number}", reason="例行") as log:
            log.changed("thing", before={"名": number, "a": [1, None]}, after={"名": "改"})
        assert log.entry is not None
        found.append(log.entry.pk)
    return found


def by_hand(statement: str, *values: Any) -> None:
    """What somebody can do who owns the database."""
    for table in ("journal_entry", "journal_seal"):
        guards.lift(table)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> list[Finding]:
    return verify(read_head()).findings


def only() -> Finding:
    (finding,) = found()
    return finding


def test_what_nobody_touched_is_sound() -> None:
    write(3)
    assert seal().added == 3
    write(2)
    assert (seal().added, seal().added) == (2, 0)
    checked = verify(read_head())
    assert (checked.sound, checked.sealed, checked.unsealed) == (True, 5, 0)


def test_what_is_not_sealed_yet_is_told_and_no_finding() -> None:
    write()
    seal()
    write(2)
    checked = verify(read_head())
    assert (checked.sound, checked.unsealed) == (True, 2)


def test_a_journal_longer_than_a_piece_is_read_whole() -> None:
    first = Entry.objects.get(pk=write()[0])
    copies = [Entry(**{name: getattr(first, name) for name in FORMS[CURRENT] if name != "id"}) for _ in range(1200)]
    Entry.objects.bulk_create(copies)
    assert seal().added == 1201
    assert verify(read_head()).sealed == 1201
    assert not found()


CHANGES: dict[str, Any] = {
    "recorded_at": datetime(2020, 1, 1, 8),  # noqa: DTZ001 - the desk keeps local time
    "business_day": date(2020, 1, 1),
    "user_name": "他人",
    "role": "auditor",
    "deed": "test.other",
    "org_code": "b9",
    "org_path": "001",
    "subject": "thing:9",
    "reason": "",
    "before": '{"thing": {"a": [1, 0], "名": 1}}',
    "after": None,
    "request_id": "0",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_value_is_named_by_entry_and_column(column: str) -> None:
    _, second, _ = write(3)
    seal()
    by_hand(f'update journal_entry set "{column}" = %s where id = %s', CHANGES[column], second)
    finding = only()
    assert (finding.kind, finding.entry) == (Kind.CHANGED, second)
    assert f"“{TITLES[column]}”与封存时不同" in finding.text


def test_any_flipped_bit_is_found_unless_it_says_the_same() -> None:
    (number,) = write()
    seal()
    draw, (before,) = random.Random(7), rows(number - 1)
    for column in ("subject", "reason", "user_name", *(("before", "recorded_at") if connection.vendor == "sqlite" else ())):
        value = raw(column, number)
        for _ in range(40):
            put(column, flipped(value, draw))
            assert found() or next(rows(number - 1)) == before
        put(column, value if connection.vendor == "sqlite" else value.decode())
        assert not found()


def put(column: str, value: bytes | str) -> None:
    """A disk does not ask whether the JSON is valid."""
    if connection.vendor == "sqlite":
        by_hand("pragma ignore_check_constraints = 1")
    by_hand(f'update journal_entry set "{column}" = {"cast(%s as text)" if isinstance(value, bytes) else "%s"}', value)
    if connection.vendor == "sqlite":
        by_hand("pragma ignore_check_constraints = 0")


def raw(column: str, number: int) -> bytes:
    with connection.cursor() as cursor:
        how = f'cast("{column}" as blob)' if connection.vendor == "sqlite" else f"convert_to(\"{column}\", 'UTF8')"
        cursor.execute(f"select {how} from journal_entry where id = %s", [number])
        return bytes(cursor.fetchone()[0])


def flipped(value: bytes, draw: random.Random) -> bytes | str:
    """One bit of the stored bytes; PostgreSQL takes only valid text, so there one bit of a character."""
    at = draw.randrange(len(value))
    if connection.vendor == "sqlite":
        return value[:at] + bytes([value[at] ^ (1 << draw.randrange(8))]) + value[at + 1 :]
    text = value.decode()
    at = draw.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]


def test_two_changed_entries_are_two_findings() -> None:
    numbers = write(5)
    seal()
    by_hand("update journal_entry set reason = 'x' where id in (%s, %s)", numbers[0], numbers[3])
    assert [finding.entry for finding in found()] == [numbers[0], numbers[3]]


def test_a_removed_row_is_named() -> None:
    _, second, _ = write(3)
    seal()
    by_hand("delete from journal_entry where id = %s", second)
    finding = only()
    assert (finding.kind, finding.entry) == (Kind.REMOVED, second)
    assert f"记录 {second} 不见了" in finding.text


def test_a_row_removed_with_its_seal_is_named_by_its_neighbours() -> None:
    first, second, third = write(3)
    seal()
    by_hand("delete from journal_entry where id = %s", second)
    by_hand("delete from journal_seal where entry_id = %s", second)
    finding = only()
    assert finding.kind == Kind.REMOVED
    assert f"记录 {first}" in finding.text
    assert f"记录 {third} 之前" in finding.text


def test_a_row_removed_with_its_seal_and_the_rest_renumbered_breaks_the_chain() -> None:
    _, second, third = write(3)
    seal()
    by_hand("delete from journal_entry where id = %s", second)
    by_hand("delete from journal_seal where entry_id = %s", second)
    by_hand("update journal_seal set position = 2 where entry_id = %s", third)
    assert {finding.kind for finding in found()} == {Kind.CHAIN, Kind.CUT_OFF}


@pytest.mark.parametrize("step", [-1000, 5])
def test_a_row_put_in_is_named(step: int) -> None:
    first = Entry.objects.get(pk=write()[0])
    Entry.objects.create(**copy_of(first, first.pk + 10))
    seal()
    Entry.objects.create(**copy_of(first, first.pk + step))
    finding = only()
    assert (finding.kind, finding.entry) == (Kind.PUT_IN, first.pk + step)
    seal()
    assert only() == finding, "sealing on must not hide it"


def copy_of(entry: Entry, number: int) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in FORMS[CURRENT]} | {"id": number}


def test_a_journal_cut_off_at_its_end_is_found_by_its_head() -> None:
    *_, last = write(4)
    seal()
    for table, column in (("journal_entry", "id"), ("journal_seal", "entry_id")):
        by_hand(f"delete from {table} where {column} >= %s", last)
    finding = only()
    assert (finding.kind, finding.entry) == (Kind.CUT_OFF, last)
    with pytest.raises(Broken, match="不一致"):
        seal()


def test_a_chain_computed_anew_does_not_fit_the_head() -> None:
    first, *_ = write(3)
    seal()
    by_hand("update journal_entry set reason = 'x' where id = %s", first)
    before = START
    for row in rows(0):
        before = link(before, row)
        by_hand("update journal_seal set digest = %s, marks = %s where entry_id = %s", before, row.marks(CURRENT), row.number)
    assert only().kind == Kind.HEAD


def test_a_changed_seal_is_told_apart_from_a_changed_entry() -> None:
    _, second, _ = write(3)
    seal()
    by_hand("update journal_seal set digest = %s where entry_id = %s", "ab" * 32, second)
    finding = only()
    assert (finding.kind, finding.entry) == (Kind.CHAIN, second)
    assert "这条记录没有变" in finding.text


def test_changed_marks_are_told_apart_from_a_changed_entry() -> None:
    (number,) = write()
    seal()
    by_hand("update journal_seal set marks = %s", "0" * 112)
    assert (only().kind, only().entry) == (Kind.CHAIN, number)
    assert "记录本身没有变" in only().text


def test_without_its_head_the_end_is_not_vouched_for_and_nothing_is_sealed_on() -> None:
    write(2)
    seal()
    head_file().unlink()
    assert only().kind == Kind.HEAD
    with pytest.raises(Broken, match="不见了"):
        seal()
    assert seal(renew_head=True).head == read_head()
    assert not found()


def test_an_older_head_kept_elsewhere_still_fits(tmp_path: Path) -> None:
    write(2)
    seal()
    kept = tmp_path / "kept.json"
    kept.write_bytes(head_file().read_bytes())
    write(2)
    seal()
    assert verify(read_head(kept)).sound


def test_a_head_that_cannot_be_read_is_said_plainly() -> None:
    head_file().write_text("{", "utf-8")
    with pytest.raises(HeadUnreadable, match="读不出来"):
        read_head()
    with pytest.raises(Broken, match="读不出来"):
        seal()


def test_the_head_says_where_the_chain_ends() -> None:
    numbers = write(3)
    seal()
    last = Seal.objects.get(entry_id=numbers[-1])
    head = read_head()
    assert head is not None
    assert (head.position, head.entry, head.digest, head.algorithm) == (3, numbers[-1], last.digest, "SM3")
    write_head(Head(head.position, head.entry, "0" * 64, head.sealed_at))
    assert only().kind == Kind.HEAD


def test_every_column_of_an_entry_is_sealed() -> None:
    assert set(FORMS[CURRENT]) == {field.attname for field in Entry._meta.concrete_fields}
    assert set(TITLES) == set(FORMS[CURRENT])


def test_the_sealed_bytes_never_change_their_form() -> None:
    """Seals of years ago must still verify: this digest was computed when the form was made."""
    entry = Entry(
        id=7, recorded_at=datetime(2026, 3, 4, 5, 6, 7, 80), business_day=date(2026, 3, 4), user_name="张", role="auditor",  # noqa: DTZ001
        deed="test.deed", subject="s", before={"乙": 1, "甲": [None, True, "é"]}, request_id="r",
    )  # fmt: skip
    entry.save(force_insert=True)
    (row,) = rows(6, 7)
    assert row.bytes(1).decode() == (
        '["7","2026-03-04T05:06:07.000080","2026-03-04",null,"张","auditor","test.deed","","","s","",'
        '"{\\"乙\\":1,\\"甲\\":[null,true,\\"é\\"]}",null,"r"]'
    )
    assert link(START, row) == "d4a8b03f992732303d3e634b4a98ba8fb50e48f148c7250f7358f6095e7ae49d"
    assert link(START, row) == hashlib.new("sm3", START.encode() + row.bytes(1)).hexdigest()


def test_the_database_refuses_to_change_or_remove_a_seal() -> None:
    write()
    seal()
    for statement in ("update journal_seal set form = 2", "delete from journal_seal"):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
