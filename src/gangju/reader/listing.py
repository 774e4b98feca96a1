"""Lists inside a sentence: 有国旗、有党旗…, “定人、定时、定责”, A、B、C等“五个一”.

A list may carry a name with a number in it (十有一规范, 五个一, 四个领域); the number says how many
items there should be. Lists that nobody counts are taken only where their items are made alike.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gangju.reader.duty import UNIT_END, printed_units
from gangju.reader.items import cut, lead_off, split_items
from gangju.reader.numeral import number

_N = r"十[一二三四五六七八九]|[二两三四五六七八九十]|\d{1,2}"
_COUNTER = r"[个大项条步位支类种]"
#: Words that make a number-name a rank, a day or a figure of speech instead of a set.
_NO_SET = r"级|星|年|月|日|周|点|后|代|号|届|次|维|层|家|张|手|头|心|色|角|季|佳|面|边|方"
SET_PART = re.compile(
    rf"(?P<n>{_N}|一)(?P<counter>{_COUNTER})?"
    rf"(?P<word>一[百千批]|(?!{_NO_SET})[^\dA-Za-z二两三四五六七八九十百千万,、。;:+ ]{{1,6}}?)"
    rf"(?=(?:{_N}|一(?!批|把手|体|肩|线|村))|$)"
)
SET_NAME = re.compile(r"“(?P<name>[^“”]{2,12})”")
COUNTED = re.compile(rf"(?:等)?(?P<n>{_N})(?P<counter>{_COUNTER}|方面|种|张|份|本)(?P<what>[\u4e00-\u9fff]{{0,8}})")
_PAREN = re.compile(r"^[^,。;:()“”]{0,8}\((?:即|包括|分别是|指)?:?(?P<items>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_NAMELY = re.compile(r"^[^,。;:()“”]{0,10}[,:]?(?:即|就是|是指|包括|分别是|分别为|指的是|指[:“])[::]?(?P<items>[^。;]+)")
_QUOTED = re.compile(r"“(?P<items>[^“”]+)”")
#: “放得开”和“管得住”两手抓: two sides of one thing.
_BOTH = re.compile(r"两手|两个轮子|并重|并举|(?:有机|紧密)?结合|(?:相|高度)?统一")
_QUOTES_ROW = re.compile(r"(?:“[^“”]+”[、和及]?){2,}")
#: 双强六好: a name that counts, though it does not say how many in all.
_NUMBERED = re.compile(rf"^双|{_N}")
SHORTEST_LIST = 3
ALIKE = 5
#: 围绕…, 以更高标准…把…: what one goes by, not what one does.
_PREAMBLE = re.compile(r"(?:^|.)(?:围绕|紧扣|聚焦|贯彻|落实|遵循|坚持以|秉持|用于)[^、]*$|^以$|^(?:要)?以[^、]{0,4}$")
#: …等方式, …时, …出发: ways, occasions and starting points; nobody ticks them off.
_BY_WAY = re.compile(
    r"^[^,。;:、]{0,6}(?:依据|参考|方式|形式|途径|渠道|手段|方法|办法|载体|媒体|平台|场合)|^(?:等[\u4e00-\u9fff]{0,2})?(?:时|时候|过程中|期间|之际|出发)(?=[,。;]|$)"
)
#: 五中全会、省委全会: what a text refers to.
_DOCUMENTS = re.compile(r"[全会]会精神|中全会|次全会|讲话精神")
_DATE = re.compile(r"[\d一二三四五六七八九十]月(?:份|底|初|末|[上中下]旬|\d+[日号])?(?:之?前)?$")
#: 党员大会每季度1次、支委会每月1次: each is a demand of its own.
_DEMAND = re.compile(r"每(?:半?年|季|月|周|天|两)|\d+(?:次|学时|名|%)")
#: What may stand behind the last item of an even list; anything else shows that the item itself goes on.
_BEHIND = re.compile(r"[\u4e00-\u9fff]{0,2}$|的|等|和|及|以及|与|相结合|联动|并举|”|\)|机制|工作|制度|体系|格局|模式|要求|标准")
_PREPOSITIONS = "以把对从由在将按用经据如即是有为令使于向给让靠凭和及与要能应须可"
#: 进企业、进车间、进头脑活动: what the items are together.
_SUMS = re.compile(r"活动|行动|工程|工作")
_HEAD_NOUN = re.compile(r"(?:机制|工作|制度|体系|格局|模式|要求|标准)$")
_VAGUE = re.compile(r"进一步|不断|更加|持续|^[\u4e00-\u9fff]{2,3}化$|^[\u4e00-\u9fff]{2}一[个项批]$")
LONGEST_ITEM = 17
#: 一百名“五优”党务工作者: the name belongs to what follows, it does not sum up what stands before.
_LEADS_ON = re.compile(r"(?:[\d一二三四五六七八九十百千]+[名个项]|[的了、])$")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list in a sentence. `rank` orders kinds of lists: a named one says most."""

    first: int
    last: int
    items: tuple[str, ...]
    rank: int
    name: str = ""
    count: int | None = None
    named_at: tuple[int, int] = (0, 0)


