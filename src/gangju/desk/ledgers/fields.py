"""Columns of the ledgers: codes of closed lists, exact hundredths, tree paths."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Length

from gangju.desk.ledgers.codes import labels

STEP = 3  # characters a level of the tree
DEEPEST = 30
HUNDREDTHS = 100


class CodeField(models.CharField):  # type: ignore[type-arg]
    """A code of the catalogue list `code_list`; optional codes are empty text, never null."""

    def __init__(self, code_list: str = "", *args: Any, **options: Any) -> None:
        self.code_list = code_list
        options.setdefault("max_length", 64)
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, [self.code_list, *args], options

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value and value not in labels(self.code_list):
            raise ValidationError(f"“{value}”不在代码表 {self.code_list} 中,请从列表中选择", code="unknown_code")


class HundredthsField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount with two decimals kept as a whole number: hundredths of 学时 or m2, fen, hundredths of points."""

    def __init__(self, unit: str = "", *args: Any, **options: Any) -> None:
        self.unit = unit
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, [self.unit, *args], options


class PathField(models.CharField):  # type: ignore[type-arg]
    """A materialised path of fixed base-36 steps; compared byte by byte, which PostgreSQL must be told."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["max_length"] = STEP * DEEPEST
        super().__init__(*args, **options)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = super().db_parameters(connection)
        return parameters | {"collation": "C"} if connection.vendor == "postgresql" else parameters


PathField.register_lookup(Length)


def as_decimal(hundredths: int | None) -> Decimal | None:
    """What people read and type: 2350 is 23.50."""
    return None if hundredths is None else Decimal(hundredths) / HUNDREDTHS


def as_hundredths(amount: Decimal | None) -> int | None:
    """Raises ValueError where an amount has more than two decimals."""
    if amount is None:
        return None
    scaled = amount * HUNDREDTHS
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} 的小数超过两位,请改为两位以内")
    return int(scaled)
