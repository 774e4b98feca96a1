"""What a file can hold of a text."""

from __future__ import annotations

import re
from typing import Final

#: Signs that no XML may contain: controls but for tab and line break, halves of pairs, two that are no signs.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without signs that have no place on paper."""
    return _UNPRINTABLE.sub("", text)
