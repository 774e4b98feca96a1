"""What a list page costs with two hundred thousand rows in each ledger: processor time of a request at the widest scope and the narrowest.

The rows come from `bench.vast`, written once per state of the models and kept beside other temporary files. A request goes through
the whole stack of the desk by Django's test client, as in `measure_pages`; fifty rows of some eight columns are the goal's measure.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench import county
from bench.clock import Taken
from bench.measure_pages import LIST_MS, REQUESTS, SLOWEST, WARM, answered, client, shown
from bench.run import Figure
from gangju.demo.shape import TODAY

if TYPE_CHECKING:
    from django.test import Client

LISTS = (
    *("membership", "activity.members_meeting", "roster_entry.reserve"),
    *("fund_entry.basic_pay", "tie.workplace", "check_answer.village_twelve"),
)
HOW: Mapping[str, Mapping[str, str]] = {
    "default": {}, "filtered": {"within": "vast-t-5"}, "page 20": {"page": "20"}, "searched": {"q": "第12"}
}  # fmt: skip
ROWS = 200_000


def measure() -> list[Figure]:
    home = installed()
    with tempfile.TemporaryDirectory(prefix="gangju-bench-") as place:
        copy = Path(place) / "home"
        shutil.copytree(home, copy)
        _start(copy)
        return list(_pages())


def installed() -> Path:
    """The data folder, made in a process of its own."""
    desk = county.DEMO.parent / "desk"
    home = Path(tempfile.gettempdir()) / f"gangju-vast-{county.state(*desk.glob('*/migrations'), Path(__file__).parent)}"
    if not home.exists():
        half = Path(tempfile.mkdtemp(dir=home.parent, prefix="gangju-vast-half-"))
        if os.fork() == 0:
            _make(half)
            os._exit(0)
        _, status = os.wait()
        assert status == 0, "the ledgers could not be filled"
        half.rename(home)
    return home


def _start(home: Path) -> None:
    """The settings name their data folder when they are read, so this comes before any import of the desk."""
    os.environ |= {"GANGJU_HOME": str(home), "GANGJU_TODAY": TODAY.isoformat(), "DJANGO_SETTINGS_MODULE": "gangju.desk.settings"}
    import django  # noqa: PLC0415

    django.setup()


def _make(home: Path) -> None:
    _start(home)
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from bench import vast  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        vast.settle(ROWS)


def _pages() -> Iterator[Figure]:
    from bench import vast  # noqa: PLC0415
    from gangju.desk.access.roles import Role  # noqa: PLC0415

    scopes = {"county": _viewer(Role.COUNTY_OFFICER, vast.TOP), "branch": _viewer(Role.BRANCH_SECRETARY, vast.BRANCH)}
    for scope, who in scopes.items():
        yield _figure(f"index of lists, {scope}", who, "/lists/", {})
        for key in LISTS:
            for how, asked in HOW.items():
                if how == "default" or (scope == "county" and key == LISTS[1]):
                    yield _figure(f"list {key}, {scope}, {how}", who, f"/lists/{key}/", asked)


def _viewer(role: object, code: str) -> Client:
    from django.contrib.auth.models import User  # noqa: PLC0415

    from bench import vast  # noqa: PLC0415
    from gangju.desk.access.actions import grant_role, open_account  # noqa: PLC0415
    from gangju.desk.access.roles import Role  # noqa: PLC0415
    from gangju.desk.journal.deeds import Actor  # noqa: PLC0415
    from gangju.desk.ledgers.models import Organization  # noqa: PLC0415

    assert isinstance(role, Role)
    system = Actor.system("bench")
    user: User = open_account(system, f"bench-{role.value}", role.label)
    grant_role(system, user, Organization.objects.get(code=code), role, vast.FIRST)
    who = client()
    who.force_login(user)
    return who


def _figure(what: str, who: Client, address: str, asked: Mapping[str, str]) -> Figure:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils.http import urlencode  # noqa: PLC0415

    ask = partial(shown, who, f"{address}?{urlencode(asked)}" if asked else address)
    for _ in range(WARM):
        ask()
    with CaptureQueriesContext(connection) as queries:
        answer = who.get(address, asked)
    number = len(queries)  # the next request empties the log
    answered(answer)
    rows = answer.content.decode().count("<tr data-row=")
    taken = Taken()
    for _ in range(REQUESTS):
        taken.once(ask)
    cpu = sorted(taken.cpu)
    said = f"95 % ≤ {cpu[int(REQUESTS * SLOWEST)] * 1000:.1f} ms; {rows} rows, {number} queries; goal ≤ {LIST_MS} ms"
    return Figure(what, cpu[REQUESTS // 2] * 1000, "ms CPU", f"{ROWS:,} rows a ledger", REQUESTS, said)
