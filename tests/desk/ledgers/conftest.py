"""Fixtures of the ledgers' tests. A fixture that is made once a session stands here, where it is known once."""

from __future__ import annotations

from tests.desk.ledgers.two_databases import second_database, using

__all__ = ["second_database", "using"]
