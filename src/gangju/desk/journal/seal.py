"""封存: one sealer gives every committed entry, in the order of numbers, its link in an SM3 chain.

Deeds do not seal themselves: a chain has one end, and writers would queue for it. The worker seals a few times a minute.

The order of numbers is the order of the chain, so an entry found later between two sealed ones was put there by
hand. That needs care on PostgreSQL, where a lower number may be committed after a higher one: the sealer goes only as far
as no running transaction can still come in below.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Max

from gangju.desk import clock
from gangju.desk.journal.models import Entry, Seal
from gangju.desk.journal.seal_form import CURRENT, START, Link, Row, last_link, link, link_at, rows
from gangju.desk.journal.seal_head import Head, HeadUnreadable, head_file, read_head, write_head
from gangju.desk.journal.state import writers

# Seals of one transaction: on SQLite deeds wait meanwhile.
AT_ONCE = 500
EVERY_SECONDS = 20
PATIENCE_SECONDS = 5.0
LOGGER = logging.getLogger("gangju.journal")


class Broken(Exception):
    """The chain does not go on from the head that was exported; sealing on would paint over it."""


@dataclass(frozen=True)
class Sealed:
    added: int
    head: Head | None


def seal(*, renew_head: bool = False) -> Sealed:
    """Seal what has been committed and export the head. Raises Broken.

    `renew_head` takes the chain as it stands for granted, after a person has looked at what `verify` found.
    """
    if not renew_head:
        _agrees(_exported(), last_link())
    upto, added = _decided(), 0
    while fresh := _seal_some(upto):
        added += fresh
    last = last_link()
    head = Head.of(last) if last else None
    if head is not None and (renew_head or _exported() != head):
        write_head(head)
    return Sealed(added, head)


def keep_sealing(every: float = EVERY_SECONDS) -> None:
    """What the worker runs beside its work; a failure is logged and tried again."""
    pause = threading.Event()
    while True:
        try:
            seal()
        except (Broken, DatabaseError, OSError, ValueError):  # the last: a value that is damaged in the table
            LOGGER.exception("操作日志没有封存,请运行 gangju journal verify 查看")
        close_old_connections()
        pause.wait(every)


def _exported() -> Head | None:
    try:
        return read_head()
    except HeadUnreadable as error:
        raise Broken(str(error)) from error


def _agrees(head: Head | None, last: Link | None) -> None:
    if head is None:
        if last is not None:
            raise Broken(f"链头文件 {head_file().name} 不见了,而日志已封存到第 {last.position} 条")
        return
    then = link_at(head.position)
    if then is None or then.digest != head.digest:
        raise Broken(f"日志的封存链与链头文件不一致:链头记的是第 {head.position} 条(记录 {head.entry},{head.sealed_at})")


def _seal_some(upto: int) -> int:
    end = last_link()
    if upto <= (end.entry if end else 0):  # most rounds: no need for the writers' lock
        return 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # excludes a second sealer, lets readers in
                cursor.execute("lock table journal_seal in share row exclusive mode")
        last = last_link()
        fresh = list(_links(last, islice(rows(last.entry if last else 0, upto), AT_ONCE)))
        Seal.objects.bulk_create(fresh)
    return len(fresh)


def _links(last: Link | None, entries: Iterator[Row]) -> Iterator[Seal]:
    position, digest, now = (last.position, last.digest, clock.now()) if last else (0, START, clock.now())
    for row in entries:
        position, digest = position + 1, link(digest, row)
        yield Seal(position=position, entry_id=row.number, digest=digest, marks=row.marks(CURRENT), form=CURRENT, sealed_at=now)


def _decided() -> int:
    """The highest number below which nothing can be committed any more."""
    highest = Entry.objects.aggregate(highest=Max("id"))["highest"] or 0
    if connection.vendor != "postgresql":  # one writer at a time: numbers are committed in order
        return int(highest)
    writing, deadline = writers(), time.monotonic() + PATIENCE_SECONDS
    while writing & writers():
        if time.monotonic() > deadline:
            return _below_gaps(int(highest))
        time.sleep(0.05)
    return int(highest)


def _below_gaps(highest: int) -> int:
    """While a long deed runs, only as far as numbers follow each other without a gap that it might fill."""
    last = last_link()
    number = last.entry if last else 0
    for found in Entry.objects.filter(id__gt=number, id__lte=highest).order_by("id").values_list("id", flat=True):
        if found != number + 1:
            break
        number = found
    return number
