"""Titles of more than one line: broken where the sense allows and in lines of like length, as the standard asks."""

from __future__ import annotations

from typing import Final

from gangju.official.page import UPRIGHT

#: 二号: so many characters stand in one line of the type area.
WIDEST: Final = int(UPRIGHT.area[0] / 25.4 * 72 / 22)
#: A line may end after these and begin before those.
_AFTER, _BEFORE = "》”）、，的", "《“（"


def lines_of_title(title: str) -> list[str]:
    """The printed lines; a break that the writer has set stays."""
    return [line for part in title.split("\n") for line in _balanced(part)]


def _balanced(text: str) -> list[str]:
    """Cut nearest to the middle where a cut does no harm; left to the page where none fits."""
    if len(text) <= WIDEST:
        return [text]
    cuts = [
        place for place in range(2, len(text) - 1) if text[place - 1] in _AFTER or text[place] in _BEFORE or text.startswith("关于", place)
    ]
    fitting = [place for place in cuts if place <= WIDEST and len(text) - place <= WIDEST]
    if not fitting:
        return [text]
    place = min(fitting, key=lambda place: abs(2 * place - len(text)))
    return [text[:place], text[place:]]
