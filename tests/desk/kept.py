"""An installation settled once for a module, in a transaction that is never committed.

Each test of the module, marked `django_db`, undoes its own deeds inside it. A module that uses it overrides `_own_installation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.desk import world


@contextmanager
def kept(folder: Path, django_db_blocker: Any, today: date = world.TODAY) -> Iterator[pytest.MonkeyPatch]:
    """What is written inside is seen by the whole module and gone afterwards; `folder` is its data folder."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", today.isoformat())
        patch.setattr(settings, "GANGJU_DATA", folder)
        yield patch
        transaction.set_rollback(True)
