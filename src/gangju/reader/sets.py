"""Names with a number in them (五个一, 八有, 四大工程) and whether the text says what they hold.

Such a name asks for nothing by itself; its members do. It is defined where its members are listed
beside it, counted off by the headings or sentences that follow, or where it is part of a longer name
that is defined. Names that the whole country knows are not asked to be listed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gangju.reader.listing import COUNTED, SET_NAME, SET_PART, Listing, list_before, set_size
from gangju.reader.model import Flag
from gangju.reader.numeral import number
from gangju.reader.page import Flow
from gangju.reader.tree import Tree

#: Terms defined in central documents; a local text need not list their members again.
NATIONAL = frozenset(
    [
        "三个代表",
        "四个全面",
        "五位一体",
        "四个意识",
        "四个自信",
        "两个维护",
        "两个确立",
        "两个一百年",
        "三会一课",
        "四议两公开",
        "两学一做",
        "三严三实",
        "八项规定",
        "四风",
        "三农",
        "三公",
        "两新",
        "两委",
        "三资",
        "六稳",
        "六保",
        "两个覆盖",
        "四个服务",
        "三个务必",
        "两个务必",
        "四个伟大",
        "五大发展理念",
        "两个巩固",
        "三重一大",
        "三大攻坚战",
        "四个能力",
        "五个统筹",
        "两会",
        "三下乡",
        "三支一扶",
        "四个最严",
    ]
)
_AWARD = re.compile(r"^[^,。;]{0,4}(?:评选|表彰|称号|奖|获得者|人物)")
_DEFINES = re.compile(r"^[^,。;:()“”]{0,10}(?:\(|[,:]?(?:即|是指|就是|包括|分别是|指的是)|:)")
_NEXT = re.compile(r"[\u4e00-\u9fff]{0,4}[。:,]\s*(?P<items>[^。]{3,120})(?:。|$)")
#: How far behind a name its members may be counted off.
REACH = 1500
NEAR = 200


class Sets:
    """All number-names of a document and where their members are listed."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self.tree = tree
        self.places = [match for match in SET_NAME.finditer(text) if set_size(match["name"])]
        self.defined = {match["name"] for match in self.places if self._defined_here(match)}

    def counted_off(self, flow: Flow, listings: Sequence[Listing]) -> Iterator[Listing]:
        """三个明, and further on 明目标 … 明路径 … 明责任: the members begin or end what follows."""
        for match in SET_NAME.finditer(flow.text):
            size, parts = set_size(match["name"]), list(SET_PART.finditer(match["name"]))
            if not size or len(parts) != 1 or any(listing.name == match["name"] for listing in listings):
                continue
            if not parts[0]["counter"]:
                behind = self._next_sentence(flow, match, size, parts[0]["word"])
                yield from (found for found in behind if all(found.items != listing.items for listing in listings))
                continue
            word, after = re.escape(parts[0]["word"]), self.text[flow.places[match.end() - 1] + 1 :][:REACH].replace("\n", "")
            shape = rf"[^,。;:、]{{2,8}}{word}(?=,)" if word.startswith("一") else rf"{word}[^,。;:、“”()]{{1,6}}(?=[,。:])"
            items = tuple(re.findall(rf"(?<=[。;:]){shape}", after))
            if len(items) == size == len(set(items)):
                yield Listing(match.start(), match.end(), items, 1, match["name"], size, (match.start(), match.end()))

    def _next_sentence(self, flow: Flow, match: re.Match[str], size: int, word: str) -> Iterator[Listing]:
        """“五净”。门净、窗净…: the sentence behind the name lists as many things, each with the word of the name."""
        behind = _NEXT.match(self.text, flow.places[match.end() - 1] + 1)
        items = tuple(item.strip() for item in re.split(r"[、,;]", behind["items"].replace("\n", ""))) if behind else ()
        if len(items) == size == len(set(items)) and all(item.startswith(word) or item.endswith(word) for item in items):
            yield Listing(match.start(), match.end(), items, 1, match["name"], size, (match.start(), match.end()))

    def undefined(self, flow: Flow, listings: Sequence[Listing]) -> Iterator[Flag]:
        """Names in a sentence whose members the text never lists."""
        listed = {listing.name: listing for listing in listings if listing.name}
        for match in SET_NAME.finditer(flow.text):
            name = match["name"]
            if not asks_for_members(name) or self._known(name) or _AWARD.match(flow.text[match.end() :]):
                continue
            listing = listed.get(name)
            if listing is None or (len(listing.items) < (listing.count or 0) and "等" in flow.text[listing.last : listing.last + 1]):
                note = f"“{name}”包含哪些内容,文中没有列全:请补上或指明出处"
                yield Flag(*flow.span(*match.span()), "undefined_set", note)

    def _known(self, name: str) -> bool:
        return name in NATIONAL or name in self.defined or any(name in other and name != other for other in self.defined)

    def _defined_here(self, match: re.Match[str]) -> bool:
        size = set_size(match["name"]) or 0
        after = self.text[match.end() : match.end() + REACH].replace("\n", "")
        return bool(
            _DEFINES.match(after)
            or self._listed_before(match, size)
            or self._counted_off(match, size, after)
            or self.tree.below(match.start()) == size
            or self._counted_elsewhere(match["name"])
        )

    def _counted_elsewhere(self, name: str) -> bool:
        """六大领域, where the text lists …等6个领域."""
        part = SET_PART.fullmatch(name)
        size = part and number(part["n"])
        return bool(part and size and re.search(rf"等(?:{int(size)}|{part['n']})[个大项类种]?{re.escape(part['word'])}", self.text))

    def _listed_before(self, match: re.Match[str], size: int) -> bool:
        before = re.split(r"[。;\n]", self.text[max(0, match.start() - NEAR) : match.start()])[-1]
        return any(len(listing.items) == size for listing in list_before(before, len(before), size, match["name"], 1))

    def _counted_off(self, match: re.Match[str], size: int, after: str) -> bool:
        """三个明 … 明目标 … 明路径 …: the word of the name begins what follows, or ends it (…工程)."""
        parts = list(SET_PART.finditer(match["name"]))
        word = parts[0]["word"]
        if len(parts) != 1:
            return False
        near = after if len(word) == 1 and parts[0]["counter"] else after[:NEAR]
        begins = len(re.findall(rf"(?:^|[,。;:、“(]){re.escape(word)}", near))
        inside = near.count(word) if len(word) > 1 and word.startswith("一") else 0
        titled = sum(word in section.title for section in self.tree.sections if section.start > match.end()) if parts[0]["counter"] else 0
        lines = sum(word in line[:30] for line in self.text[match.end() :].split("\n")[1:]) if parts[0]["counter"] == "大" else 0
        return max(begins, inside, titled, lines) >= size


