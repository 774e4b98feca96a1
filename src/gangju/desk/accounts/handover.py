"""职务交接: one office, and what hangs on it, passes from one person to another on one day.

Everything is one transaction and one request in the journal: the old posts end, the new ones begin, named open tasks go along,
the successor's account is found or opened with a one-time password that is shown once, the grants follow the posts. Within the
same real day it can be taken back as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q

from gangju.desk import clock
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import ADMINISTRATORS
from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.accounts import actions as accounts
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.journal.deeds import as_plain, deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Organization, Person, Post, Task, below
from gangju.desk.ledgers.posts import actions as posts
from gangju.desk.ledgers.posts.rights import HAND_OVER, is_above

DEED, UNDONE = "post.hand_over", "post.undo_hand_over"
OPEN = "open"
# What was done to the successor's account.
OPENED, LINKED = "opened", "linked"


@dataclass(frozen=True)
class HandingOver:
    """`also` are further offices of the same person that pass with it; `username` for an account that has to be opened."""

    post: Post
    successor: Person
    day: date
    way: str
    also: Sequence[Post] = ()
    username: str = ""
    number: str = ""


@dataclass(frozen=True)
class HandedOver:
    """`password` is shown once and is nowhere else; empty where the account was there already."""

    entry: Entry
    username: str
    password: str
    notes: Sequence[str]


@dataclass(frozen=True)
class Seated:
    """`password` is shown once; empty where the account was there already. `note` says why no grant came."""

    username: str
    password: str
    note: str


def hand_over(scope: Scope, said: HandingOver) -> HandedOver:
    """Raises Denied; ValidationError by field (successor, day, way, also, username, number), then nothing is written."""
    require_above(scope, said.post)
    everything = (said.post, *said.also)
    with deed(DEED, scope.actor, org=said.post.org, reason=said.number.strip()) as log:
        for post in sorted(everything, key=lambda each: each.org_id):
            posts.one_at_a_time(post.org)
            post.refresh_from_db()
        posts.refuse(_against(scope, said, everything))
        user, password, done = settle_account(scope, said.post.org, said.successor, said.username)
        made = [_pass_on(scope, said, post) for post in everything]
        grants = [posts.open_grant(scope.actor, new) for _, new in made]
        tasks = _pass_tasks(said)
        log.subject = f"post:{made[0][1].code}"
        log.before["posts"] = [before for before, _ in made]
        log.before["tasks"] = [as_plain(task) | {"person_id": said.post.person_id} for task in tasks]
        log.after |= {
            "posts": [as_plain(new) for _, new in made],
            "ended": [as_plain(post) for post in everything],
            "tasks": [as_plain(task) for task in tasks],
            "grants": [as_plain(grant) for grant, _ in grants if grant is not None],
            "account": {"username": user.get_username() if user else "", "done": done},
            "day": said.day.isoformat(),
        }
    if log.entry is None:
        raise RuntimeError("the deed has not been written")
    return HandedOver(log.entry, user.get_username() if user else "", password, [note for _, note in grants if note])


def require_above(scope: Scope, post: Post) -> None:
    """Raises Denied."""
    scope.require(HAND_OVER, post.org)
    if not is_above(scope, post.org, HAND_OVER):
        raise Denied(Answer(False, "职务交接由上级党组织办理"))


def tasks_of(post: Post) -> list[Task]:
    """Open tasks that name the outgoing holder, at the organisation or below it."""
    rows = Task.objects.filter(below(post.org.path, "org__path"), person=post.person_id, state=OPEN)
    return list(rows.select_related("org").order_by("due_on", "pk"))


def account_of(person: Person) -> User | None:
    return User.objects.filter(holder__person=person, is_active=True).order_by("pk").first()


def settle_account(scope: Scope, org: Organization, person: Person, username: str) -> tuple[User | None, str, str]:
    """The person's own account, one linked to him now, or a new one; with its password where it is new, and what was done to it.

    Without a name none is opened. Inside a transaction of the caller's. Raises ValidationError.
    """
    known = account_of(person)
    if known is not None or not username:
        return known, "", ""
    there = User.objects.filter(username=username).first()
    if there is not None:
        if not _linkable(scope, there, person):
            raise ValidationError({"username": "这个账号名已有人用,请换一个"})
        AccountHolder.objects.filter(user=there).update(person=person)
        return there, "", LINKED
    try:
        with transaction.atomic():
            user, password = accounts.open_account(scope.actor, org, username, person.name)
            AccountHolder.objects.filter(user=user).update(person=person)
    except ValidationError as wrong:
        raise ValidationError({"username": wrong.messages}) from wrong
    return user, password, OPENED


def seat(scope: Scope, post: Post, username: str) -> Seated:
    """开通账号: for whoever holds the office already; the grant comes with it. Raises Denied, ValidationError."""
    require_above(scope, post)
    with transaction.atomic():
        posts.one_at_a_time(post.org)
        user, password, _ = settle_account(scope, post.org, post.person, username)
        if user is None:
            raise ValidationError({"username": "请填写账号名"})
        _, note = posts.open_grant(scope.actor, post)
    return Seated(user.get_username(), password, note)


def _linkable(scope: Scope, user: User, person: Person) -> bool:
    """An account in the person's name that belongs to nobody yet, no administrator's, and opens nothing outside the viewer's own tree."""
    holder = AccountHolder.objects.filter(user=user, person=None).select_related("org").first()
    if holder is None or not user.is_active or user.last_name != person.name or user.pk == scope.user.pk:
        return False
    held = Grant.objects.filter(Q(until__isnull=True) | Q(until__gt=scope.today), user=user).select_related("org")
    places = [*(grant.org for grant in held), *([holder.org] if holder.org else [])]
    return all(scope.can(HAND_OVER, org) for org in places) and not any(grant.role in ADMINISTRATORS for grant in held)


