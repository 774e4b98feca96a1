"""A mark proves nothing: what a marked test really did is recorded, and only that speaks for a row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gangju.engine.catalogue import load_catalogue
from gangju.engine.done import FILE, Done, Trace, done_problems, load_done, met_by, read_traces, write_traces
from gangju.engine.homes import Home, Homes, load_homes
from gangju.engine.inventory import load_inventory
from tests.coverage_rows import stands, watching
from tests.house.sources import ROOT

ELECTION = "003-09"
TRANSFER = "003-25"


@pytest.fixture
def homes() -> Homes:
    return load_homes(load_catalogue())


def election(homes: Homes, **did: frozenset[str]) -> tuple[str, ...]:
    done = Done({"tests/test_one.py::test_it": Trace((ELECTION,), **did)}, {ELECTION: frozenset({"posts:terms"})})
    return met_by(load_inventory()[ELECTION], homes, done)


def test_a_row_counts_if_its_kind_or_its_page_was_really_touched(homes: Homes) -> None:
    assert election(homes, kinds=frozenset({"case.election"}))
    assert election(homes, pages=frozenset({"posts:terms"}))
    assert not election(homes)
    assert not election(homes, kinds=frozenset({"activity.training"}), pages=frozenset({"work:home"}))


def test_a_relation_without_a_kind_is_too_wide_to_prove_a_row(homes: Homes) -> None:
    wide = Home("anything", "任何", "organization", None, {}, "org_id", "个", "zero", ("x",))
    assert not election(Homes({**homes.homes, "election": wide}, {}), kinds=frozenset({"organization"}))


def test_a_mark_that_proves_nothing_is_told(homes: Homes) -> None:
    done = Done({"tests/test_one.py::test_it": Trace((TRANSFER,), pages=frozenset({"work:home"}))}, {"999-99": frozenset()})
    told = [problem.message for problem in done_problems(done, load_inventory(), homes)]
    assert told == ["清单里没有这一行", f"标着 {TRANSFER},却没有动过它的类别或页面"]


def test_what_was_recorded_is_read_back(tmp_path: Path) -> None:
    traces = {
        "tests/a.py::test_a": Trace(
            (ELECTION,), frozenset({"election.record"}), frozenset({"case.election"}), frozenset({"election →done"})
        )
    }
    write_traces(traces, tmp_path / "done.json")
    assert read_traces(tmp_path / "done.json") == traces
    assert read_traces(tmp_path / "none.json") == {}


def test_every_recorded_test_still_stands() -> None:
    assert [test for test in read_traces(FILE) if not stands(ROOT / test.split("::", 1)[0], test)] == []
    assert load_done().named


@pytest.mark.django_db
def test_only_rows_written_by_a_deed_are_its_kinds() -> None:
    from gangju.desk.journal.deeds import Actor, deed
    from gangju.desk.ledgers.models import Organization, Person
    from tests.desk import world

    world.settle()
    org = Organization.objects.all()[0]
    with watching() as watch:
        Person.objects.create(code="no-deed", name="甲", org=org)
        with deed("member.test", Actor.system("test")):
            pass
    assert (watch.deeds, watch.kinds) == ({"member.test"}, set())


@pytest.mark.long
def test_the_run_writes_what_marked_tests_did_and_nothing_of_others(tmp_path: Path) -> None:
    file = tmp_path / "test_pages.py"
    file.write_text(
        "import pytest\nfrom django.test import Client\n\n"
        f"@pytest.mark.row({ELECTION!r})\n@pytest.mark.django_db\n"
        "def test_marked(client: Client) -> None:\n    assert client.get('/login/', follow=True).status_code < 500\n\n"
        "def test_plain() -> None:\n    pass\n",
        "utf-8",
    )
    out = tmp_path / "done.json"
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), "-n", "2"]
    outside = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    ran = subprocess.run([*command, f"--record-rows={out}", str(file)], cwd=ROOT, env=outside, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (said,) = json.loads(out.read_text("utf-8")).values()
    assert said["rows"] == [ELECTION]
