"""The canary walks the API: every operation, everybody's token, every planted code. Nothing of others leaves, nothing of others changes.

Who may see what is worked out by hand in the canary of the pages.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Q
from django.test import Client

from gangju.desk import clock
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import MAY, Role
from gangju.desk.access.scope import Answer, Scope
from gangju.desk.api.models import Token
from gangju.desk.api.service import description
from gangju.desk.api.tokens import digest_of
from gangju.desk.bridge.mapping import SOURCES
from gangju.desk.ledgers.models import Activity
from tests.desk import world
from tests.desk.access import test_canary as pages
from tests.desk.access.test_canary import VIEWERS, Planted, forbidden
from tests.desk.api.conftest import Caller

pytestmark = pytest.mark.django_db
# The same county with the same canaries, planted once for this module.
installation, planted, _own_installation = pages.installation, pages.planted, pages._own_installation
NO_ROW = "1000000000"
NOWHERE = "nope"
OUTSIDE = ("b3", "b3-p1")
ASKED = {"org", "under", "subject", "q", "subject_id", "person_id", "activity_id", "unit_id"}
FILLED: Mapping[str, str] = {
    "kind": "training", "roster": "exempt", "category": "ill", "subject_kind": "organization", "from_kind": "person", "to_kind": "unit",
}  # fmt: skip
SPECIMENS: Mapping[str, Any] = {"date": "2026-06-20", "date-time": "2026-06-20T09:00", "string": "暗访", "integer": 3, "boolean": True}
Operation = tuple[str, str, Mapping[str, Any]]


def token_of(role: Role | None, place: str) -> Caller:
    """Also for those who may not own one: as if somebody had written it into the database."""
    user = User.objects.create(username="nobody") if role is None else world.viewer(role, place)
    secret, today = f"gj_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}", clock.now().date()
    named = {"name": secret[:11], "prefix": secret[:11], "digest": digest_of(secret)}
    token = Token.objects.create(user=user, can_write=True, since=today, until=today + timedelta(days=9), **named)
    token.grants.set(Grant.objects.filter(user=user))
    return Caller(secret)


def opens(role: Role | None) -> bool:
    return role is not None and "token.own" in MAY[role]


def operations() -> list[Operation]:
    return [(method, path.removeprefix("/api/v1"), said) for path, ways in description()["paths"].items() for method, said in ways.items()]


def ledger(path: str) -> Any:
    return SOURCES[path.split("/")[2]].model._default_manager


def places(path: str) -> list[str]:
    """Of a ledger a row of each end of the county, and none; of things by their code all of them, and none."""
    if "{row}" in path:
        ends = [ledger(path).order_by(order).values_list("pk", flat=True).first() for order in ("pk", "-pk")]
        return [path.replace("{row}", str(number)) for number in (*filter(None, ends), NO_ROW)]
    codes = Activity.objects.values_list("code", flat=True) if path.startswith("/activities") else world.TREE
    return [path.replace("{code}", code) for code in (*codes, NOWHERE)] if "{code}" in path else [path]


def questions(said: Mapping[str, Any]) -> Iterator[str]:
    """Without any filter, and with each filter that takes a code filled with what lies outside."""
    asked = {each["name"]: each.get("required", False) for each in said.get("parameters", ()) if each["in"] == "query"}
    always = {name: "b3-p1" for name, needed in asked.items() if needed} | ({"limit": "500"} if "limit" in asked else {})
    for name in ("", *sorted(ASKED & set(asked))):
        for code in (*OUTSIDE, world.secret("b3-v")) if name else ("",):
            yield "&".join(f"{key}={value}" for key, value in (always | ({name: code} if name else {})).items())


def bodies(said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything filled in, each reference with something outside."""
    schema = said["requestBody"]["content"]["application/json"]["schema"]
    whole = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for code in OUTSIDE:
        yield {name: _specimen(name, inner, code) for name, inner in whole["properties"].items()}


