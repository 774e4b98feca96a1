"""Points whose figure the copy tore: `扣0 5分`, `扣l分`, `扣 分`, `扣2030分`. They are doubts, and no value is read from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gangju.reader.model import Flag
from gangju.reader.page import Flow

_VERB = r"(?:[扣减加奖得计记积]|分值为?|满分为?|最[多高])"
#: 扣0 5分, 扣05分: the point of the number is gone, or its blank is a cell's border.
_POINT = re.compile(r"(?<=[扣减加奖得计记积])\d \d{1,2}分|(?<![\d.:])0 ?\d{1,2}分")
#: 扣l分, 扣O.5分: a letter stands where a digit was printed.
_LETTER = re.compile(r"(?<=[扣减加奖得计记积])(?:[lIｌＩ|](?:\.\d)?|[OoＯ]\.\d|\d*[lOoI]\d*)分")
#: 扣 分, (分), 计分,不完成扣分: only what is certain without the original, a blank or a bracket that holds no figure.
_EMPTY = re.compile(rf"(?<=\()(?:满|共)?分(?=\))|{_VERB} +分(?=[,;。、)]|$)|(?<=[扣减加得计])(?:_{{2,}}|[XxＸ×*]{{1,3}})分")
#: 扣2030分, 扣510分: two numbers run together, the dash between them lost.
_JOINED = re.compile(r"(?<=[扣减加奖得计记])(?P<low>[1-9]\d)(?P<high>[1-9]\d)分|(?<=[扣减加奖得计记])(?P<few>[2-9])(?P<more>10|15|20)分")

_KINDS = (
    (_POINT, "lost_sign", "数字中间缺一个小数点或者连接号:请对照原件补上"),
    (_LETTER, "lost_digit", "数字印成了字母:请对照原件改正"),
    (_EMPTY, "lost_digit", "分值没有数字:请对照原件补上"),
)


def torn(flow: Flow) -> Iterator[Flag]:
    """All such places of a sentence."""
    for pattern, why, note in _KINDS:
        for match in pattern.finditer(flow.text):
            yield Flag(*flow.span(*match.span()), why, note)
    for match in _JOINED.finditer(flow.text):
        low, high = match["low"] or match["few"], match["high"] or match["more"]
        if int(low) < int(high):
            note = f"可能是{low}至{high}分,中间缺一个连接号:请对照原件写明"
            yield Flag(*flow.span(*match.span()), "lost_sign", note)
