"""The codes that results carry as notes, as sentences a township clerk reads once and understands; and who can enter what is missing.

The codes are promised by the engine's stable JSON. One that is new to this page is shown as it is rather than dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.bridge.catalogue import installed
from gangju.desk.ledgers.codes import lists
from gangju.desk.plans.standards import Known
from gangju.desk.ui.words import joined, long_day, number, span

SECRETARY = "党支部书记（没有账号的由乡镇组织委员代录）"
# Who enters which ledger, in the words of the field.
KEEPERS: Mapping[str, str] = {
    "activity": SECRETARY,
    "participation": SECRETARY,
    "membership": "上级组织委员",
    "post": "上级组织委员",
    "organization": "上级组织委员",
    "roster_entry": "上级组织委员",
    "tie": "上级组织委员",
    "unit": "乡镇组织委员",
    "venue": "乡镇组织委员",
    "check_answer": "督查员或乡镇组织委员",
    "observation": "单位报送人（没有账号的由乡镇组织委员代录）",
    "fund_entry": "财政部门经办人",
}
RELATIONS: Mapping[str, str] = {
    "activity": "活动",
    "participation": "参加记录",
    "membership": "党籍",
    "post": "职务",
    "organization": "党组织登记",
    "roster_entry": "名单登记",
    "tie": "联系登记",
    "unit": "单位登记",
    "venue": "场所登记",
    "check_answer": "场所核查",
    "observation": "数据",
    "fund_entry": "经费记录",
    "person": "人员登记",
    "score": "评定结果",
    "previous": "上一期的数",
}
COLUMNS: Mapping[str, str] = {
    "area_m2": "面积",
    "accepted_on": "验收日期",
    "opened_on": "启用日期",
    "full_time": "是否专职",
    "born_on": "出生日期",
    "education": "学历",
    "hours": "学时",
    "domain": "领域",
}


@dataclass(frozen=True)
class Window:
    """One window of a rhythm; `count` is none where it is cut out."""

    label: str
    span: str
    verdict: str
    count: int | None


def said(note: str | None, windows: Sequence[Window], known: Known) -> str:
    """The note as a sentence; missed windows by the names they have on the strip."""
    if note and note.startswith("missed:"):
        return f"{joined(window.label for window in windows if window.verdict == 'fail')}没有办到。"
    return sentence(note, checklist=known.checklist)


def sentence(note: str | None, *, checklist: str | None = None) -> str:
    """One sentence with its full stop; empty for no note."""
    if not note:
        return ""
    code, _, rest = note.partition(":")
    said = SAYINGS.get(code)
    return f"{said(rest, checklist)}。" if said else f"{note}。"


def keeper(note: str | None) -> str:
    """Who can enter what this note says is missing; empty where nothing is."""
    code, _, rest = (note or "").partition(":")
    recorder = KEEPERS.get(rest.split(".")[0], "上级组织委员")
    if code in ("unkept", "missing"):
        return f"上级组织委员建账，此后{recorder}来记" if code == "unkept" else recorder
    if code in ("stale", "no"):
        return KEEPERS["check_answer"]
    return KEEPERS["venue"] if code == "without_subject" else ""


def missing_thing(note: str | None, *, checklist: str | None = None) -> str:
    """What is missing as a thing: `培训台账`, `从业人员数`, `重新核查：国旗党旗`. Empty where nothing is."""
    code, _, rest = (note or "").partition(":")
    if code == "unkept":
        return f"{kept_thing(rest)}台账"
    if code == "missing":
        return thing(rest)
    if code == "stale":
        return f"重新核查：{_items(rest, checklist)}"
    return ""


def thing(what: str) -> str:
    """`observation.staff` is the metric's label, `venue.area_m2` the column's, `check_answer.flag` the item's."""
    relation, _, name = what.partition(".")
    if not name:
        return RELATIONS.get(relation, relation)
    if relation == "score":
        return f"{lists().get('score.scheme', {}).get(name, name)}的结果"
    metric = installed().metrics.get(name)
    if relation == "observation" and metric:
        return metric.label
    return f"{RELATIONS.get(relation, relation)}里的{COLUMNS.get(name) or _any_label(relation, name)}"


