"""The canary: names planted outside a grant never leave in any response of any address, for any role.

Who may see what is worked out here from the tree by hand, not by the scope under test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.test import Client

import gangju.demo
from gangju.desk.access import prepared
from gangju.desk.access.pages import RULES, rule_of
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Answer, Scope
from gangju.desk.bridge import publishing
from gangju.desk.bridge.mapping import SOURCES
from gangju.desk.bridge.run import evaluate_now, folder_of
from gangju.desk.identity.actions import Entered, enter
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import withdraw_activity
from gangju.desk.ledgers.models import Activity, Membership, Participation, Person, Post, RosterEntry
from gangju.desk.lists.registers import register
from gangju.desk.people.actions import Standing, put_on
from gangju.desk.plans.actions import adopt
from gangju.desk.plans.contests.actions import Figure, file_contest
from gangju.desk.plans.models import Adoption, Contest, Edition, Reading
from gangju.desk.plans.reading.actions import begin, decide
from gangju.desk.plans.reading.queries import review_of
from gangju.desk.search import queries as search
from gangju.desk.search.kinds import KINDS
from gangju.engine.results import Results
from tests.desk import world
from tests.desk.access.addresses import Address, all_addresses, every_address, fillings
from tests.desk.plans.papers import PAPER
from tests.workbooks.words import identity_number

pytestmark = pytest.mark.django_db
PACK = Path(gangju.demo.__file__).parent / "pack"
NOWHERE = "nope"
PERSONS = [person for branch in world.BRANCHES for person in world.persons_of(branch)]
# Identity numbers: whole ones leave in the one answer that a reason asks for, and here nobody gives one.
NUMBERS = {person: identity_number(date(1971, 2, 3), serial) for serial, person in enumerate(PERSONS, start=100)}
# The lists with rows in the small county, whole relations and kinds; the first is the one whose rows are tried from outside.
LISTS = (
    *("membership", "organization", "unit.village", "placement", "person", "post.secretary", "activity", "activity.training"),
    *("participation", "venue", "roster_entry", "roster_entry.keeps"),
)
# They open accounts and give grants for organisations, so they know these by name; nothing else of any ledger.
PLACES = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
READS = {Role.COUNTY_OFFICER, Role.TOWN_COMMISSIONER, Role.BRANCH_SECRETARY, Role.INSPECTOR, Role.AUDITOR}
NAMES = {Role.COUNTY_OFFICER, Role.TOWN_COMMISSIONER, Role.BRANCH_SECRETARY}
VIEWERS = [
    (Role.COUNTY_OFFICER, "yl"),
    (Role.TOWN_COMMISSIONER, "t1"),
    (Role.TOWN_COMMISSIONER, "g1"),
    (Role.BRANCH_SECRETARY, "b1"),
    (Role.INSPECTOR, "t1"),
    (Role.AUDITOR, "t1"),
    (Role.SYSTEM_ADMIN, "yl"),
    (Role.SECURITY_ADMIN, "t1"),
    (None, "yl"),
]


@dataclass
class Planted:
    """The county with its canaries, and what the addresses may be filled with."""

    pools: dict[str, list[str]]
    likely: list[dict[str, str]]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[Planted]:
    """Settled once for all visits of this module, in a transaction that is never committed."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", world.TODAY.isoformat())
        patch.setattr(settings, "GANGJU_DATA", tmp_path_factory.mktemp("canary"))
        yield plant()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_installation() -> None:
    """Here `installation` sets the data folder and the day, for all tests at once."""


@pytest.fixture
def planted(installation: Planted) -> Planted:
    """What one test does is undone: each is marked `django_db`, inside the transaction of `installation`."""
    return installation


