"""The deeds of plans: adopt a pack for a subtree, in place of an earlier version where there is one; end it; take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.models import Q

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import packs
from gangju.desk.bridge.adopted import Adopted
from gangju.desk.bridge.unanswered import without_value
from gangju.desk.journal.deeds import Actor, Log, deed
from gangju.desk.ledgers.models import Organization
from gangju.desk.plans.models import Adoption
from gangju.desk.ui.words import span

ADOPT = "plan.adopt"


def adopt(
    actor: Actor, pack_folder: Path, org: Organization, since: date, until: date | None = None, params: Mapping[str, Fraction] | None = None
) -> Adoption:
    """Bind the organisation and everything below it to a pack, which is kept as it is now.

    What the organisation has of the same pack in force on that day ends with it. Raises BadInput for a pack with mistakes,
    ValidationError for days that do not fit, a later adoption that stands in the way or a second one from the same day.
    """
    kept = packs.keep(pack_folder)
    adoption = Adoption(
        pack=kept.id,
        title=kept.title,
        pack_hash=kept.hash,
        org=org,
        since=since,
        until=until,
        params={name: str(value) for name, value in (params or {}).items()},
    )
    adoption.full_clean()
    with deed("plan.adopt", actor, org=org, subject=f"pack:{kept.id}") as log:
        _take_over(adoption, log)
        adoption.save()
        log.changed("adoption", after=adoption)
    return adoption


def adopt_here(
    scope: Scope, pack_folder: Path, org: Organization, since: date, until: date | None, params: Mapping[str, Fraction]
) -> Adoption:
    """The same by an officer. Raises Denied where he may not, ValidationError for days on which the plan is not valid or where one of its
    parameters has no value for somebody."""
    scope.require(ADOPT, org)
    kept = packs.keep(pack_folder)
    _valid(kept, since, until)
    asked = Adopted(kept.folder, kept.id, kept.hash, org.code, since, until, params)
    if missing := without_value(asked):
        raise ValidationError(missing)
    return adopt(scope.actor, kept.folder, org, since, until, params)


def _valid(kept: packs.Kept, since: date, until: date | None) -> None:
    first, last = kept.since, kept.until
    said = f"方案的有效期是 {span(first, last)}"
    if since < first or (last is not None and since >= last):
        raise ValidationError({"since": f"{said},请把开始的日子定在其中;过了期的方案不能再采用"})
    if until is not None and last is not None and until > last:
        raise ValidationError({"until": f"{said},请定在期满以前,或留空"})


def _take_over(adoption: Adoption, log: Log) -> None:
    alike = Adoption.objects.select_for_update().filter(pack=adoption.pack, org=adoption.org)
    later = alike.filter(since__gte=adoption.since)
    if adoption.until is not None:
        later = later.filter(since__lt=adoption.until)
    if found := later.order_by("since").first():
        said = f"{found.since:%Y.%-m.%-d} 起已另行采用这个方案,两次采用的时间重叠。请先停止或撤销后一次,或把这一次的结束日期定在那一天之前"
        raise ValidationError({"since": said})
    former = alike.filter(since__lt=adoption.since).filter(Q(until__isnull=True) | Q(until__gt=adoption.since)).first()
    if former is None:
        return
    log.changed("former", before=former)
    adoption.replaces, adoption.replaced_until = former, former.until
    former.until = adoption.since
    former.save(update_fields=["until"])
    log.changed("former", after=former)


def end_adoption(actor: Actor, adoption: Adoption, until: date) -> Adoption:
    """The pack no longer binds from `until` on. Raises ValidationError for a day before its beginning."""
    with deed("plan.end", actor, org=adoption.org, subject=f"pack:{adoption.pack}") as log:
        log.changed("adoption", before=adoption)
        adoption.until = until
        adoption.full_clean()
        adoption.save()
        log.changed("adoption", after=adoption)
    return adoption


def end_here(scope: Scope, adoption: Adoption, until: date) -> Adoption:
    """By an officer; results of days that are over stay as they are. Raises Denied, ValidationError."""
    scope.require(ADOPT, adoption.org)
    if getattr(adoption, "replaced_by", None) is not None:
        raise ValidationError({"until": "这一次采用已由后一次接替,结束日期随后一次而定。要改日期,请先撤销后一次"})
    if until < scope.today:
        raise ValidationError({"until": f"停止执行不能早于今天({scope.today:%Y.%-m.%-d}):已经过去的日子的结果不能改写"})
    return end_adoption(scope.actor, adoption, until)


def undo_adoption(scope: Scope, adoption: Adoption) -> None:
    """撤销: as if it had never been adopted, within the same real day. Raises Denied, ValidationError."""
    scope.require(ADOPT, adoption.org)
    if not may_undo(adoption):
        raise ValidationError("采用只能在登记的当天撤销。过了当天,请改办“停止执行”")
    with deed("plan.undo", scope.actor, org=adoption.org, subject=f"pack:{adoption.pack}") as log:
        former = adoption.replaces
        log.changed("adoption", before=adoption)
        if former is not None:
            log.changed("former", before=former)
            former.until = adoption.replaced_until
        adoption.delete()
        if former is not None:
            former.save(update_fields=["until"])
            log.changed("former", after=former)


def may_undo(adoption: Adoption) -> bool:
    at = adoption.recorded_at
    return at is not None and at.date() == clock.now().date() and getattr(adoption, "replaced_by", None) is None
