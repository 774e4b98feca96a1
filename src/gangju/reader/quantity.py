"""Figures that are asked for: comparator, value, unit, per what, of what, how binding.

One pattern for each way of printing a figure: ratio (按4:6比例), range (1-2个), percentage, share
(五分之四, 4/5, 一半), count with a measure word. The comparator stands before the figure
(不少于, 至少开展…), behind it (以上, 左右) or inside it (600多个). What the figure is of (不低于正职的90%)
is its denominator; 每名, 每村, 每年 before it or /人 behind it is its `per`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from gangju.reader.force import force_at
from gangju.reader.measure import AFTER, BEFORE, GAP_WORDS, PARTS, TASKS, TIME_UNITS, UNITS, any_of, unit_pattern
from gangju.reader.model import Quantity, Value
from gangju.reader.numeral import ARABIC, HAN, neighbours, number, times
from gangju.reader.page import Flow
from gangju.reader.per import per_at, rate_of
from gangju.reader.sentence import TITLE_NAME

UNIT = unit_pattern()
#: How far around a figure its comparator, its base and its `per` are looked for.
CONTEXT = 200
_NUM = rf"(?:{ARABIC}|{HAN}|半(?=天|年|个?月|个?小时|日))"
_MUL = r"(?:[十百千]?[万亿]|百(?=[名个人]))?"
_AFTER = rf"(?P<after>{any_of(AFTER)})?"

RATIO = re.compile(r"(?<![\d:.])(?P<parts>\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+)(?![\d:])")
RATIO_AROUND = re.compile(r"(?:按|比例|比|配比|达到|不低于)[^,。;]{0,25}$"), re.compile(r"^\)?的?(?:比例|比|配比|标准|分担|配备|分摊)")
RANGE = re.compile(
    rf"(?<![\d/.:-])(?P<low>{_NUM})(?P<low_mul>{_MUL})(?P<low_unit>%|{UNIT})? ?(?:-|~|至|到)"
    rf" ?(?P<high>{_NUM})(?P<high_mul>{_MUL}) ?(?P<unit>%|{UNIT}){_AFTER}"
)
#: 不低于九成, but not 达成一致.
_TENTHS_MEANT = r"(?<=[于到过足达占]..)(?![立员为果功效就])"
PERCENT = re.compile(
    rf"(?<![\d.])(?P<value>{ARABIC})(?P<unit>%|个百分点|百分点)(?!\d){_AFTER}|百分之(?P<han>{_NUM}){_AFTER.replace('after', 'han_after')}"
)
SHARE = re.compile(
    rf"(?P<whole>{HAN}|\d+)分之(?P<part>{HAN}|\d+){_AFTER}"
    rf"|(?<![\d/.-])(?P<top>\d{{1,2}})/(?P<bottom>\d{{1,3}})(?![\d/年月日人]){_AFTER.replace('after', 'slash_after')}"
    rf"|(?P<half>过半数?|半数|(?<![\u4e00-\u9fff\d])?一半)(?!天|年|小时){_AFTER.replace('after', 'half_after')}"
    rf"|(?P<tenths>[一二两三四五六七八九])成(?:(?=以上|以下|左右)|{_TENTHS_MEANT}){_AFTER.replace('after', 'tenths_after')}"
)
COUNT = re.compile(
    rf"(?<![\d/.第])(?<!\d:)(?P<num>{_NUM})(?P<more>[多余])?(?P<mul>{_MUL})(?P<more_too>[多余])? ?(?P<unit>{UNIT})"
    r"(?P<and_half>半(?![年月天日周个小]))?"
    rf"(?P<rate>/(?:(?:\d{{1,2}}|半)?(?:个月|学期|学年|季度|年)|[人年月户村次天周季日篇件项场期门班家亩]))?(?:\(不?含{ARABIC}{UNIT}\))?(?:”?的?(?P<after>{any_of(AFTER)}))?"
)

_BEFORE = re.compile(rf"(?P<word>{any_of(BEFORE)})(?:了|有|约|于|其|可?[按计加得给])?$")
_GAP = re.compile(rf"(?P<word>{any_of(GAP_WORDS)})(?P<base>[^,。;:、\d]{{1,30}}?)的?$")
_ADVERB_GAP = re.compile(r"(?P<word>至少|最少|最多|至多|起码)[^,。;:、\d]{1,12}$")
_OF = re.compile(
    r"(?:按照?|占|为|达|达到)?(?P<base>[\u4e00-\u9fff()]{2,20}?(?:总数|总额|人数|总量|数量|正职|收入|工资|标准|数|额|比例)?)的$|(?P<total>[\u4e00-\u9fff()]{2,20}(?:总数|总额|人数|总量))$"
)
_OF_BEHIND = re.compile(r"^的(?!比例|标准|要求|幅度|速度|比重)(?P<base>[\u4e00-\u9fff()]{2,10}?)(?=[中内里上]|设立|建立|达|应|要|参|完成)")

#: Words before 一 or 两 that make it point at something instead of counting it.
POINTING = re.compile(r"(?:[这那该其前后第首另某任哪同整全历各逐新统唯之惟每上下]|上述|以上|下列|以下|任何|每一|如下)$")
DONE = re.compile(r"(?:了|已|已经|获评|荣获)(?:近|超过|约|共|达|超|有)?$")
#: 近三年未受处分: how far a condition looks back.
_BOUNDS_BACK = (">=", "<=", "~")
_LOOKS_BACK = re.compile(r"(?:近|最近|过去|之前|此前)$")
#: 全县8000多名党员: so many there are.
_WHOLE_OF = re.compile(
    r"(?:(?:全|我)[省市州盟县区旗乡镇村街校系]{1,2}(?:现有|共有|有)?|辖|现有|共有)"
    r"(?:[\d多余万千百]+[个名家处户所][\u4e00-\u9fff]{1,8}[、和与])*$"
)
#: 1名导师带2名: the one is what the other figure is for.
_PAIRED = re.compile(r"[\u4e00-\u9fff]{2,8}(?:与|联系|结对|包联|帮扶|帮带|带|帮|包)(?=[\d一二两三四五六七八九十])")
#: 不得评为三星级以上: a grade that is given, nothing that is asked for.
_GRADED = re.compile(r"(?:评|评定|认定|确定|命名|升|降|定)为“?$")
#: 由100元提高到200元: what it was until now.
_FORMER = re.compile(r"(?:由|从)[^,。;:]{0,12}$")
_RAISED = re.compile(r"(?:[^,。;:\d]{0,6})?(?:提高|增加|提升|增长|扩大|上升|降低|下降|减少|压缩|调整|调减|降)[到至为]")
_JOINED = re.compile(r"[和、与及或]|或者|以及|、或者?")
#: 集中一个月, 为期一年: verbs that take a span of time.
_LASTS = re.compile(r"(?:集中|利用|为期|历时|脱产|持续|试用期?|考察期?|公示期?)$")
_LIMIT = re.compile(r"(?:时限|期限|时间|任期|有效期):$")
#: 二次 is the second; two of them would be 两次. Money and measures are counted either way.
_NTH = re.compile(r"第[零〇一二三四五六七八九十百]*$")
_SECONDS = frozenset("次期类届批轮层版部章组")
EACH_MORE = re.compile(
    r"(?:凡|如|若|一经)(?:发现|出现|发生|缺勤|迟到|缺席)$|每(?:少|多|缺|增加|减少|超|有|发现|出现|发生|提高|降低|新增|迟)$"
)
GOT = re.compile(r"^(?:获|被|当选|受到|荣)")
#: 配备一名副书记: verbs that put a person in a place count the person.
STAFFS = re.compile(r"(?:配备|配齐|选派|选配|选聘|确定|明确|安排|指派|指定|落实|聘请|聘任|培养|发展|推荐|派驻|增设|设立|设)$")
COUNTED_HEADS = frozenset(("人", "名", "个", "家", "位"))
#: 每200户设1名: what stands behind 每 is what the other figure is for.
_FIGURE_BEHIND = re.compile(r"[^,。;:]{0,20}[\d一两二三四五六七八九十]")
_COUNTED_PARTS = re.compile(rf"^(?:{PARTS}|{TASKS})")
_SUMMED = re.compile(r"^(?:合计|共计|加起来|经费)")
_WORK = re.compile(r"^(?:[\u4e00-\u9fff]{0,3}工作法)")
_SERIAL = re.compile(r"^(?:不|亲|就|也|都|抓|又|的)")
#: 十一届八次全会 names a meeting; 二次 is the second, two would be 两次; 一批 is some.
_ORDINAL = re.compile(r"届$"), re.compile(r"^(?:全会|全体|[一二三四五六七八九十]+[次中]|、?[一二三四五六七八九十]+中全会)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a sentence, before its surroundings are read."""

    first: int
    last: int
    value: Value
    unit: str
    op: str | None
    rate: str | None = None


