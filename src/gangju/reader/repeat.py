"""What a rule of points counts: 每少1次, 每迟报一天, 发现1例, 每降低5个百分点, and behind the figure 扣5分/次.

The last of them before the figure is meant: in 每月少一次扣1分 the times are counted, not the months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gangju.reader.measure import UNITS, unit_pattern

_N = r"\d+(?:\.\d+)?|[一二两三四五六七八九十]"
_MORE = r"%|[百千]?万(?=的?[加扣减奖得计记])|半年|月|季度?|村|支部|党支部|党组织|单位|部门|社区|班次|人员"
_MEASURE = rf"(?:{unit_pattern()}|{_MORE})"
#: 每 and what is counted; between them what must happen to it (每少开展一次, 每发现1起).
_EACH = re.compile(rf"每(?P<deed>[^每,;:。|()\d%]{{0,10}}?)(?P<n>{_N})?(?P<mul>[十百千万亿]{{1,2}})?(?P<per>{_MEASURE})")
#: 少一次, 发现1例, 迟报一天: one, and the rule counts it. 一次性, 一年内, 第一次, 连续一月 count nothing.
_ONE = re.compile(rf"(?P<deed>[\u4e00-\u9fff])(?P<n>[一1])(?P<per>{_MEASURE})(?!性|内|以[上下内]|一(?![般些定切])|[二三四五六七八九十\d])")
_NOT_ONE = "第续同任何唯之前后另某全满达"
#: 每完成甲、乙、丙一项: a row of deeds, one of which counts.
_EACH_OF = re.compile(
    rf"每(?P<deed>[^每,;:。|()\d%]{{0,50}}?、[^每,;:。|()\d%]{{0,20}}?)(?P<n>[一1])(?P<per>{_MEASURE})(?!性|内|以[上下内])"
)
_BEHIND = re.compile(r"^/(?:每|[一1](?!\d))?(?P<per>人次|项次|人|次|项|名|个|件|篇|条|天|日|户|月|年|季|例|起|处|家|期|场|村|对|组|只)")
_WINDOWS = frozenset(("年", "半年", "季", "季度", "月", "个月", "周", "天"))
_COUNT = re.compile(rf"(?<![每少缺差漏迟])(?:{_N})(?:{_MEASURE})")
_SHORT = {"个月": "月", "个星期": "周", "个工作日": "工作日"}


@dataclass(frozen=True, slots=True)
class Repeat:
    """`per` as it is said, where the phrase stands, and whether it names a deed (每推荐一人) or only a thing (每人)."""

    first: int
    last: int
    per: str
    deed: bool


def repeat_at(near: str, *, each: bool = False) -> Repeat | None:
    """The last phrase of counting before a figure, or None. With `each` it must say so: 配备一名的得5分 counts nothing."""
    found = [_repeat(match) for match in (*_EACH.finditer(near), *_EACH_OF.finditer(near)) if not _demands(match, near)]
    found += [
        _repeat(match)
        for match in ([] if each else _ONE.finditer(near))
        if match["deed"] not in _NOT_ONE and UNITS.get(match["per"], match["per"]) not in {"分", "星", "级"}
    ]
    return max((item for item in found if not _in_a_name(near, item)), key=lambda item: item.last, default=None)


def _in_a_name(near: str, item: Repeat) -> bool:
    """“三会一课” counts nothing."""
    return near.count("“", 0, item.first) > near.count("”", 0, item.first)


def _repeat(match: re.Match[str]) -> Repeat:
    return Repeat(match.start(), match.end(), _per(match), bool(match["deed"]))


def _demands(match: re.Match[str], near: str) -> bool:
    """每半年研究1次以上(得6分): a window with a count behind it is what is asked for, not what is counted."""
    window = not match["deed"] and UNITS.get(match["per"], match["per"]) in _WINDOWS
    return window and _COUNT.search(near, match.end()) is not None


def repeat_behind(right: str) -> str | None:
    """扣5分/次."""
    match = _BEHIND.match(right)
    return match["per"] if match else None


def _per(match: re.Match[str]) -> str:
    groups = match.groupdict()
    unit = UNITS.get(match["per"], match["per"])
    count = (groups["n"] or "") + (groups.get("mul") or "")
    unit = _SHORT.get(match["per"], _SHORT.get(unit, unit))
    return unit if count in {"", "1", "一"} else count + match["per"]
