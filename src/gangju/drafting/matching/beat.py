"""So many times in each month, quarter or year: what branches hold, what persons take part in."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Final

from gangju.drafting.matching.common import WINDOWS, codes_of, counted, event_words, held, nearest
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.who import Who, branches_of, who_of

UNITS: Final = ("次", "场", "场次", "期", "堂", "回", "节", "篇", "轮")
SUSPENDED: Final = re.compile(r"(?:停开|暂停|缓开)[^。]{0,12}(?:同意|批准|报)|(?:同意|批准|报)[^。]{0,12}(?:停开|暂停|缓开)")
MEETINGS: Final = ("members_meeting", "committee_meeting", "group_meeting", "party_class")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    window, times = _window(figure)
    if window is None or times is None:
        return None
    activities = nearest(passage, figure, "activity.kind")
    kinds = codes_of(activities, "activity.kind")
    if not kinds:
        return _nothing_kept(passage, figure, times, window)
    who = _who(passage, figure, kinds)
    title = f"{''.join(mention.text for mention in activities)[:16]}{WINDOWS[window]}{counted(times)}次"
    slug = kinds[0].replace("_", "-")
    return (
        _in_the_year(figure, kinds, who, title, slug, times)
        if window == "year"
        else _each_window(passage, kinds, who, title, slug, window, times)
    )


def _window(figure: Figure) -> tuple[str | None, Fraction | None]:
    """Half a time in a year is once in two years. 场, 期 and the like without a window are so many in a year."""
    if figure.window == "year" and figure.single == Fraction(1, 2):
        return "two_years", Fraction(1)
    if figure.window is not None:
        return (figure.window if figure.window in WINDOWS else None), figure.single
    return ("year", figure.single) if figure.unit in UNITS else (None, None)


def _who(passage: Passage, figure: Figure, kinds: tuple[str, ...]) -> Who:
    """Meetings of a branch are held by branches, whoever comes to them."""
    who = who_of(passage, figure)
    if who is None or (who.each == "person" and set(kinds) & set(MEETINGS)):
        return branches_of(passage)
    if who.each == "organization" and not who.places and set(kinds) & set(MEETINGS) and "organization.kind" not in who.condition:
        return replace(branches_of(passage), named=who.named)
    return who


def _each_window(passage: Passage, kinds: tuple[str, ...], who: Who, title: str, slug: str, window: str, times: Fraction) -> Sketch:
    events = held(kinds) if who.each != "person" else f"{held(kinds)} and participation.attended"
    suspended = {"suspended_by": "suspension"} if who.each == "organization" and SUSPENDED.search(passage.text + passage.above) else {}
    keys = {"events": events, "distinct": "days", "window": window, "at_least": times.numerator, **suspended}
    lacking = () if times.denominator == 1 else (f"“{title}”不是整数次,定不下每个时段开几次:请写明每个时段至少几次",)
    return Sketch(slug, title, "rhythm", who, "次", keys, "year", lacking=lacking)


def _in_the_year(figure: Figure, kinds: tuple[str, ...], who: Who, title: str, slug: str, times: Fraction) -> Sketch:
    counted_rows = f"count(activity.activity_id) filter (where {held(kinds)})"
    if who.each == "person":
        counted_rows = f"count(participation.activity_id) filter (where {held(kinds)} and participation.attended)"
    op, least = bound(figure, times)
    name = f"{slug}-times"
    keys = {"value": counted_rows, "require": f"value {op} param('{name.replace('-', '_')}')"}
    return Sketch(slug, title, "threshold", who, "次", keys, "year", params=(param(name, title, "次", least),))


def _nothing_kept(passage: Passage, figure: Figure, times: Fraction, window: str) -> Sketch:
    words = event_words(passage, figure)
    lacking = f"没有登记“{words}”这种纪实:先在纪实里加一种,或者从已有的里选一种"
    keys = {"events": "", "distinct": "days", "window": window, "at_least": max(times.numerator, 1)}
    return Sketch(
        "activity", f"{words}{WINDOWS[window]}{counted(times)}次", "rhythm", who_of(passage, figure), "次", keys, "year", lacking=(lacking,)
    )
