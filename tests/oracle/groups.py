"""Subjects taken together: for every organisation the subjects at or below it, found by walking up the tree one by one.

Groups are judged by bounds in whole numbers: `lo` have passed, `hi` could still have. No percentage is ever rounded.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from tests.oracle.interval import meets, plain
from tests.oracle.ledger import Facts, Row, ancestors, parameter, version
from tests.oracle.subjects import at_or_above


def gathered(subjects: list[Row], facts: Facts, day: date, level: str | None) -> dict[str, list[Row]]:
    """organisation → subject rows at or below it."""
    under: dict[str, list[Row]] = {}
    for row in subjects:
        for org_id in at_or_above(facts, row["org_id"], day, level):
            under.setdefault(org_id, []).append(row)
    return under


def passes_needed(op: str, share: Fraction, n: int) -> int:
    """The fewest passes among n that meet the share (the most, under a ceiling), found by trying every number."""
    meeting = [passes for passes in range(n + 1) if meets(op, Fraction(passes), share * n)]
    if op in ("<=", "<"):
        return max(meeting, default=0)
    return min(meeting, default=n + 1)


def settled(lo: Fraction, hi: Fraction | None, op: str, bound: Fraction, unknown: bool) -> str:
    """Pass or fail where even the rest could not change it; else unknown where anything is unknown, else pending."""
    good, bad = (lo, hi) if op in (">=", ">") else (hi, lo)
    if good is not None and meets(op, good, bound):
        return "pass"
    if bad is not None and not meets(op, bad, bound):
        return "fail"
    return "unknown" if unknown else "pending"


WORST_FIRST = ["fail", "unknown", "pending", "pass", "exempt", "not_applicable", None]


def heads(rows: list[Row]) -> list[Row]:
    """One row a head: who stands twice, for two posts, counts once and by the worse of his two verdicts."""
    worst: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: WORST_FIRST.index(row["verdict"])):
        worst.setdefault(row["subject_id"], row)
    return list(worst.values())


def by_passes(roll_up: Row, counted: list[Row], bound: Fraction) -> Row:
    """all, share and count: how many of n pass."""
    lo = sum(row["verdict"] == "pass" for row in counted)
    hi = sum(row["verdict"] in ("pass", "unknown", "pending") for row in counted)
    unknown = any(row["verdict"] == "unknown" for row in counted)
    op = roll_up.get("op", ">=")
    if roll_up["kind"] == "count":
        target = int(bound) + {">": 1, "<": -1}.get(op, 0)
        return {"lo": lo, "hi": hi, "target": target, "verdict": settled(Fraction(lo), Fraction(hi), op, bound, unknown)}
    target = passes_needed(op, bound, len(counted))
    return {"lo": lo, "hi": hi, "target": target, "verdict": settled(Fraction(lo), Fraction(hi), op, bound * len(counted), unknown)}


def by_sum(roll_up: Row, rows: list[Row], bound: Fraction) -> Row:
    """sum: the subjects' intervals added; one without an upper end leaves the sum without one."""
    lo = sum((row["_lo"] for row in rows if row["_lo"] is not None), Fraction(0))
    ends = [row["_hi"] for row in rows]
    hi = None if None in ends else sum(ends, Fraction(0))
    # a subject that has passed already may still have an interval that nobody kept: what stands between is then unknown
    unknown = any(row["_why"] == "unkept" for row in rows)
    verdict = settled(lo, hi, roll_up["op"], bound, unknown) if roll_up["value"] != "unset" else None
    return {"lo": plain(lo), "hi": plain(hi), "target": plain(bound), "verdict": verdict}


def half_up(number: Fraction, unit: str) -> Fraction:
    """To the unit that is kept: whole heads, hundredths of anything else."""
    scale = 1 if unit in ("人", "个", "次", "项") else 100
    return Fraction(floor(number * scale + Fraction(1, 2)), scale)


def ends_of(rows: list[Row]) -> tuple[Fraction, Fraction | None]:
    """The subjects' intervals added."""
    ends = [row["_hi"] for row in rows]
    return sum((row["_lo"] for row in rows if row["_lo"] is not None), Fraction(0)), None if None in ends else sum(ends, Fraction(0))


def by_mean(roll_up: Row, rows: list[Row], bound: Fraction, unit: str) -> Row:
    """mean: the sum over the number of lines; judged exactly, shown rounded."""
    lo, hi = ends_of(rows)
    count = len(rows) or 1
    unknown = any(row["_why"] == "unkept" for row in rows)
    verdict = settled(lo / count, None if hi is None else hi / count, roll_up["op"], bound, unknown)
    shown = [plain(None if end is None or not rows else half_up(end / count, unit)) for end in (lo, hi)]
    return {"lo": shown[0], "hi": shown[1], "target": plain(bound), "verdict": verdict}


def by_pool(roll_up: Row, rows: list[Row], bound: Fraction, unit: str) -> Row:
    """pooled: all figures together against so much of all that is asked of them together."""
    lo, hi = ends_of(rows)
    owed = bound * sum((Fraction(row["target"]) for row in rows), Fraction(0))
    unknown = any(row["_why"] == "unkept" for row in rows)
    verdict = settled(lo, hi, roll_up["op"], owed, unknown)
    return {"lo": plain(lo), "hi": plain(hi), "target": plain(half_up(owed, unit)), "verdict": verdict}


