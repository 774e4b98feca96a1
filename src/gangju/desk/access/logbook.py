"""The log of deeds in Chinese: every deed has its words here; a test holds the list complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gangju.desk.access.roles import ROLE_LABELS, Role
from gangju.desk.journal.models import Entry

DEEDS: Mapping[str, str] = {
    "account.open": "开通账号",
    "account.grant": "授予职责",
    "account.end_grant": "终止职责",
    "person.reveal": "查看下级人员姓名",
    "activity.record": "记一次活动",
    "activity.amend": "更正活动记录",
    "activity.withdraw": "撤回活动记录",
    "activity.restore": "恢复活动记录",
    "organization.found": "设立党组织",
    "organization.dissolve": "撤销党组织",
    "organization.rename": "党组织更名",
    "organization.move": "调整隶属关系",
    "organization.merge": "合并党组织",
    "organization.split": "分设党组织",
    "organization.undo_event": "撤销组织变动",
    "keeping.start": "建立台账",
    "keeping.stop": "停用台账",
    "plan.adopt": "采用方案",
    "plan.end": "停止采用方案",
    "facts.import": "导入事实文件夹",
    "sheet.import": "导入工作簿",
    "sheet.undo": "撤销一次导入",
    "sheet.export": "导出表格",
    "safekeeping.backup": "备份全部数据",
}


@dataclass(frozen=True)
class Line:
    recorded_at: datetime
    business_day: date
    who: str
    role: str
    deed: str
    org_code: str
    subject: str
    reason: str


def line(entry: Entry) -> Line:
    return Line(
        recorded_at=entry.recorded_at,
        business_day=entry.business_day,
        who=entry.user_name,
        role=_role(entry.role),
        deed=DEEDS.get(entry.deed, entry.deed),
        org_code=entry.org_code,
        subject=entry.subject,
        reason=entry.reason,
    )


def _role(code: str) -> str:
    return ROLE_LABELS[Role(code)] if code in set(Role) else {"system": "系统命令"}.get(code, "")
