"""Printed Chinese from the reader's text: the reader folds full-width marks to half-width ones, and paper wants them back.

Figures keep theirs: 1:0.9, 3.5, 12,000. What the reader joined over a line break is printed without one.
"""

from __future__ import annotations

import re

_WIDE = str.maketrans(",:;!?", "，：；！？")
#: A mark between two figures or two words of English belongs to them; every other is Chinese.
_MARK = re.compile(r"(?<![0-9A-Za-z])[,:;!?]|[,:;!?](?![0-9A-Za-z ])")
_BRACKETS = str.maketrans("()", "（）")
_BREAK = re.compile(r"\s*\n\s*")


def printed(text: str) -> str:
    """The text with Chinese punctuation."""
    joined = _BREAK.sub("", text).translate(_BRACKETS)
    return _MARK.sub(lambda match: match.group().translate(_WIDE), joined)
