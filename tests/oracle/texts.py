"""A world's rules as the texts an analyst would write: one pack folder and one catalogue folder.

The oracle never reads these texts. It knows each rule by hand; only the figures are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from tests.oracle.texts_looking_back import split_text, trend_text
from tests.oracle.texts_registers import VALUE_TEXTS, due_text, listing_text, quota, serving_text, spell

Row = dict[str, Any]
UNIT_OF_METRIC = {"oracle_staff": ("人", "own", True), "oracle_income": ("元", "up", False)}
CHECKLIST = "oracle_place"


def codes(column: str, wanted: Iterable[str]) -> str:
    return f"{column} in ({', '.join(repr(code) for code in wanted)})"


def where_text(where: Row) -> str:
    """The condition that says who is meant."""
    rule = where["rule"]
    if rule == "members":
        parts = [codes("membership.kind", where["kinds"])]
        parts += [codes(f"membership.organization.{key}", where[f"{key}s"]) for key in ("domain",) if f"{key}s" in where]
        parts += [codes("membership.organization.kind", where["org_kinds"])] if "org_kinds" in where else []
        parts += [schooling_text(where)] if "schooling" in where else []
        return " and ".join(parts + ([serving_text(where)] if "serves" in where else []))
    if rule == "posts":
        return f"{codes('post.role', where['roles'])} and {codes('unit.kind', where['unit_kinds'])}"
    if rule == "holders":
        return f"post.role = '{where['role']}' and {codes('unit.kind', where['unit_kinds'])}"
    if rule == "organizations":
        domain = [codes("organization.domain", where["domains"])] if "domains" in where else []
        return " and ".join([codes("organization.kind", where["kinds"]), *domain])
    metric = [f"observation('{where['metric']}') >= param('{where['param']}')"] if "metric" in where else []
    roster = [f"roster_entry.roster = '{where['roster']}'"] if "roster" in where else []
    listed = [listing_text(where)] if "listed" in where else []
    return " and ".join([codes("unit.kind", where["kinds"]), *roster, *listed, *metric])


def schooling_text(where: Row) -> str:
    schooled = codes("person.education", where["schools"])
    return {"in": schooled, "not in": f"not ({schooled})", "or a woman": f"({schooled} or person.gender = '2')"}[where["schooling"]]


def value_text(value: Row) -> str:
    """The number that is judged."""
    rule = value["rule"]
    if rule in VALUE_TEXTS:
        return VALUE_TEXTS[rule](value)
    if rule == "hours":
        form = f" and activity.form = '{value['form']}'" if "form" in value else ""
        return f"sum(participation.hours) filter (where activity.kind = '{value['activity']}' and participation.attended{form})"
    if rule == "meetings":
        return f"count(activity.activity_id) filter (where activity.kind = '{value['activity']}')"
    if rule == "funds":
        return f"sum(fund_entry.amount) filter (where fund_entry.kind = '{value['fund']}' and fund_entry.flow = '{value['flow']}')"
    if rule == "full_members":
        return f"count(membership.person_id) filter (where membership.kind = '{value['kind']}')"
    if rule == "largest_area":
        return f"max(venue.area_m2) filter (where venue.kind = '{value['venue']}')"
    if rule == "workers":
        return f"count(post.post_id) filter (where post.role = '{value['role']}')"
    return f"observation('{value['metric']}'{', year - 1' if value.get('last_year') else ''})"


def band(standard: Row) -> Row:
    value = f"count(post.post_id) filter (where post.role = '{standard['role']}' and post.full_time)"
    low = {"share": standard["low"], "round": "ceil"}
    high = {"share": standard["high"], "round": "floor", "not_below": "low"}
    return {"value": value, "of": f"observation('{standard['of']}')", "low": low, "high": high, "above": "note"}


def cover(standard: Row) -> Row:
    by = codes("organization.set_up_mode", standard["modes"])
    return {"by": by, "grace": {"after": "became_due", "days": standard["grace_days"]}}


def pairing(standard: Row) -> Row:
    keys = {"tie": standard["tie"], "exactly": standard["exactly"], "not_self": True}
    return {**keys, "target_not_on": standard["roster"], "without_candidates": "exempt"}


def deadline(standard: Row) -> Row:
    done = f"min(venue.accepted_on) filter (where venue.kind = '{standard['venue']}')"
    return {"done": done, "before": standard["before"]}


def formula(standard: Row) -> Row:
    base = f"param('{standard['multiple']}') * observation('{standard['metric']}', year - 1)"
    months = {"sum_over": "months", "held_on": standard["held_on"]}
    coefficient = f"param('{standard['coefficient']}', post.role)"
    paid = value_text({**standard["paid"], "rule": "funds"})
    return {"base": base, **months, "coefficient": coefficient, "paid": paid, "require": "paid >= due"}


LATER: dict[str, Callable[[Row], Row]] = {
    "quota": quota,
    "spell": spell,
    "band": band,
    "cover": cover,
    "pairing": pairing,
    "deadline": deadline,
    "formula": formula,
}


def of_form(standard: Row) -> Row:
    """The keys that belong to the standard's form."""
    if standard["form"] == "rhythm":
        events = f"activity.kind = '{standard['activity']}' and activity.status = 'held'"
        events += " and participation.attended" if each_of(standard) == "person" else ""
        keys = {"events": events, "distinct": standard["distinct"], "window": standard["window"]}
        more: Row = {key: standard[key] for key in ("dated", "late") if key in standard}
        return {**keys, "at_least": standard["at_least"], "suspended_by": "suspension", **more}
    if standard["form"] == "checklist":
        stale = {"stale_after": f"{standard['stale_months']} months", "of_many": "largest"}
        return {"checklist": standard["checklist"], **stale, "without_subject": standard["without_subject"]}
    if standard["form"] in LATER:
        return LATER[standard["form"]](standard)
    if standard["force"] == "report":
        said = "observation('{}')".format(standard["reported"])
        return {"value": value_text(standard["value"]), **({"reported": said} if standard["reported"] else {})}
    if standard["form"] == "trend":
        return trend_text(standard, value_text(standard["value"]))
    if standard["form"] == "split":
        return split_text(standard)
    if "parts" in standard:
        return {"parts": [part_text(part) for part in standard["parts"]]}
    return bounded(standard)


