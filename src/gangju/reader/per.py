"""What a figure is for each of: 每名党员, 每村, 每年, 年参训时长. The nearest one before the figure decides."""

from __future__ import annotations

import re

from gangju.reader.measure import TIME_UNITS
from gangju.reader.numeral import number

NAMES = {
    **dict.fromkeys(("年", "年度", "一年", "学年"), "年"),
    **dict.fromkeys(("半年", "半年度", "学期"), "半年"),
    **dict.fromkeys(("季", "季度", "个季度", "一季度"), "季"),
    **dict.fromkeys(("月", "个月", "月度"), "月"),
    **dict.fromkeys(("两个月", "2个月", "二个月"), "两个月"),
    **dict.fromkeys(("两年", "2年", "二年"), "两年"),
    **dict.fromkeys(("三年", "3年"), "三年"),
    **dict.fromkeys(("五年", "5年"), "五年"),
    **dict.fromkeys(("周", "星期", "个星期"), "周"),
    **dict.fromkeys(("天", "日"), "天"),
}
_WINDOW = r"(?:\d{1,2}|[两三四五六七八九十])(?:个月|个?星期|周|个?季度|年|天|日)|" + "|".join(sorted(NAMES, key=len, reverse=True))
_MONTHS = {2: "两个月", 3: "季", 6: "半年", 12: "年"}
_KINDS = (
    r"村民小组|行政村|建制村|社区|街道|乡镇|支部|党支部|党总支|党委|党组织|单位|部门|企业|学校|医院|项目|小组|网格|领域|班子|基地|科目|课程"
    r"|园区|窗口|村|组|镇|乡|县|城区|区|市|百户|户|人|次|期|场|批|届|家|岗|班|年级|校"
)
#: 每200户设1名: so many heads for one figure.
GROUP = r"(?:[1-9]\d*|[两三四五六七八九十百千万]+)[余多]?[万]?(?:[名户人位家个亩]|分钟|个?小时|[学课]时)"
EACH = re.compile(
    rf"每(?P<group>{GROUP})(?![月次学])|每(?P<window>{_WINDOW})(?!轻)|每一?(?P<person>[百千万]人|人|名|位|个人)"
    rf"|每(?:一)?(?:个|家|支|所|户|座|类|项|件)?[\u4e00-\u9fff]{{0,6}}?(?P<thing>{_KINDS})"
    r"|(?P<yearly>年内|全年|年(?=参训|培训|参加|度?人均|开展|服务|志愿))"
    r"|(?:^|(?<=[,。;:、]))(?P<once>一年|半年|一?季度|一个月|一月|一周|两个月|两年)内?(?=[^,。;:、\d]{0,12}$)"
    r"|(?<![近前这同第])(?P<least>一年|半年|一个月|一周)内?(?=(?:至少|不少于|不得少于)[^,。;:、\d]{0,12}$)"
    r"|(?P<mean>[人户村校])均|每(?P<each>个|家|支|所|项|件|户|村|座)$"
    r"|[1一][名个所家户](?P<pair>[\u4e00-\u9fff]{2,10})(?:与|联系|结对|包联|帮扶|帮带|带|帮|包)$"
    rf"|(?:^|(?<=[“‘,、。;:]))一(?P<rate>[\u4e00-\u9fff]{{1,2}})$"
)
#: 年内开展一次 is once a year; 年内建成200个 is a number with a day.
TIMES_UNITS = frozenset(("次", "场", "场次", "期"))
#: A part of the sentence that begins like this speaks of a whole again: ,由财政安排80万元; ,且最低不少于800平方米.
_ANOTHER = re.compile(r",(?=由(?!每)|从[^,。;]{2,12}(?:选|抽|调)|其余|总|全|共|另|且|并由|最低|最高|合计)")
_DIFFERENT_YEAR = re.compile(r"[\d一二三四五六七八九十全今本上去明近当多同逐成青少老新历来半]$")


def per_at(left: str, unit: str) -> str | None:
    """The nearest `per` before a figure; shares of a whole have none."""
    if unit in {"%", "比", "倍"}:
        return None
    # 每年选派100名,时间不少于1年: a length of time takes no rate from before the comma.
    near = re.split(r"[,;。]" if unit in TIME_UNITS else _ANOTHER, left)[-1]
    found = None
    for match in EACH.finditer(near):
        found = _named(match, near, unit) or found
    return None if found == unit else found


def window_name(printed: str) -> str:
    """年, 季, 半年, or a length that has no name of its own: 每三个月 is a quarter, 每两周 stays 两周 as 2周."""
    if printed in NAMES:
        return NAMES[printed]
    parts = re.fullmatch(r"(\d+|[^个星周季年天日]+)(.+)", printed)
    length, unit = (int(number(parts[1]) or 1), parts[2]) if parts else (1, printed)
    if unit in {"个月", "季度", "个季度"}:
        months = length * (1 if unit == "个月" else 3)
        return _MONTHS.get(months, f"{months}月")
    return f"{length}{NAMES[unit]}" if length > 1 else NAMES[unit]


def rate_of(printed: str) -> str:
    """The per of a rate behind a stroke: 1次/季度, 1次/2年, 200元/人."""
    return window_name(printed) if printed in NAMES or re.match(r"\d", printed) else printed


def _named(match: re.Match[str], left: str, unit: str) -> str | None:
    if match["group"]:
        return match["group"]
    if match["window"]:
        return window_name(match["window"])
    once = match["once"] or match["least"]
    if once:
        return NAMES.get(once) or NAMES[once.removeprefix("一")] if unit in TIMES_UNITS else None
    if match["person"]:
        return match["person"] if match["person"][0] in "百千万" else "人"
    if match["yearly"]:
        return "年" if _is_yearly(match, left, unit) else None
    return match["mean"] or match["thing"] or match["pair"] or match["rate"] or match["each"]


def _is_yearly(match: re.Match[str], left: str, unit: str) -> bool:
    if match["yearly"] == "年内":
        return unit in TIMES_UNITS
    return match["yearly"] == "全年" or not _DIFFERENT_YEAR.search(left[: match.start()])
