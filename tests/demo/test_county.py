"""The invented county: the same every time, loads clean, true to its proportions, with every corner that a rule may meet."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from gangju.demo.book import each_row
from gangju.demo.county import make, write
from gangju.demo.words import words
from gangju.demo.world import Person, World
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import load_facts

# Names of counties and cities that every reader knows; none may stand in an invented county.
REAL = (Path(__file__).parent / "real_places.txt").read_text(encoding="utf-8").split()

MAKE_AND_HASH = """
import hashlib
from gangju.demo.book import each_row
from gangju.demo.county import make
digest = hashlib.sha256()
for relation, ledger in make("small").items():
    for row in each_row(ledger):
        digest.update(repr((relation, row)).encode())
print(digest.hexdigest())
"""


def rows(world: World, relation: str, **wanted: str) -> list[dict[str, str]]:
    return [row for row in each_row(world.book.rows[relation]) if all(row[key] == value for key, value in wanted.items())]


def present(world: World) -> list[Person]:
    return [person for person in world.people if person.left is None]


def files(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


# ---------------------------------------------------------------- the same, and sound
def test_the_county_is_the_same_whatever_the_hash_seed() -> None:
    def digest(seed: str) -> str:
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.run([sys.executable, "-c", MAKE_AND_HASH], env=env, capture_output=True, text=True, check=True).stdout

    assert digest("1") == digest("4242")


def test_two_writings_of_the_county_have_equal_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write(tmp_path / name, "small", "csv")
    assert files(tmp_path / "first") == files(tmp_path / "second")


def test_another_seed_makes_another_county() -> None:
    assert make("small")["person"]["name"] != make("small", seed=1)["person"]["name"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_small_county_loads_without_a_problem(tmp_path: Path, form: str) -> None:
    write(tmp_path, "small", "csv" if form == "csv" else "parquet")
    facts = load_facts(tmp_path, load_catalogue(SHIPPED))
    assert facts.tables["person"].num_rows == len(make("small")["person"]["person_id"])


@pytest.mark.long
def test_the_county_loads_without_a_problem(tmp_path: Path, county: World) -> None:
    write(tmp_path, "county", "parquet")
    facts = load_facts(tmp_path, load_catalogue(SHIPPED))
    assert facts.tables["person"].num_rows == len(county.people)
    assert 600_000 <= facts.tables["participation"].num_rows <= 1_000_000


# ---------------------------------------------------------------- proportions
def test_the_small_county_has_forty_organisations(small: World) -> None:
    assert sum(org.holds(small.today) for org in small.orgs) == 40


@pytest.mark.long
def test_the_county_has_the_settled_size(county: World) -> None:
    assert 1_450 <= sum(org.holds(county.today) for org in county.orgs) <= 1_600
    assert len(present(county)) == 38_000
    counts = {
        kind: len(county.units_of(kind))
        for kind in ("town", "street", "village", "community", "agency", "soe", "private_firm", "social_org")
    }
    wanted = {"town": 12, "street": 3, "village": 170, "community": 30, "agency": 60, "soe": 20, "private_firm": 260, "social_org": 60}
    assert counts == wanted
    assert len(county.units_of("public_school", "kindergarten", "college")) == 40


@pytest.mark.long
def test_women_schooling_and_age_are_as_settled(county: World) -> None:
    people = present(county)
    college = {"junior_college", "bachelor", "master", "doctorate"}
    ages = [person.age(county.today) for person in people]
    found = {
        "women": sum(person.woman for person in people),
        "college": sum(person.education in college for person in people),
        "young": sum(age <= 30 for age in ages),
        "middle": sum(31 <= age <= 60 for age in ages),
        "old": sum(age >= 61 for age in ages),
    }
    wanted = {"women": 30.9, "college": 57.6, "young": 12, "middle": 59, "old": 29}
    assert {key: round(100 * count / len(people), 1) for key, count in found.items()} == pytest.approx(wanted, abs=0.5)


@pytest.mark.long
def test_farmers_retired_floating_and_infirm_are_as_settled(county: World) -> None:
    people = present(county)
    found = {
        "farmers": sum(person.branch.mixture == "rural" for person in people),
        "retired": sum(person.branch.mixture == "retired" for person in people),
        "floating": len(rows(county, "roster_entry", roster="floating_out")),
        "infirm": sum(len(rows(county, "roster_entry", roster="exempt", category=reason)) for reason in ("infirm", "ill", "old_age")),
    }
    wanted = {"farmers": 26, "retired": 21, "floating": 2, "infirm": 4}
    assert {key: round(100 * count / len(people), 1) for key, count in found.items()} == pytest.approx(wanted, abs=0.2)


@pytest.mark.long
def test_branches_have_three_to_sixty_members_and_a_median_of_eighteen(county: World) -> None:
    sizes = [sum(person.left is None for person in org.people) for org in county.branches if org.until is None]
    assert min(sizes) >= 3
    assert max(sizes) == 60
    assert 17 <= median(sizes) <= 19


@pytest.mark.long
def test_a_third_of_the_private_firms_has_an_organisation(county: World) -> None:
    firms = county.units_of("private_firm")
    covered = [unit for unit in firms if unit.holder.is_branch or unit.holder.unit is unit]
    assert len(covered) / len(firms) == pytest.approx(1 / 3, abs=0.02)


# ---------------------------------------------------------------- every corner is there
def test_two_mergers_of_villages_left_their_traces(world: World) -> None:
    ended = rows(world, "unit", kind="village", until="2024-09-01") + rows(world, "unit", kind="village", until="2025-04-01")
    assert len({row["unit_id"] for row in ended}) == 4  # two that became a new one, one absorbed, one that went on under a new name
    assert len(rows(world, "tie", kind="successor", from_kind="unit")) == 3


def test_a_clinic_changed_its_superior_without_a_gap(world: World) -> None:
    moved = [row for row in rows(world, "placement") if row["until"] == "2025-03-01"]
    assert len(moved) == 1
    after = rows(world, "placement", org_id=moved[0]["org_id"], since="2025-03-01")
    assert after[0]["parent_id"] == "wj"


def test_a_branch_split_and_its_members_came_from_the_old_one(world: World) -> None:
    new = next(org for org in world.branches if org.since == date(2025, 7, 1))
    old = new.origins[0][0]
    came = rows(world, "membership", org_id=new.id, since="2025-07-01", entry="transfer")
    assert {row["person_id"] for row in came} <= {row["person_id"] for row in rows(world, "membership", org_id=old.id, until="2025-07-01")}
    assert came


@pytest.mark.parametrize(
    ("relation", "wanted"),
    [
        ("membership", {"entry": "transfer"}),
        ("membership", {"kind": "probationary"}),
        ("membership", {"exit": "died"}),
        ("organization", {"kind": "joint_branch"}),
        ("organization", {"kind": "group"}),
        ("tie", {"kind": "covers"}),
        ("tie", {"kind": "floating_stay"}),
        ("tie", {"kind": "liaison_point"}),
        ("tie", {"kind": "workplace"}),
        ("roster_entry", {"roster": "exempt", "category": "infirm"}),
        ("roster_entry", {"roster": "exempt", "category": "ill"}),
        ("roster_entry", {"roster": "exception", "tier": "township"}),
        ("roster_entry", {"roster": "suspension"}),
        ("roster_entry", {"roster": "weak_village"}),
        ("roster_entry", {"roster": "demonstration_site"}),
        ("post", {"role": "organization_commissioner"}),
        ("post", {"role": "party_worker", "full_time": "true"}),
        ("check_answer", {"answer": "no"}),
        ("fund_entry", {"flow": "budget"}),
        ("observation", {"metric": "farmer_disposable_income", "published_on": "2026-02-12"}),
        ("score", {"scheme": "branch_grade", "period": "2025"}),
        ("participation", {"attended": "false"}),
    ],
)
def test_every_special_situation_occurs(world: World, relation: str, wanted: dict[str, str]) -> None:
    assert rows(world, relation, **wanted)


def test_someone_changed_his_post(world: World) -> None:
    assert [row for row in rows(world, "post", role="secretary") if row["until"] and row["exit"]]


def test_some_ledgers_are_not_kept_and_some_only_since_mid_year(world: World) -> None:
    kept = {row["subject_id"]: row["since"] for row in rows(world, "roster_entry", roster="keeps", category="activity.training")}
    branches = {org.id for org in world.branches if org.until is None}
    assert branches - kept.keys()
    assert [since for since in kept.values() if since >= "2025-07-01"]


def test_a_village_has_no_place_and_another_no_area(world: World) -> None:
    places = rows(world, "venue", kind="village_activity_place")
    villages = {unit.id for unit in world.units_of("village")}
    assert villages - {row["unit_id"] for row in places}
    assert [row for row in places if not row["area_m2"]]


def test_some_answers_are_stale_on_the_demos_day(world: World) -> None:
    newest: dict[str, str] = {}
    for row in rows(world, "check_answer"):
        newest[row["subject_id"]] = max(newest.get(row["subject_id"], ""), row["checked_on"])
    assert [day for day in newest.values() if day < "2025-06-30"]


def test_nothing_is_known_after_the_demos_day(world: World) -> None:
    for relation in ("activity", "participation", "fund_entry", "check_answer"):
        assert max(world.book.rows[relation]["recorded_at"]) <= "2026-06-30"


# ---------------------------------------------------------------- names
def test_no_real_place_is_named(world: World) -> None:
    names = {row["name"] for relation in ("unit", "organization", "venue") for row in rows(world, relation)}
    assert [name for name in sorted(names) for real in REAL if real in name] == []


def test_the_regions_are_codes_that_nobody_has() -> None:
    assert str(words()["region"]).startswith("99")


def test_no_two_villages_and_no_two_organisations_share_a_name(world: World) -> None:
    for relation, kind in (("unit", "village"), ("organization", "branch")):
        names = [row["name"] for row in rows(world, relation, kind=kind) if not row["until"]]
        assert len(names) == len(set(names))