def plant() -> Planted:
    world.settle()
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    rows = Results.read(folder_of(evaluate_now())).subjects.to_pylist()
    world.settle_extra()
    for code, number in NUMBERS.items():
        branch = world.scope(Role.BRANCH_SECRETARY, code[:2])
        enter(branch, Person.objects.select_related("org").get(code=code), Entered(number=number, phone=phone_of(number)))
    plant_lists()
    plant_contests()
    plant_readings()
    withdrawn = withdraw_activity(world.scope(Role.BRANCH_SECRETARY, "b3"), Activity.objects.get(code="b3-x"), "记错")
    standards = sorted({row["standard"] for row in rows})
    why = [{"pack": row["pack"], "standard": row["standard"], "kind": row["subject_kind"], "subject": row["subject_id"]} for row in rows]
    cells = [{"code": code, "pack": rows[0]["pack"], "standard": standard} for code in world.TREE for standard in standards]
    pools = {
        "code": [*world.TREE, *Activity.objects.values_list("code", flat=True), *Post.objects.values_list("code", flat=True), NOWHERE],
        "pack": [rows[0]["pack"], NOWHERE],
        "standard": [*standards, NOWHERE],
        "kind": [*SOURCES, NOWHERE],
        "subject": [*sorted({row["subject_id"] for row in rows}), *world.TREE, NOWHERE],
        "number": [
            str(pk)
            for pk in (
                *Adoption.objects.values_list("pk", flat=True),
                published(),
                *Contest.objects.values_list("pk", flat=True),
                *Reading.objects.values_list("pk", flat=True),
                withdrawn.pk,
                *listed_rows(),
                10**6,
            )
        ],
        "version": [row.removeprefix("sha256:")[:32] for row in Adoption.objects.values_list("pack_hash", flat=True)] + [NOWHERE],
        "username": ["demo-officer", "branch_secretary-b3", NOWHERE],
        "person": [*NUMBERS, NOWHERE],
        "roster": ["floating", "difficult", "exempt", "floating_out", NOWHERE],
        "register": [*LISTS, NOWHERE],
        "row": ["1", "2", "3", str(10**6)],
        "item": [*sorted({item["id"] for edition in Edition.objects.all() for item in edition.items})[:4], NOWHERE],
        "batch": ["clear", "rest", NOWHERE],
        "form": ["xlsx", "docx", NOWHERE],
        "field": ["reason", "area_m2", "name", "person_id", "subject", "from", NOWHERE],
    }
    listed = [
        {"register": key, "row": str(pk)} for key in LISTS for pk in register(key).model._default_manager.values_list("pk", flat=True)
    ]
    return Planted(pools, why + cells + listed)


def published() -> int:
    """The county's results as its officer publishes them, every open item decided: its number."""
    scope, org = world.scope(Role.COUNTY_OFFICER, "yl"), world.org("yl")
    draft = publishing.draft(scope, org)
    assert draft is not None
    decisions = [publishing.Decision(*publishing.item(row), "noted", "台账未建") for row in draft.open]
    return publishing.publish(scope, org, "上半年情况", decisions).pk


def plant_lists() -> None:
    """Everybody floats and is in difficulty, entered by the own branch: where he is and why are planted too."""
    for code in PERSONS:
        branch = world.scope(Role.BRANCH_SECRETARY, code[:2])
        about = Person.objects.select_related("org").get(code=code)
        where, why = (world.secret(f"{code}-{what}") for what in ("where", "why"))
        put_on(branch, about, Standing("floating_out", date(2025, 9, 1), None, "abroad", where))
        put_on(branch, about, Standing("difficult", world.FIRST, date(2026, 12, 31), "ill", why, "走访慰问"))


def plant_contests() -> None:
    """Every branch disputes a figure of its own, and of its first member; what it says is planted."""
    for branch in world.BRANCHES:
        for kind, subject in (("organization", branch), ("person", f"{branch}-p1")):
            figure = Figure("yunlan-2026", "members-meeting", "", "2026", kind, subject, "fail")
            said = world.secret(f"{branch}-x") if kind == "organization" else world.secret(subject)
            file_contest(world.scope(Role.BRANCH_SECRETARY, branch), world.org(branch), figure, "missing", "", said)


def plant_readings() -> None:
    """Each town and the county read a paper of their own, in which a planted name stands; one item of it is decided."""
    for role, place in ((Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.TOWN_COMMISSIONER, "t2")):
        scope = world.scope(role, place)
        paper = begin(scope, world.org(place), PAPER.replace("县民政局", world.secret(f"{place}-x")))
        found = review_of(paper)
        decide(scope, paper, "accept", {line.id: found.card(line).mark for line in found.clear[:1]})


def listed_rows() -> list[int]:
    """Of each branch one row of a list and the entry about it: numbers that a curious person would count through."""
    rows = RosterEntry.objects.filter(roster="difficult", subject_person__code__endswith="-p1").values_list("pk", flat=True)
    return [*rows, *Entry.objects.filter(deed="roster.put_on", subject__endswith="-p2").values_list("pk", flat=True)]


