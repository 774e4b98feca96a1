"""方案库 and 采用 as an officer meets them: look, adopt for a subtree, replace, end, take back."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

import gangju.demo
from gangju.desk import clock
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied
from gangju.desk.bridge.packs import keep, on_offer
from gangju.desk.bridge.run import evaluate_now, folder_of
from gangju.desk.journal.models import Entry
from gangju.desk.plans.actions import adopt, adopt_here, end_here, undo_adoption
from gangju.desk.plans.forms import read_exact
from gangju.desk.plans.models import Adoption
from gangju.engine.results import Results
from tests.desk import world

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PACK = Path(gangju.demo.__file__).parent / "pack"
LATER = date(2026, 7, 1)


@pytest.fixture
def officer(county: None) -> Client:
    return signed_in(Role.COUNTY_OFFICER, "yl")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A second version of the demo's plan, whose floor of income is the place's own choice."""
    folder = shutil.copytree(PACK, tmp_path / "second")
    params = (folder / "params.yaml").read_text("utf-8")
    begun = "{id: income_floor, title: 集体经济收入底线, unit: 元, clause: [四(一)],"
    assert params.count(begun) == 1
    (folder / "params.yaml").write_text(params.replace(begun, begun.replace("clause: [四(一)]", "local: true")), "utf-8")
    return folder


def signed_in(role: Role, place: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, place))
    return client


def version_of(folder: Path) -> str:
    return keep(folder).hash.removeprefix("sha256:")[:32]


def sent(client: Client, folder: Path, **typed: str) -> Any:
    said = {"org": "yl", "since": "2026.7.1", "until": ""} | typed
    return client.post(reverse("plans:adopt", args=[version_of(folder)]), said)


def test_the_library_offers_the_shipped_packs_and_the_kept_ones(officer: Client) -> None:
    keep(PACK)
    offered, bad = on_offer()
    assert bad == []
    page = officer.get(reverse("plans:library")).content.decode()
    assert all(each.pack.plan.title in page for each in offered)
    assert {"guilin-2018", "yunlan-2026"} & {each.pack.id for each in offered}


def test_a_pack_that_cannot_be_read_is_named_and_the_others_stay(officer: Client, settings: Any) -> None:
    home = Path(settings.GANGJU_DATA) / "packs" / "0badbad0" / "pack"
    shutil.copytree(PACK, home)
    (home / "plan.yaml").write_text("id: x\n", "utf-8")
    page = officer.get(reverse("plans:library")).content.decode()
    assert "0badbad0" in page
    assert "guilin-2018" in {each.pack.id for each in on_offer()[0]}


def test_a_pack_is_read_with_sentences_and_dated_figures(officer: Client) -> None:
    page = officer.get(reverse("plans:pack", args=[version_of(PACK)])).content.decode()
    assert "村场所底线" in page
    assert "120 ㎡" in page
    assert "条款三(二)" in page


def test_an_officer_adopts_for_a_town(officer: Client) -> None:
    answer = sent(officer, PACK, org="t1")
    adoption = Adoption.objects.get()
    assert answer.headers["Location"] == reverse("plans:plan", args=[adoption.pk])
    assert (adoption.org.code, adoption.since) == ("t1", LATER)
    assert Entry.objects.filter(deed="plan.adopt", org_code="t1").count() == 1


def test_the_place_sets_only_what_the_plan_leaves_to_it(officer: Client, second: Path) -> None:
    sent(officer, second, param_income_floor="120000", param_village_area="1")
    assert Adoption.objects.get().params == {"income_floor": "120000"}


def test_a_plan_with_no_value_for_somebody_is_not_adopted_and_says_for_whom(officer: Client, tmp_path: Path) -> None:
    evaluate_now()
    folder = shutil.copytree(PACK, tmp_path / "third")
    params = yaml.safe_load((folder / "params.yaml").read_text("utf-8"))
    hours = next(param for param in params if param["id"] == "member_hours")
    hours["values"] = [value for value in hours["values"] if value.get("domain") == "community"]
    (folder / "params.yaml").write_text(yaml.safe_dump(params, allow_unicode=True), "utf-8")
    page = sent(officer, folder).content.decode()
    assert re.search("参数“党员年度学时”在 2026-.{5} 对.*没有值，有 \\d+ 个对象要用它", page)
    assert not Adoption.objects.exists()


