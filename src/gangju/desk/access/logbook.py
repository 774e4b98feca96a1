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
    "account.take_back_grant": "撤回当日授予的职责",
    "account.close": "停用账号",
    "account.reopen": "恢复账号",
    "account.reset_password": "重置口令",
    "account.change_password": "改口令",
    "account.sign_out_everywhere": "退出其他地方的登录",
    "account.lock": "连续输错,暂停登录",
    "account.unlock": "解除锁定",
    "account.factor_on": "设置二次验证",
    "account.factor_reset": "重置二次验证",
    "account.recovery_codes": "换新恢复码",
    "account.recovery_used": "用恢复码登录",
    "person.reveal": "查看下级人员姓名",
    "activity.record": "记一次活动",
    "activity.amend": "更正活动记录",
    "activity.withdraw": "撤回活动记录",
    "activity.restore": "恢复活动记录",
    "activity.revert": "撤销活动更正",
    "row.add": "登记一条",
    "row.correct": "更正一条",
    "row.end": "写明一条的结束日期",
    "row.withdraw": "撤回一条",
    "row.undo": "撤销刚才的操作",
    "post.appoint": "登记任职",
    "post.change": "调整职务",
    "post.end": "登记离任",
    "post.withdraw": "撤回任职登记",
    "post.hand_over": "办理职务交接",
    "post.undo_hand_over": "撤销职务交接",
    "election.record": "登记换届选举",
    "election.extend": "批准延期换届",
    "election.withdraw": "撤回换届登记",
    "organization.found": "设立党组织",
    "organization.dissolve": "撤销党组织",
    "organization.rename": "党组织更名",
    "organization.move": "调整隶属关系",
    "organization.merge": "合并党组织",
    "organization.split": "分设党组织",
    "organization.undo_event": "撤销组织变动",
    "member.add": "登记党员",
    "member.correct": "更正党员基本信息",
    "member.transfer": "接转组织关系",
    "member.leave": "登记党员离开",
    "member.check": "收回本人核对单",
    "member.undo": "撤销当天的党员登记",
    "roster.put_on": "列入人员名单",
    "roster.prolong": "名单续期",
    "roster.contact": "指定流动党员联系人",
    "roster.take_off": "退出人员名单",
    "keeping.start": "建立台账",
    "keeping.stop": "停用台账",
    "plan.adopt": "采用方案",
    "result.publish": "公布结果",
    "plan.end": "停止采用方案",
    "plan.undo": "撤销当天采用的方案",
    "reading.begin": "读入一份文件",
    "reading.read": "读完一份长文件",
    "reading.accept": "审读:接受",
    "reading.reject": "审读:不采用",
    "reading.correct": "审读:更正一条",
    "reading.merge": "审读:合并两条",
    "reading.split": "审读:拆开一条",
    "reading.resolve": "审读:写明存疑处的文字",
    "reading.undo": "审读:撤销一步",
    "reading.revise": "审读:换成修订后的文本",
    "reading.submit": "把草案送复核",
    "reading.back": "退回草案",
    "reading.approve": "通过草案",
    "reading.drop": "作废草案",
    "reading.restore": "恢复草案",
    "contest.file": "提出异议",
    "contest.answer": "答复异议",
    "contest.withdraw": "撤回异议",
    "facts.import": "导入事实文件夹",
    "facts.export": "导出事实文件夹",
    "token.make": "办理接口令牌",
    "token.end": "停用接口令牌",
    "sheet.import": "导入工作簿",
    "sheet.undo": "撤销一次导入",
    "sheet.export": "导出表格",
    "safekeeping.backup": "备份全部数据",
    "safekeeping.rotate_keys": "更换密钥",
    "safekeeping.drop_keys": "删去旧密钥",
    "identity.enter": "填写、更正证件信息",
    "identity.reveal": "查看完整证件信息",
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