def part_text(part: Row) -> Row:
    return {
        "title": part["part"],
        "unit": part["unit"],
        "value": value_text(part["value"]),
        "require": f"value {part['op']} param('{part['param']}')",
    }


def bounded(standard: Row) -> Row:
    """A value and what it must reach."""
    value = f"measure('{standard['id']}')" if standard["measured"] else value_text(standard["value"])
    role = ", post.role" if standard["where"]["rule"] == "posts" else ""
    bound = f"param('{standard['param']}'{role})"
    if "per_head" in standard:
        bound = f"ceil({bound} * observation('{standard['per_head']}'))"
    more: Row = {key: standard[key] for key in ("prorate", "late") if key in standard}
    return {"value": value, "require": f"value {standard['op']} {bound}", **more}


def each_of(standard: Row) -> str:
    rule: str = standard["where"]["rule"]
    return "person" if rule in ("members", "holders") else rule.removesuffix("s")


def standard_text(standard: Row) -> Row:
    common = {key: standard[key] for key in ("id", "clause", "form", "force", "unit", "exempt")}
    said = [roll_up for roll_up in standard["roll_up"] if "more" not in roll_up]
    common["roll_up"] = [{key: value for key, value in roll_up.items() if key != "param"} for roll_up in said]
    optional = {key: standard[key] for key in ("period", "absence") if standard[key] is not None}
    optional |= {key: standard[key] for key in ("measured_on", "on_list") if key in standard}
    optional |= {"due": due_text(standard)} if "due" in standard else {}
    optional |= {"period": "as_of"} if standard.get("as_of_said") else {}
    where = where_text(standard["where"])
    return {
        **common,
        "title": standard["id"],
        "each": each_of(standard),
        "where": where,
        **optional,
        **of_form(standard),
        "advice": "补齐。",
    }


