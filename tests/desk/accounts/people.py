"""People with passwords for the tests of accounts: opened by the ordinary deeds, signed in by the ordinary pages."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.models import User
from django.test import Client

from gangju.desk.access.actions import grant_role
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.accounts import actions, factor
from gangju.desk.accounts.models import SecondFactor
from tests.desk import world

PASSWORD = "春风-Hua-2026"


def somebody(name: str, role: Role | None = None, place: str = "yl") -> User:
    """With a password of his own, holding the role over the place."""
    user, _ = actions.open_account(world.SYSTEM, world.org(place), name, f"{name}同志")
    actions.change_password(world.SYSTEM, user, PASSWORD)
    if role is not None:
        grant_role(world.SYSTEM, user, world.org(place), role, world.FIRST)
    return user


def scope(user: User) -> Scope:
    return Scope(user, world.TODAY)


def with_phone(user: User) -> str:
    """The second factor set up; its secret, as the phone has it."""
    secret = factor.begin(user).secret
    assert factor.confirm(user, code(secret)) is not None
    SecondFactor.objects.filter(user=user).update(last_step=0)  # the next code may come within the same half minute
    return secret


def code(secret: str, later: int = 0) -> str:
    """What the phone shows `later` seconds from now."""
    totp = TOTP(b32decode(secret.replace(" ", "")), 6, SHA1(), 30)  # noqa: S303 - what phones compute
    return totp.generate(int(time.time()) + later).decode()


def enter(name: str, password: str = PASSWORD, client: Client | None = None, **more: Any) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post("/login/", {"username": name, "password": password, **more})


def signed_in(user: User) -> Client:
    """Past the door, by whatever it asks."""
    client = Client()
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def age(client: Client, **seconds: float) -> None:
    """Let time pass for one session: `seen=1500` is a last request twenty-five minutes ago."""
    session = client.session
    for name, passed in seconds.items():
        session[name] = time.time() - passed
    session.save()


def secret_on(body: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', body)
    assert found is not None
    return found[1]