def asks_for_members(name: str) -> bool:
    """五个一 asks for five; 5个严禁、17个不准 for twenty-two; 双培养 and 一站式 for none."""
    pieces = re.split(r"[、和,]", name)
    return all(set_size(piece) for piece in pieces)


def miscounts(flow: Flow, listings: Sequence[Listing], tree: Tree) -> Iterator[Flag]:
    """The number beside a list against the items of the list, and 以下五个方面: against the headings below."""
    for listing in listings:
        if listing.count and not _fits(flow.text, listing):
            note = f"写明{listing.count}项,列出{len(listing.items)}项:请核对"
            yield Flag(*flow.span(listing.first, max(listing.last, listing.named_at[1])), "count", note)
    if not flow.text.endswith((":", "如下。")):
        return
    for match in COUNTED.finditer(flow.text):
        size, below = number(match["n"]), tree.below(flow.start)
        last = COUNTED.search(flow.text, match.end()) is None
        if last and size and below > 1 and size != below and re.match(r"(?:方面|阶段|步骤|部分|环节|任务|工程|行动|措施)", match["what"]):
            yield Flag(*flow.span(*match.span()), "count", f"写明{int(size)}项,下面列出{below}项:请核对")


def _fits(text: str, listing: Listing) -> bool:
    """Any fair reading of the list that gives the number will do: 和 may join or stand inside an item."""
    printed = text[listing.first : listing.last]
    if len(list(SET_PART.finditer(listing.name))) == len(listing.items):
        return True
    size, items = listing.count or 0, len(listing.items)
    inner = sum(len(re.findall(r"和|及|与", item)) for item in listing.items)
    # The list may have begun before what was taken for its first item, but not before its own lead or quotation mark.
    begun = listing.first and text[listing.first - 1] in "、," and text.startswith(listing.items[0], listing.first)
    head = len(re.findall(r"[、,]", text[: listing.first])) if begun else 0
    open_ended = text[listing.last :].startswith("等")
    if items < 3 and not listing.name.startswith("“") and listing.rank == 2:
        return True
    pieces = len(re.split(r"[、,;]", printed))
    return (
        items <= size <= max(items + inner, pieces)
        or (size <= items + head and listing.rank == 2)
        or (open_ended and listing.rank == 1 and items < size)
    )
