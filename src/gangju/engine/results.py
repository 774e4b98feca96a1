"""What an evaluation yields: two tables, the stable JSON made of them, and their resting place as Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

_INFO: Final = b"gangju"

SUBJECT_KEYS: Final = (
    "pack", "standard", "part", "period", "clause", "force", "subject_kind", "subject_id", "org_id",
    "value", "target", "shortfall", "unit", "verdict", "note",
)  # fmt: skip
GROUP_KEYS: Final = (
    "pack", "standard", "part", "period", "clause", "force", "roll_up", "org_id",
    "lo", "hi", "n", "exempt", "exempt_by_decision", "target", "verdict", "shortfall", "unit",
)  # fmt: skip
_SCALED: Final = {"value": "scale", "target": "scale", "shortfall": "scale"}
_GROUP_SCALED: Final = {"lo": "count_scale", "hi": "count_scale", "target": "count_scale", "shortfall": "scale"}


def exact(amount: int | Decimal | None, scale: int) -> int | str | None:
    """A scaled whole number in its human unit: a whole number, or a decimal string without trailing zeros."""
    if amount is None:
        return None
    whole, rest = divmod(int(amount), scale)
    if not rest:
        return whole
    text = f"{abs(int(amount)) // scale}.{str(abs(int(amount)) % scale).zfill(len(str(scale)) - 1)}".rstrip("0")
    return f"-{text}" if int(amount) < 0 else text


@dataclass(frozen=True)
class Declined:
    """A standard that is shown and no longer judged, because a rule of today stands against it."""

    pack: str
    standard: str
    rule: str


@dataclass(frozen=True)
class Computed:
    """What every answer of the engine says of itself: for which day, known by when, from which packs and facts."""

    as_of: date
    known_on: date
    packs: tuple[tuple[str, str], ...]
    facts_hash: str

    def head(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "packs": [{"id": name, "hash": digest} for name, digest in self.packs],
            "facts_hash": self.facts_hash,
        }


@dataclass(frozen=True)
class Results(Computed):
    """`subjects` and `groups` hold scaled whole numbers beside their scale; rows are sorted as the design says."""

    subjects: pa.Table
    groups: pa.Table
    declined: tuple[Declined, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {**self.head(), "subjects": list(self.subject_rows()), "groups": list(self.group_rows())}

    def subject_rows(self) -> Iterator[dict[str, Any]]:
        for row in self.subjects.to_pylist():
            said = _said(row, SUBJECT_KEYS, _SCALED)
            if row["windows"] is not None:
                said["windows"] = [_window(window) for window in row["windows"]]
            yield said

    def group_rows(self) -> Iterator[dict[str, Any]]:
        for row in self.groups.to_pylist():
            yield _said(row, GROUP_KEYS, _GROUP_SCALED)

    def write(self, folder: Path) -> None:
        """Puts the results to rest; `read` gives them back."""
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(self.subjects.replace_schema_metadata({_INFO: json.dumps(self._info()).encode()}), folder / "subjects.parquet")
        pq.write_table(self.groups, folder / "groups.parquet")

    def _info(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "packs": self.packs,
            "facts_hash": self.facts_hash,
            "declined": [[item.pack, item.standard, item.rule] for item in self.declined],
        }

    @classmethod
    def read(cls, folder: Path) -> Results:
        subjects = pq.read_table(folder / "subjects.parquet")
        info = json.loads(subjects.schema.metadata[_INFO])
        return cls(
            as_of=date.fromisoformat(info["as_of"]),
            known_on=date.fromisoformat(info["known_on"]),
            packs=tuple((name, digest) for name, digest in info["packs"]),
            facts_hash=info["facts_hash"],
            subjects=subjects,
            groups=pq.read_table(folder / "groups.parquet"),
            declined=tuple(Declined(*item) for item in info.get("declined", [])),
        )


def _said(row: Mapping[str, Any], keys: tuple[str, ...], scaled: Mapping[str, str]) -> dict[str, Any]:
    return {key: exact(row[key], row[scaled[key]]) if key in scaled else row[key] for key in keys}


def _window(window: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date | datetime) else value for key, value in window.items()}
