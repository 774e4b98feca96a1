"""The deeds of 审读: read a document, decide item by item, take back, read a revision, hand it on, send it back, approve it.

Every step is one transaction: the reading's row is locked, so the serial numbers have no gaps. What the officer had before him is
compared with what stands, item by item: nothing is decided about an item that somebody else has changed or decided meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from gangju.desk import clock
from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.bridge import drafting
from gangju.desk.bridge.drafting import Made, NotRead
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers.models import Organization
from gangju.desk.plans.reading import editions, revisions, standing
from gangju.desk.plans.reading.editions import Base
from gangju.desk.plans.reading.models import Edition, Reading, State, Step, Wording
from gangju.desk.plans.reading.standing import Line, Taken

DRAFT, APPROVE = "plan.draft", "plan.approve"
PASTED = "粘贴"
WORKER = Actor.system("后台")
#: Characters that are read while the officer waits, about two seconds (reading and drafting take a tenth of a second for a thousand);
#: a longer text is read by the worker.
AT_ONCE = 15_000
#: Longer than any policy text; what is longer is a book.
LONGEST = 400_000
#: What a doubtful place should have said is a figure, a day, a list; longer is another text.
LONGEST_WORDS = 200

Lines = Mapping[str, Line]


class Meanwhile(Exception):
    """Somebody else has changed what the page showed, an item or what was sent; nothing was done."""


def begin(scope: Scope, org: Organization, text: str, source: str = "") -> Reading:
    """Read a document for the organisation. Raises Denied, NotRead (nothing is kept)."""
    scope.require(DRAFT, org)
    clean = _clean(text, source)
    long = len(clean) > AT_ONCE
    made = None if long else drafting.made(clean)
    now, actor = clock.now(), scope.actor
    with deed("reading.begin", actor, org=org) as log:
        reading = Reading.objects.create(
            org=org,
            title=_title(made.title if made else "", clean),
            state=State.WAITING if long else State.OPEN,
            opened_by=officer(scope),
            opened_by_name=actor.name,
            opened_at=now,
            changed_at=now,
        )
        wording = _wording(reading, 1, made.text if made else clean, source or PASTED, actor.name)
        if made is not None:
            editions.keep(reading, wording, Base(1, ()), made)
            _count(reading)
        log.subject = f"reading:{reading.pk}"
        log.changed("reading", after={"title": reading.title, "source": wording.source, "characters": len(wording.text)})
    return reading


def read_on(reading: Reading) -> None:
    """By the worker: the draft of a long text. One that was dropped meanwhile stays dropped."""
    wording = reading.wordings.get(number=1)
    made, problem = None, ""
    try:
        made = drafting.made(wording.text)
    except NotRead as wrong:
        problem = str(wrong)[:500]
    with transaction.atomic():
        waiting = Reading.objects.select_for_update(of=("self",)).filter(pk=reading.pk, state=State.WAITING).first()
        if waiting is not None:
            _have_read(waiting, wording, made, problem)


def _have_read(reading: Reading, wording: Wording, made: Made | None, problem: str) -> None:
    with deed("reading.read", WORKER, org=reading.org, subject=f"reading:{reading.pk}", reason=problem) as log:
        reading.state, reading.problem = (State.OPEN if made else State.FAILED), problem
        if made is None:
            reading.save(update_fields=["state", "problem"])
        else:
            editions.keep(reading, wording, Base(1, ()), made)
            reading.title = _title(made.title, wording.text)
            _count(reading)
        log.changed("state", State.WAITING, reading.state)


def _clean(text: str, source: str) -> str:
    if len(text) > LONGEST:
        raise NotRead(f"全文有 {len(text):,} 字,不像一份方案或制度:请只留正文,或分成几份再读。")
    return drafting.looked_at(text, source)


def _title(found: str, text: str) -> str:
    """Where the reader finds none, the first words, so that the list can tell papers apart."""
    return found[:200] or text.strip().split("\n")[0][:40]


def _wording(reading: Reading, number: int, text: str, source: str, name: str) -> Wording:
    said = {"text": text, "source": source[:200], "read_at": clock.now(), "read_by_name": name}
    return Wording.objects.create(reading=reading, number=number, **said)


# ---------------------------------------------------------------- steps on items
def decide(scope: Scope, reading: Reading, kind: str, seen: Mapping[str, str]) -> Step:
    """Accept or reject; `seen` is the mark of each item as the page had it. Raises Denied, Meanwhile, ValidationError."""

    def said(lines: Lines, _: Edition) -> Mapping[str, Any]:
        _same(scope, lines, seen)
        for item in seen:
            (_acceptable if kind == "accept" else _rejectable)(lines[item])
        return {}

    return _step(scope, reading, kind, list(seen), said)


def correct(scope: Scope, reading: Reading, item: str, seen: str, change: Mapping[str, Any]) -> Step:
    """Write the item's body (and what belongs to it) anew. Raises ValidationError by key where it does not load."""

    def said(lines: Lines, edition: Edition) -> Mapping[str, Any]:
        _same(scope, lines, {item: seen})
        corrected = {**lines[item].data, **change, "lacking": []}
        if wrong := drafting.mistakes(corrected, edition.plan):
            raise ValidationError(_by_key(wrong))
        return {"item": {**change, "lacking": [], "said": drafting.sentence_of(corrected, edition.plan)}}

    return _step(scope, reading, "correct", [item], said)


