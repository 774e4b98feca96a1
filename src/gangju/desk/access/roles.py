"""Roles and what each may do below its grant. Closed lists: a permission that no role has, or a role without a line, fails the tests.

Three administrators are separate: accounts are opened by one, grants given by another, and the auditor sees the deeds
of both and changes nothing; none of the first two sees a ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    COUNTY_OFFICER = "county_officer"
    TOWN_COMMISSIONER = "town_commissioner"
    BRANCH_SECRETARY = "branch_secretary"
    INSPECTOR = "inspector"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS: Mapping[Role, str] = {
    Role.COUNTY_OFFICER: "县委组织部干部",
    Role.TOWN_COMMISSIONER: "乡镇(街道)组织委员",
    Role.BRANCH_SECRETARY: "党支部书记",
    Role.INSPECTOR: "督查员",
    Role.AUDITOR: "审计管理员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
}

# Whoever holds one of these holds no other role: neither a second of the three, nor one that opens a ledger.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})

PERMISSIONS: Mapping[str, str] = {
    "organization.read": "查看党组织",
    "standard.read": "查看标准矩阵和依据",
    "organization.change": "办理党组织变动",
    "activity.read": "查看纪实",
    "activity.write": "登记、更正、撤回纪实",
    "keeping.write": "建立或停用台账",
    "ledger.read": "查看台账",
    "ledger.write": "登记、更正、撤回台账",
    "person.name": "查看党员姓名",
    "person.identity": "凭理由查看证件号码和电话",
    "plan.read": "查看方案",
    "plan.draft": "审读文件,拟订方案",
    "plan.approve": "复核方案草案",
    "plan.adopt": "采用方案",
    "plan.rehearse": "预演方案",
    "result.publish": "公布结果",
    "contest.file": "对结果提出异议",
    "contest.answer": "答复下级的异议",
    "ledger.import": "导入表格、撤销导入",
    "ledger.export": "导出表格",
    "journal.read": "查看操作日志",
    "account.manage": "开通、停用账号,重置口令",
    "account.grant": "授予、结束授权,解除锁定,重置二次验证",
    "post.hand_over": "办理职务交接",
    "token.own": "办理自己的接口令牌",
}

_READ = frozenset({"organization.read", "ledger.read", "standard.read", "activity.read", "plan.read"})
_ENTERS = frozenset({"ledger.write", "ledger.export", "person.name", "person.identity", "journal.read", "token.own"})
_PLANS = frozenset({"plan.draft", "plan.rehearse"})
_MANAGES = _READ | _ENTERS | _PLANS | {"organization.change", "ledger.import", "keeping.write", "post.hand_over", "contest.answer"}

MAY: Mapping[Role, frozenset[str]] = {
    Role.COUNTY_OFFICER: _MANAGES | {"plan.approve", "plan.adopt", "result.publish"},
    Role.TOWN_COMMISSIONER: _MANAGES | {"activity.write", "contest.file"},
    Role.BRANCH_SECRETARY: _READ | _ENTERS | {"activity.write", "contest.file"},
    Role.INSPECTOR: _READ,
    Role.AUDITOR: frozenset({"organization.read", "journal.read"}),
    Role.SYSTEM_ADMIN: frozenset({"account.manage"}),
    Role.SECURITY_ADMIN: frozenset({"account.grant"}),
}
