"""The first accounts of an installation, which nobody can open from a page: there is nobody yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from gangju.desk import clock
from gangju.desk.access.actions import grant_role
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import ROLE_LABELS, Role
from gangju.desk.access.scope import STEP
from gangju.desk.accounts import actions, factor
from gangju.desk.accounts.commands import Refused
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers import codes, tree
from gangju.desk.ledgers.models import Organization, OrganizationVersion, Placement

COMMAND = Actor.system("gangju admin")
NAMES: Mapping[Role, str] = {Role.SYSTEM_ADMIN: "xitong", Role.SECURITY_ADMIN: "anquan", Role.AUDITOR: "shenji"}
ROOT = "root"


@dataclass(frozen=True)
class Opened:
    """What is printed once."""

    title: str
    username: str
    password: str
    until: datetime


def place(code: str | None) -> Organization:
    """Raises Refused."""
    roots = Organization.objects.on(clock.today()).filter(path__length=STEP)
    found = list(Organization.objects.filter(code=code)[:1] if code else roots[:2])
    if code and not found:
        raise Refused(f"没有编号为 {code} 的党组织。请核对编号")
    if not found:
        raise Refused("还没有任何党组织。请先用 gangju import 导入台账,或加 --found 名称 设立最上级党组织")
    if len(found) > 1:
        raise Refused("最上级党组织不止一个,请用 --org 编号 指明一个")
    return found[0]


def founded(name: str, level: str) -> Organization:
    """The root of an empty installation. Raises Refused."""
    if Organization.objects.exists():
        raise Refused("已经有党组织了,不能再用 --found。新的党组织在“党组织”页面设立")
    if level not in codes.labels("organization.level"):
        raise Refused(f"没有“{level}”这个层级。可写:{'、'.join(codes.labels('organization.level'))}")
    today = clock.today()
    with transaction.atomic():
        org = Organization.objects.create(code=ROOT)
        version = OrganizationVersion(organization=org, since=today, name=name, kind="committee", level=level)
        version.full_clean()
        with deed("organization.found", COMMAND, org=org, subject=f"organization:{ROOT}") as log:
            version.save()
            Placement.objects.create(org=org, parent=None, since=today)
            log.changed("organization_version", after=version)
        tree.rebuild(today)
    org.refresh_from_db()
    return org


def open_three(org: Organization) -> list[Opened]:
    """Those that nobody is yet; all of them or none."""
    with transaction.atomic():
        return [_open(role, org) for role in NAMES if not _held(role, org)]


def reset(username: str, *, with_factor: bool) -> Opened:
    """Raises Refused, ValidationError."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(f"没有账号 {username}")
    with transaction.atomic():
        if with_factor and factor.enrolled(user):
            actions.reset_factor(COMMAND, user, "由管服务器的人办理")
        password = actions.reset_password(COMMAND, user)
    return _told("已重置", user, password)


def _held(role: Role, org: Organization) -> bool:
    today = clock.today()
    ahead = Q(until__isnull=True) | Q(until__gt=today)
    return Grant.objects.filter(ahead, role=role.value, org=org, user__is_active=True).exists()


def _open(role: Role, org: Organization) -> Opened:
    username = _free(NAMES[role])
    user, password = actions.open_account(COMMAND, org, username, ROLE_LABELS[role])
    grant_role(COMMAND, user, org, role, clock.today())
    return _told(ROLE_LABELS[role], user, password)


def _free(wanted: str) -> str:
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    return next(name for name in (wanted, *(f"{wanted}{number}" for number in range(2, 1000))) if name not in taken)


def _told(title: str, user: User, password: str) -> Opened:
    user.refresh_from_db()
    return Opened(title, user.get_username(), password, user.holder.temporary_until or clock.now())
