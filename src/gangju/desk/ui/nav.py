"""The menu: only what the viewer's grants open, in the order of a working day. Titles come from the field, not from the ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from gangju.desk.access.pages import DeskRequest
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import STEP, Scope


@dataclass(frozen=True)
class Entry:
    title: str
    href: str
    here: bool


@dataclass(frozen=True)
class Menu:
    entries: tuple[Entry, ...]
    name: str
    role: str


def menu(request: DeskRequest) -> Menu:
    scope = request.scope
    entries = tuple(Entry(title, href, request.path.startswith(href)) for title, href in _targets(request))
    role = scope.roles[0].label if scope.roles else "没有授权"
    return Menu(entries, scope.actor.name, role)


def _targets(request: DeskRequest) -> Iterator[tuple[str, str]]:
    scope = request.scope
    for grant in scope.held:
        if grant.role == Role.BRANCH_SECRETARY:
            yield "支部主页", reverse("work:branch", args=[grant.org_code])
    if any(grant.role != Role.BRANCH_SECRETARY for grant in scope.held) and scope.may("standard.read"):
        yield "标准", reverse("plans:standards")
    if scope.may("organization.read"):
        yield "党组织", reverse("ledgers:organizations")
        yield "一览表", reverse("lists:index")
    if scope.may("plan.read"):
        yield "方案", reverse("plans:plans")
    if scope.may("standard.read"):
        yield "公布", reverse("plans:publications")
    if scope.may("contest.file") or scope.may("contest.answer"):
        yield "异议", reverse("plans:contests")
    if scope.may("ledger.export"):
        yield "导入导出", reverse("sheets:home")
    if scope.may("journal.read"):
        yield "操作日志", reverse("access:journal")
    yield from _of_administrators(scope)


def _of_administrators(scope: Scope) -> Iterator[tuple[str, str]]:
    whole = {grant.role for grant in scope.held if len(grant.path) == STEP}
    if Role.AUDITOR in whole:
        yield "全部日志", reverse("accounts:audit")
    if scope.may("account.manage"):
        yield "账号", reverse("accounts:accounts")
    if Role.SYSTEM_ADMIN in whole:
        yield "运行状况", reverse("accounts:machine")
    if scope.may("account.grant"):
        yield "授权", reverse("accounts:grants")
        yield "安全规则", reverse("accounts:policies")
        yield "遮盖规则", reverse("identity:masks")
