"""任职, 调整 and 离任: one deed each. What an office opens comes with it and ends with it.

A post is a dated row, never rewritten: a change closes it and opens another on the same day. The grant of the holder's account
hangs on the post, so whatever ends the post (a deed here, an import, an organisation event, an undo) ends the grant too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from gangju.desk import clock
from gangju.desk.access.actions import grant_role
from gangju.desk.access.carried import role_of
from gangju.desk.access.models import Grant
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.deeds import Actor, as_plain, deed
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.codes import label, labels
from gangju.desk.ledgers.events.changes import new_code
from gangju.desk.ledgers.models import Membership, Organization, OrganizationVersion, Person, Post, Unit, in_force
from gangju.desk.ledgers.posts.months import Months
from gangju.desk.ledgers.posts.rights import may_appoint
from gangju.desk.ledgers.secrecy import MARKED, is_marked

# Offices of the Party's own bodies, for which only full members stand.
OF_MEMBERS = ("secretary", "deputy_secretary", "committee_member", "organization_commissioner")
# One holder at a time in one organisation and place.
SINGLE = ("secretary", "director", "organization_commissioner", "organization_minister", "township_head")
AHEAD = Months(12)


@dataclass(frozen=True)
class Office:
    """What somebody is appointed to. `number` is that of the paper; it stands in the journal."""

    role: str
    since: date
    unit: Unit | None = None
    rank: str = ""
    full_time: bool | None = None
    number: str = ""


@dataclass(frozen=True)
class Appointed:
    """`note` says why no grant came with an office that carries one."""

    post: Post
    grant: Grant | None
    note: str


def appoint(scope: Scope, org: Organization, person: Person, said: Office) -> Appointed:
    """任职. Raises Denied; ValidationError by field (role, since, person, number)."""
    version = version_on(org, said.since)
    if not (allowed := may_appoint(scope, org, said.role, version.kind, version.level)):
        raise Denied(allowed)
    with deed("post.appoint", scope.actor, org=org, subject=f"person:{person.code}", reason=said.number.strip()) as log:
        one_at_a_time(org)
        refuse(wrong_office(org, person, said))
        post = open_post(scope, org, person, said)
        log.changed("post", after=post)
        grant, note = open_grant(scope.actor, post)
    return Appointed(post, grant, note)


def end_post(scope: Scope, post: Post, until: date, way: str, number: str = "") -> Post:
    """离任 from `until` on. Raises Denied; ValidationError by field (until, exit, number)."""
    _require(scope, post)
    with deed("post.end", scope.actor, org=post.org, subject=f"person:{post.person.code}", reason=number.strip()) as log:
        one_at_a_time(post.org)
        post.refresh_from_db()
        refuse(wrong_end(post, until, way, number))
        log.changed("post", before=post)
        close_post(post, until, way)
        log.changed("post", after=post)
    return post


def change_post(scope: Scope, post: Post, said: Office) -> Appointed:
    """调整: another office, rank or way of working from `said.since` on. Raises Denied, ValidationError."""
    _require(scope, post)
    version = version_on(post.org, said.since)
    if not (allowed := may_appoint(scope, post.org, said.role, version.kind, version.level)):
        raise Denied(allowed)
    with deed("post.change", scope.actor, org=post.org, subject=f"person:{post.person.code}", reason=said.number.strip()) as log:
        one_at_a_time(post.org)
        post.refresh_from_db()
        refuse(wrong_end(post, said.since, "adjusted", said.number, field="since"))
        refuse(wrong_office(post.org, post.person, said, instead_of=(post.pk,)))
        log.changed("post", before=post)
        close_post(post, said.since, "adjusted")
        new = open_post(scope, post.org, post.person, said)
        log.changed("post", after=new)
        grant, note = open_grant(scope.actor, new)
    return Appointed(new, grant, note)


def withdraw_post(scope: Scope, post: Post, reason: str) -> None:
    """撤回: entered by mistake, so it was never a fact. It leaves with the grant it opened. Raises Denied, ValidationError."""
    _require(scope, post)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的理由"})
    if is_marked(reason):
        raise ValidationError({"reason": MARKED})
    with deed("post.withdraw", scope.actor, org=post.org, subject=f"person:{post.person.code}", reason=reason.strip()) as log:
        log.changed("post", before=post)
        remove_post(post, log.before)


# ---------------------------------------------------------------- parts that the hand-over shares
def one_at_a_time(org: Organization) -> None:
    """Inside a transaction: of two deeds about the offices of one organisation the second sees the first."""
    Organization.objects.select_for_update().get(pk=org.pk)


def open_post(scope: Scope, org: Organization, person: Person, said: Office) -> Post:
    post = Post(
        code=new_code("p"), person=person, org=org, unit=said.unit, role=said.role, rank=said.rank, full_time=said.full_time,
        since=said.since, appointed_by=appointing(scope, org), recorded_at=clock.now(), entered_by=entered_for(scope, org),
    )  # fmt: skip
    post.full_clean()
    post.save()
    return post


def close_post(post: Post, until: date, way: str) -> None:
    post.until, post.exit = until, way
    post.full_clean()
    post.save()


def remove_post(post: Post, before: dict[str, object]) -> None:
    """With the grants that came from it, which are noted in `before`."""
    for number, grant in enumerate(Grant.objects.filter(post=post).order_by("pk")):
        before[f"grant {number}"] = as_plain(grant)
        grant.delete()
    post.delete()


def open_grant(actor: Actor, post: Post) -> tuple[Grant | None, str]:
    """What the office carries, for the account of its holder. The office stands also where the account may not have it."""
    version = version_on(post.org, max(post.since, clock.today()))
    role = role_of(post.role, version.kind, version.level)
    user = User.objects.filter(holder__person=post.person, is_active=True).order_by("pk").first()
    if role is None or Grant.objects.filter(post=post, role=role.value).exists():
        return None, ""
    if user is None:
        return None, f"{post.person.name}还没有账号,开通后才能以“{role.label}”登录"
    try:
        with transaction.atomic():
            return grant_role(actor, user, post.org, role, post.since, post=post), ""
    except ValidationError as refused:
        return None, f"职务已登记,账号没有随之授权:{';'.join(refused.messages)}"


def grants_of(actor: Actor, person: Person) -> list[Grant]:
    """For an account that was opened or linked after the appointment: the grants of all offices held today or to come."""
    posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=clock.today()), person=person).select_related("org", "person")
    opened = [open_grant(actor, post)[0] for post in posts.order_by("pk") if post.org.versions.filter(in_force(clock.today()))]
    return [grant for grant in opened if grant is not None]


def appointing(scope: Scope, org: Organization) -> Organization | None:
    """任命单位: the organisation directly above, today."""
    parent = scope.organizations(code=org.code).values_list("parent", flat=True).first()
    return Organization.objects.filter(pk=parent).first() if parent else None


def version_on(org: Organization, day: date) -> OrganizationVersion:
    """Raises ValidationError where the organisation does not stand on the day."""
    version = OrganizationVersion.objects.filter(in_force(day), organization=org).first()
    if version is None:
        raise ValidationError({"since": "这一天该组织尚未成立或已经撤销,请核对日期"})
    return version


# ---------------------------------------------------------------- what speaks against it
def wrong_office(org: Organization, person: Person, said: Office, instead_of: tuple[int, ...] = ()) -> Iterator[tuple[str, str]]:
    if said.role not in labels("post.role"):
        yield "role", "请从列表中选择职务"
    if said.since > clock.today() + AHEAD:
        yield "since", "最多提前一年登记,请核对日期"
    if is_marked(said.number):
        yield "number", MARKED
    lasting = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=said.since), org=org, role=said.role).exclude(pk__in=instead_of)
    for other in lasting.filter(_same_place(said.unit)).select_related("person"):
        title = label("post.role", said.role)
        if other.person_id == person.pk:
            yield "person", f"该同志自 {other.since} 起已担任{title},不必再登记"
        elif said.role in SINGLE:
            yield "role", f"{title}自 {other.since} 起另有人担任。请先办理离任,或者办理职务交接"
    if said.role in OF_MEMBERS:
        yield from not_a_member(person, said.since)


def not_a_member(person: Person, day: date) -> Iterator[tuple[str, str]]:
    held = Membership.objects.filter(in_force(day), person=person).values_list("kind", flat=True).first()
    if held is None:
        yield "person", f"该同志在 {day} 没有在册的党籍,不能担任党内职务。请先登记党籍,或核对日期"
    elif held != "full":
        yield "person", f"该同志在 {day} 是{label('membership.kind', held)},党内职务由正式党员担任"


def wrong_end(post: Post, until: date, way: str, number: str, field: str = "until") -> Iterator[tuple[str, str]]:
    if until <= post.since:
        yield field, f"要晚于任职的日期 {post.since}。登记错了的任职请撤回"
    if until > clock.today() + AHEAD:
        yield field, "最多提前一年登记,请核对日期"
    if post.until is not None and post.until <= until:
        yield field, f"这个职务已登记到 {post.until} 为止"
    if way not in labels("post.exit"):
        yield "exit", "请选择离任的缘由"
    if is_marked(number):
        yield "number", MARKED


def refuse(wrong: Iterable[tuple[str, str]]) -> None:
    """Every mistake at once, at its field. Raises ValidationError."""
    said: dict[str, list[str]] = {}
    for field, message in wrong:
        said.setdefault(field, []).append(message)
    if said:
        raise ValidationError(said)


def _same_place(unit: Unit | None) -> Q:
    """A committee may fill the same office at several units, as a town does for its schools."""
    return Q(unit=unit) | Q(unit__isnull=True) if unit is not None else Q()


def _require(scope: Scope, post: Post) -> None:
    version = version_on(post.org, max(post.since, min(scope.today, post.until or scope.today)))
    if not (allowed := may_appoint(scope, post.org, post.role, version.kind, version.level)):
        raise Denied(allowed)