def quantities(flow: Flow, bare: str) -> list[Quantity]:
    """All quantities of a sentence. `bare` is its text with names, dates and doubts covered up."""
    found: list[Quantity] = []
    previous: Figure | None = None
    names = "".join(TITLE_NAME.findall(flow.text))
    for figure in _figures(bare):
        # 《九件实事责任分解表》: what a paper bears in its name is a name elsewhere too.
        if _asks_nothing(bare, figure) or bare[figure.first : figure.last + 2] in names:
            continue
        quantity = _whole(flow, bare, figure)
        joined = previous is not None and _JOINED.fullmatch(bare[previous.last : figure.first])
        if joined and figure.op is None and quantity.op == "=" and found[-1].op != "between":
            # 不少于7天、56学时: what is joined stands under the same comparator.
            quantity = replace(quantity, op=found[-1].op if _prefixed(bare, previous) else "=", force=found[-1].force)
        elif joined and figure.op in _BOUNDS_BACK and found[-1].op == "=" and re.search(r"分别|各(?:占|为|有)?", bare[: figure.first]):
            # 分别占60%和80%以上: what stands behind the last holds for each.
            found[-1] = replace(found[-1], op=quantity.op)
        found.append(quantity)
        previous = figure
    return found


def _prefixed(bare: str, figure: Figure | None) -> bool:
    """Does the comparator stand before the figure, so that it governs what follows too?"""
    return figure is not None and (figure.op is None or bool(_BEFORE.search(bare[max(0, figure.first - CONTEXT) : figure.first])))