def test_a_value_that_is_no_number_is_named_at_its_field(officer: Client, second: Path) -> None:
    page = sent(officer, second, param_income_floor="十二万").content.decode()
    assert "“十二万”不是一个数" in page
    assert not Adoption.objects.exists()


@pytest.mark.parametrize(
    ("typed", "value"), [("24", Fraction(24)), ("1/3", Fraction(1, 3)), ("30%", Fraction(3, 10)), ("0.5", Fraction(1, 2))]
)
def test_local_values_are_exact(typed: str, value: Fraction) -> None:
    assert read_exact(typed) == value


def test_a_new_version_takes_over_from_its_day_on(officer: Client, second: Path) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    sent(officer, second)
    assert list(Adoption.objects.order_by("since").values_list("since", "until")) == [(world.FIRST, LATER), (LATER, date(2027, 1, 1))]


def test_a_later_adoption_of_the_same_pack_stands_in_the_way(county: None, second: Path) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), LATER)
    with pytest.raises(ValidationError, match="重叠"):
        adopt(world.SYSTEM, second, world.org("yl"), world.FIRST)
    adopt(world.SYSTEM, second, world.org("yl"), world.FIRST, LATER)


def test_taking_back_within_the_day_puts_the_former_in_force_again(county: None, second: Path) -> None:
    scope = world.scope(Role.COUNTY_OFFICER, "yl")
    former = adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST, date(2027, 1, 1))
    undo_adoption(scope, adopt_here(scope, second, world.org("yl"), LATER, None, {}))
    assert list(Adoption.objects.values_list("pk", "until")) == [(former.pk, date(2027, 1, 1))]
    assert Entry.objects.filter(deed="plan.undo").count() == 1


def test_the_next_day_it_cannot_be_taken_back(county: None) -> None:
    adoption = adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    adoption.recorded_at = clock.now() - timedelta(days=1)
    adoption.save()
    with pytest.raises(ValidationError, match="当天"):
        undo_adoption(world.scope(Role.COUNTY_OFFICER, "yl"), adoption)


def test_a_plan_is_not_ended_in_the_past(county: None) -> None:
    adoption = adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    with pytest.raises(ValidationError, match="不能早于今天"):
        end_here(world.scope(Role.COUNTY_OFFICER, "yl"), adoption, date(2026, 3, 1))
    assert end_here(world.scope(Role.COUNTY_OFFICER, "yl"), adoption, LATER).until == LATER


@pytest.mark.parametrize("role", [Role.TOWN_COMMISSIONER, Role.BRANCH_SECRETARY, Role.INSPECTOR])
def test_only_the_county_office_adopts(county: None, role: Role) -> None:
    with pytest.raises(Denied):
        adopt_here(world.scope(role, "t1"), PACK, world.org("t1"), LATER, None, {})
    assert signed_in(role, "t1").get(reverse("plans:adopt", args=[version_of(PACK)])).status_code == 404


def test_where_town_and_county_adopt_the_same_plan_nobody_is_judged_twice(county: None, second: Path) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    adopt(world.SYSTEM, second, world.org("t1"), world.FIRST)
    rows = Results.read(folder_of(evaluate_now())).subjects.to_pylist()
    seen = [(row["standard"], row["part"], row["subject_kind"], row["subject_id"], row["org_id"]) for row in rows]
    assert len(seen) == len(set(seen)) > 0


def test_the_plan_page_says_how_many_it_binds_and_what_was_set(officer: Client, second: Path) -> None:
    adopt(world.SYSTEM, second, world.org("yl"), world.FIRST, params={"income_floor": Fraction(120_000)})
    adopt(world.SYSTEM, PACK, world.org("t2"), world.FIRST)
    page = officer.get(reverse("plans:plan", args=[Adoption.objects.get(org__code="yl").pk])).content.decode()
    assert "约束 5 个党组织" in page
    assert "集体经济收入底线定为 120,000.00 元" in page


@pytest.mark.parametrize("typed", [{"since": "2025.12.31"}, {"since": "2027.1.1"}, {"until": "2027.6.30"}])
def test_a_plan_is_adopted_within_its_validity_only(officer: Client, typed: dict[str, str]) -> None:
    assert "方案的有效期是" in sent(officer, PACK, **typed).content.decode()
    assert not Adoption.objects.exists()