def merge(scope: Scope, reading: Reading, items: Sequence[str], seen: Mapping[str, str]) -> Step:
    return _reshape(scope, reading, "merge", items, seen, None)


def split(scope: Scope, reading: Reading, item: str, seen: str, at: int) -> Step:
    """`at` counts characters from the beginning of the item's words."""
    return _reshape(scope, reading, "split", [item], {item: seen}, at)


def _reshape(scope: Scope, reading: Reading, kind: str, items: Sequence[str], seen: Mapping[str, str], at: int | None) -> Step:
    def said(lines: Lines, edition: Edition) -> Mapping[str, Any]:
        _same(scope, lines, seen)
        try:
            standing.reshaped([lines[item].data for item in items], at, edition.wording.text)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
        return {} if at is None else {"at": at}

    return _step(scope, reading, kind, list(items), said)


def resolve(scope: Scope, reading: Reading, item: str, seen: str, words: str) -> Step:
    """Say what a doubtful place should have said. The text is drafted anew with these words; the text itself stays as printed."""
    if not (typed := words.strip()):
        raise ValidationError({"words": "请写明这里正确的文字"})
    if len(typed) > LONGEST_WORDS:
        raise ValidationError({"words": f"写明的文字超过 {LONGEST_WORDS} 字：这里只写应有的那几个字；整段都要改的，请换成修订稿"})
    _draft_ahead(scope, reading, item, typed)

    def said(lines: Lines, _: Edition) -> Mapping[str, Any]:
        _same(scope, lines, {item: seen})
        line = lines[item]
        if not line.is_doubt:
            raise ValidationError("只有存疑的地方才写明正确的文字，别的请用“更正”")
        return {"start": line.start, "end": line.end, "words": typed}

    return _step(scope, reading, "resolve", [item], said)


def _draft_ahead(scope: Scope, reading: Reading, item: str, words: str) -> None:
    """Drafting takes its time, and a transaction keeps everybody else from writing: it finds the draft made."""
    steps = editions.taken(reading)
    edition = editions.drafted(reading, editions.base(steps))
    doubt = next((each for each in edition.items if each["id"] == item), None)
    if doubt is not None:
        said = {"start": doubt["start"], "end": doubt["end"], "words": words}
        last = steps[-1].serial if steps else 0
        step = Taken(last + 1, "resolve", [item], said, officer(scope).pk, scope.actor.name)
        drafting.made(edition.wording.text, editions.base([*steps, step]).settled)


def undo(scope: Scope, reading: Reading) -> Step:
    """Take back one's own last step. Raises ValidationError where there is none or another officer has built on it."""
    actor = scope.actor
    with deed("reading.undo", actor, org=reading.org, subject=f"reading:{reading.pk}") as log:
        reading = locked(scope, reading)
        steps = editions.taken(reading)
        last = standing.last_of(steps, officer(scope).pk)
        if last is None:
            raise ValidationError("您在这份文件上没有可以撤销的操作")
        if later := standing.built_on(steps, last):
            raise ValidationError(f"{later.by_name}在您之后又动过同一条，请先同他商量，由他撤销后您再撤销")
        row = reading.steps.get(serial=last.serial)
        log.changed("step", before={"serial": row.serial, "kind": row.kind, "items": row.items, "said": row.said})
        row.undone_at, row.undone_by_name = clock.now(), actor.name
        row.save(update_fields=["undone_at", "undone_by_name"])
        _count(reading)
    return row


