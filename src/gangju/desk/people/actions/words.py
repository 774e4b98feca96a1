"""What is said about typed text and days in every deed of this room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError

from gangju.desk.ledgers.secrecy import MARKED, is_marked

Mistake = tuple[str, str]


def refuse(mistakes: Iterator[Mistake]) -> None:
    """Raises ValidationError by field with every mistake at once."""
    wrong: dict[str, list[str]] = {}
    for field, message in mistakes:
        wrong.setdefault(field, []).append(message)
    if wrong:
        raise ValidationError(wrong)


def marked(field: str, *texts: str) -> Iterator[Mistake]:
    if any(is_marked(text) for text in texts):
        yield field, MARKED


def past(field: str, day: date, today: date) -> Iterator[Mistake]:
    if day > today:
        yield field, f"{day} 还没有到,只登记已经发生的;到那一天再来登记"
