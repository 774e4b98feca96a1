"""What the auditor of the whole installation asks of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from gangju.desk import clock
from gangju.desk.access.logbook import DEEDS
from gangju.desk.journal.models import Entry, Seal
from gangju.desk.journal.seal_head import HeadUnreadable, read_head
from gangju.desk.journal.seal_verify import Verified, verify

WITHOUT_PLACE = "none"


@dataclass(frozen=True)
class SealSoFar:
    sealed: int
    waiting: int


@dataclass(frozen=True)
class Outcome:
    """`problem` says why nothing could be compared."""

    found: Verified | None
    problem: str = ""


def entries(since: date | None = None, until: date | None = None, who: str = "", deed: str = "", where: str = "") -> QuerySet[Entry]:
    """Newest first. `deed` in the words of the page; days are days of real time, the last one included."""
    wanted = Q()
    if since:
        wanted &= Q(recorded_at__gte=since)
    if until:
        wanted &= Q(recorded_at__lt=until + timedelta(days=1))
    if who:
        wanted &= Q(user_name__icontains=who) | Q(subject__icontains=who)
    if deed:
        wanted &= Q(deed__in=[code for code, words in DEEDS.items() if deed in words])
    if where == WITHOUT_PLACE:
        wanted &= Q(org_path="")
    return Entry.objects.filter(wanted).order_by("-id")


def seal_so_far() -> SealSoFar:
    last = Seal.objects.order_by("-position").first()
    return SealSoFar(last.position if last else 0, Entry.objects.filter(id__gt=last.entry_id if last else 0).count())


def verified() -> Outcome:
    """Recomputes the whole chain: measured 1.3 s of processor time for 20,000 entries."""
    try:
        return Outcome(verify(read_head()))
    except HeadUnreadable as error:
        return Outcome(None, str(error))


def newest(deed: str) -> Entry | None:
    return Entry.objects.filter(deed=deed, recorded_at__lte=clock.now()).order_by("-id").first()
