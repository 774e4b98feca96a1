"""Packed folders that are damaged: every way of packing, every kind of damage, one refusal."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile

import pytest

from gangju.reader.problem import Refused
from gangju.reader.source.archive import opened, part

NAME = "word/正文.xml"


def packed_with(method: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr(NAME, "<w>" + "党员大会" * 200 + "</w>")
    return made.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_anywhere_is_refused_or_does_no_harm(method: int) -> None:
    whole, chance = packed_with(method), random.Random(method)
    for _ in range(400):
        raw = bytearray(whole)
        raw[chance.randrange(len(raw))] = chance.randrange(256)
        with contextlib.suppress(Refused):
            part(opened(bytes(raw)), NAME)
