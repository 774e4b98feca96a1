"""Changing the keys: everything opens before, during and after; an interrupted change is finished by the same command."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.identity.actions import Entered, enter, reveal
from gangju.desk.identity.kept import sealed
from gangju.desk.identity.models import PersonIdentity
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Person
from gangju.desk.safekeeping.commands import main
from gangju.desk.safekeeping.keyring import lacking
from gangju.desk.sheets import uploads
from gangju.desk.sheets.identity import keeper
from gangju.desk.vault import keys, rotation
from gangju.desk.vault.keys import KeyProblem
from gangju.desk.vault.rotation import SealedColumn, drop_old, rotate, waiting
from tests.desk import world
from tests.workbooks.words import identity_number

pytestmark = pytest.mark.django_db
NUMBER, PHONE = identity_number(date(1980, 1, 1), 7), "13800001234"


@pytest.fixture
def person(county: None) -> Person:
    found = Person.objects.select_related("org").get(code="b1-p1")
    enter(world.scope(Role.BRANCH_SECRETARY, "b1"), found, Entered(number=NUMBER, phone=PHONE))
    return found


def whole(person: Person) -> tuple[str, str]:
    found = reveal(world.scope(Role.BRANCH_SECRETARY, "b1"), person, "核对身份证件")
    return found.number, found.phone


def recognised(person: Person) -> bool:
    keeping = keeper()
    assert keeping is not None
    return keeping.find([NUMBER]) == {NUMBER: person.pk}


def test_new_keys_open_everything_and_recognise_everybody(person: Person) -> None:
    uploads.keep(7, b"workbook")
    before = keys.ring()
    assert rotate() == 3  # a number, a phone, an upload
    after = keys.ring()
    assert after.sealing[-1] != before.sealing[-1]
    assert after.hashing[-1] != before.hashing[-1]
    assert (whole(person), recognised(person), uploads.kept(7)) == ((NUMBER, PHONE), True, b"workbook")
    assert waiting() == ()


def test_each_change_makes_new_keys(person: Person) -> None:
    assert len({rotate() and keys.ring().sealing[-1].number for _ in range(3)}) == 3
    assert whole(person) == (NUMBER, PHONE)


def test_between_new_keys_and_the_last_value_everything_opens(person: Person) -> None:
    keys.write(keys.joined(keys.ring(), keys.new_keys()))
    assert waiting() == ("证件信息", "证件信息")
    assert (whole(person), recognised(person)) == ((NUMBER, PHONE), True)
    with pytest.raises(Exception, match="已经登记"):
        enter(world.scope(Role.BRANCH_SECRETARY, "b3"), Person.objects.get(code="b3-p1"), Entered(number=NUMBER))


def test_an_interrupted_change_is_finished_with_the_same_keys(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Person.objects.get(code="b1-p2")
    value, hashed = sealed("number", other.pk, identity_number(date(1981, 2, 3), 8))
    PersonIdentity.objects.create(person=other, number=value, number_hash=hashed)
    before = list(PersonIdentity.objects.order_by("pk").values_list("number", "number_hash"))
    monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 1)
    with monkeypatch.context() as broken:
        written: list[Any] = []

        def dies(self: SealedColumn, rows: list[Any]) -> None:
            if written:
                raise OSError("power cut")
            written.append(rows)

        broken.setattr(SealedColumn, "_write", dies)
        with pytest.raises(OSError, match="power cut"):
            rotate()
    assert list(PersonIdentity.objects.order_by("pk").values_list("number", "number_hash")) == before
    made = keys.ring().sealing[-1]
    assert whole(person) == (NUMBER, PHONE)
    assert rotate() == 3
    assert keys.ring().sealing[-1] == made
    assert (whole(person), waiting()) == ((NUMBER, PHONE), ())


def test_a_changed_cipher_reaches_what_is_there_already(person: Person, settings: Any) -> None:
    settings.GANGJU_CIPHER = "sm4"
    assert (whole(person), recognised(person)) == ((NUMBER, PHONE), True)
    rotate()
    row = PersonIdentity.objects.get()
    assert bytes(row.number or b"")[1:2] == b"\x02"
    assert keys.ring().hashing[-1].digest == "sm3"
    assert (whole(person), recognised(person)) == ((NUMBER, PHONE), True)


def test_old_keys_are_dropped_only_when_nothing_needs_them(person: Person) -> None:
    keys.write(keys.joined(keys.ring(), keys.new_keys()))
    with pytest.raises(KeyProblem, match="gangju keys rotate"):
        drop_old()
    rotate()
    assert drop_old() == 2
    assert len(keys.ring().sealing) == len(keys.ring().hashing) == 1
    assert (whole(person), recognised(person)) == ((NUMBER, PHONE), True)


def test_a_damaged_value_stops_the_change_and_nothing_is_written(person: Person) -> None:
    row = PersonIdentity.objects.get()
    phone = bytes(row.phone or b"")
    PersonIdentity.objects.update(phone=phone[:-1] + bytes([phone[-1] ^ 1]))
    before = bytes(row.number or b"")
    with pytest.raises(KeyProblem, match="被改动过"):
        rotate()
    assert bytes(PersonIdentity.objects.get().number or b"") == before


def test_the_command_tells_and_the_journal_knows(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "rotate"]) == 0
    assert "2 项" in capsys.readouterr().out
    assert Entry.objects.filter(deed="safekeeping.rotate_keys").count() == 1
    assert main(["keys", "status"]) == 0
    said = capsys.readouterr().out
    assert "证件信息" in said
    assert keys.ring().sealing[-1].number.hex() in said
    assert keys.ring().sealing[-1].secret.hex() not in said
    assert main(["keys", "drop"]) == 0


def test_the_command_names_lost_keys(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    keys.file().unlink()
    for verb in ("rotate", "status", "drop"):
        assert main(["keys", verb]) == 3
        assert "不见了" in capsys.readouterr().err


def test_what_a_restore_lacks_is_named_and_no_key_is_made(person: Person) -> None:
    ring, kept = keys.ring(), keys.file().read_bytes()
    assert lacking() == ()
    keys.file().unlink()
    assert set(lacking()) == {ring.sealing[-1].number.hex(), ring.hashing[-1].number.hex()}
    assert not keys.file().exists()
    keys.write(keys.new_keys())  # a first start before the old file was put back
    assert len(lacking()) == 2
    with pytest.raises(KeyProblem, match="请把原来的密钥文件放回去"):
        whole(person)
    keys.file().write_bytes(kept)
    assert lacking() == ()
    assert whole(person) == (NUMBER, PHONE)
