"""Past evaluations do not fill the disk; the one on show is always there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from gangju.desk.access.roles import Role
from gangju.desk.bridge import retention
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.run import current, evaluate_now, folder_of
from gangju.desk.bridge.snapshot import folder_of as snapshot_of
from gangju.desk.ledgers.actions import Happening, attendable, record_activity
from gangju.desk.ledgers.models import Organization
from tests.desk import world

pytestmark = pytest.mark.django_db


def test_the_newest_results_stay_and_older_ones_go(demo: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "KEPT", 2)
    first = evaluate_now()
    for hours in (1, 2):
        _a_class(Decimal(hours))
        evaluate_now()
    shown = current()
    assert shown is not None
    assert folder_of(shown).is_dir()
    assert snapshot_of(shown.facts_hash).is_dir()
    assert ResultSet.objects.count() == 2
    assert not folder_of(first).exists()
    assert not snapshot_of(first.facts_hash).exists()


def test_a_snapshot_being_written_is_left_alone(demo: Organization) -> None:
    draft = Path(settings.GANGJU_DATA) / "snapshots" / "draft-of-another-run"
    draft.mkdir(parents=True)
    evaluate_now()
    assert draft.is_dir()
    draft.rmdir()


def _a_class(hours: Decimal) -> None:
    branch = Organization.objects.on(world.TODAY).filter(kind="branch").order_by("path")[0]
    everybody = [person.code for person in attendable(branch, world.TODAY)]
    happening = Happening("training", world.TODAY, everybody, hours=hours, topic=f"第 {hours} 课")
    record_activity(world.scope(Role.BRANCH_SECRETARY, branch.code), branch, happening)
