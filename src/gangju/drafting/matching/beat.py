"""So many times in each month, quarter or year: what branches hold, what persons take part in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from gangju.drafting.matching.common import DONE, WINDOWS, codes_of, counted, event_words, held, nearest
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import Who, any_of, branches_of, first_run, organizations_of, places_of, who_of, whom

UNITS: Final = ("次", "场", "场次", "期", "堂", "回", "节", "篇", "轮")
SUSPENDED: Final = re.compile(r"(?:停开|暂停|缓开)[^。]{0,12}(?:同意|批准|报)|(?:同意|批准|报)[^。]{0,12}(?:停开|暂停|缓开)")
WEEKDAY: Final = re.compile(r"(?:周|星期)([一二三四五])")
MONTHDAY: Final = re.compile(r"每月(\d{1,2})[日号]")
WEEKDAYS: Final = {"一": "monday", "二": "tuesday", "三": "wednesday", "四": "thursday", "五": "friday"}
DAYS: Final = re.compile(r"工作日|休息日")
EVERY: Final = {"周": "week", "月": "month", "两个月": "two_months", "季": "quarter", "季度": "quarter", "半年": "half"}
MEETINGS: Final = (
    "members_meeting", "committee_meeting", "group_meeting", "party_class",
    "party_day", "organizational_life_meeting", "member_appraisal",
)  # fmt: skip


LECTURES: Final = re.compile(r"(?:讲|授|主讲|带头讲)[^,。;]{0,8}党课|讲授")
ROTATION: Final = " and activity.form is not null and activity.form = 'concentrated_rotation'"
LECTURER: Final = " and participation.role = 'lecturer'"


def match(passage: Passage, figure: Figure) -> Sketch | None:
    window, times = _window(passage, figure)
    if window is None or times is None:
        return _span(passage, figure)
    activities = _events(passage, figure)
    kinds = codes_of(activities, "activity.kind")
    if not kinds:
        return _nothing_kept(passage, figure, times, window)
    who = _lecturer(passage, figure) if _lectures(passage, figure, kinds) else _who(passage, figure, kinds) or _of_list(passage, kinds)
    if window in ("working_day", "rest_day"):
        who = places_of(passage)
    title = f"{''.join(mention.text for mention in activities)[:16]}{WINDOWS[window]}{counted(times)}次"
    slug = kinds[0].replace("_", "-")
    return (
        _in_the_year(passage, figure, kinds, who, title, slug, times)
        if window == "year"
        else _each_window(passage, figure, kinds, who, title, slug, window, times)
    )


def _events(passage: Passage, figure: Figure) -> tuple[Mention, ...]:
    """What is to happen stands beside the figure; only where nothing does, it was named before (党课,每季度不少于一次)."""
    first, last = passage.part(figure)
    beside = any(mention.names("activity.kind") for mention in passage.between(first, last))
    bare = len(DONE.sub("", passage.slice(first, last)).strip()) < 2
    before = any(mention.names("activity.kind") for mention in passage.between(passage.clause.start, first))
    return nearest(passage, figure, "activity.kind") if beside or (bare and before) else ()


def _window(passage: Passage, figure: Figure) -> tuple[str | None, Fraction | None]:
    """Half a time in a year is once in two years. 场, 期 and the like without a window are so many in a year. So many persons on
    every working day, and a day in so many months, are windows too."""
    first, last = passage.part(figure)
    day = DAYS.search(passage.slice(first, last))
    if day and figure.unit in ("人", "名"):
        return ("working_day" if day.group() == "工作日" else "rest_day"), figure.single
    if figure.unit == "天" and figure.per in EVERY:
        return EVERY[figure.per], figure.single
    if figure.window == "year" and figure.single == Fraction(1, 2):
        return "two_years", Fraction(1)
    if figure.window is not None:
        return (figure.window if figure.window in WINDOWS else None), figure.single
    return ("year", figure.single) if figure.unit in UNITS else (None, None)


def _lectures(passage: Passage, figure: Figure, kinds: Sequence[str]) -> bool:
    """书记每年讲一次党课: what is asked is that he speaks, not that there is a lesson."""
    return tuple(kinds) == ("party_class",) and LECTURES.search(passage.slice(*passage.part(figure))) is not None


def _lecturer(passage: Passage, figure: Figure) -> Who | None:
    """Who speaks must be named as a person; a lesson that nobody is charged with is nobody's."""
    return _person(who_of(passage, figure))


def _counted_rows(passage: Passage, figure: Figure, kinds: Sequence[str]) -> str:
    """The events meant: held, of the form that is named, given by himself where he is to speak."""
    rotation = kinds and set(kinds) == {"training"} and bool(passage.near(figure, "activity.form"))
    return f"{held(kinds)}{ROTATION if rotation else ''}{LECTURER if _lectures(passage, figure, kinds) else ''}"


def _who(passage: Passage, figure: Figure, kinds: tuple[str, ...]) -> Who | None:
    """Meetings of a branch are held by branches, whoever comes to them. What else is to happen in a domain and is laid on nobody by
    name its organisations do; a subject that is named and not understood is nobody whom we may choose."""
    meetings = bool(set(kinds) & set(MEETINGS))
    subject = passage.clause.subject
    who = who_of(passage, figure) if subject or figure.per or _named_before(passage, figure) else None
    if meetings and (who is None or who.each == "person"):
        return branches_of(passage)
    if meetings and who is not None and who.each == "unit":
        return branches_of(passage, who.places)
    if set(kinds) <= set(passage.words.said["by_persons"]):
        return who or (None if subject else _person(_in_sentence(passage, figure)) or _person(_before(passage)))
    if who is None:
        return None if subject else (_before(passage) or organizations_of(passage))
    if who.each == "organization" and not who.places and set(kinds) & set(MEETINGS) and "organization.kind" not in who.condition:
        return replace(branches_of(passage), named=who.named)
    return who


