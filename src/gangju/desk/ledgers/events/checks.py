"""What speaks against an event: days, rings, levels, dissolved parents, the wrong hand. Every sentence says how to mend it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from gangju.desk import clock
from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.ledgers.codes import labels
from gangju.desk.ledgers.events.changes import Changes
from gangju.desk.ledgers.events.said import AnyEvent, NewOrganization, NewUnit
from gangju.desk.ledgers.models import Activity, Membership, Organization, OrganizationVersion, Placement, in_force
from gangju.desk.ledgers.places import BRANCHES
from gangju.desk.ledgers.secrecy import MARKED, is_marked

PERMISSION = "organization.change"
AHEAD = timedelta(days=366)
LEVELS = ("province", "city", "county", "township", "village", "unit")
NEEDS_DOMAIN = (*BRANCHES, "general_branch")


def common(changes: Changes, event: AnyEvent) -> None:
    if event.day > clock.today() + AHEAD:
        changes.refuse("day", "生效日期最多提前一年登记,请改近日期或到时再登记")
    if not event.number.strip():
        changes.refuse("number", "请填写批准文件的文号")
    for name in ("number", "note"):
        if is_marked(getattr(event, name)):
            changes.refuse(name, MARKED)


def answerable(scope: Scope, changes: Changes, org: Organization) -> Organization:
    """The organisation one level up decides, never the organisation itself. Raises Denied."""
    spell = Placement.objects.filter(in_force(changes.day), org=org).select_related("parent").first()
    spell = spell or Placement.objects.filter(org=org).select_related("parent").order_by("since").last()
    if spell is None or spell.parent is None:
        raise Denied(Answer(False, "最上级党组织的变动由它的上级办理,本系统内没有它的上级"))
    scope.require(PERMISSION, org)
    scope.require(PERMISSION, spell.parent)
    changes.involve(spell.parent, "authority")
    return spell.parent


def version_of(changes: Changes, org: Organization, where: str = "org") -> OrganizationVersion | None:
    """The version that the event closes: in force on the day before and the day itself, nothing planned behind it."""
    found = changes.current(org.versions.all())
    if not found:
        changes.refuse(where, f"{org} 在 {changes.day} 没有存续的登记:尚未成立、刚刚成立或已经撤销,请核对组织和日期")
        return None
    if found[0].until is not None:
        changes.refuse("day", f"{found[0].name} 已定于 {found[0].until} 变动,请先撤销那次变动再办")
    return found[0]


def placement_of(changes: Changes, org: Organization) -> Placement | None:
    found = changes.current(org.placements.all())
    return found[0] if found else None


def lasting(changes: Changes, org: Organization, where: str) -> OrganizationVersion | None:
    """Whoever takes something over exists on the day and is not about to end."""
    now = org.versions.filter(in_force(changes.day)).first()
    last = org.versions.order_by("since").last()
    if now is None or last is None:
        changes.refuse(where, f"接收的组织在 {changes.day} 尚未成立或已经撤销,请另选")
        return None
    if last.until is not None:
        changes.refuse(where, f"{last.name} 定于 {last.until} 撤销,不能接收,请另选")
    return now


def fits_below(changes: Changes, kind: str, level: str, parent: OrganizationVersion | None, where: str = "parent") -> None:
    """Who may hang below whom: groups below branches and nothing else there, and never below a lower level."""
    if parent is None or level not in LEVELS:
        return
    if kind == "group" and parent.kind not in BRANCHES:
        changes.refuse(where, f"党小组只能设在党支部下面,{parent.name} 不是党支部,请另选上级")
    if kind != "group" and parent.kind in (*BRANCHES, "group"):
        changes.refuse(where, f"{parent.name} 是{labels('organization.kind')[parent.kind]},下面只能设党小组,请另选上级")
    if LEVELS.index(parent.level) > LEVELS.index(level):
        named = labels("organization.level")
        changes.refuse(where, f"上级的层级是{named[parent.level]},低于{named[level]},请另选上级")


def no_ring(changes: Changes, org: Organization, parent: Organization) -> None:
    """Above the new parent never stands the organisation itself, neither on the day nor after what is planned already."""
    rows = list(Placement.objects.values_list("org_id", "parent_id", "since", "until"))
    for day in sorted({changes.day, *(since for _, _, since, _ in rows if since > changes.day)}):
        above = {child: up for child, up, since, until in rows if since <= day and (until is None or until > day)}
        here: int | None = parent.pk
        seen: set[int] = set()
        while here is not None and here not in seen:
            if here == org.pk:
                changes.refuse("parent", "不能隶属于自己或自己的下级,请另选上级")
                return
            seen.add(here)
            here = above.get(here)


def nothing_held_after(changes: Changes, org: Organization) -> None:
    """What took place is the organisation's own; it cannot have been held by one that was gone."""
    last = Activity.objects.filter(org=org, started_at__date__gte=changes.day).order_by("started_at").last()
    if last is not None:
        changes.refuse("day", f"该组织在 {last.started_at.date()} 还记有活动,变动日期须晚于它;请改晚日期,或先更正那次活动")


def new_organization(changes: Changes, said: NewOrganization) -> None:
    if not said.name.strip():
        changes.refuse("name", "请填写党组织名称")
    if is_marked(said.name):
        changes.refuse("name", MARKED)
    for list_name, code, where in (("organization.kind", said.kind, "kind"), ("organization.level", said.level, "level")):
        if code not in labels(list_name):
            changes.refuse(where, "请从列表中选择")
    if said.kind in NEEDS_DOMAIN and said.domain not in labels("organization.domain"):
        changes.refuse("domain", "党支部和党总支必须写明领域,请从列表中选择")
    if isinstance(said.unit, NewUnit) and (not said.unit.name.strip() or said.unit.kind not in labels("unit.kind")):
        changes.refuse("unit", "新设的单位要有名称和类别")


def holds_members(changes: Changes, kind: str, orgs: list[Organization]) -> None:
    """Members belong to branches."""
    if kind not in BRANCHES and Membership.objects.filter(in_force(changes.day), org__in=orgs).exists():
        changes.refuse("into", "党员只能编入党支部,接收的组织不是党支部;请先把党员转出,或另选接收的支部")


def same_name(changes: Changes, name: str, parent: Organization) -> None:
    """Two of one name side by side cannot be told apart; it is said, not refused."""
    beside = Q(organization__placements__parent=parent) & in_force(changes.day, "organization__placements__")
    if OrganizationVersion.objects.filter(beside & in_force(changes.day), name=name.strip()).exists():
        changes.notes.append(f"同一上级下面已有“{name.strip()}”,请确认不是重复设立")
