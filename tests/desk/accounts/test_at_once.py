"""Two at the same moment: of what may happen once, one happens."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from gangju.desk.access.actions import grant_role
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.accounts import factor, lockout
from gangju.desk.accounts.models import SignInLock
from tests.desk import world
from tests.desk.accounts.people import code, somebody, with_phone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("county")]


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each gives; a refusal is its message."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            start.wait()
            return deed()
        except ValidationError as refused:
            return refused.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_administrators_roles_given_at_once_one_stands() -> None:
    user, place = somebody("zhang"), world.org("yl")
    roles = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    said = at_once(*(lambda role=role: grant_role(world.SYSTEM, user, place, role, world.TODAY) for role in roles))
    assert Grant.objects.filter(user=user).count() == 1
    assert sum("三员由三个人分担" in str(each) for each in said) == 1


def test_of_two_sign_ins_with_one_code_one_passes() -> None:
    user = somebody("zhang")
    shown = code(with_phone(user))
    assert sorted(map(str, at_once(*[lambda: factor.passes(user, shown)] * 2))) == ["False", "True"]


def test_of_two_uses_of_a_recovery_code_one_passes() -> None:
    user = somebody("zhang")
    with_phone(user)
    one, *_ = factor.renew_codes(user)
    assert sorted(map(str, at_once(*[lambda: factor.passes(user, one)] * 2))) == ["False", "True"]


def test_wrong_tries_at_once_are_all_counted() -> None:
    at_once(*[lambda: lockout.wrong("zhang", "10.0.0.1")] * 5)
    assert SignInLock.objects.count() == 1
