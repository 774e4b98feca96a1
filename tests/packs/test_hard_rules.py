"""The hard rules of four sources: each file of cases, a truth table that an official may dispute, comes out as it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from gangju.engine.cases import Case, read_cases, run_case
from gangju.engine.load import load_pack
from gangju.engine.model import Pack

PACKS = Path(__file__).parents[2] / "src" / "gangju" / "packs"
TABLES: dict[tuple[str, str], tuple[str, ...]] = {
    ("huizhou-2021", "service-centre"): ("000-18",),
    ("huizhou-2021", "three-levels"): ("000-43",),
    ("huizhou-2021", "town-secretary-age"): ("000-46",),
    ("huizhou-2021", "township-secretary-reserve"): ("000-47",),
    ("huizhou-2021", "village-income"): ("000-49",),
    ("huizhou-2021", "leaders"): ("000-64",),
    ("huizhou-2021", "agency-staff"): ("000-91",),
    ("huizhou-2021", "debrief-review"): ("000-102",),
    ("huizhou-2021", "schools"): ("000-111",),
    ("huizhou-2021", "school-pairs"): ("000-112",),
    ("haian-2017", "key-project"): ("001-29", "001-30", "001-31", "001-32"),
    ("haian-2017", "lecture-25th"): ("001-43",),
    ("haian-2017", "institution-post"): ("001-51",),
    ("haian-2017", "principal-reserve"): ("001-57",),
    ("haian-2017", "weak-village"): ("001-86", "001-88", "001-94"),
    ("xinshao-2012", "village-pay"): ("002-06", "002-07", "002-08"),
    ("xinshao-2012", "funds"): ("002-09", "002-14", "002-15", "002-16", "002-18"),
    ("xinshao-2012", "blank-village"): ("002-30", "002-31"),
    ("xinshao-2012", "blank-village-link"): ("002-33",),
    ("xinshao-2012", "dispatched"): ("002-48", "002-49", "002-50", "002-51"),
    ("xinshao-2012", "grades"): ("002-49", "002-50", "002-51"),
    ("xinshao-2012", "firm-cultivation"): ("002-61",),
    ("xinshao-2012", "assessment"): ("002-81", "002-86"),
    ("xinshao-2012", "monthly-bulletin"): ("002-87",),
    ("xinshao-2012", "self-check"): ("002-85",),
    ("huizhou-2011", "selections"): ("004-47", "004-48", "004-49", "004-54"),
    ("huizhou-2011", "town-secretary-share"): ("004-55",),
    ("huizhou-2011", "quotas"): ("004-60", "004-68", "004-69"),
    ("huizhou-2011", "courses"): ("004-85",),
    ("huizhou-2011", "study"): ("004-92", "004-96"),
    ("huizhou-2011", "delegates"): ("004-100", "004-101", "004-102"),
    ("huizhou-2011", "oath-renewal"): ("004-22",),
    ("huizhou-2011", "receptions"): ("004-126", "004-127", "004-128"),
    ("huizhou-2011", "petitions"): ("004-129",),
    ("huizhou-2011", "three-entries"): ("004-132", "004-133"),
    ("huizhou-2011", "three-entries-diaries"): ("004-134",),
}


@cache
def read(name: str) -> tuple[Pack, list[Case]]:
    pack = load_pack(PACKS / name)
    return pack, read_cases(pack)


def test_every_table_of_these_packs_is_here() -> None:
    names = {pack for pack, _ in TABLES}
    assert set(TABLES) == {(name, path.stem) for name in names for path in (PACKS / name / "cases").glob("*.yaml")}


@pytest.mark.long
@pytest.mark.parametrize(
    ("pack", "table"), [pytest.param(pack, table, marks=pytest.mark.row(*rows)) for (pack, table), rows in TABLES.items()]
)
def test_a_table_holds_in_every_case(pack: str, table: str) -> None:
    loaded, cases = read(pack)
    results = [run_case(loaded, case) for case in cases if case.file == f"cases/{table}.yaml"]
    assert results
    assert [f"{result.line} {result.name}: {';'.join(result.differences)}" for result in results if not result.ok] == []
