"""Handing a draft on: sent to a second person, sent back with a reason, approved into a kept pack, or dropped.

Who approves has decided nothing in it, and answers what was sent to him: a draft that was sent back and came again meanwhile is another
one. What is approved is checked by loading it, once when it is sent and once more when it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from gangju.desk.access.scope import Answer, Scope
from gangju.desk.bridge import drafting
from gangju.desk.bridge.drafting import Naming
from gangju.desk.journal.deeds import deed
from gangju.desk.plans.reading import editions, standing
from gangju.desk.plans.reading.actions import APPROVE, Meanwhile, locked, officer, write
from gangju.desk.plans.reading.models import Edition, Reading, State, Step
from gangju.desk.plans.reading.standing import Line, Taken

DROPPABLE = (State.OPEN, State.FAILED, State.WAITING)


def submit(scope: Scope, reading: Reading, naming: Naming) -> Step:
    """Raises Denied, ValidationError for what is still undecided, Unfit where the accepted items make no pack."""
    with deed("reading.submit", scope.actor, org=reading.org, subject=f"reading:{reading.pk}") as log:
        reading = locked(scope, reading)
        edition, lines = stands(reading)
        accepted = _accepted(lines)
        drafting.checked(edition.wording.text, edition.plan, [line.data for line in accepted], naming)
        reading.state = State.SUBMITTED
        reading.pack, reading.pack_title, reading.since, reading.until = naming.id, naming.title, naming.since, naming.until
        step = write(scope, reading, "submit", [], {"issuer": naming.issuer, "accepted": len(accepted)})
        reading.changed_at = step.at
        reading.save()
        log.changed("naming", after={"pack": naming.id, "title": naming.title, "since": naming.since, "until": naming.until})
    return step


def may_approve(scope: Scope, reading: Reading) -> Answer:
    """A second pair of eyes: nobody who decided anything in this draft."""
    if not (allowed := scope.can(APPROVE, reading.org)):
        return allowed
    me = officer(scope).pk
    if any(step.by == me for step in editions.taken(reading) if step.kind not in ("back", "approve")):
        return Answer(False, "您在这份草案上作过决定，复核要由另一个人办理")
    return Answer(True, "您没有参与审读，可以复核")


def sent(steps: Sequence[Taken]) -> int:
    """The serial of the step that sent what is now before the second person; 0 where nothing was sent."""
    return next((step.serial for step in reversed(steps) if step.kind == "submit"), 0)


def send_back(scope: Scope, reading: Reading, seen: int, reason: str) -> Step:
    """`seen` is `sent` of what the page showed. Raises Denied, Meanwhile, ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明退回的理由：哪一条、哪里不对"})
    with deed("reading.back", scope.actor, org=reading.org, subject=f"reading:{reading.pk}", reason=reason.strip()) as log:
        reading = _to_pass(scope, reading, seen)
        step = write(scope, reading, "back", [], {"reason": reason.strip()})
        reading.state, reading.changed_at = State.OPEN, step.at
        reading.save()
        log.changed("state", State.SUBMITTED, State.OPEN)
    return step


def approve(scope: Scope, reading: Reading, seen: int) -> Reading:
    """The accepted items become a pack that never changes. Raises Denied, Meanwhile, ValidationError, Unfit."""
    with deed("reading.approve", scope.actor, org=reading.org, subject=f"reading:{reading.pk}") as log:
        reading = _to_pass(scope, reading, seen)
        edition, lines = stands(reading)
        items = [line.data for line in _accepted(lines)]
        kept = drafting.keep(edition.wording.text, edition.plan, items, naming_of(reading))
        reading.state, reading.pack_hash = State.APPROVED, kept.hash
        reading.changed_at = write(scope, reading, "approve", [], {"pack": kept.id, "hash": kept.hash}).at
        reading.save()
        log.changed("pack", after={"id": kept.id, "title": kept.title, "hash": kept.hash})
    return reading


def drop(scope: Scope, reading: Reading) -> None:
    """作废: it leaves the list, nothing of it is lost. Raises Denied, ValidationError for one that was sent or approved."""
    with deed("reading.drop", scope.actor, org=reading.org, subject=f"reading:{reading.pk}"):
        reading = locked(scope, reading, state=State(reading.state) if reading.state in DROPPABLE else State.OPEN)
        step = write(scope, reading, "drop", [], {})
        reading.state, reading.changed_at = State.DROPPED, step.at
        reading.save()


def restore(scope: Scope, reading: Reading) -> None:
    """A dropped draft is open again as it was. Raises Denied, ValidationError for one that was not dropped."""
    with deed("reading.restore", scope.actor, org=reading.org, subject=f"reading:{reading.pk}"):
        reading = locked(scope, reading, state=State.DROPPED)
        step = write(scope, reading, "restore", [], {})
        reading.state, reading.changed_at = State.OPEN, step.at
        reading.save()


def stands(reading: Reading) -> tuple[Edition, list[Line]]:
    steps = editions.taken(reading)
    edition = editions.drafted(reading, editions.base(steps))
    return edition, list(standing.lines(edition.items, steps, edition.wording.text).values())


def naming_of(reading: Reading) -> Naming:
    """As the drafter sent it."""
    if reading.since is None:
        raise ValidationError("这份草案还没有写明有效期，请退回补上")
    sent = reading.steps.filter(kind="submit").order_by("-serial").first()
    issuer = sent.said.get("issuer", "") if sent else ""
    return Naming(reading.pack, reading.pack_title, reading.since, reading.until, issuer)


def _to_pass(scope: Scope, reading: Reading, seen: int) -> Reading:
    found = locked(scope, reading, state=State.SUBMITTED, permission=APPROVE)
    if not (allowed := may_approve(scope, found)):
        raise ValidationError(allowed.reason)
    if sent(editions.taken(found)) != seen:
        raise Meanwhile
    return found


def unready(lines: Sequence[Line]) -> str:
    """Why this cannot be sent yet, as a sentence; empty where it can."""
    if open_ones := sum(line.state == standing.UNDECIDED for line in lines):
        return f"还有 {open_ones} 条没有定，请逐条接受或不采用后再送复核"
    if not any(line.state == standing.ACCEPTED and line.kind == "standard" for line in lines):
        return "没有接受任何一条标准，做不成可以采用的方案。请至少接受一条标准"
    return ""


def _accepted(lines: Sequence[Line]) -> list[Line]:
    if reason := unready(lines):
        raise ValidationError(reason)
    return [line for line in lines if line.state == standing.ACCEPTED]
