"""A deed that draws its number first and commits last, on PostgreSQL, in a process of its own. Prints what was sealed when."""

from __future__ import annotations

import json
import threading

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the apps must be loaded before their models
from django.db import connections, transaction  # noqa: E402

from gangju.desk.journal import seal as sealing  # noqa: E402
from gangju.desk.journal.deeds import Actor, deed  # noqa: E402
from gangju.desk.journal.models import Entry, Seal  # noqa: E402
from gangju.desk.journal.seal_head import read_head  # noqa: E402
from gangju.desk.journal.seal_verify import verify  # noqa: E402
from gangju.desk.journal.state import state  # noqa: E402

DRAWN, MAY_COMMIT = threading.Event(), threading.Event()


def write(name: str) -> None:
    with deed(name, Actor.system("test")):
        pass


def write_slowly() -> None:
    with transaction.atomic():
        write("late")
        DRAWN.set()
        MAY_COMMIT.wait(30)
    connections.close_all()


def main() -> None:
    call_command("migrate", verbosity=0)
    write("first")
    slow = threading.Thread(target=write_slowly)
    slow.start()
    DRAWN.wait(30)
    write("quick")
    sealing.PATIENCE_SECONDS = 0.3
    sealing.seal()
    meanwhile, known_meanwhile = sealed(), state() is not None
    sealing.PATIENCE_SECONDS = 30.0
    threading.Timer(0.3, MAY_COMMIT.set).start()
    sealing.seal()
    slow.join()
    known = {"meanwhile": known_meanwhile, "in_the_end": state() is not None}
    print(json.dumps({"meanwhile": meanwhile, "in_the_end": sealed(), "sound": verify(read_head()).sound, "state_known": known}))


def sealed() -> list[str]:
    deeds = dict(Entry.objects.values_list("id", "deed"))
    return [deeds[number] for number in Seal.objects.order_by("position").values_list("entry_id", flat=True)]


if __name__ == "__main__":
    main()
