"""The texts of what looks elsewhere: exists, ends of ties, history, subtree; and of due, quota and spell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]


def double_posts(value: Row) -> str:
    same = "p.person_id = post.person_id and p.unit_id = post.unit_id"
    also = f"exists (select 1 from post as p where {same} and p.role = '{value['other']}' and p.full_time)"
    return f"count(post.post_id) filter (where post.role = '{value['role']}' and {also})"


def ties(value: Row) -> str:
    relation, other = f"tie_{value['end']}", "to_id" if value["end"] == "out" else "from_id"
    what = f"distinct {relation}.{other}" if value["distinct"] else f"{relation}.tie_id"
    listed = f"exists (select 1 from roster_entry as r where r.subject_id = {relation}.{other} and r.roster = '{value['not_on']}')"
    barred = f" and not {listed}" if value["not_on"] else ""
    return f"count({what}) filter (where {relation}.kind = '{value['tie']}'{barred})"


def posts_ever(value: Row) -> str:
    return f"count(post_history.post_id) filter (where post_history.role = '{value['role']}')"


def members_ever(_: Row) -> str:
    return "count(distinct membership_history.person_id) filter (where membership_history.entry = 'admission')"


def largest_ever(value: Row) -> str:
    return f"max(venue_history.area_m2) filter (where venue_history.kind = '{value['venue']}')"


def members_below(value: Row) -> str:
    return f"subtree(count({'distinct ' if value['distinct'] else ''}membership.person_id) filter (where membership.kind = 'full'))"


def posts_below(value: Row) -> str:
    return f"subtree(count(post.post_id) filter (where post.role = '{value['role']}'))"


def venues_below(value: Row) -> str:
    return f"subtree(count(venue.venue_id) filter (where venue.kind = '{value['venue']}'))"


def units_below(value: Row) -> str:
    return f"subtree(count(unit.unit_id) filter (where unit.kind in ({', '.join(repr(kind) for kind in value['kinds'])})))"


def meetings_below(value: Row) -> str:
    return f"subtree(count(activity.activity_id) filter (where activity.kind = '{value['activity']}'))"


VALUE_TEXTS: dict[str, Callable[[Row], str]] = {
    "double_posts": double_posts,
    "ties": ties,
    "posts_ever": posts_ever,
    "members_ever": members_ever,
    "largest_ever": largest_ever,
    "members_below": members_below,
    "posts_below": posts_below,
    "venues_below": venues_below,
    "units_below": units_below,
    "meetings_below": meetings_below,
}


def listing_text(where: Row) -> str:
    said = f"exists (select 1 from roster_entry as r where r.subject_id = unit.unit_id and r.roster = '{where['listed']}')"
    return said if where["listing"] == "yes" else f"not {said}"


def serving_text(where: Row) -> str:
    role = where["serves"]
    said = f"exists (select 1 from post as p where p.person_id = membership.person_id and p.role = '{role}' and p.full_time)"
    return said if where["serving"] == "yes" else f"not {said}"


def due_text(standard: Row) -> str | Row:
    due: Row = standard["due"]
    return str(due["day"]) if "day" in due else {"after": due["after"], "days": due["days"]}


def quota(standard: Row) -> Row:
    return {"members": standard["members"], "bound": {"op": standard["op"], "value": standard["limit"]}}


def spell(standard: Row) -> Row:
    last = "max(membership_history.approved_on) filter (where membership_history.entry = 'admission')"
    inherits = {"inherit": {"merge": "latest", "split": "copy"}} if standard["inherit"] else {}
    start = {"register_from": standard["register_from"]} if standard["register_from"] else {}
    return {"last": last, "after": f"{standard['months']} months", "younger": "not_applicable", **inherits, **start}