def _pass_on(scope: Scope, said: HandingOver, post: Post) -> tuple[dict[str, Any], Post]:
    """The old row before, and the new row. Rank is the person's own and does not pass; the way of working is the office's."""
    before = as_plain(post)
    posts.close_post(post, said.day, said.way)
    office = posts.Office(post.role, said.day, post.unit, full_time=post.full_time, number=said.number)
    return before, posts.open_post(scope, post.org, said.successor, office)


def _pass_tasks(said: HandingOver) -> list[Task]:
    found = tasks_of(said.post)
    for task in found:
        task.person = said.successor
        task.save(update_fields=["person"])
    return found


def _against(scope: Scope, said: HandingOver, everything: Sequence[Post]) -> Iterator[tuple[str, str]]:
    if said.successor.pk == said.post.person_id:
        yield "successor", "移交人和接交人不能是同一个人"
        return
    held = [post.pk for post in everything]
    for post in everything:
        if post.person_id != said.post.person_id:
            yield "also", "一并交接的职务要由同一个人担任"
            return
        if post.pk != said.post.pk and not is_above(scope, post.org, HAND_OVER):
            yield "also", f"{label('post.role', post.role)}不由您办理交接,请不要勾选"
        for field, message in posts.wrong_end(post, said.day, said.way, said.number):
            yield {"until": "day", "exit": "way"}.get(field, field), message
        office = posts.Office(post.role, said.day, post.unit, number="")
        for field, message in posts.wrong_office(post.org, said.successor, office, instead_of=tuple(held)):
            yield {"person": "successor", "since": "day", "role": "successor"}[field], message


# ---------------------------------------------------------------- undo
def undone(entry: Entry) -> bool:
    return Entry.objects.filter(subject=entry.subject, deed=UNDONE).exists()


def may_undo(entry: Entry) -> bool:
    """By its day alone; whether something stands on it shows when it is tried."""
    return entry.recorded_at.date() == clock.now().date() and not undone(entry)


def undo_hand_over(scope: Scope, entry: Entry) -> None:
    """撤销交接: every row as it was, the account opened for it closed. Raises Denied, ValidationError."""
    kept = entry.after or {}
    with transaction.atomic():
        new = {post.pk: post for post in Post.objects.select_for_update().filter(pk__in=[row["id"] for row in kept["posts"]])}
        old = {post.pk: post for post in Post.objects.select_for_update().filter(pk__in=[row["id"] for row in kept["ended"]])}
        for post in old.values():
            require_above(scope, post)
        _still_possible(entry, new, old)
        first = old[kept["ended"][0]["id"]]
        with deed(UNDONE, scope.actor, org=first.org, subject=entry.subject) as log:
            for number, row in enumerate(kept["posts"]):
                log.before[f"post {number}"] = row
                posts.remove_post(new[row["id"]], log.before)
            for row in (entry.before or {})["posts"]:
                post = old[row["id"]]
                post.until, post.exit = (date.fromisoformat(row["until"]) if row["until"] else None), row["exit"]
                post.save()
            for row in (entry.before or {})["tasks"]:
                Task.objects.filter(pk=row["id"]).update(person=row["person_id"])
            _take_back_account(kept["account"])
            log.changed("posts", after=[as_plain(post) for post in old.values()])


def _take_back_account(account: dict[str, str]) -> None:
    """One opened for the hand-over leaves; where its user has done something meanwhile it is closed instead."""
    user = User.objects.filter(username=account["username"]).first()
    if user is None or not account["done"]:
        return
    if account["done"] == LINKED:
        AccountHolder.objects.filter(user=user).update(person=None)
        return
    try:
        with transaction.atomic():
            AccountHolder.objects.filter(user=user).delete()
            user.delete()
    except ProtectedError:
        User.objects.filter(pk=user.pk).update(is_active=False)


def _still_possible(entry: Entry, new: dict[int, Post], old: dict[int, Post]) -> None:
    if undone(entry):
        raise ValidationError("这次交接已经撤销过了")
    if not may_undo(entry):
        raise ValidationError("交接只能在办理的当天撤销。过了当天,请再办一次交接")
    kept = entry.after or {}
    now = [
        as_plain(found[row["id"]]) if row["id"] in found else None for found, rows in ((new, "posts"), (old, "ended")) for row in kept[rows]
    ]
    if now != [row for rows in ("posts", "ended") for row in kept[rows]]:
        raise ValidationError("交接之后又有人改动了这些职务,撤销会丢掉后来的改动。请先把它们改回去")
    tasks = dict(Task.objects.filter(pk__in=[row["id"] for row in kept["tasks"]]).values_list("pk", "person_id"))
    if any(tasks.get(row["id"]) != row["person_id"] for row in kept["tasks"]):
        raise ValidationError("转给接交人的任务后来又换了人,请先改回去再撤销")