def set_size(name: str) -> int | None:
    """How many items a number-name promises: 五个一 → 5, 十有一超一规范 → 12; None where it is no such name."""
    parts = list(SET_PART.finditer(name))
    if not parts or parts[0].start() or parts[-1].end() != len(name) or any(a.end() != b.start() for a, b in itertools.pairwise(parts)):
        return None
    # 七一 is a day: 一 is counted only behind a counter (五个一).
    if any(part["word"] == "一" and not part["counter"] for part in parts):
        return None
    sizes = [number(part["n"]) for part in parts]
    whole = [int(size) for size in sizes if size is not None]
    return sum(whole) if max(whole, default=0) > 1 else None


def listings(text: str) -> list[Listing]:
    """All lists of a sentence; of two that overlap the one of higher rank stays."""
    found: list[Listing] = []
    for read in (_named_before, _named_behind, _counted_before, _quoted, _quotes_row, _alike):
        for listing in read(text):
            if _DOCUMENTS.search(" ".join(listing.items)) or (listing.rank == ALIKE and _says_nothing(text, listing)):
                continue
            if any(listing.first < last and first < listing.last for first, last in printed_units(text)):
                continue
            if not any(listing.first < other.last and other.first < listing.last for other in found):
                found.append(listing)
    return sorted(found, key=lambda listing: listing.first)


def _says_nothing(text: str, listing: Listing) -> bool:
    """Lists that nobody counts and nobody checks: aims and means, rhythms, turns of phrase."""
    lead = re.split(r"[,。;:]", text[: text.find(listing.items[0], listing.first)])[-1]
    return (
        bool(_PREAMBLE.search(lead) or _BY_WAY.match(_behind(text, listing)) or "出发" in listing.items[-1])
        or not _of_a_size(listing.items)
        or all(_VAGUE.search(item) or _DATE.search(item) for item in listing.items)
        or sum(bool(UNIT_END.search(item)) for item in listing.items) > 1
        or sum(bool(_DEMAND.search(item)) for item in listing.items) > 1
        or all(item.startswith("每") and item[1:2] in "日天周旬月季年" for item in listing.items)
    )


def _behind(text: str, listing: Listing) -> str:
    """What stands behind the last item; a list may have been taken up to the next comma."""
    place = text.rfind(listing.items[-1], listing.first, listing.last)
    return text[place + len(listing.items[-1]) :] if place >= 0 else text[listing.last :]


def _named_behind(text: str) -> Iterator[Listing]:
    for match in SET_NAME.finditer(text):
        size = set_size(match["name"])
        behind = _PAREN.match(text[match.end() :]) or (size and _NAMELY.match(text[match.end() :]))
        if not behind or not (size or _NUMBERED.search(match["name"])):
            continue
        items = split_items(behind["items"], size)
        if len(items) >= (2 if size else SHORTEST_LIST):
            first = match.end() + behind.start("items")
            yield Listing(first, first + len(behind["items"]), items, 1, match["name"], size)


def _named_before(text: str) -> Iterator[Listing]:
    for match in SET_NAME.finditer(text):
        size = set_size(match["name"])
        if size:
            yield from list_before(text, match.start(), size, match["name"], 1)