def _of_list(passage: Passage, kinds: Sequence[str]) -> Who | None:
    """Some kinds are for those who stand on a list of their own, and nobody else does them."""
    rosters = tuple(dict.fromkeys(passage.words.said["for_list"].get(kind, "") for kind in kinds))
    if passage.clause.subject or len(rosters) != 1 or not rosters[0]:
        return None
    title = passage.words.label("roster_entry.roster", rosters[0])
    return Who("person", (any_of("roster_entry.roster", rosters),), title, rosters[0].replace("_", "-"))


def _in_sentence(passage: Passage, figure: Figure) -> Who | None:
    """Of whom the clause spoke before the stretch of the figure (每名党员联系十户,每月入户一次)."""
    first, _ = passage.part(figure)
    return whom(first_run(passage.between(passage.clause.start, first)), passage)


def _person(who: Who | None) -> Who | None:
    return who if who is not None and who.each == "person" else None


def _before(passage: Passage) -> Who | None:
    """Whom the clause before spoke of, where this one only goes on with its sentence."""
    last = passage.before[-1] if passage.before else None
    same = last is not None and last.number == passage.number and last.text.rstrip().endswith((",", ","))
    return who_of(last) if last is not None and same else None


def _named_before(passage: Passage, figure: Figure) -> bool:
    """Somebody is named in the stretch of the figure, before it or inside its words."""
    first, _ = passage.part(figure)
    return any(
        mention.names("post.role", "membership.kind", "organization.kind", "unit.kind") for mention in passage.between(first, figure.end)
    )


def _each_window(
    passage: Passage, figure: Figure, kinds: tuple[str, ...], who: Who | None, title: str, slug: str, window: str, times: Fraction
) -> Sketch:
    each = who.each if who else ""
    events, distinct, told = _counted_rows(passage, figure, kinds), "days", passage.slice(*passage.part(figure))
    if each == "person":
        events = f"{events} and participation.attended"
    if window in ("working_day", "rest_day"):
        events, distinct = f"{any_of('activity.kind', kinds)} and participation.attended", "persons"
    suspended = {"suspended_by": "suspension"} if each == "organization" and SUSPENDED.search(passage.text + passage.above) else {}
    keys = {"events": events, "distinct": distinct, "window": window, **_dated(window, told), "at_least": times.numerator, **suspended}
    lacking = _nobody(who, title) if times.denominator == 1 else (f"“{title}”不是整数次,定不下每个时段开几次:请写明每个时段至少几次",)
    return Sketch(slug, title, "rhythm", who, "次", keys, "year", lacking=lacking)


def _dated(window: str, told: str) -> Mapping[str, Any]:
    """每周五上午, 每月25日: the day of the window on which it must be."""
    day = WEEKDAY.search(told) if window == "week" else MONTHDAY.search(told) if window == "month" else None
    if day is None:
        return {}
    if window == "month":
        return {"dated": {"day": int(day[1])}}
    return {"dated": {"weekday": WEEKDAYS[day[1]], **({"before": "12:00"} if "上午" in told else {})}}


def _nobody(who: Who | None, title: str) -> tuple[str, ...]:
    return () if who else (f"没有写明由谁做到“{title}”:请选定党组织、单位或者人员",)


def _span(passage: Passage, figure: Figure) -> Sketch | None:
    """So many days of something in the year: days that two events share count once."""
    kinds = codes_of(nearest(passage, figure, "activity.kind"), "activity.kind")
    if figure.unit not in ("天", "日", "个月") or not kinds or figure.single is None or figure.op in ("<", "<="):
        return None
    label = passage.words.label("activity.kind", kinds[0])
    name = f"{kinds[0]}_days"
    days = figure.single * (30 if figure.unit == "个月" else 1)
    who = who_of(passage, figure) or _of_list(passage, kinds)
    value = (
        f"covered_days(activity.started_at, activity.ended_at) filter (where {any_of('activity.kind', kinds)} and participation.attended)"
    )
    lacking = _nobody(who, label) or (("一个月按 30 天算:请确认",) if figure.unit == "个月" else ())
    keys = {"value": value, "require": f"value >= param('{name}')"}
    slug = name.replace("_", "-")
    return Sketch(
        slug, f"{label}天数", "threshold", who, "天", keys, "year", params=(param(name, f"{label}天数", "天", days),), lacking=lacking
    )


def _in_the_year(
    passage: Passage, figure: Figure, kinds: tuple[str, ...], who: Who | None, title: str, slug: str, times: Fraction
) -> Sketch:
    meant = _counted_rows(passage, figure, kinds)
    counted_rows = f"count(activity.activity_id) filter (where {meant})"
    if who is not None and who.each == "person":
        counted_rows = f"count(participation.activity_id) filter (where {meant} and participation.attended)"
    op, least = bound(figure, times)
    name = f"{slug}-times"
    keys = {"value": counted_rows, "require": f"value {op} param('{name.replace('-', '_')}')"}
    return Sketch(slug, title, "threshold", who, "次", keys, "year", params=(param(name, title, "次", least),), lacking=_nobody(who, title))


def _nothing_kept(passage: Passage, figure: Figure, times: Fraction, window: str) -> Sketch:
    words = event_words(passage, figure)
    lacking = f"没有登记“{words}”这种纪实:先在纪实里加一种,或者从已有的里选一种"
    keys = {"events": "", "distinct": "days", "window": window, "at_least": max(times.numerator, 1)}
    return Sketch(
        "activity", f"{words}{WINDOWS[window]}{counted(times)}次", "rhythm", who_of(passage, figure), "次", keys, "year", lacking=(lacking,)
    )
