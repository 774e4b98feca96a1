"""The demo's one-click sign-in: six accounts, five roles, without a password, entered only under `./dev demo` and only from this machine.

The accounts are made by the demo command; their user names are fixed here so that the start page finds them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from gangju.desk import clock
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role

if TYPE_CHECKING:
    from gangju.desk.ledgers.models.organization import OrganizationOnDay


@dataclass(frozen=True)
class Part:
    """One role of the cast: how its card is titled and what it says the person will see."""

    role: Role
    username: str
    title: str
    sees: str


PARTS: Mapping[str, Part] = {
    part.username: part
    for part in (
        Part(Role.COUNTY_OFFICER, "demo-officer", "县委组织部干部", "全县的标准总表，从乡镇一路点到支部；党员只看人数，不看姓名。"),
        Part(Role.COUNTY_OFFICER, "demo-reviewer", "县委组织部复核人", "同事审读过的文件草案由另一个人复核，通过以后才能采用。"),
        Part(Role.TOWN_COMMISSIONER, "demo-commissioner", "乡镇组织委员", "本镇和所属支部，出了本镇什么也看不到；可以替支部代录活动。"),
        Part(Role.BRANCH_SECRETARY, "demo-secretary", "支部书记", "本支部的一页：要办的事、党员、活动；在这里记一次活动。"),
        Part(Role.INSPECTOR, "demo-inspector", "督查员", "全县的标准和依据，只看不改，看不到党员姓名。"),
        Part(Role.AUDITOR, "demo-auditor", "审计管理员", "操作日志：谁在什么时候做了什么；看不到台账和结果。"),
    )
}


@dataclass(frozen=True)
class Card:
    username: str
    title: str
    sees: str
    name: str
    place: str


def allowed(request: HttpRequest) -> bool:
    """Both conditions hold on each request: the demo's own setting, and a caller on this machine."""
    if not settings.GANGJU_DEMO:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def cast() -> list[Card]:
    """The cards of the accounts that exist, in the order of `PARTS`."""
    grants = {grant.user.get_username(): grant for grant in Grant.objects.filter(user__username__in=PARTS).select_related("user")}
    places = _names([grant.org_id for grant in grants.values()])
    return [_card(part, grants[part.username], places) for part in PARTS.values() if part.username in grants]


def account(username: str) -> User | None:
    return User.objects.filter(username=username, is_active=True).first() if username in PARTS else None


def _names(numbers: Iterable[int]) -> dict[int, str]:
    """Access lies below the ledgers, so the organisations are reached through the registry, as in `scope`."""
    everywhere: QuerySet[OrganizationOnDay] = apps.get_model("ledgers", "Organization").objects.on(clock.today())
    return dict(everywhere.filter(pk__in=list(numbers)).values_list("pk", "name"))


def _card(part: Part, grant: Grant, places: Mapping[int, str]) -> Card:
    return Card(part.username, part.title, part.sees, grant.user.get_full_name(), places.get(grant.org_id, ""))
