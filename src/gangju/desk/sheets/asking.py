"""What whoever takes a ledger out must say: for what, why, and how much of what tells who somebody is.

By default everything is as the table of sights has it: names further down masked, no numbers. More than that is asked
for by name, needs the permission, and stands in the journal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError

from gangju.desk.access.scope import Denied, Scope

SHORTEST_REASON = 4
_NUMBER = re.compile(r"\d{17}[\dXx]")


class Purpose(StrEnum):
    STATISTICS = "statistics"
    MENDING = "mending"
    TRANSFER = "transfer"
    ELECTION = "election"
    TRAINING = "training"
    DUES = "dues"
    HELP = "help"
    INSPECTION = "inspection"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Purpose.STATISTICS: "党内统计、数据核对",
    Purpose.MENDING: "修改后重新导入",
    Purpose.TRANSFER: "组织关系转接",
    Purpose.ELECTION: "换届选举",
    Purpose.TRAINING: "教育培训",
    Purpose.DUES: "党费核算",
    Purpose.HELP: "走访慰问、困难帮扶",
    Purpose.INSPECTION: "督查检查",
    Purpose.OTHER: "其他(在理由中写明)",
}


class Numbers(StrEnum):
    """证件号码和电话 in the workbook."""

    NONE = "none"
    MASKED = "masked"
    WHOLE = "whole"

    @property
    def label(self) -> str:
        return {Numbers.NONE: "不导出", Numbers.MASKED: "遮盖后导出", Numbers.WHOLE: "完整导出"}[self]


@dataclass(frozen=True)
class Asked:
    """`names` asks for whole names also where the table masks them."""

    purpose: Purpose | None = None
    reason: str = ""
    names: bool = False
    numbers: Numbers = Numbers.NONE

    @property
    def beyond(self) -> str:
        """What of it is more than the table shows, in the words of journal and watermark."""
        said = [*(["完整姓名"] if self.names else []), *(["完整证件号码和电话"] if self.numbers is Numbers.WHOLE else [])]
        return "、".join(said)


def require(scope: Scope, asked: Asked, *, personal: bool) -> None:
    """Raises ValidationError (by field), Denied."""
    wrong = {}
    if personal and asked.purpose is None:
        wrong["purpose"] = "请选用途"
    if personal and len(asked.reason) < SHORTEST_REASON:
        wrong["reason"] = "请写明导出的理由,不少于四个字"
    if _NUMBER.search(asked.reason):
        wrong["reason"] = "理由会原样记入操作日志,请不要写证件号码"
    if wrong:
        raise ValidationError(wrong)
    for permission, needed in (("person.name", asked.names), ("person.identity", asked.numbers is not Numbers.NONE)):
        if needed and not (answer := scope.may(permission)):
            raise Denied(answer)