def _figures(bare: str) -> Iterator[Figure]:
    """All ways of printing a figure are tried; where two overlap the earlier pattern wins."""
    taken: list[Figure] = []
    for read in (_ratios, _ranges, _percentages, _shares, _counts):
        for figure in read(bare):
            if not any(figure.first < other.last and other.first < figure.last for other in taken):
                taken.append(figure)
    return iter(sorted(taken, key=lambda figure: figure.first))


def _ratios(bare: str) -> Iterator[Figure]:
    before, behind = RATIO_AROUND
    for match in RATIO.finditer(bare):
        if before.search(bare[: match.start()]) or behind.match(bare[match.end() :]):
            yield Figure(match.start(), match.end(), tuple(Fraction(part) for part in match["parts"].split(":")), "比", "=")


def _ranges(bare: str) -> Iterator[Figure]:
    for match in RANGE.finditer(bare):
        low, high = number(match["low"]), number(match["high"])
        # 2021-2023年 are years, no length of time.
        years = match["unit"] == "年" and len(match["low"]) == 4
        if low is None or high is None or years or (match["low_unit"] and UNITS.get(match["low_unit"]) != UNITS.get(match["unit"])):
            continue
        factor = times(match["high_mul"])
        # 5-8万元 scales both ends; 5000元至1万元 only the one it stands at.
        pair = (low * times(match["low_mul"] or ("" if match["low_unit"] else match["high_mul"])), high * factor)
        if pair[0] < pair[1]:
            yield Figure(match.start(), match.end(), pair, UNITS.get(match["unit"], match["unit"]), "between")


def _percentages(bare: str) -> Iterator[Figure]:
    for match in PERCENT.finditer(bare):
        value = number(match["value"] or match["han"])
        unit = "百分点" if match["unit"] and match["unit"].endswith("百分点") else "%"
        if value is not None:
            yield Figure(match.start(), match.end(), value, unit, AFTER.get(match["after"] or match["han_after"] or ""))


def _shares(bare: str) -> Iterator[Figure]:
    for match in SHARE.finditer(bare):
        value = _share(match)
        if value is not None and 0 < value <= 100:
            after = match["after"] or match["slash_after"] or match["half_after"] or match["tenths_after"] or ""
            # 经过半数以上: 过 belongs to the word before.
            more = (match["half"] or "").startswith("过") and not (after and bare[: match.start()].endswith(("经", "通")))
            yield Figure(match.start(), match.end(), value, "%", ">" if more else AFTER.get(after))


