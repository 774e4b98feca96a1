"""Rows elsewhere: `exists`, the two ends of a tie, rows no longer in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from gangju.engine.run import evaluate
from tests.engine.worlds_of_forms import Rows, facts_of, judged, pack_of, unit

DAY = "2021-06-30"
VILLAGES = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "require": "value >= 1", "unit": "人"}
DOUBLE = "exists (select 1 from post as p where p.person_id = post.person_id and p.unit_id = post.unit_id and p.role = 'director')"


def person(name: str, education: str | None = None) -> dict[str, str | None]:
    return {"person_id": name, "name": name, "org_id": "top", "education": education}


def post(code: str, who: str, role: str, place: str = "甲村", since: str = "2020-01-01", until: str | None = None) -> dict[str, str | None]:
    return {"post_id": code, "person_id": who, "unit_id": place, "org_id": "top", "role": role, "since": since, "until": until}


def tie(code: str, kind: str, ends: tuple[str, str], to: tuple[str, str], since: str = "2020-01-01") -> dict[str, str | None]:
    return {"tie_id": code, "kind": kind, "from_kind": ends[0], "from_id": ends[1], "to_kind": to[0], "to_id": to[1], "since": since}


def listed(roster: str, subject: str, since: str = "2020-01-01", until: str | None = None) -> dict[str, str | None]:
    return {"roster": roster, "subject_kind": "unit", "subject_id": subject, "since": since, "until": until, "category": "economic"}


def of(folder: Path, value: str, **more: Any) -> Pack:
    return pack_of(folder, {**VILLAGES, "value": value, **more})


def verdicts(pack: Pack, rows: Rows, day: str = DAY) -> dict[str, tuple[str, Any]]:
    return {name: (row["verdict"], row["value"]) for name, row in judged(pack, rows, day).items()}


# ---------------------------------------------------------------- exists in an aggregate
def test_a_secretary_who_is_director_of_the_same_village_counts(tmp_path: Path) -> None:
    pack = of(tmp_path, f"count(post.post_id) filter (where post.role = 'secretary' and {DOUBLE})")
    rows: Rows = {
        "unit": [unit("甲村", "village"), unit("乙村", "village")],
        "person": [person("张"), person("李")],
        "post": [
            post("1", "张", "secretary"),
            post("2", "张", "director"),
            post("3", "李", "secretary", "乙村"),
            post("4", "李", "director"),
        ],
    }
    assert verdicts(pack, rows) == {"甲村": ("pass", 1), "乙村": ("fail", 0)}


def test_a_directorship_that_has_ended_is_none(tmp_path: Path) -> None:
    pack = of(tmp_path, f"count(post.post_id) filter (where post.role = 'secretary' and {DOUBLE})")
    rows: Rows = {
        "unit": [unit("甲村", "village")],
        "person": [person("张")],
        "post": [post("1", "张", "secretary"), post("2", "张", "director", until="2021-01-01")],
    }
    assert verdicts(pack, rows) == {"甲村": ("fail", 0)}
    assert verdicts(pack, rows, "2020-12-31") == {"甲村": ("pass", 1)}


def test_a_row_that_only_may_meet_it_leaves_it_unknown(tmp_path: Path) -> None:
    learned = "exists (select 1 from person as x where x.person_id = post.person_id and x.education = 'master')"
    pack = of(tmp_path, f"count(post.post_id) filter (where post.role = 'secretary' and {learned})")
    rows: Rows = {"unit": [unit("甲村", "village")], "person": [person("张")], "post": [post("1", "张", "secretary")]}
    assert verdicts(pack, rows) == {"甲村": ("unknown", 0)}
    known: Rows = {**rows, "person": [person("张", "bachelor")]}
    assert verdicts(pack, known) == {"甲村": ("fail", 0)}


# ---------------------------------------------------------------- exists in a condition
def test_not_exists_says_who_is_not_meant(tmp_path: Path) -> None:
    poor = "exists (select 1 from roster_entry as p where p.subject_id = unit.unit_id and p.roster = 'weak_village')"
    pack = of(tmp_path, "count(post.post_id)", where=f"unit.kind = 'village' and not {poor}")
    rows: Rows = {"unit": [unit("甲村", "village"), unit("乙村", "village")], "roster_entry": [listed("weak_village", "甲村")]}
    assert verdicts(pack, rows) == {"乙村": ("fail", 0)}


def test_an_id_of_another_kind_is_another_thing(tmp_path: Path) -> None:
    """A person may bear the id of a village."""
    weak = "exists (select 1 from roster_entry as p where p.subject_id = unit.unit_id and p.roster = 'honour')"
    pack = of(tmp_path, "count(post.post_id)", where=f"unit.kind = 'village' and {weak}")
    honour = {"roster": "honour", "subject_kind": "person", "subject_id": "甲村", "since": "2020-01-01"}
    rows: Rows = {
        "unit": [unit("甲村", "village")],
        "person": [person("甲村")],
        "roster_entry": [{**honour, "category": "excellent_member", "tier": "county"}],
    }
    assert verdicts(pack, rows) == {}


# ---------------------------------------------------------------- ends of a tie
def test_the_acting_end_and_the_receiving_end_are_told_apart(tmp_path: Path) -> None:
    rows: Rows = {
        "unit": [unit("甲村", "village"), unit("乙村", "village")],
        "tie": [tie("1", "benchmark", ("unit", "甲村"), ("unit", "乙村"))],
    }
    acts = of(tmp_path, "count(tie_out.tie_id) filter (where tie_out.kind = 'benchmark')", unit="个")
    assert verdicts(acts, rows) == {"甲村": ("pass", 1), "乙村": ("fail", 0)}
    receives = of(tmp_path, "count(tie_in.tie_id) filter (where tie_in.kind = 'benchmark')", unit="个")
    assert verdicts(receives, rows) == {"甲村": ("fail", 0), "乙村": ("pass", 1)}


def test_a_tie_to_a_listed_village_can_be_left_out(tmp_path: Path) -> None:
    weak = "exists (select 1 from roster_entry as r where r.subject_id = tie_out.to_id and r.roster = 'weak_village')"
    pack = of(tmp_path, f"count(tie_out.tie_id) filter (where tie_out.kind = 'benchmark' and not {weak})", unit="个")
    rows: Rows = {
        "unit": [unit("甲村", "village"), unit("乙村", "village"), unit("丙村", "village")],
        "tie": [tie("1", "benchmark", ("unit", "甲村"), ("unit", "乙村")), tie("2", "benchmark", ("unit", "乙村"), ("unit", "丙村"))],
        "roster_entry": [listed("weak_village", "乙村")],
    }
    assert verdicts(pack, rows) == {"甲村": ("fail", 0), "乙村": ("pass", 1), "丙村": ("fail", 0)}


def test_the_people_at_the_other_end_are_counted_once(tmp_path: Path) -> None:
    member = "exists (select 1 from membership as m where m.person_id = tie_in.from_id and m.kind = 'full')"
    pack = of(tmp_path, f"count(distinct tie_in.from_id) filter (where tie_in.kind = 'workplace' and {member})", unit="个")
    rows: Rows = {
        "unit": [unit("甲村", "village")],
        "organization": [
            {"org_id": "支部", "since": "2000-01-01", "name": "支部", "kind": "branch", "level": "village", "domain": "rural"}
        ],
        "placement": [{"org_id": "支部", "parent_id": "top", "since": "2000-01-01"}],
        "person": [person("张"), person("李")],
        "membership": [{"person_id": "张", "org_id": "支部", "kind": "full", "since": "2019-01-01"}],
        "tie": [tie("1", "workplace", ("person", "张"), ("unit", "甲村")), tie("2", "workplace", ("person", "李"), ("unit", "甲村"))],
    }
    assert verdicts(pack, rows) == {"甲村": ("pass", 1)}


# ---------------------------------------------------------------- rows no longer in force
def test_history_reads_posts_that_have_ended_but_none_of_the_future(tmp_path: Path) -> None:
    pack = of(tmp_path, "count(post_history.post_id) filter (where post_history.role = 'secretary')")
    rows: Rows = {
        "unit": [unit("甲村", "village")],
        "person": [person("张"), person("李")],
        "post": [post("1", "张", "secretary", until="2021-01-01"), post("2", "李", "secretary", since="2022-01-01")],
    }
    assert verdicts(pack, rows) == {"甲村": ("pass", 1)}


# ---------------------------------------------------------------- words and refusals
def test_why_says_it_in_words_and_names_the_rows(tmp_path: Path) -> None:
    pack = of(tmp_path, f"count(post.post_id) filter (where post.role = 'secretary' and {DOUBLE})")
    rows: Rows = {
        "unit": [unit("甲村", "village")],
        "person": [person("张")],
        "post": [post("1", "张", "secretary"), post("2", "张", "director")],
    }
    told = explain(load_pack(tmp_path), facts_of(pack, rows), date(2021, 6, 30), "it", "甲村")
    assert [row.key["post_id"] for row in told.rows] == ["1"]
    assert "另有职务(任职人、任职单位相同,职务为" in told.formula


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exists (select 1 from post as p where p.role = 'director')", "把里外两行连起来"),
        ("exists (select 1 from activity as a where a.org_id = post.org_id and a.kind = 'training')", "按次数计"),
        ("exists (select 1 from post where post.person_id = post.person_id)", "另起一个名字"),
        ("exists (select 1 from post as p where p.person_id = post.person_id and p.since < post.since)", "只能用相等"),
        ("exists (select 1 from posts as p where p.person_id = post.person_id)", "没有“posts”这个台账"),
        ("exists (select 1 from post as p join unit as u on u.unit_id = p.unit_id where p.person_id = post.person_id)", "一层查询"),
    ],
)
def test_what_cannot_be_asked_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        of(tmp_path, f"count(post.post_id) filter (where {text})")


def test_equal_questions_of_two_standards_share_one_join(tmp_path: Path) -> None:
    pack = of(tmp_path, f"count(post.post_id) filter (where {DOUBLE} and post.role = 'secretary' or {DOUBLE})")
    rows: Rows = {"unit": [unit("甲村", "village")]}
    assert evaluate([pack], facts_of(pack, rows), date(2021, 6, 30)).subjects.num_rows == 1


def test_a_place_of_which_nobody_knows_since_when_it_is_open_belongs_to_the_past_too(tmp_path: Path) -> None:
    pack = of(tmp_path, "max(venue_history.area_m2)", require="value >= 100", unit="m2")
    venue = {"venue_id": "场所", "unit_id": "甲村", "kind": "village_activity_place", "area_m2": "120"}
    assert verdicts(pack, {"unit": [unit("甲村", "village")], "venue": [venue]}) == {"甲村": ("pass", 120)}


def test_members_of_a_branch_that_has_gone_are_history_of_the_village_it_stood_in(tmp_path: Path) -> None:
    pack = of(tmp_path, "count(membership_history.person_id)")
    branch = {"org_id": "支部", "name": "支部", "kind": "branch", "level": "village", "domain": "rural"}
    rows: Rows = {
        "unit": [unit("甲村", "village"), unit("乙村", "village")],
        "organization": [
            {**branch, "since": "2000-01-01", "until": "2015-01-01", "unit_id": "甲村"},
            {**branch, "since": "2015-01-01", "until": "2020-01-01", "unit_id": "乙村"},
        ],
        "placement": [{"org_id": "支部", "parent_id": "top", "since": "2000-01-01", "until": "2020-01-01"}],
        "person": [person("张"), person("李")],
        "membership": [
            {"person_id": "张", "org_id": "支部", "kind": "full", "since": "2010-01-01", "until": "2012-01-01"},
            {"person_id": "李", "org_id": "支部", "kind": "full", "since": "2016-01-01", "until": "2020-01-01"},
        ],
    }
    assert verdicts(pack, rows) == {"甲村": ("pass", 1), "乙村": ("pass", 1)}


def test_a_row_elsewhere_that_only_may_be_the_one_is_named_by_what_it_lacks(tmp_path: Path) -> None:
    serves = "exists (select 1 from post as p where p.person_id = {} and p.role = 'party_worker' and p.full_time)"
    counted = of(tmp_path, f"count(post.post_id) filter (where post.role = 'secretary' and {serves.format('post.person_id')})")
    rows: Rows = {
        "unit": [unit("甲村", "village")],
        "person": [person("张")],
        "post": [post("1", "张", "secretary"), post("2", "张", "party_worker")],
    }
    assert judged(counted, rows, DAY)["甲村"]["note"] == "missing:post.full_time"
    meant = of(tmp_path, "count(post.post_id)", each="person", where=f"post.role = 'secretary' and {serves.format('post.person_id')}")
    assert {row["note"] for row in judged(meant, rows, DAY).values()} == {"missing:post.full_time"}