def below(place: str) -> set[str]:
    """By walking the parents written in the test world."""
    found = {place}
    while more := {code for code, (parent, *_) in world.TREE.items() if parent in found} - found:
        found |= more
    return found


def forbidden(role: Role | None, place: str) -> set[str]:
    """Names that this viewer must never read."""
    seen = below(place) if role in READS else set()
    named = {code for code in seen if role in NAMES and place in (code, world.TREE[code][0])}
    things = {code: [code, f"u-{code}", f"{code}-v", f"{code}-a", f"{code}-x"] for code in world.TREE}
    hidden = {world.secret(thing) for code in set(world.TREE) - seen for thing in things[code]}
    hidden -= {world.secret(code) for code in below(place)} if role in PLACES else set()
    persons = {world.secret(person) for branch in set(world.BRANCHES) - named for person in world.persons_of(branch)}
    # Where somebody is goes with the name; why he is in difficulty stays in the branch itself.
    persons |= {world.secret(f"{person}-where") for branch in set(world.BRANCHES) - named for person in world.persons_of(branch)}
    persons |= {world.secret(f"{person}-why") for person in PERSONS if not (role in NAMES and person.startswith(place))}
    return hidden | persons | set(NUMBERS.values()) | {phone_of(number) for number in NUMBERS.values()}


def phone_of(number: str) -> str:
    return f"139{number[-9:-1]}"


def sign_in(role: Role | None, place: str) -> Client:
    client = Client(raise_request_exception=True)
    user = User.objects.create(username="nobody") if role is None else world.viewer(role, place)
    client.force_login(user)
    return client


def said(response: Any) -> str:
    body: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return readable(body) + "\n".join(f"{name}: {value}" for name, value in response.items())