def _share(match: re.Match[str]) -> Fraction | None:
    if match["half"]:
        return Fraction(50)
    if match["tenths"]:
        tenths = number(match["tenths"])
        return tenths and tenths * 10
    whole, part = number(match["whole"] or match["bottom"]), number(match["part"] or match["top"])
    return part / whole * 100 if whole and part is not None else None


def _counts(bare: str) -> Iterator[Figure]:
    for match in COUNT.finditer(bare):
        value: Value = neighbours(match["num"])
        op: str | None = "between" if value else None
        if not value:
            single = _single(match, bare)
            if single is None:
                continue
            value = single * times(match["mul"]) + (Fraction(1, 2) if match["and_half"] else 0)
        op = op or _within_or_for(match, bare) or (">" if match["more"] or match["more_too"] else None)
        last = match.end()
        if match["after"] == "内" and UNITS[match["unit"]] not in TIME_UNITS:
            op, last = None, match.start("after")
        yield Figure(match.start(), last, value, UNITS[match["unit"]], op, match["rate"])


def _within_or_for(match: re.Match[str], bare: str) -> str | None:
    """10日内交回 is a limit; 1年内不得评优 lasts the whole year."""
    if match["after"] == "内" and re.match(r"[^,。;]{0,12}不", bare[match.end() :]):
        return "="
    return AFTER.get(match["after"] or "")


def _single(match: re.Match[str], bare: str) -> Fraction | None:
    """A number; 百, 千, 万 alone are one only after 近 or 上 (近千名), and a year is no span of time."""
    printed = match["num"]
    if printed[0] in "百千万" and not re.search(r"(?:近|上|超|逾|约|过|达)$", bare[: match.start()]):
        return None
    if match["unit"] in {"年", "日"} and ((len(printed) >= 4 and printed.isnumeric()) or bare[: match.start()].endswith("月")):
        return None
    if printed == "半":
        bounded = match["after"] or _BEFORE.search(bare[: match.start()])
        return Fraction(1, 2) if bounded else None
    return number(printed)


def _around(bare: str, figure: Figure) -> tuple[str, str]:
    return bare[max(0, figure.first - CONTEXT) : figure.first], bare[figure.last : figure.last + CONTEXT]


def _asks_nothing(bare: str, figure: Figure) -> bool:
    """Ordinals, parts of the text, turns of phrase with 一, and results that are only reported."""
    left, right = _around(bare, figure)
    printed = bare[figure.first : figure.last]
    if left.endswith("含") or (_FORMER.search(left) and _RAISED.match(right)):
        return True
    if figure.unit in {"%", "比"}:
        return False
    if _names_only(figure, left, printed, right):
        return True
    if (
        _is_ordinal(left, printed, right)
        or _WORK.match(right)
        or (re.search(r"[\u4e00-\u9fff]$", left) and left.endswith(("之", "唯", "统")))
    ):
        return True
    if (
        EACH_MORE.search(left)
        or DONE.search(left)
        or (figure.op is None and (_is_part(left, right) or (figure.unit in COUNTED_HEADS and GOT.match(right))))
    ):
        return True
    if (
        printed[0] in "一两二三四五六七八九十"
        and figure.op != "between"
        and POINTING.search(left)
        # 一年以上两年以下: the second bound, not the two above.
        and not (figure.op and left.endswith("以上"))
        and not left.endswith("原则上")
        and not _BEFORE.search(left)
    ):
        return True
    if not printed.startswith("一") or figure.value != 1 or figure.op is not None:
        return False
    if figure.unit not in TIME_UNITS and _phrase(left, printed, right):
        return True
    return not _counts_one(left, figure.unit, right)


def _names_only(figure: Figure, left: str, printed: str, right: str) -> bool:
    """A whole, a pair, an adverb, a window, a grade, a look back: a number is printed, but nothing is counted out."""
    plain = figure.op is None and not _BEFORE.search(left)
    return (
        (bool(_WHOLE_OF.search(left)) and not _BEFORE.search(left) and figure.op in {None, ">"})
        or (plain and figure.value == 1 and bool(_PAIRED.match(right)))
        or (plain and printed == "十分" and bool(re.match(r"[\u4e00-\u9fff]", right)))
        or (figure.unit in TIME_UNITS and (left.endswith("每") or bool(_LOOKS_BACK.search(left))))
        or (figure.unit == "星" and (figure.op is None or bool(_GRADED.search(left))))
        or (plain and left.endswith("每") and figure.unit in COUNTED_HEADS | {"户", "亩"} and bool(_FIGURE_BEHIND.match(right)))
    )