def _counted_before(text: str) -> Iterator[Listing]:
    for match in COUNTED.finditer(text):
        size = number(match["n"])
        # Two things side by side are a pair, no list that somebody counts.
        if size and size >= SHORTEST_LIST and not text[: match.start()].endswith(("第", "十", "、", "每")):
            yield from list_before(text, match.start() + match.group().startswith("等"), int(size), match.group().lstrip("等"), 2)


def list_before(text: str, place: int, size: int, name: str, rank: int) -> Iterator[Listing]:
    """The list that ends right before its name: A、B、C(等)“三个X”."""
    left = re.sub(r"(?:等等|等)?(?:的|这)?$", "", text[:place])
    row = _row(left)
    if len(row) == size:
        first, items = left.rfind(row[0]) - 1, row
    elif left.endswith("”") and re.search(r"[、,]", left[left.rfind("“") :]):
        first = left.rfind("“") + 1
        items = split_items(left[first:-1], size)
    else:
        segment = cut(left, ",。;:")[-1]
        first = len(left) - len(segment)
        items = lead_off(split_items(segment, size)) or row
    # Without 等 only the number shows that the list belongs to this name.
    sized = len(items) == size and (items == row or _even(items))
    summed = re.search(r"[等”](?:的|这)?$", text[:place]) is not None
    # 支部“三项制度”、党员“四项活动”…: each has a set of its own.
    own = sum(any(set_size(match["name"]) for match in SET_NAME.finditer(item)) for item in items) > 1
    if len(items) >= 2 and (sized or summed) and not own and not _LEADS_ON.search(left):
        yield Listing(first, len(left), items, rank, name, size, (place, place + len(name)))


def _even(items: tuple[str, ...]) -> bool:
    """Items of one list are of a size: 市、县、乡、村四级农村党员 is no list of four."""
    lengths = sorted(map(len, items))
    return lengths[-1] <= LONGEST_ITEM and lengths[-1] <= 2.5 * lengths[0] + 3


def _of_a_size(items: tuple[str, ...]) -> bool:
    """What is made alike is about as long: 党的理论、党的路线 and a whole half-sentence that ends in 党的… are not."""
    lengths = sorted(map(len, items))
    return lengths[-1] <= 1.8 * lengths[0] + 2


def _row(left: str) -> tuple[str, ...]:
    row = re.search(r"(?:“[^“”]+”[、和及,]?){2,}$", left)
    return tuple(re.findall(r"“([^“”]+)”", row.group())) if row else ()


def _quoted(text: str) -> Iterator[Listing]:
    for match in _QUOTED.finditer(text):
        items = split_items(match["items"])
        short = all(len(item) <= LONGEST_ITEM for item in items) and "。" not in match["items"]
        if len(items) >= SHORTEST_LIST and short and not all(set_size(item) for item in items):
            yield Listing(match.start() + 1, match.end() - 1, items, 3)


def _quotes_row(text: str) -> Iterator[Listing]:
    for match in _QUOTES_ROW.finditer(text):
        items = tuple(re.findall(r"“([^“”]+)”", match.group()))
        pair = len(items) == 2 and "和" in match.group() and items[0][-2:] == items[1][-2:] and not _BOTH.match(text[match.end() :])
        if len(items) >= SHORTEST_LIST or pair:
            yield Listing(match.start(), match.end(), items, 4)


def _alike(text: str) -> Iterator[Listing]:
    """Three or more items made alike: the same first or last character, or one in the same place."""
    place = 0
    for segment in cut(text, ",。;:"):
        if segment.count("、") >= SHORTEST_LIST - 1:
            yield from _runs(segment, place)
        place += len(segment) + 1
    yield from _alike_segments(text)


def _runs(segment: str, place: int) -> Iterator[Listing]:
    """Runs of like items in a segment; the first may have a lead, the last a tail."""
    pieces = cut(segment, "、")
    places = [place + sum(len(piece) + 1 for piece in pieces[:index]) for index in range(len(pieces))]
    index = 0
    while index <= len(pieces) - SHORTEST_LIST:
        start = _same_start(pieces[index:])
        alike, shape = max(_same_end(pieces[index:]), start), _same_shape(pieces[index:])
        length = max(alike, shape)
        if length >= SHORTEST_LIST:
            run = pieces[index : index + length]
            if length == start:
                # 活动场所要有牌子、有旗杆、有书屋: the first begins where the others begin.
                run[0] = run[0][max(run[0].rfind(run[1][:1]), 0) :]
            items = lead_off(
                _last_even(run) if shape > alike or (shape == alike and _SUMS.fullmatch(run[-1], len(run[1]))) else _tail_off(run)
            )
            last = places[index + length - 1] + len(pieces[index + length - 1])
            yield Listing(places[index], last, tuple(item.strip("。;") for item in items), ALIKE)
        index += length if length >= SHORTEST_LIST else 1


