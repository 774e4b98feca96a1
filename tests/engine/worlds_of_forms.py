"""A pack of one standard and a handful of rows, for tests that read like the rule they guard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gangju.engine.catalogue import load_catalogue
from gangju.engine.facts import Facts, facts_from_rows
from gangju.engine.load import load_pack
from gangju.engine.model import Catalogue, Pack
from gangju.engine.run import evaluate

Rows = Mapping[str, Sequence[Mapping[str, str | None]]]
PLAN = {
    "id": "one",
    "title": "一条",
    "issuer": "某县委",
    "number": None,
    "issued_on": "2020-01-01",
    "in_force": {"from": "2020-01-01", "to": "2040-01-01"},
    "phases": [],
    "clauses": [{"number": "一", "title": "一条", "text": "一条要求。"}],
    "tasks": [],
}
BASE: Rows = {
    "organization": [{"org_id": "top", "since": "2000-01-01", "name": "某县委", "kind": "committee", "level": "county"}],
    "placement": [{"org_id": "top", "since": "2000-01-01"}],
}


@cache
def codes() -> Catalogue:
    """The shipped codes, read once for all tests of a run."""
    return load_catalogue()


def pack_of(
    folder: Path,
    standard: Mapping[str, Any],
    params: Sequence[Mapping[str, Any]] = (),
    *,
    plan: Mapping[str, Any] | None = None,
    others: Sequence[Mapping[str, Any]] = (),
    measures: Sequence[Mapping[str, Any]] = (),
) -> Pack:
    """The pack whose only standard is `standard`, id `it`; `plan` says otherwise than `PLAN`, `others` stand beside it."""
    common = {"id": "it", "title": "一条", "clause": ["一"], "force": "must", "roll_up": [{"kind": "all"}], "advice": "照办"}
    standards = [deepcopy({**common, **each}) for each in (standard, *others)]  # a YAML that repeats nothing by reference
    files = {"plan": {**PLAN, **(plan or {})}, "standards": standards, "measures": list(measures), "params": list(params)}
    for name, data in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return load_pack(folder, None if (folder / "catalogue").is_dir() else codes())


def facts_of(pack: Pack, rows: Rows) -> Facts:
    merged = {name: [*BASE.get(name, ()), *rows.get(name, ())] for name in {*BASE, *rows}}
    return facts_from_rows(merged, pack.catalogue)


def judged(pack: Pack, rows: Rows, as_of: str, period: str | None = None) -> dict[str, dict[str, Any]]:
    """Result rows by subject."""
    results = evaluate([pack], facts_of(pack, rows), date.fromisoformat(as_of), period=period)
    return {row["subject_id"]: row for row in results.subject_rows()}


def grouped(pack: Pack, rows: Rows, as_of: str, period: str | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """Group rows by kind of roll-up and organisation, those of parts by their title too."""
    results = evaluate([pack], facts_of(pack, rows), date.fromisoformat(as_of), period=period)
    return {(f"{row['part'] or ''}{row['roll_up']}", row["org_id"]): row for row in results.group_rows()}


def towns(**places: Sequence[str]) -> Rows:
    """Town committees under the county, each answering for the villages named."""
    committee = {"since": "2000-01-01", "kind": "committee", "level": "township"}
    return {
        "organization": [{**committee, "org_id": town, "name": town} for town in places],
        "placement": [{"org_id": town, "parent_id": "top", "since": "2000-01-01"} for town in places],
        "unit": [unit(place, "village", org_id=town) for town, villages in places.items() for place in villages],
    }


def together(*parts: Rows) -> Rows:
    return {name: [row for part in parts for row in part.get(name, ())] for name in {key for part in parts for key in part}}


def figure(place: str, value: str, since: str = "2020-01-01", until: str | None = None, metric: str = "staff") -> Rows:
    row = {"subject_kind": "unit", "subject_id": place, "metric": metric, "since": since, "until": until, "value": value}
    return {"observation": [row]}


def unit(name: str, kind: str = "town", **more: str | None) -> dict[str, str | None]:
    return {"unit_id": name, "since": "2000-01-01", "name": name, "kind": kind, "org_id": "top", **more}
