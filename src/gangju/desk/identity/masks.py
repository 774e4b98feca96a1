"""Six named masks, one for each kind of thing that tells who somebody is or how he fares.

A mask is data: how many characters of the beginning and of the end it shows at most. It is a pure function of text to
text, keeps the length (except where the length itself would tell), and at least half of what it masks stays hidden; of a
name at least one character. A masked text is masked to itself. What a sheet brings back masked says nothing: `is_masked`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STAR = "*"
UNSAID = "（不显示）"


@dataclass(frozen=True)
class Mask:
    """`head` and `tail` are the most characters shown besides the separators `keeps`; without `keeps_length` nothing remains."""

    name: str
    title: str
    shows: str
    head: int
    tail: int
    keeps: str = ""
    half: bool = True
    keeps_length: bool = True

    @property
    def most(self) -> int:
        """The most characters it ever reveals."""
        return self.head + self.tail

    def __call__(self, text: str) -> str:
        if not text:
            return ""
        if not self.keeps_length:
            return UNSAID
        room = len(text) // 2 if self.half else len(text) - 1
        head = min(self.head, room)
        end = len(text) - min(self.tail, room - head)
        return text[:head] + "".join(letter if letter in self.keeps else STAR for letter in text[head:end]) + text[end:]


MASKS: Mapping[str, Mask] = {
    mask.name: mask
    for mask in (
        Mask("number", "证件号码", "前三位和后四位", 3, 4),
        Mask("phone", "电话", "后四位", 0, 4, keeps="-"),
        Mask("name", "姓名", "姓和末一字,两个字的只留姓", 1, 1, half=False),
        Mask("place", "住址、去向", "开头最多六个字,且不过半", 6, 0),
        Mask("born", "出生日期", "年份", 4, 0, keeps="-"),
        Mask("cause", "病因、困难原因", "一个字也不显示", 0, 0, keeps_length=False),
    )
}


def masked(name: str, text: str) -> str:
    """Raises KeyError for a mask that nobody declared."""
    return MASKS[name](text)


def is_masked(text: str) -> bool:
    return STAR in text or text == UNSAID
