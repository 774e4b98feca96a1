"""The page of the search and the list below the box, as a browser gets them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers import bulk
from gangju.desk.ledgers.models import Activity, Person
from gangju.desk.search import indexing
from gangju.desk.search.words import folded
from tests.desk import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexed")]
NARROW = "gangju.desk.search.queries.NARROW"
# Session, user and grants are three of each; one looks whether the index is up to date; two open groups of rows (organisations, ledgers,
# persons) are each sized and asked; two are for the rows shown and where they hang.
COSTS = [
    ((Role.COUNTY_OFFICER, "yl"), "/search/?q=暗记", 10),
    ((Role.BRANCH_SECRETARY, "b1"), "/search/?q=暗记", 10),
    ((Role.BRANCH_SECRETARY, "b1"), "/search/?q=暗记&kind=activity", 10),
    ((Role.BRANCH_SECRETARY, "b1"), "/search/hints/?q=暗记", 10),
    ((Role.BRANCH_SECRETARY, "b1"), "/search/?q=没有", 8),
    ((Role.AUDITOR, "t1"), "/search/?q=暗记", 8),
    ((Role.BRANCH_SECRETARY, "b1"), "/search/", 4),
]


def visitor(role: Role, code: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, code))
    return client


def text(response: Any) -> str:
    """What is read, without the marks."""
    return re.sub(r"</?mark>", "", response.content.decode())


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize(("who", "address", "queries"), COSTS, ids=[f"{who[0]} {address}" for who, address, _ in COSTS])
def test_a_search_asks_this_often(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch, who: tuple[Role, str], address: str, queries: int, narrow: bool
) -> None:
    if not narrow:
        monkeypatch.setattr(NARROW, -1)
    client = visitor(*who)
    client.get(address)  # the catalogue is read once a process
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_a_hit_says_what_it_is_where_it_hangs_and_leads_there() -> None:
    page = text(visitor(Role.TOWN_COMMISSIONER, "t1").get("/search/?q=记b1号"))
    assert f"{world.secret('t1')} › {world.secret('g1')}" in page
    assert 'href="/branches/b1/"' in page
    assert "党支部 · 农村" in page


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.TOWN_COMMISSIONER, Role.BRANCH_SECRETARY, Role.INSPECTOR, Role.AUDITOR])
def test_every_link_opens(role: Role) -> None:
    client = visitor(role, "yl" if role == Role.COUNTY_OFFICER else "t1")
    for number in ("b1", "g1", "t1", "u-b1", "b1-v", "b1-a"):
        for link in re.findall(r'<li class="hit"><a href="([^"]+)"', text(client.get(f"/search/?q={world.secret(number)}"))):
            assert client.get(link).status_code == 200, link


def test_the_words_are_marked_and_what_is_typed_is_never_taken_for_html() -> None:
    Activity.objects.filter(code="b1-a").update(topic="<script>防汛</script>")
    client = visitor(Role.BRANCH_SECRETARY, "b1")
    page = client.get("/search/?q=防汛<script>").content.decode()
    assert "<mark>script&gt;防汛" not in page
    page = client.get("/search/?q=防汛").content.decode()
    assert "&lt;script&gt;<mark>防汛</mark>&lt;/script&gt;" in page
    assert "<script>防汛" not in page


def test_an_empty_answer_helps_and_names_the_next_step() -> None:
    page = text(visitor(Role.BRANCH_SECRETARY, "b1").get("/search/?q=没有这个村"))
    assert "少写几个字" in page
    assert 'href="/organizations/"' in page


@pytest.mark.parametrize("address", ["/search/?q={}", "/search/hints/?q={}", "/search/?q={}&kind=person", "/search/?q={}&order=recent"])
def test_a_name_outside_the_grant_and_a_name_that_nobody_has_look_the_same(address: str) -> None:
    client = visitor(Role.BRANCH_SECRETARY, "b1")
    expected = without_echo(client, address, "无此人名字")
    for thing in ("b3", "b3-p1", "b2-p1", "t1", "u-b3", "b3-v", "b3-a", "yl"):
        assert without_echo(client, address, world.secret(thing)) == expected, thing


def without_echo(client: Client, address: str, typed: str) -> str:
    """The answer without the words that the viewer has typed."""
    page = re.sub(r"(csrf\w*\" value=\")[^\"]+", "", text(client.get(address.format(typed))))
    for said in (typed, folded(typed), quote(typed)):
        page = page.replace(said, "…")
    return page


def test_while_much_waits_the_page_says_so_and_still_answers() -> None:
    rows = [(f"n{number}", world.org("b1").pk, f"新人{number}", "", "") for number in range(indexing.FEW + 1)]
    bulk.insert(Person, ["code", "org_id", "name", "gender", "education"], rows)
    page = text(visitor(Role.BRANCH_SECRETARY, "b1").get("/search/?q=记b1号"))
    assert "正在更新索引" in page
    assert world.secret("b1") in page


def test_what_was_asked_is_written_down_nowhere() -> None:
    client = visitor(Role.BRANCH_SECRETARY, "b1")
    before = Entry.objects.count()
    client.get("/search/?q=记b1号")
    assert Entry.objects.count() == before


def test_an_administrator_without_ledgers_has_no_search() -> None:
    client = visitor(Role.SYSTEM_ADMIN, "yl")
    assert client.get("/search/?q=暗记").content == client.get("/nope/").content
    nobody = Client()
    nobody.force_login(User.objects.create(username="nobody"))
    assert nobody.get("/search/?q=暗记").status_code == 404


@pytest.mark.parametrize("address", ["/search/?q=暗记&page=x", "/search/?q=暗记&kind=nope", "/search/?q=暗记&kind=unit&page=99999999999"])
def test_a_strange_address_gives_an_ordinary_page(address: str) -> None:
    assert visitor(Role.BRANCH_SECRETARY, "b1").get(address).status_code == 200
