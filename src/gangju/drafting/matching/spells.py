"""多年未发展党员: how long ago something last happened."""

from __future__ import annotations

import re
from typing import Final

from gangju.drafting.passage import Passage
from gangju.drafting.sketch import Sketch
from gangju.drafting.who import Who, any_of, places_of

UNTIL_NOW: Final = re.compile(r"(?:未|不|没有|没)(?:新)?发展(?:新)?党员")
CASE: Final = re.compile(r"的[;,。:]?$")
"""下列情形之一: 连续两年未发展党员的; a case, to which something else is tied."""
APPROVED: Final = "membership_history.entry = 'admission' and membership_history.approved_on is not null"


def match(passage: Passage) -> Sketch | None:
    """No admission for so many years: the villages of the domain, merged ones with the latest of their pasts."""
    years = [figure for figure in (*passage.conditions, *passage.figures) if figure.unit == "年" and figure.single is not None]
    if not years or not UNTIL_NOW.search(passage.text):
        return None
    near = [mention for mention in passage.mentions if mention.names("unit.kind") and mention.end > years[0].start - 4]
    places = near[0].of("unit.kind") if near else ()
    who = Who("unit", (any_of("unit.kind", places),), "村", places[0]) if places else places_of(passage, ("village",))
    assert who is not None
    assert years[0].single is not None
    keys = {
        "last": f"max(membership_history.admitted_on) filter (where {APPROVED})",
        "after": f"{(years[0].single * 12).numerator} months",
        "inherit": {"merge": "latest", "split": "copy"},
        "younger": "not_applicable",
    }
    case = CASE.search(passage.text.rstrip()) is not None
    lacking = (f"“{passage.text.strip()[:20]}”说的是什么情形,不是要求做到什么:要作为标准请确认,不要的不采用",) if case else ()
    return Sketch(f"{who.slug}-without-admission", f"{who.title}发展党员不断档", "spell", who, "天", keys, lacking=lacking)
