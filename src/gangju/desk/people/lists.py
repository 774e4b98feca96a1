"""The dated lists of persons that this room keeps: who floats, who is in difficulty, who is freed from a duty by rule.

What each list asks stands here as data; the law of each in a sentence with its mark. A row that ends stays as history, except
that a difficulty leaves every page on the day until which it may be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# How far a rule's own text was read (law.md): B official reproduction, C third party; both are shown beside the figure.
MARKS: Mapping[str, str] = {"B": "依据为转载文本", "C": "待核实依据", "own": "本系统规定"}
DAYS_OF_A_YEAR = 366
FLOATING_MONTHS = 6
CONTACT_DAYS = 90


@dataclass(frozen=True)
class Listed:
    """`longest` is the most days between today and the end. `titles`: of the day on, the category, the end, the reason, the purpose."""

    roster: str
    title: str
    lead: str
    from_above: bool
    needs_end: bool
    longest: int | None
    since: str
    category: str
    until: str
    reason: str
    reason_help: str
    purpose: str
    contact: str
    verb_on: str
    verb_off: str

    @property
    def page(self) -> str:
        """The page on which it stands: both directions of floating share one."""
        return "floating" if self.roster.startswith("floating") else self.roster


LISTED: Mapping[str, Listed] = {
    each.roster: each
    for each in (
        Listed(
            "floating_out", "流出党员", "外出满六个月、不能正常参加支部活动、组织关系没有转走的", False, False, None,
            "外出之日", "去向", "预计返回", "去往何处、做什么", "例如:外省某市务工,住在某某街道", "", "联系人", "登记外出", "登记返回",
        ),
        Listed(
            "floating_in", "流入党员", "组织关系不在本支部、在本地参加活动的", False, False, None,
            "来本地之日", "来自", "预计离开", "从哪个党组织来、现住何处", "例如:外县某村党支部,现住某小区", "", "联系人", "登记流入",
            "注销登记",
        ),
        Listed(
            "difficult", "困难党员", "走访慰问和帮扶用;姓名只对支部和直接上级显示,再往上只有人数", False, True, DAYS_OF_A_YEAR,
            "从哪天起", "困难类别", "留存到", "困难情况", "写清够用就行,不写病历和无关的家庭情况", "用途", "", "列入困难党员", "不再列入",
        ),
        Listed(
            "exempt", "依规免计党员", "按规定不计入某项要求的;由直接上级批准,写明截止日期,比例旁边照数列出", True, True, DAYS_OF_A_YEAR,
            "从哪天起", "缘由", "截止到", "依据和情况", "写明依据,例如:年过八十、行动不便,镇党委会议研究同意", "", "", "批准免计",
            "不再免计",
        ),
    )
}  # fmt: skip
# Of a person only; the other reasons of the kind are about organisations.
REASONS = ("infirm", "ill", "old_age", "floating_reported_elsewhere")
PAGES: Mapping[str, tuple[str, ...]] = {
    page: tuple(each.roster for each in LISTED.values() if each.page == page) for page in dict.fromkeys(one.page for one in LISTED.values())
}
TITLES: Mapping[str, str] = {"floating": "流动党员", "difficult": "困难党员", "exempt": "依规免计党员"}