def measure_text(standard: Row) -> Row:
    return {
        "id": standard["id"],
        "title": standard["id"],
        "each": each_of(standard),
        "value": value_text(standard["value"]),
        "unit": standard["unit"],
    }


def param_text(world: Row, name: str, values: list[Row]) -> Row:
    by = {key for value in values for key in ("domain", "place", "category") if key in value}
    exact = [{**value, "value": exact_text(value["value"])} for value in values]
    text = {"id": name, "title": name, "unit": world["param_units"][name], "local": True, "values": exact}
    return {**text, **({"list": "post.role"} if "category" in by else {}), "by": by.pop()} if by else text


def exact_text(text: str) -> int | str:
    number = Fraction(text)
    return int(number) if number.denominator == 1 else str(number)


def plan_text(world: Row) -> Row:
    clause = {"number": "一", "title": "要求", "text": "按此办理。", "children": []}
    first, until = world["in_force"]
    start = {"in_force": {"from": first, "to": until}, "issued_on": "2000-01-01"}
    return {
        "id": world["pack"],
        "title": "样例方案",
        "issuer": "样例县委组织部",
        "number": None,
        **start,
        "phases": [],
        "clauses": [clause],
        "tasks": [],
    }


def write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


def write_pack(world: Row, folder: Path) -> Path:
    """The pack folder of the world's rules."""
    folder.mkdir(parents=True, exist_ok=True)
    params = {**world["params"], "entry_grace": [{"since": "2000-01-01", "value": str(world["entry_grace"])}]}
    write(folder / "plan.yaml", plan_text(world))
    write(folder / "params.yaml", [param_text(world, name, values) for name, values in params.items()])
    write(folder / "standards.yaml", [standard_text(standard) for standard in world["standards"]])
    write(folder / "measures.yaml", [measure_text(standard) for standard in world["standards"] if standard.get("measured")])
    return folder


COMMON_KIND = {
    "help": "样例。",
    "owner_role": "clerk",
    "used_by": ["engine"],
    "sort": "subject",
    "filters": ["subject"],
    "empty": "还没有。",
    "absence": "unknown",
    "sensitivity": "public",
}


def metric_text(code: str) -> Row:
    unit, search, whole = UNIT_OF_METRIC[code]
    shown = {"subject": ["unit"], "unit": unit, "whole": whole, "search": search, "columns": ["subject"], "form": ["subject", "value"]}
    return {"kind": "observation", "code": code, "label": code, **COMMON_KIND, **shown, "print_title": code}


def checklist_text(world: Row) -> Row:
    items: list[Row] = []
    for item in world["checklists"][CHECKLIST]["items"]:
        computed = {"computed": f"venue.area_m2 >= param('{item['param']}')"} if "param" in item else {"answers": ["yes", "no", "na"]}
        items.append({"code": item["code"], "label": item["code"], **computed})
    shown = {"subject": ["venue"], "venue_kind": world["checklists"][CHECKLIST]["venue_kind"], "items": items, "columns": ["subject"]}
    return {
        "kind": "check_answer",
        "code": CHECKLIST,
        "label": CHECKLIST,
        **COMMON_KIND,
        **shown,
        "form": ["items"],
        "print_title": CHECKLIST,
    }


def write_catalogue(world: Row, folder: Path) -> Path:
    """The kinds that random worlds need beside the shipped ones: two metrics and a checklist."""
    folder.mkdir(parents=True, exist_ok=True)
    for code in UNIT_OF_METRIC:
        write(folder / f"metric.{code}.yaml", metric_text(code))
    write(folder / f"checklist.{CHECKLIST}.yaml", checklist_text(world))
    return folder
