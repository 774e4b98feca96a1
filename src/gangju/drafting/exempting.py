"""Whom a text frees by rule: 年老体弱的不作要求."""

from __future__ import annotations

import re
from typing import Final

from gangju.drafting.passage import Passage

FREED: Final = re.compile(r"[^。]*(?:不作要求|不做要求|不作硬性要求|免计|除外|不计入|不在此列|不列入)[^。]*")


def exempted(passage: Passage) -> tuple[str, ...]:
    """The reasons named in a sentence of the clause, or of what governs it, that frees somebody."""
    sentences = [sentence for text in (passage.text, passage.after, passage.above) for sentence in FREED.findall(text)]
    mentions = (mention for sentence in sentences for mention in passage.words.mentions(sentence))
    return tuple(dict.fromkeys(code for mention in mentions for code in mention.of("roster_entry.exempt")))
