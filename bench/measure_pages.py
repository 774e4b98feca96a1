"""What a page costs: processor time and questions to the database of each request, on the installed demo.

`GANGJU_BENCH_SIZE=county` measures on the whole county, else on the small one. The demo is installed once per state of its
sources and copied for each run, since saving changes it. A request goes through the whole stack of the desk, by Django's test
client in this process; the server in front of it and the browser are not measured.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, cast

from bench import county
from bench.clock import Taken
from bench.run import Figure
from gangju.demo.shape import TODAY, Size

if TYPE_CHECKING:
    from django.test import Client

    from gangju.demo.cast import Player

REQUESTS = 30
WARM = 3
SLOWEST = 0.95
#: A page that lists, as the stack was chosen for.
LIST_MS = 6.5
SIZES = ("small", "county")
STANDARD = "yunlan-2026/rural-member-hours"
BRANCH_STANDARD = "yunlan-2026/members-meeting"
_numbers = count(1)


def measure() -> list[Figure]:
    size = cast("Size", os.environ.get("GANGJU_BENCH_SIZE", "small"))
    assert size in SIZES, f"GANGJU_BENCH_SIZE is one of {SIZES}"
    with tempfile.TemporaryDirectory(prefix="gangju-bench-") as place:
        home = Path(place) / "home"
        shutil.copytree(installed(size), home)
        started(home)
        return list(pages(size))


# ---------------------------------------------------------------- the demo
def installed(size: Size) -> Path:
    """The data folder of the demo, made by the demo's own steps in a process of its own."""
    desk = county.DEMO.parent / "desk"
    home = county.folder(size).with_name(f"home-{size}-{county.state(*desk.glob('*/migrations'))}")
    if not home.exists():
        half = Path(tempfile.mkdtemp(dir=home.parent))
        if os.fork() == 0:
            made(half, size)
            os._exit(0)
        _, status = os.wait()
        assert status == 0, "the demo could not be installed"
        half.rename(home)
    return home


def made(home: Path, size: Size) -> None:
    started(home)
    from gangju.demo.install import steps  # noqa: PLC0415 - only once the settings are read

    for title, step in steps(home, size):
        print(f"  {title}", flush=True)
        step()


def started(home: Path) -> None:
    """The settings name their data folder when they are read, so this comes before any import of the desk."""
    os.environ |= {
        "GANGJU_HOME": str(home),
        "GANGJU_TODAY": TODAY.isoformat(),
        "GANGJU_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "gangju.desk.settings",
    }
    import django  # noqa: PLC0415

    django.setup()


# ---------------------------------------------------------------- the pages
def pages(size: Size) -> Iterator[Figure]:
    from gangju.demo.cast import cast as players  # noqa: PLC0415

    played = {player.user: player for player in players(size)}
    officer, town, secretary = played["demo-officer"], played["demo-commissioner"], played["demo-secretary"]
    visitor, above, below = client(), signed_in(officer), signed_in(secretary)
    branch = f"/branches/{secretary.org_id}/"
    listed = f"goal for lists ≤ {LIST_MS} ms"
    asked: list[tuple[str, Client, str, str]] = [
        ("start page", visitor, "/", ""),
        ("matrix, county", above, f"/standards/{officer.org_id}/", listed),
        ("matrix, town", above, f"/standards/{town.org_id}/", listed),
        ("why of a group, county", above, f"/standards/{officer.org_id}/{STANDARD}/", ""),
        ("why of a subject, branch", below, f"/why/{BRANCH_STANDARD}/organization/{secretary.org_id}/", ""),
        ("organisations", above, "/organizations/", listed),
        ("branch home", below, branch, ""),
        ("members of a branch", below, f"{branch}members/", listed),
        ("activities of a branch", below, f"{branch}activities/", listed),
        ("form of an activity", below, f"{branch}record/", ""),
    ]
    for what, who, address, goal in asked:
        yield page(size, what, partial(shown, who, address), goal)
    yield page(size, "save an activity (verdicts judged before and after)", partial(saved, below, secretary), "")


def page(size: Size, what: str, ask: Callable[[], object], goal: str) -> Figure:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    for _ in range(WARM):
        ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    asked = len(queries)  # the next request empties the log
    taken = Taken()
    for _ in range(REQUESTS):
        taken.once(ask)
    slow = sorted(taken.cpu)[int(REQUESTS * SLOWEST)] * 1000
    said = f"95 % ≤ {slow:.1f} ms; {asked} queries{f'; {goal}' if goal else ''}"
    return Figure(what, median(taken.cpu) * 1000, "ms CPU", f"{size} demo", REQUESTS, said)


def client() -> Client:
    from django.test import Client  # noqa: PLC0415

    return Client(headers={"host": "127.0.0.1"})


def signed_in(player: Player) -> Client:
    who = client()
    answer = who.post(f"/demo/{player.user}/")
    assert answer.status_code == 302, answer.status_code
    return who


def shown(who: Client, address: str) -> None:
    answered(who.get(address))


def saved(who: Client, secretary: Player) -> None:
    """A party class like any other, each time a new one."""
    said = {"once": f"bench-{next(_numbers)}", "kind": "party_class", "day": TODAY.isoformat(), "hours": "2", "topic": "测速"}
    answer = who.post(f"/branches/{secretary.org_id}/record/", said)
    answered(answer)
    assert "已记下" in answer.content.decode(), "the activity was not recorded"


def answered(answer: object) -> None:
    status = getattr(answer, "status_code", None)
    assert status == 200, f"{getattr(answer, 'request', '')} answered {status}"