def revise(scope: Scope, reading: Reading, text: str, source: str = "") -> Step:
    """Go on with a revised text: decisions stay where the words survive. Raises Denied, NotRead, ValidationError for the same text."""
    scope.require(DRAFT, reading.org)
    clean = _clean(text, source)
    steps = editions.taken(reading)
    before = editions.drafted(reading, editions.base(steps)).wording.text
    drafting.made(clean, revisions.carried(before, clean, steps)[1])  # ahead of the transaction

    def said(_: Lines, edition: Edition) -> Mapping[str, Any]:
        if clean == edition.wording.text:
            raise ValidationError("这份文本和现在的一字不差，没有要换的")
        number = reading.wordings.count() + 1
        wording = _wording(reading, number, clean, source or PASTED, scope.actor.name)
        return revisions.said(reading, edition, wording, editions.taken(reading))

    return _step(scope, reading, "revise", [], said)


def _step(scope: Scope, reading: Reading, kind: str, items: list[str], say: Callable[[Lines, Edition], Mapping[str, Any]]) -> Step:
    actor = scope.actor
    with deed(f"reading.{kind}", actor, org=reading.org, subject=f"reading:{reading.pk}") as log:
        reading = locked(scope, reading)
        steps = editions.taken(reading)
        edition = editions.drafted(reading, editions.base(steps))
        lines = standing.lines(edition.items, steps, edition.wording.text)
        said = dict(say(lines, edition))
        said["marks"] = {item: standing.fingerprint(lines[item].data) for item in items}
        step = write(scope, reading, kind, items, said)
        log.changed("step", after={"serial": step.serial, "kind": kind, "items": items, "said": said})
        _count(reading)
    return step


def write(scope: Scope, reading: Reading, kind: str, items: list[str], said: Mapping[str, Any]) -> Step:
    last = reading.steps.order_by("-serial").values_list("serial", flat=True).first() or 0
    actor = scope.actor
    return Step.objects.create(
        reading=reading, serial=last + 1, kind=kind, items=items, said=said, by=officer(scope), by_name=actor.name, at=clock.now()
    )


def locked(scope: Scope, reading: Reading, *, state: State = State.OPEN, permission: str = DRAFT) -> Reading:
    """Still in that state, and still his. Raises Denied, ValidationError."""
    scope.require(permission, reading.org)
    found = Reading.objects.select_for_update(of=("self",)).select_related("org").get(pk=reading.pk)
    if found.state != state:
        raise ValidationError(f"这份草案现在是“{found.get_state_display()}”，不能再改。请刷新页面")
    return found


def _count(reading: Reading) -> None:
    """Draft what stands now (also after a step was taken back) and note how far the review is."""
    steps = editions.taken(reading)
    edition = editions.drafted(reading, editions.base(steps))
    lines = standing.lines(edition.items, steps, edition.wording.text)
    reading.decided, reading.total = standing.counts(lines.values())
    reading.changed_at = clock.now()
    reading.save()


def officer(scope: Scope) -> User:
    """Who acts; a step is never taken by a command. Raises Denied where nobody is signed in."""
    if (user := scope.actor.user) is None:
        raise Denied(Answer(False, "请先登录"))
    return user


def _same(scope: Scope, lines: Lines, seen: Mapping[str, str]) -> None:
    me = officer(scope).pk
    if any(item not in lines or not standing.shown(lines[item], mark, me) for item, mark in seen.items()):
        raise Meanwhile


def _acceptable(line: Line) -> None:
    if line.is_doubt:
        raise ValidationError("存疑的地方不能直接接受：请写明正确的文字（r），或者不采用（x）")
    if line.lacking:
        raise ValidationError(f"这一条还不能算：{'；'.join(line.lacking)}。请先更正（c），或者不采用（x）")


def _rejectable(line: Line) -> None:
    """Figures rest on a settled doubt: they would stay when it is set aside."""
    if line.is_doubt and line.data["resolved_by"]:
        words = line.data["body"].get("words", "")
        raise ValidationError(f"这一处已写明为“{words}”，后面的条目照它取了数：要改，就再写明一次（r）；要搁置，请先撤销写明的那一步（u）")


def _by_key(wrong: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, sentence in wrong:
        found.setdefault(key or "__all__", []).append(sentence)
    return found