def _specimen(name: str, schema: Mapping[str, Any], code: str) -> Any:
    if name in ("present", "absent"):
        return ["b3-p1"] if name == "present" else []
    if name.endswith("_id") or name in ("supersedes", "appointed_by", "checked_by"):
        return code
    chosen: Mapping[str, Any] = next((each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"), {})
    plain = "1.5" if "pattern" in chosen else SPECIMENS.get(chosen.get("format", chosen.get("type", "string")), "暗访")
    return FILLED.get(name, plain)


def visits(who: Caller) -> Iterator[tuple[str, Any]]:
    for method, path, said in operations():
        for place in places(path):
            if method == "get":
                for query in questions(said) if place == path else [""]:
                    yield f"{method} {place}?{query}", who.get(f"{place}?{query}")
            else:
                for body in bodies(said):
                    yield f"{method} {place} {body}", who.send(method, place, body)


FAST = (Role.TOWN_COMMISSIONER, "g1")
OPEN = [viewer for viewer in VIEWERS if opens(viewer[0])]


@pytest.mark.parametrize(
    ("role", "place"), [viewer if viewer == FAST else pytest.param(*viewer, marks=pytest.mark.long) for viewer in OPEN]
)
def test_no_token_carries_a_name_out_of_its_grant(planted: Planted, role: Role, place: str) -> None:
    who, hidden = token_of(role, place), forbidden(role, place)
    for what, response in visits(who):
        body = response.content.decode()
        assert [name for name in hidden if name in body] == [], what


@pytest.mark.parametrize(("role", "place"), [viewer for viewer in VIEWERS if not opens(viewer[0])], ids=str)
def test_whoever_may_not_own_a_token_opens_nothing_with_one(planted: Planted, role: Role | None, place: str) -> None:
    who = token_of(role, place)
    assert {who.send(method, places(path)[0]).status_code for method, path, _ in operations()} == {401}


def others() -> list[Any]:
    """All rows that branch b1 does not answer for."""
    models = sorted({source.model for source in SOURCES.values()}, key=str)
    mine = {model: {"org__code": "b1"} if hasattr(model, "org") else {"pk": 0} for model in models}
    return [list(model._default_manager.exclude(**mine[model]).order_by("pk").values()) for model in models]


@pytest.mark.long
def test_nobody_writes_outside_the_own_grant(planted: Planted) -> None:
    before = others()
    for _ in visits(token_of(Role.BRANCH_SECRETARY, "b1")):
        pass
    assert others() == before


def test_absent_and_forbidden_are_the_same_bytes(planted: Planted) -> None:
    who = token_of(Role.BRANCH_SECRETARY, "b1")
    missing = who.get("/nowhere").content
    for method, path, said in [each for each in operations() if "{" in each[1]]:
        for value in strange(path):
            place = path.replace("{row}", value).replace("{code}", value)
            response = who.send(method, place, minimal(method, said))
            assert (response.status_code, response.content) == (404, missing), f"{method} {place}"


def strange(path: str) -> list[str]:
    """What is not there, and what is another's."""
    if "{code}" in path:
        return [NOWHERE, "b3-a"] if path.startswith("/activities") else [NOWHERE, "b3", "t1"]
    through = "organization" if path.split("/")[2] == "organization" else "org"
    return [NO_ROW, *(str(pk) for pk in ledger(path).filter(Q(**{f"{through}__code": "b3"})).values_list("pk", flat=True)[:1])]


def minimal(method: str, said: Mapping[str, Any]) -> Any:
    """A body without a reference to anything else, so that nothing is wrong with it before the row is looked for."""
    if method == "get":
        return None
    needed = {"reason": "登记错了", "until": "2026-06-20", "kind": "training", "day": "2026-06-20", "present": ["b1-p1"]}
    return {name: value for name, value in needed.items() if name in next(bodies(said))} if method != "patch" else {}


@pytest.mark.parametrize(("leak", "path", "thing"), [("reach", "/organizations", "t2"), ("named", "/rows/person", "b2-p1")])
def test_the_canary_sings_when_the_scope_leaks(planted: Planted, monkeypatch: pytest.MonkeyPatch, leak: str, path: str, thing: str) -> None:
    who = token_of(Role.BRANCH_SECRETARY, "b1")
    assert world.secret(thing) not in who.get(path).content.decode()
    monkeypatch.setattr(Scope, "reach", lambda *_: Q())
    monkeypatch.setattr(Scope, "can", lambda *_: Answer(True, "漏"))
    if leak == "named":
        monkeypatch.setattr(Scope, "named", lambda *_: Q())
    assert world.secret(thing) in who.get(path).content.decode()


def test_a_session_alone_opens_no_operation(planted: Planted) -> None:
    client = Client()
    client.force_login(world.viewer(Role.COUNTY_OFFICER, "yl"))
    assert {client.generic(method.upper(), f"/api/v1{places(path)[0]}").status_code for method, path, _ in operations()} == {401}