def _is_ordinal(left: str, printed: str, right: str) -> bool:
    before, behind = _ORDINAL
    if _BEFORE.search(left):
        return False
    if printed.endswith(("届", "次")) and (before.search(left) or behind.match(right)):
        return True
    # 成立90周年 dates an event; 满50周年 has a comparator.
    # 二条 凡是…: the number of an article whose 第 the copy lost.
    article = printed.endswith("条") and not left and right.startswith(" ")
    return (
        article
        or bool(_NTH.search(left))
        or printed.endswith("周年")
        or printed == "一批"
        or (printed[0] == "二" and printed[1:] in _SECONDS)
    )


def _is_part(left: str, right: str) -> bool:
    # 评议项目共16项: counts what follows.
    return (
        bool(_SUMMED.match(right))
        or (right.startswith(":") and left.endswith(("共", "共计", "合计", "以下", "如下")))
        or (bool(_COUNTED_PARTS.match(right)) and not per_at(left, ""))
    )


def _counts_one(left: str, unit: str, right: str) -> bool:
    """一 is often just an article (形成一个机制); it counts where something is said to have one each, or so long."""
    if unit in {"学期", "学年"}:
        return _BEFORE.search(left) is not None
    if unit in TIME_UNITS:
        return (
            _BEFORE.search(left) is not None
            or bool(_LIMIT.search(left) or _LASTS.search(left))
            or re.match(r"的?(?:努力|时间|左右|内)", right) is not None
        )
    if unit in {"名", "位"} and STAFFS.search(left):
        return True
    return (
        per_at(left, unit) is not None or re.search(r"分别|各(?!级|类|项|种|地|方)|至少|年内|\+$", left) is not None or right.find("+") > 0
    )


def _phrase(left: str, printed: str, right: str) -> bool:
    """一…一… and 一 without a noun: 成熟一个建立一个, 整改一项销号一项, 一个不能少."""
    if not right or not re.match(r"[\u4e00-\u9fff“(\ue000]", right) or _SERIAL.match(right):
        return printed[1:] not in {"次", "场", "回", "遍", "趟"}
    if re.search(re.escape(printed) + r"[^,。;]{0,3}$", left):
        return True
    return re.match(rf"[^,。;、]{{1,3}}{re.escape(printed)}", right) is not None and printed[1:] != "次"


def _whole(flow: Flow, bare: str, figure: Figure) -> Quantity:
    left, right = _around(bare, figure)
    op, base = _comparison(left, figure)
    if op in {">", "<"} and right.startswith("(含"):
        op += "="
    text, start, end = flow.span(figure.first, figure.last)
    shares = figure.unit in {"%", "倍"}
    return Quantity(
        text=text,
        start=start,
        end=end,
        op=op,
        value=figure.value,
        unit=figure.unit,
        per=rate_of(figure.rate[1:]) if figure.rate else per_at(left, figure.unit),
        denominator=(base or _denominator(left, right)) if shares else None,
        force=force_at(flow.text, figure.first),
    )


def _comparison(left: str, figure: Figure) -> tuple[str, str | None]:
    """The comparator before the figure and, for shares, what the share is of."""
    word = _BEFORE.search(left)
    if word and figure.unit in TIME_UNITS and (word["word"] == "近" or left.endswith("届满")):
        return figure.op or "=", None
    if word:
        return _joined(BEFORE[word["word"]], figure.op), None
    gap = (_GAP if figure.unit in {"%", "倍", "元"} else _ADVERB_GAP).search(left)
    if not gap:
        return figure.op or "=", None
    return _joined(BEFORE[gap["word"]], figure.op), gap.groupdict().get("base")


def _joined(before: str, own: str | None) -> str:
    """超过50人以上 includes 50; a range stays a range; otherwise the word before decides."""
    if own == "between" or before == "=":
        return own or before
    if own == "~":
        return own
    return own if own in {">=", "<="} and before in {">", "<", "~"} else before


def _denominator(left: str, right: str) -> str | None:
    match = _OF_BEHIND.match(right) or _OF.search(left)
    if not match:
        return None
    base = next((text for text in match.groupdict().values() if text), "")
    return re.sub(r"^.*(?:按照?|占|为|达到|即)(?=.{2})", "", base) or None
