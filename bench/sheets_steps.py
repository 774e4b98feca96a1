"""One step of `measure_sheets` in a process of its own: `python -m bench.sheets_steps plan <folder>` prints seconds and peak memory.

Seconds are processor time: every step runs in one thread, and a busy machine must not change the comparison.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django
from openpyxl import load_workbook

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - models can be imported only now
from django.core.management import call_command  # noqa: E402

from gangju.desk.access.actions import grant_role, open_account  # noqa: E402
from gangju.desk.access.roles import Role  # noqa: E402
from gangju.desk.access.scope import Scope  # noqa: E402
from gangju.desk.bridge import importing  # noqa: E402
from gangju.desk.bridge.catalogue import installed  # noqa: E402
from gangju.desk.journal.deeds import Actor  # noqa: E402
from gangju.desk.ledgers.models import Organization  # noqa: E402
from gangju.desk.sheets.applying import apply_import  # noqa: E402
from gangju.desk.sheets.planning import plan_import  # noqa: E402
from gangju.desk.sheets.workbook import Workbook, open_workbook  # noqa: E402
from gangju.engine.facts import facts_from_rows  # noqa: E402

SYSTEM = Actor.system("bench")


def read_with_openpyxl(folder: Path) -> dict[str, float]:
    began = time.process_time()
    book = load_workbook(folder / "members.xlsx", read_only=True)
    count = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    return {"seconds": time.process_time() - began, "rows": count}


def plan(folder: Path) -> dict[str, float]:
    """The branches are there; the members are read and checked."""
    scope = settled(folder)
    began = time.process_time()
    workbook = opened(folder, "members.xlsx")
    read = time.process_time() - began
    made = plan_import(scope, workbook)
    seconds = time.process_time() - began
    if made.errors or not made.count("added"):
        sys.exit(str([each.sentence for each in made.errors[:5]]))
    return {"seconds": seconds, "read": read}


def apply(folder: Path) -> dict[str, float]:
    scope = ready()
    made = plan_import(scope, opened(folder, "members.xlsx"))
    began = time.process_time()
    record = apply_import(made, scope.actor)
    return {"seconds": time.process_time() - began, "rows": record.counts["added"]}


def settled(folder: Path) -> Scope:
    """A city without branches, then its branches from their workbook."""
    call_command("migrate", verbosity=0)
    city = {"org_id": "city", "since": "1990-01-01", "name": "某市委", "kind": "committee", "level": "city"}
    rows = {"organization": [city], "placement": [{"org_id": "city", "since": "1990-01-01"}]}
    importing.write(facts_from_rows(rows, installed()), SYSTEM)
    scope = ready()
    apply_import(plan_import(scope, opened(folder, "branches.xlsx")), scope.actor)
    return scope


def opened(folder: Path, name: str) -> Workbook:
    return open_workbook(name, (folder / name).read_bytes())


def ready() -> Scope:
    """The officer of the city; the account is made on the first call."""
    user = User.objects.filter(username="bench").first()
    if user is None:
        user = open_account(SYSTEM, "bench", "测速")
        grant_role(SYSTEM, user, Organization.objects.get(code="city"), Role.COUNTY_OFFICER, date(2026, 1, 1))
    return Scope(user)


STEPS: dict[str, Callable[[Path], dict[str, float]]] = {"openpyxl": read_with_openpyxl, "plan": plan, "apply": apply}

if __name__ == "__main__":
    figures = STEPS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps(figures | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