def kept_thing(what: str) -> str:
    """`activity.training` is 培训."""
    relation, _, kind = what.partition(".")
    kinds = "check_answer.checklist" if relation == "check_answer" else f"{relation}.kind"
    return lists().get(kinds, {}).get(kind, kind) if kind else RELATIONS.get(relation, relation)


def _any_label(relation: str, name: str) -> str:
    return next((labels[name] for key, labels in lists().items() if key.startswith(f"{relation}.") and name in labels), name)


def _items(codes: str, checklist: str | None) -> str:
    found = installed().checklists.get(checklist or "")
    labels = {item.code: item.label for item in found.items} if found else {}
    return joined(labels.get(code, code) for code in codes.split(","))


def _days(days: str) -> str:
    return joined(long_day(day) for day in days.split(","))


def _reason(code: str) -> str:
    return lists().get("roster_entry.category", {}).get(code, code)


SAYINGS: Mapping[str, Callable[[str, str | None], str]] = {
    "window_open": lambda *_: "这一期还没结束，可以继续办、继续记",
    "in_grace": lambda *_: "这一期刚结束，还在补记期内，办过没记的可以补记",
    "unkept": lambda rest, _: f"{kept_thing(rest)}台账没有建立或没有记满全期，没记不等于没办，所以不判未达标",
    "missing": lambda rest, _: f"还没有人填“{thing(rest)}”",
    "stale": lambda rest, checklist: f"核查时间太久，要重新核查：{_items(rest, checklist)}",
    "no": lambda rest, checklist: f"不合格的有：{_items(rest, checklist)}",
    "without_subject": lambda *_: "没有登记这类场所",
    "above_high": lambda rest, _: f"超过上限 {number(rest)}，仍算达标，请说明原因",
    "grace_until": lambda rest, _: f"还在宽限期内，最晚到{long_day(rest)}",
    "missed": lambda rest, _: f"没有办到的各期，分别从{_days(rest)}开始",
    "months": lambda *_: "本期没有任职满月的月份",
    "too_many": lambda *_: "超过了规定的个数",
    "target_on": lambda rest, _: f"所选对象本身就在“{lists().get('roster_entry.roster', {}).get(rest, rest)}”名单上",
    "exempt": lambda rest, _: f"按规则不作要求：{_reason(rest)}",
    "exception": lambda rest, _: f"经上级批准不作要求，到{long_day(rest)}为止",
    "suspended": lambda *_: "经批准停开",
    "before": lambda rest, _: f"要在{long_day(rest)}之前办成，还没到期",
    "late": lambda rest, _: f"{long_day(rest)}才办成，过了期限",
    "due": lambda rest, _: f"到{long_day(rest)}才到期，还可以补上",
    "due_after": lambda rest, _: f"从{long_day(rest.partition('+')[0])}起算 {rest.partition('+')[2]} 天才到期，还可以补上",
    "unmet": lambda rest, _: f"还没达到的有：{joined(rest.split(','))}",
    "reported": lambda *_: "另有上报的数，见依据",
    "last": lambda rest, _: f"最近一次是{long_day(rest)}",
    "provisional": lambda *_: "当年的数还没公布，暂用最近一次公布的数",
    "entered_late": lambda rest, _: f"有 {rest} 条是过后较久才补记的，照算",
    "no_calendar": lambda rest, _: f"{joined(rest.split(','))} 年的放假安排还没录入，哪天上班先按平常的星期算，录入后再定",
    "after": lambda *_: "前一项还没做到，这一项先等着",
    "holiday": lambda *_: "逢休息日，这一期免办",
}


def window_label(since: date, until: date) -> str:
    """A window as the field calls it: 一季度， 3月， 上半年； anything else by its days."""
    months = (until.year - since.year) * 12 + until.month - since.month
    if since.day == 1 and until.day == 1:
        named = _calendar_name(since.month, months)
        if named:
            return named
    return span(since, until)


def _calendar_name(first: int, months: int) -> str:
    names: Mapping[int, Callable[[], str]] = {
        1: lambda: f"{first}月",
        2: lambda: f"{first}至{first + 1}月",
        3: lambda: f"{'一二三四'[(first - 1) // 3]}季度",
        6: lambda: "上半年" if first == 1 else "下半年",
        12: lambda: "全年",
    }
    return names[months]() if months in names else ""
