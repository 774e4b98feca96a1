"""One test, both databases: what it writes is rolled back, what must be refused is refused by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from gangju.desk.ledgers.models import Organization
from tests.desk.second_database import second_database

__all__ = ["Desk", "second_database", "using"]


@pytest.fixture(params=[pytest.param("default", marks=pytest.mark.django_db), "pg"])
def using(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[str]:
    """Each test twice. A test marked `django_db` may not ask a second database."""
    alias = "default" if request.param == "default" else request.getfixturevalue("second_database")
    with django_db_blocker.unblock(), transaction.atomic(using=alias):
        yield alias
        transaction.set_rollback(True, using=alias)


class Desk:
    """One organisation, and short ways to write one row into the database under test."""

    def __init__(self, using: str) -> None:
        self.using = using
        self.org = self.put(Organization, code="o1")

    def put(self, model: Any, **columns: Any) -> Any:
        return model._default_manager.using(self.using).create(**columns)

    def refuses(self, model: Any, **columns: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(using=self.using):
            self.put_for_good(model, **columns)

    def put_for_good(self, model: Any, **columns: Any) -> None:
        """References are checked when a transaction ends, so the end is brought forward."""
        self.put(model, **columns)
        connections[self.using].check_constraints()
