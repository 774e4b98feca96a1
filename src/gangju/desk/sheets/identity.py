"""公民身份号码 (GB 11643): read, checked, handed over, never kept here.

Whoever keeps identities encrypted registers a keeper; without one the number serves only to check the sheet itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from operator import mul
from typing import Protocol

from django.db.models import Model

from gangju.desk.sheets.cells import Cell, Wrong, is_empty, plain

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ZEROS = ord("0") * sum(_WEIGHTS)
ROUNDED = Wrong("不是文本:Excel 已把后三位变成 000", "请在原表中把该列设为文本后重新填写")


class Keeper(Protocol):
    """Where identity numbers are kept encrypted, with a keyed hash for matching."""

    @property
    def model(self) -> type[Model]:
        """The table; its rows belong to persons one to one."""

    def find(self, numbers: Sequence[str]) -> Mapping[str, int]:
        """Whoever has one of the numbers, wherever he is; the caller tells nothing of persons outside its scope."""

    def known(self, numbers: Mapping[int, str]) -> Mapping[int, bool]:
        """Of the persons with a number kept already: is it this one?"""

    def keep(self, numbers: Mapping[int, str], at: datetime) -> Sequence[int]:
        """Person → number, for persons who have none yet; whose was added. Inside the transaction of the import."""

    def moved(self, persons: Sequence[int], at: datetime) -> int:
        """How many of those added then have been changed since."""

    def take_back(self, persons: Sequence[int]) -> None:
        """Their numbers leave."""

    def fingerprints(self, numbers: Iterable[str]) -> list[str]:
        """Tell numbers apart without telling them."""


_keepers: list[Keeper] = []


def use_keeper(keeper: Keeper) -> None:
    """Registered once, when the room that keeps identities is loaded."""
    _keepers[:] = [keeper]


def keeper() -> Keeper | None:
    return _keepers[0] if _keepers else None


def identity(cell: Cell) -> str | Wrong | None:
    """Eighteen characters whose day exists and whose check character fits."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return ROUNDED
    if isinstance(cell, str) and len(cell) == 18 and fits(cell):
        return cell
    if is_empty(cell):
        return None
    return _slowly(plain(cell).replace(" ", "").upper())


def _slowly(number: str) -> str | Wrong:
    """Numbers that are not plainly right: what is wrong is worth saying exactly."""
    if "E+" in number:
        return ROUNDED
    if len(number) == 15 and number.isdigit():
        return Wrong("是 15 位旧号码", "请填 18 位公民身份号码")
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit() or number[17] not in _CHECK:
        return Wrong(f"有 {len(number)} 位或含有不该有的字,应为 18 位", "请对照身份证重填,末位可以是 X")
    if born(number) is None:
        return Wrong("中间的出生日期不存在", "请对照身份证重填")
    if fits(number):
        return number
    return ROUNDED if number.endswith("000") else Wrong("校验位不对,至少有一位写错", "请对照身份证重填")


def fits(number: str) -> bool:
    """Does the check character fit (MOD 11-2), and is there such a day?"""
    digits = number[:17]
    if not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(map(mul, _WEIGHTS, digits.encode())) - _ZEROS
    return _CHECK[total % 11] == number[17] and _day(number[6:14]) is not None


def born(number: str) -> date | None:
    return _day(number[6:14])


@cache
def _day(digits: str) -> date | None:
    """There are some forty thousand days on which people are born."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def check_character(first_seventeen: str) -> str:
    return _CHECK[sum(map(mul, _WEIGHTS, map(int, first_seventeen))) % 11]
