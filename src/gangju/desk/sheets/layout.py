"""The ledgers as sheets: which columns each has, what they are called in the field, what their cells hold.

Read once from `headers.yaml` and `synonyms.yaml`; nothing about a column is written down a second time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gangju.desk.ledgers.codes import lists

HERE = Path(__file__).parent
REFERENCES = frozenset({"org", "unit", "person", "subject", "names"})
_BRACKETS = re.compile(r"[((\[【][^))\]】]*[))\]】]")
_NOT_WORDS = re.compile(r"[\s*#:\u3000※★、。,./_-]+")


@dataclass(frozen=True)
class Column:
    """One column of a ledger's sheet."""

    name: str
    title: str
    type: str
    also: tuple[str, ...] = ()
    list: str = ""
    needed: bool = False
    month: bool = False
    past: bool = False
    open: bool = False
    long: int = 0
    unit: str = ""
    floor: int | None = None
    ceiling: int | None = None
    help: str = ""


@dataclass(frozen=True)
class Layout:
    """One ledger as a sheet. `personal` rows carry names of persons; `names` is the column by which people speak of a row."""

    ledger: str
    title: str
    words: tuple[str, ...]
    columns: Mapping[str, Column]
    names: str = ""
    personal: bool = False

    @property
    def needed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns.values() if column.needed)


@cache
def layouts() -> Mapping[str, Layout]:
    """In the order in which rows of one may refer to rows of another."""
    return {ledger: _layout(ledger, told) for ledger, told in _read("headers.yaml").items()}


def _layout(ledger: str, told: Mapping[str, Any]) -> Layout:
    columns = {name: _column(name, about) for name, about in told["columns"].items()}
    return Layout(ledger, told["title"], tuple(told["words"]), columns, told.get("names", ""), told.get("personal", False))


def _column(name: str, about: Mapping[str, Any]) -> Column:
    told: dict[str, Any] = {key: tuple(value) if key == "also" else value for key, value in about.items()}
    return Column(name=name, **told)


@cache
def heading_index() -> Mapping[str, Mapping[str, str]]:
    """Ledger -> heading as `plain_heading` gives it -> column."""
    return {
        ledger: {plain_heading(word): column.name for column in layout.columns.values() for word in (column.title, *column.also)}
        for ledger, layout in layouts().items()
    }


def plain_heading(text: object) -> str:
    """A heading without spaces, line breaks, asterisks and what stands in brackets."""
    folded = unicodedata.normalize("NFKC", str(text))
    return _NOT_WORDS.sub("", _BRACKETS.sub("", folded) or folded)


def code_words(code_list: str) -> Mapping[str, str]:
    """Word -> code: the codes themselves, their labels with and without brackets, and the synonyms."""
    return _code_words(code_list, tuple(lists().get(code_list, {}).items()))


@cache
def _code_words(code_list: str, labels: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for code, others in _read("synonyms.yaml").get(code_list, {}).items():
        words |= {plain_word(other): code for other in others}
    for code, label in labels:
        words.setdefault(plain_word(_BRACKETS.sub("", unicodedata.normalize("NFKC", label))), code)
    return words | {plain_word(code): code for code, _ in labels} | {plain_word(label): code for code, label in labels}


def plain_word(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@cache
def _read(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((HERE / name).read_text("utf-8"))
    return found