def readable(body: bytes) -> str:
    """A workbook or document is a packed folder of texts; a name in it has left all the same."""
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with ZipFile(BytesIO(body)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def visits(client: Client, planted: Planted, address: Address, **more: str) -> Iterator[tuple[str, Any]]:
    """Whole pages and fragments in turn: which of the two is asked for must not matter."""
    for number, values in enumerate(fillings(address, planted.pools, planted.likely, seed=7)):
        url = address.at(values)
        kind = ("GET", {}) if number % 2 else ("HX", {"HX-Request": "true"})
        yield f"{kind[0]} {url}", client.get(url, headers=kind[1])
        yield f"POST {url}", client.post(url, {"kind": "training", "day": "2026-06-20", "topic": "越权", **more})


def test_every_address_has_a_declared_rule() -> None:
    assert [address.name for address in every_address() if rule_of(address.view) is None] == []
    assert RULES


@pytest.mark.long
@pytest.mark.parametrize("address", all_addresses(), ids=lambda address: address.name)
def test_no_role_reads_a_name_from_outside_its_grant(planted: Planted, address: Address) -> None:
    for role, place in VIEWERS:
        client, secrets = sign_in(role, place), forbidden(role, place)
        for what, response in visits(client, planted, address):
            body = said(response)
            assert [name for name in secrets if name in body] == [], f"{what} as {role} of {place}"


@pytest.mark.parametrize(("role", "place"), VIEWERS)
def test_no_search_finds_a_name_from_outside(planted: Planted, role: Role | None, place: str) -> None:
    """Asked for by its beginning and by its end, so that the words which the page repeats are no name."""
    client, secrets = sign_in(role, place), forbidden(role, place)
    pieces = ["暗记", *(f"记{thing}号" for thing in ("yl", "t2", "u-t2", "b3", "b3-p1", "b3-a", "b3-v", "b3-x", "b1", "b1-p1", "b2-p2"))]
    asked = [f"/search/?q={piece}" for piece in pieces] + [f"/search/hints/?q={piece}" for piece in pieces]
    asked += [f"/search/?q=暗记&kind={kind}&order=recent" for kind in KINDS]
    for address in asked:
        body = said(client.get(address)).replace("<mark>", "").replace("</mark>", "")
        assert [name for name in secrets if name in body] == [], f"{address} as {role} of {place}"


@pytest.mark.parametrize(("where", "thing"), [("/branches/b1/", "b1"), ("/branches/b1/members/", "b1-p1"), ("/activities/b1-a/", "b1-a")])
def test_the_planted_names_do_stand_on_the_pages_of_who_may_read_them(planted: Planted, where: str, thing: str) -> None:
    assert world.secret(thing) in said(sign_in(Role.BRANCH_SECRETARY, "b1").get(where))


@pytest.mark.parametrize(
    ("leak", "where", "thing"),
    [("reach", "/organizations/", "t2"), ("named", "/branches/b3/members/", "b3-p1"), ("named", "/search/?q=记b3-p1", "b3-p1")],
)
def test_the_canary_sings_when_the_scope_leaks(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, leak: str, where: str, thing: str
) -> None:
    for room in (prepared, search):  # questions that were put into words before the leak, or are while it lasts
        monkeypatch.setattr(room, "_kept", {})
    monkeypatch.setattr(Scope, "reach", lambda *_: Q())
    monkeypatch.setattr(Scope, "can", lambda *_: Answer(True, "漏"))
    if leak == "named":
        monkeypatch.setattr(Scope, "persons_named", lambda *_: Answer(True, "漏"))
        monkeypatch.setattr(Scope, "named", lambda *_: Q())
    name = world.secret(thing)
    assert name in forbidden(Role.BRANCH_SECRETARY, "b1")
    assert name in said(sign_in(Role.BRANCH_SECRETARY, "b1").get(where)).replace("<mark>", "").replace("</mark>", "")


@pytest.mark.long
@pytest.mark.parametrize("address", [each for each in all_addresses() if each.holes], ids=lambda address: address.name)
def test_absent_and_forbidden_look_the_same(planted: Planted, address: Address) -> None:
    client = sign_in(Role.BRANCH_SECRETARY, "b1")
    absent = client.get("/" + NOWHERE)
    outside = {"code": ["b3", "t1", "yl", "b3-a"], "subject": ["b3-p1", "u-b3", "b3"], "number": ["1000000"], "username": [NOWHERE]}
    outside["row"] = [str(pk) for pk in Membership.objects.exclude(org__code="b1").values_list("pk", flat=True)]
    outside["person"] = ["b3-p1", "b2-p1"]
    first = next((hole for hole in ("subject", "person", "code", "number", "username", "row") if hole in address.holes), address.holes[0])
    for value in (*outside.get(first, ()), "1000000" if first in ("number", "row") else NOWHERE):
        values = {hole: pool[0] for hole, pool in planted.pools.items()} | {first: value}
        for method in (client.get, client.post):
            response = method(address.at(values))
            if response.status_code != 405:
                assert (response.status_code, response.content) == (404, absent.content), f"{address.at(values)}"


def test_nobody_writes_outside_the_own_grant(planted: Planted) -> None:
    before = [list(model.objects.exclude(org__code="b1").order_by("pk").values()) for model in (Activity, Participation)]
    client = sign_in(Role.BRANCH_SECRETARY, "b1")
    for address in all_addresses():
        for _ in visits(client, planted, address, reason="核对参会名单"):
            pass
    assert [list(model.objects.exclude(org__code="b1").order_by("pk").values()) for model in (Activity, Participation)] == before


@pytest.mark.parametrize("address", all_addresses(), ids=lambda address: address.name)
def test_who_has_not_signed_in_gets_nothing_but_public_pages(address: Address) -> None:
    values = dict.fromkeys(address.holes, "1")
    response = Client().get(address.at(values))
    if rule_of(address.view) != "public":
        assert response.status_code == 405 or response["Location"].startswith("/login/")


def test_every_answer_allows_only_our_own_scripts() -> None:
    policy = Client().get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_reason_opens_names_below_and_is_logged(planted: Planted) -> None:
    client, address = sign_in(Role.COUNTY_OFFICER, "yl"), "/branches/b1/members/"
    assert world.secret("b1-p1") not in said(client.get(address))
    assert world.secret("b1-p1") in said(client.post(address, {"reason": "核对参会名单"}))
    entry = Entry.objects.get(deed="person.reveal")
    assert (entry.org_code, entry.reason, entry.role) == ("b1", "核对参会名单", "county_officer")
    assert world.secret("b1-p1") not in said(client.get(address))


def test_a_reason_opens_nothing_to_who_may_not_know_names(planted: Planted) -> None:
    answer = sign_in(Role.INSPECTOR, "t1").post("/branches/b1/members/", {"reason": "核对参会名单"})
    assert world.secret("b1-p1") not in said(answer)