def against_before(roll_up: Row, standard: Row, org_id: str, rows: list[Row], case: Any) -> Row:
    """The group against that of the period before: shares, numbers or means, each with both its ends."""
    then_rows = [row for row in case.earlier.get(org_id, []) if row["verdict"] not in ("exempt", "not_applicable")]
    now, then = (ends_against(roll_up, standard, each) for each in (rows, then_rows))
    shown = {"lo": now["lo"], "hi": now["hi"]}
    if not then_rows:
        return {**shown, "target": None, "verdict": "unknown"}
    more = Fraction(roll_up["more"])
    low, top = then["low"] + more, None if then["top"] is None else then["top"] + more
    floor_like = roll_up["op"] in (">=", ">")
    good, good_bound = (now["low"], top) if floor_like else (now["top"], low)
    bad, bad_bound = (now["top"], low) if floor_like else (now["low"], top)
    verdict = "unknown" if "unknown" in (now["why"], then["why"]) else "pending"
    if good is not None and good_bound is not None and meets(roll_up["op"], good, good_bound):
        verdict = "pass"
    elif bad is not None and bad_bound is not None and not meets(roll_up["op"], bad, bad_bound):
        verdict = "fail"
    return {**shown, "target": target_after(roll_up, standard, rows, low) if then["low"] == then["top"] else None, "verdict": verdict}


def ends_against(roll_up: Row, standard: Row, rows: list[Row]) -> Row:
    """`low` and `top` as compared; `lo` and `hi` as shown; why they are apart."""
    count = len(rows) or 1
    if roll_up["kind"] == "mean":
        lo, hi = ends_of(rows)
        shown = [plain(None if end is None or not rows else half_up(end / count, standard["unit"])) for end in (lo, hi)]
        why = "unknown" if any(row["_why"] == "unkept" for row in rows) else "open"
        return {"low": lo / count, "top": None if hi is None else hi / count, "lo": shown[0], "hi": shown[1], "why": why}
    verdicts = [row["verdict"] for row in rows]
    passed, open_ones = verdicts.count("pass"), verdicts.count("unknown") + verdicts.count("pending")
    per = count if roll_up["kind"] == "share" else 1
    ends = {"low": Fraction(passed, per), "top": Fraction(passed + open_ones, per)}
    return {**ends, "lo": passed, "hi": passed + open_ones, "why": "unknown" if "unknown" in verdicts else "open"}


def target_after(roll_up: Row, standard: Row, rows: list[Row], low: Fraction) -> int | str | None:
    if roll_up["kind"] == "mean":
        return plain(half_up(low, standard["unit"]))
    heads_asked = low * len(rows) if roll_up["kind"] == "share" else low
    return {">": floor(heads_asked) + 1, "<": ceil(heads_asked) - 1, ">=": ceil(heads_asked)}.get(roll_up["op"], floor(heads_asked))


def bound_of(roll_up: Row, org_id: str, case: Any) -> Fraction:
    """The figure itself, or the parameter as it stands for this organisation."""
    if roll_up["kind"] == "all" or "more" in roll_up:
        return Fraction(1)
    if "param" not in roll_up:
        return Fraction(0) if roll_up["value"] == "unset" else Fraction(roll_up["value"])
    org = version(case.facts, "organization", org_id, case.day)
    found = parameter(case.world, roll_up["param"], case.law, org["domain"] if org else None, org["region"] if org else None)
    if found is None:
        raise ValueError(f"{roll_up['param']} has no value on {case.day}")
    return found


def group(standard: Row, roll_up: Row, org_id: str, rows: list[Row], case: Any) -> Row:
    meant = [row for row in rows if row["verdict"] not in ("exempt", "not_applicable")]
    counted = [row for row in heads(rows) if row["verdict"] not in ("exempt", "not_applicable")]
    freed = [row for row in heads(rows) if row["verdict"] == "exempt"]
    bound = bound_of(roll_up, org_id, case)
    common = {"roll_up": roll_up["kind"], "org_id": org_id, "n": len(counted), "exempt": len(freed)}
    common |= {"exempt_by_decision": sum(row["_by_decision"] for row in freed)}
    common |= {"shortfall": plain(sum((row["_shortfall"] or 0 for row in meant), Fraction(0)))}
    if "more" in roll_up:
        judged = against_before(roll_up, standard, org_id, counted, case)
    elif roll_up["kind"] in ("mean", "pooled"):
        judged = (by_mean if roll_up["kind"] == "mean" else by_pool)(roll_up, meant, bound, standard["unit"])
    else:
        judged = by_sum(roll_up, meant, bound) if roll_up["kind"] == "sum" else by_passes(roll_up, counted, bound)
    if not counted:
        judged |= {"target": None, "verdict": "not_applicable"}
    if roll_up.get("value") == "unset":
        judged |= {"target": None, "verdict": None, "shortfall": None}
    return {**common, **judged}


def bound_by(case: Any, org_id: str) -> bool:
    """Whether the organisation stands on the day and is, or lies below, the one that adopted the plan.

    Who answers for a unit or a person may be founded later than it; until then nobody is bound for it.
    """
    if version(case.facts, "organization", org_id, case.day) is None:
        return False
    adoption = case.world.get("adoption")
    return adoption is None or adoption["org"] in ancestors(case.facts, org_id, case.day)


def judge_groups(standard: Row, subjects: list[Row], case: Any) -> list[Row]:
    groups: list[Row] = []
    for roll_up in standard["roll_up"]:
        under = gathered(subjects, case.facts, case.day, roll_up.get("at"))
        groups += [group(standard, roll_up, org_id, rows, case) for org_id, rows in under.items() if bound_by(case, org_id)]
    return groups


def without_private(row: Row) -> dict[str, Any]:
    """A row as it is handed out: the helpers that begin with an underscore stay inside."""
    return {key: value for key, value in row.items() if not key.startswith("_")}
