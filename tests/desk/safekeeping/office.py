"""An office in a process of its own, so that it can be killed: it records, amends and withdraws without end.

`settle` builds the small county. `work <seed>` prints one line of JSON for each deed that has been acknowledged, as a
browser would have been told, while the journal is sealed beside it. `inspect` prints what is wrong with what lies
there: acknowledged deeds come in on standard input.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Iterator

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the apps must be loaded before their models
from django.db import connection  # noqa: E402

from gangju.desk.access.roles import Role  # noqa: E402
from gangju.desk.access.scope import Scope  # noqa: E402
from gangju.desk.journal.deeds import as_plain  # noqa: E402
from gangju.desk.journal.models import Entry  # noqa: E402
from gangju.desk.journal.seal import keep_sealing, seal  # noqa: E402
from gangju.desk.journal.seal_head import read_head  # noqa: E402
from gangju.desk.journal.seal_verify import verify  # noqa: E402
from gangju.desk.ledgers.actions import Happening, amend_activity, record_activity, withdraw_activity  # noqa: E402
from gangju.desk.ledgers.models import Activity  # noqa: E402
from tests.desk import world  # noqa: E402


def settle() -> None:
    call_command("migrate", verbosity=0)
    world.settle()
    for branch in world.BRANCHES:
        world.viewer(Role.BRANCH_SECRETARY, branch)


def work(seed: int) -> None:
    threading.Thread(target=keep_sealing, args=(0.02,), daemon=True).start()
    draw = random.Random(seed)
    desks = {branch: world.scope(Role.BRANCH_SECRETARY, branch) for branch in world.BRANCHES}
    print("ready", flush=True)
    while True:
        branch = draw.choice(world.BRANCHES)
        print(json.dumps({"entry": act(desks[branch], branch, draw).pk}), flush=True)


def act(scope: Scope, branch: str, draw: random.Random) -> Entry:
    """One deed through the action that the pages use."""
    present, absent = draw.sample(world.persons_of(branch), 2)
    said = Happening("training", world.TODAY, present=[present], absent=[absent], topic=f"第{draw.randrange(10**6)}次")
    known = Activity.objects.filter(org__code=branch, topic__startswith="第").order_by("-pk").first()
    deed = draw.choice(("record", "record", "amend", "withdraw"))
    if known is None or deed == "record":
        return record_activity(scope, world.org(branch), said).entry
    if deed == "amend":
        return amend_activity(scope, known, said).entry
    return withdraw_activity(scope, known, "记错了")


def inspect() -> None:
    acknowledged = {json.loads(line)["entry"] for line in sys.stdin}
    kept = set(Entry.objects.values_list("pk", flat=True))
    wrong = [f"entry {number} was acknowledged and is gone" for number in sorted(acknowledged - kept)]
    wrong += [*halves(), *damage()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma integrity_check")
            wrong += [text for (text,) in cursor.fetchall() if text != "ok"]
    print(json.dumps({"wrong": wrong, "entries": len(kept)}))


def halves() -> Iterator[str]:
    """The last entry about an activity says how it stands in the ledger, with everybody who was there."""
    told = {entry.subject: entry for entry in Entry.objects.filter(deed__startswith="activity.").order_by("pk")}
    there = {f"activity:{activity.code}": activity for activity in Activity.objects.filter(topic__startswith="第")}
    yield from (f"{subject} has no entry" for subject in there.keys() - told.keys())
    for subject, entry in told.items():
        activity = there.get(subject)
        stands = None if activity is None else {"activity": as_plain(activity), "participations": rows_of(activity)}
        if stands != entry.after:
            yield f"{subject} is not as entry {entry.pk} says"


def rows_of(activity: Activity) -> list[object]:
    return [as_plain(row) for row in activity.participations.order_by("pk")]


def damage() -> Iterator[str]:
    yield from (finding.text for finding in verify(read_head()).findings)
    seal()
    checked = verify(read_head())
    yield from (finding.text for finding in checked.findings)
    if checked.unsealed:
        yield f"{checked.unsealed} entries are not sealed"


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    {"settle": settle, "work": lambda: work(int(rest[0])), "inspect": inspect}[command]()