def _last_even(run: list[str]) -> tuple[str, ...]:
    """人员选派、监督管理、督查考核和机制完善等工作: the last is as long as the others, and one more may be joined to it."""
    size, last = len(run[1]), run[-1]
    joined = re.match(r"(?:和|及|以及)([\u4e00-\u9fff]+?)(?=等|的|$)", last[size:])
    more = (joined[1],) if joined and len(joined[1]) == size else ()
    return (*run[:-1], last[:size], *more)


def _tail_off(run: list[str]) -> tuple[str, ...]:
    """人民调解、行政调解、司法调解联动工作体系: the last item ends where the others do."""
    mark, last = run[0][-1], run[-1]
    end = last.find(mark, 1)
    return (*run[:-1], last[: end + 1]) if run[1].endswith(mark) and end > 0 else tuple(run)


def _same_end(pieces: list[str]) -> int:
    """规范化、制度化: how many pieces from the first share their last character."""
    mark = pieces[0][-1:]
    count = next((index for index, piece in enumerate(pieces) if piece[-1:] != mark), len(pieces))
    # 省级、市级、县级领导干部 are led by one noun behind the last: no list of things, but ranks of one.
    rest = pieces[count].partition(mark)[2] if mark and count == len(pieces) - 1 and mark in pieces[count] else None
    tail = rest is not None and count >= SHORTEST_LIST - 1 and bool(_BEHIND.match(rest) or _HEAD_NOUN.search(rest))
    return count + tail if mark.isalpha() else 0


def _same_start(pieces: list[str]) -> int:
    """进企业、进车间: how many share their first character; it may stand inside the first piece."""
    mark = pieces[1][:1]
    count = next((index for index, piece in enumerate(pieces[1:], 1) if piece[:1] != mark), len(pieces))
    even = count < SHORTEST_LIST or len(pieces[count - 1]) <= 2 * len(pieces[1]) + 2
    return count if mark.isalpha() and mark in pieces[0] and even else 0


def _same_shape(pieces: list[str]) -> int:
    """考核到季、安排到月; 村村有强项、镇镇有标杆; 守信念、讲奉献、有本领、重品行: pieces of one length.

    Three of them must share a place or double their first character; four are a list by their number alone.
    """
    size = len(pieces[1])
    even = next((index for index, piece in enumerate(pieces[1:-1], 1) if len(piece) != size), len(pieces) - 1)
    last = even == len(pieces) - 1 and len(pieces[-1]) >= size and bool(_BEHIND.match(pieces[-1][size:]))
    run = [pieces[0][-size:], *pieces[1:even], *([pieces[-1][:size]] if last else [])]
    if size < 3 or len(run) < SHORTEST_LIST or len(run[0]) != size or any(item.isnumeric() for item in run):
        return 0
    doubled = all(item[0] == item[1] for item in run)
    shared = any(len({item[place] for item in run}) == 1 for place in range(size))
    # One character before the first is no word that leads up to a list: 报|刊征订 was cut in the midst of a word.
    whole = len(pieces[0]) - size != 1 or pieces[0][0] in _PREPOSITIONS
    return len(run) if doubled or ((shared or len(run) > SHORTEST_LIST) and whole) else 0


def _alike_segments(text: str) -> Iterator[Listing]:
    parts = cut(text, ",")
    place, run, first = 0, [parts[0]], 0
    for part in [*parts[1:], ""]:
        place += len(run[-1]) + 1
        if part and len(part) > 3 and part[:2] == run[-1][:2] and part[0] != "“":
            run.append(part)
            continue
        if len(run) >= SHORTEST_LIST:
            yield Listing(first, min(place - 1, len(text)), tuple(item.strip("。;") for item in run), ALIKE)
        run, first = [part], place
