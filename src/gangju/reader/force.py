"""How binding a figure is: must, generally (一般, 原则上), strive (力争). The nearest word decides."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"(?P<strive>力争|争取|努力|逐步|鼓励|提倡|探索)|(?P<generally>一般|原则上)|(?P<must>确保|必须|务必|应当|应该|不得|严格)|(?P<stop>[,;。:、])"
)


def force_at(text: str, place: int) -> str:
    """The force at a place of a sentence. 一般 holds to the next comma, 力争 and 确保 until the other is said."""
    force = "must"
    for match in _WORDS.finditer(text, 0, place):
        if match.lastgroup == "stop":
            force = "must" if force == "generally" and match.group() != "、" else force
        elif match.lastgroup and not (force == "generally" and match.group() == "不得"):
            # 原则上不得超过: the rule has exceptions all the same.
            force = match.lastgroup
    return force
