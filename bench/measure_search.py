"""What a search costs over an index of 200,000 rows, for who sees much and who sees little; and what the triggers add to a bulk load.

Requests go through the whole stack of the desk, by Django's test client in this process.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.clock import Taken, in_turn, ratio, spread
from bench.measure_pages import LIST_MS, answered, client, started
from bench.run import Figure

if TYPE_CHECKING:
    from django.test import Client

ROWS, LOADED = 200_000, 100_000
REQUESTS, LOADS = 30, 5
WARM = 3
SLOWEST = 0.95
MOST_ADDED = 0.15


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="gangju-bench-") as place:
        started(Path(place))
        return list(figures(int(os.environ.get("GANGJU_BENCH_ROWS", ROWS))))


def figures(rows: int) -> Iterator[Figure]:
    from django.core.management import call_command  # noqa: PLC0415 - only once the settings are read

    from bench import search_rows  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    search_rows.settle(rows)
    n = f"{rows:,} rows"
    for what, who, address in requests():
        yield request(what, partial(shown, who, address), n)
    yield from triggers()


def requests() -> Iterator[tuple[str, Client, str]]:
    """The widest scope, a town, the narrowest; a name, a common word, fifty hits, nothing."""
    from gangju.desk.access.roles import Role  # noqa: PLC0415

    county, town, branch = (
        signed_in(Role.COUNTY_OFFICER, "yl"),
        signed_in(Role.TOWN_COMMISSIONER, "t1"),
        signed_in(Role.BRANCH_SECRETARY, "b1-1"),
    )
    for scope, who in (("county", county), ("town", town), ("branch", branch)):
        yield f"search, {scope}, fifty hits of one kind", who, "/search/?q=党课&kind=activity"
        yield f"search, {scope}, a common word", who, "/search/?q=第二季度"
        yield f"search, {scope}, a name", who, "/search/?q=云岭"
        yield f"search, {scope}, nothing found", who, "/search/?q=会党"
        yield f"search, {scope}, while typing", who, "/search/hints/?q=青山"


def signed_in(role: str, code: str) -> Client:
    from datetime import date  # noqa: PLC0415

    from gangju.desk.access.actions import grant_role, open_account  # noqa: PLC0415
    from gangju.desk.access.roles import Role  # noqa: PLC0415
    from gangju.desk.journal.deeds import Actor  # noqa: PLC0415
    from gangju.desk.ledgers.models import Organization  # noqa: PLC0415

    system = Actor.system("bench")
    user = open_account(system, f"bench-{code}", "测速")
    grant_role(system, user, Organization.objects.get(code=code), Role(role), date(2026, 1, 1))
    who = client()
    who.force_login(user)
    return who


def request(what: str, ask: Callable[[], object], n: str) -> Figure:
    for _ in range(WARM):
        ask()
    taken = Taken()
    for _ in range(REQUESTS):
        taken.once(ask)
    slow = sorted(taken.cpu)[int(REQUESTS * SLOWEST)] * 1000
    return Figure(what, median(taken.cpu) * 1000, "ms CPU", n, REQUESTS, f"95 % ≤ {slow:.1f} ms; goal for lists ≤ {LIST_MS} ms")


def shown(who: Client, address: str) -> None:
    answered(who.get(address))


def triggers() -> Iterator[Figure]:
    """The same bulk load of persons, whose table has the triggers, with and without them; nothing stays."""
    from bench import search_rows  # noqa: PLC0415

    rows = list(search_rows.members(LOADED))
    taken = in_turn({"with": partial(loaded, rows), "without": partial(loaded, rows, lifted=True)}, LOADS)
    n = f"{LOADED:,} persons"
    yield Figure("bulk load with the triggers of the index", median(taken["with"].cpu) * 1000, "ms CPU", n, LOADS)
    goal = f"pairs {spread(taken['with'], taken['without'])}; goal ≤ {1 + MOST_ADDED:.2f}"
    yield Figure("bulk load, with ÷ without triggers", ratio(taken["with"], taken["without"]), "×", n, LOADS, goal)


def loaded(rows: object, *, lifted: bool = False) -> None:
    from django.db import transaction  # noqa: PLC0415

    from bench import search_rows  # noqa: PLC0415
    from gangju.desk.journal import guards  # noqa: PLC0415
    from gangju.desk.ledgers import bulk  # noqa: PLC0415

    with transaction.atomic():
        if lifted:
            guards.lift("ledgers_person")
        bulk.insert(search_rows.MEMBERS, search_rows.MEMBER_COLUMNS, rows)  # type: ignore[arg-type]
        transaction.set_rollback(True)
