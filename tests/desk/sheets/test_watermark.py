"""Numbers read off found workbooks, whole, locked or damaged."""

from __future__ import annotations

import io
import random
import zipfile

from gangju.desk.sheets.watermark import numbers_in

NUMBER, IN_A_CELL = "20260630-0a1b2c3d", "20260630-0a1b2c3e"


def workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", f"<c>{IN_A_CELL}</c>" + "<c/>" * 500)
        parts.writestr("docProps/core.xml", f"<k>{NUMBER}</k>")
        parts.writestr("附件.xml", "<a/>")
    return packed.getvalue()


def locked(data: bytes) -> bytes:
    """Every part of the archive says that it asks for a password."""
    spoilt = bytearray(data)
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(head)
        while at >= 0:
            spoilt[at + flags] |= 1
            at = data.find(head, at + 1)
    return bytes(spoilt)


def test_the_properties_are_read_before_the_cells() -> None:
    assert numbers_in(workbook()) == [NUMBER, IN_A_CELL]


def test_a_locked_workbook_gives_no_number() -> None:
    assert numbers_in(locked(workbook())) == []


def test_a_damaged_copy_gives_what_is_left_and_never_a_mistake_of_ours() -> None:
    dice, whole = random.Random(7), workbook()
    for _ in range(1500):
        spoilt = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        assert len(numbers_in(bytes(spoilt))) <= 2
