"""Finding: what a viewer may see is found by any piece of its name, best first; nothing else is, and nothing tells that it is there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangju.desk.access.roles import Role
from gangju.desk.ledgers.models import Activity, Document, DocumentVersion, OrganizationVersion, Person, RosterEntry, Tie
from gangju.desk.search import indexing
from gangju.desk.search.finding import Found, find, first
from gangju.desk.search.queries import MOST_COUNTED
from gangju.desk.search.words import folded
from tests.desk import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexed", "either_way")]
OFFICER, TOWN, SECRETARY = (Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.BRANCH_SECRETARY, "b1")
INSPECTOR, AUDITOR = (Role.INSPECTOR, "t1"), (Role.AUDITOR, "t1")
Viewer = tuple[Role, str]


def titles(found: Found) -> list[str]:
    return [plain(hit.title) for tab in found.tabs for hit in tab.hits]


def plain(marked: str) -> str:
    return str(marked).replace("<mark>", "").replace("</mark>", "")


def found_by(viewer: Viewer, typed: str) -> list[str]:
    return titles(find(world.scope(*viewer), typed))


@pytest.mark.parametrize("typed", ["记b1号", "暗记b1号", " 暗记b1号 ", "暗记Ｂ1号", "暗记-b1-号"])
def test_a_piece_of_a_name_finds_it(typed: str) -> None:
    assert found_by(OFFICER, typed) == [world.secret("b1")]


def test_all_words_must_occur_in_whatever_order() -> None:
    assert found_by(SECRETARY, "培训 记b1") == [world.secret("b1-a")]
    assert found_by(SECRETARY, "培训 记b2") == []


def test_a_former_name_finds_the_organisation_under_its_name_of_today() -> None:
    org = world.org("b1")
    org.versions.update(until=date(2026, 6, 1))
    OrganizationVersion.objects.create(organization=org, name="新名支部", kind="branch", level="village", since=date(2026, 6, 1))
    indexing.refresh_all()
    (hit,) = find(world.scope(*SECRETARY), "暗记b1号").tabs[0].hits
    assert plain(hit.title) == "新名支部"
    assert "暗记b1号" in plain(hit.detail)


def test_a_code_typed_whole_stands_on_top() -> None:
    Activity.objects.filter(code="b1-a").update(code="暗记b1")
    indexing.refresh_all()
    found = find(world.scope(*SECRETARY), "暗记b1")
    assert titles(found)[0] == world.secret("b1-a")


def test_exact_name_then_beginning_then_inside() -> None:
    names = ["新暗记b1号", "暗记b1号村", "暗记b1号"]
    for number, name in enumerate(names):
        Person.objects.create(code=f"n{number}", org=world.org("b1"), name=name)
    indexing.refresh_all()
    (tab,) = [tab for tab in find(world.scope(*SECRETARY), "暗记b1号").tabs if tab.kind.code == "person"]
    assert [plain(hit.title) for hit in tab.hits] == list(reversed(names))


def test_the_newest_of_equals_comes_first_and_can_be_asked_for_whatever_fits_best() -> None:
    for day, topic in ((1, "防汛"), (9, "部署防汛"), (5, "防汛值守")):
        Activity.objects.create(code=f"f{day}", org=world.org("b1"), kind="training", started_at=f"2026-05-0{day} 09:00", topic=topic)
    indexing.refresh_all()
    scope = world.scope(*SECRETARY)
    assert titles(find(scope, "防汛")) == ["防汛", "防汛值守", "部署防汛"]
    assert titles(find(scope, "防汛", recent=True)) == ["部署防汛", "防汛值守", "防汛"]


def test_counts_stop_and_pages_go_on() -> None:
    Activity.objects.bulk_create(
        Activity(code=f"m{number}", org=world.org("b1"), kind="training", started_at="2026-05-01 09:00", topic=f"轮训{number}号")
        for number in range(230)
    )
    indexing.refresh_all()
    scope = world.scope(*SECRETARY)
    pages = [find(scope, "轮训", ["activity"], page) for page in range(1, 6)]
    tabs = [page.chosen for page in pages if page.chosen]
    assert [(tab.count, tab.more) for tab in tabs] == [(MOST_COUNTED, True)] * 5
    assert [page.more for page in pages] == [True] * 4 + [False]
    every = [plain(hit.title) for tab in tabs for hit in tab.hits]
    assert sorted(every) == sorted(f"轮训{number}号" for number in range(230))


@pytest.mark.parametrize("viewer", [OFFICER, INSPECTOR, AUDITOR])
def test_persons_are_not_found_above_the_direct_superior(viewer: Viewer) -> None:
    assert found_by(viewer, "b1p1") == []
    assert world.secret("b1-p1") in found_by(SECRETARY, "b1p1")
    assert world.secret("b1-p1") in found_by((Role.TOWN_COMMISSIONER, "g1"), "b1p1")


def test_the_auditor_finds_organisations_and_no_ledger() -> None:
    found = find(world.scope(*AUDITOR), "暗记")
    assert [tab.kind.code for tab in found.tabs] == ["organization"]


def test_a_hit_outside_and_no_hit_answer_alike() -> None:
    scope = world.scope(*SECRETARY)
    outside, nothing = find(scope, "记b3号"), find(scope, "无此地名")
    assert (outside.tabs, outside.chosen, outside.more) == (nothing.tabs, nothing.chosen, nothing.more)
    assert first(scope, "记b3号")[1] == first(scope, "无此地名")[1] == []


def test_a_tie_is_not_found_by_the_name_of_an_end_that_others_answer_for() -> None:
    Tie.objects.create(code="t", org=world.org("b1"), kind="covers", from_org=world.org("b1"), to_org=world.org("b3"), since=world.FIRST)
    indexing.refresh_all()
    assert found_by(SECRETARY, "记b3号") == []
    assert [plain(hit.title) for tab in find(world.scope(*SECRETARY), "覆盖 b1").tabs for hit in tab.hits] == [world.secret("b1")]


@pytest.mark.parametrize(
    ("roster", "category", "reason", "typed"),
    [("exempt", "ill", "", "患病"), ("exempt", "ill", "住院治疗", "住院"), ("volunteer", "", "外出看病", "看病")],
)
def test_health_and_hardship_are_no_words_of_the_index(roster: str, category: str, reason: str, typed: str) -> None:
    person = Person.objects.get(code="b1-p1")
    row = {"roster": roster, "category": category, "reason": reason}
    RosterEntry.objects.create(org=person.org, subject_person=person, since=world.FIRST, **row)
    indexing.refresh_all()
    assert found_by(SECRETARY, typed) == []


def test_a_document_is_found_by_its_number_however_its_brackets_are_typed() -> None:
    document = Document.objects.create(code="d1")
    DocumentVersion.objects.create(
        document=document, org=world.org("b1"), kind="rule", number="云组发〔2026〕12号", title="三会一课办法", since=world.FIRST
    )
    indexing.refresh_all()
    for typed in ("云组发〔2026〕12号", "云组发[2026]12号", "云组发（2026）12", "三会一课"):
        assert found_by(SECRETARY, typed) == ["三会一课办法"]


@pytest.mark.parametrize("typed", ["", "   ", "!!", '"', "' or 1=1 --", "a" * 500, "党* OR 记", "\x00", "%", "((("])
def test_whatever_is_typed_gives_an_answer(typed: str) -> None:
    assert found_by(SECRETARY, typed) == []


NAMES = st.text(st.sampled_from("云岭青山村党支部第一二12Aab（）·张三丰𠮷"), min_size=2, max_size=9)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=NAMES, other=NAMES)
def test_any_two_characters_of_a_name_find_it_within_the_scope_and_never_outside(data: st.DataObject, name: str, other: str) -> None:
    for code, said in (("b1", name), ("b3", other)):
        Person.objects.filter(code=f"{code}-p1").update(name=said)
    indexing.refresh_all()
    start = data.draw(st.integers(0, len(name) - 2))
    piece = name[start : data.draw(st.integers(start + 2, len(name)))]
    if len(folded(piece)) < 2:
        return
    found = find(world.scope(*SECRETARY), piece, ["person"]).chosen
    assert found is not None
    own = [plain(hit.title) for hit in found.hits]
    expected = [person.name for person in Person.objects.filter(org__code="b1") if folded(piece) in folded(person.name)]
    assert sorted(own) == sorted(expected)
    assert name in own
