"""十有一超一规范: a list of things that a place or an organisation shall have, each looked at and answered.

A list that the catalogue has already, by most of its items, is that one; another becomes a kind file of the draft.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from gangju.drafting.passage import Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.vocabulary import Vocabulary
from gangju.drafting.who import Who, any_of, places_of, who_of
from gangju.engine.model import Checklist

NAMED: Final = re.compile(r"[一二三四五六七八九十两\d]+(?:有|个有|项|好|规范|达标|统一|送|个一|上墙)")
QUOTED: Final = re.compile(r"“[一二三四五六七八九十两\d]+有[^”]{0,8}”")
ASKED: Final = re.compile(r"标准|达到|齐全|齐备|具备|规范|要求|配齐")
LIKE: Final = 0.5
FEWEST: Final = 3
HAD: Final = ("有", "送", "设", "建有")
PARAM: Final = re.compile(r"param\('([^']+)'\)")
PREFIX: Final = re.compile(r"^(?:有|送|设有|建有)?(?:固定|一[块面批套堂])?")
COLUMNS: Final = ("subject", "checked_on", "checked_by", "missing")


def match(passage: Passage) -> Sketch | None:
    """A list of at least three things that the text names by their number or asks for as a standard."""
    items = passage.clause.checklist
    if not items and (earlier := _named_before(passage)) is not None:
        return match(replace(passage, clause=replace(passage.clause, checklist=earlier)))
    if len(items) < FEWEST or not (NAMED.search(passage.text) and (ASKED.search(passage.text) or items[0].startswith(HAD))):
        return None
    known = known_list(items, passage.words)
    if known is not None:
        return _known(passage, known)
    thing = any(mention.names("venue.kind") for mention in passage.mentions)
    return _new(passage, items) if thing or sum(item.startswith(HAD) for item in items) * 2 > len(items) else None


def _named_before(passage: Passage) -> tuple[str, ...] | None:
    """达到“八有”标准, whose items an earlier clause has listed under that name."""
    named = QUOTED.search(passage.text)
    if named is None or not ASKED.search(passage.text):
        return None
    told = (each.clause for each in reversed(passage.before) if each.clause.checklist and named.group() in each.text)
    return next((clause.checklist for clause in told), None)


def known_list(items: Sequence[str], words: Vocabulary) -> Checklist | None:
    """The list of the catalogue with most of these items, if more than half of them are alike and no other has as many."""
    scored = sorted(((_alike(items, listed), listed.code) for listed in words.catalogue.checklists.values()), reverse=True)
    if not scored or scored[0][0] <= LIKE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return words.catalogue.checklists[scored[0][1]]


def _alike(items: Sequence[str], listed: Checklist) -> float:
    met = sum(any(_same(item, each.label) for each in listed.items) for item in items)
    return met / max(len(items), len(listed.items))


def _same(item: str, label: str) -> bool:
    """Two names of one thing share most of the characters of the shorter."""
    left, right = set(PREFIX.sub("", item)), set(label)
    return len(left & right) * 3 >= 2 * min(len(left), len(right))


def _known(passage: Passage, known: Checklist) -> Sketch:
    """A list of the catalogue; what it computes takes its number from the item of the text that names one."""
    found = _sketch(passage, known.code, known.label, known.venue_kind, subjects=known.subject)
    names = dict.fromkeys(name for item in known.items for name in PARAM.findall(item.computed or ""))
    figures = [each for each in passage.figures if each.single is not None and any(each.text in item for item in passage.clause.checklist)]
    if len(names) != len(figures):
        asked = tuple(f"清单“{known.label}”要用“{name}”这个数,文中没有写:请补上" for name in names)
        return replace(found, lacking=(*found.lacking, *asked))
    params = tuple(param(name, f"{known.label}中的数", each.unit, bound(each)[1]) for name, each in zip(names, figures, strict=True))
    return replace(found, params=params)


def _sketch(
    passage: Passage,
    code: str,
    label: str,
    venue: str | None,
    kinds: tuple[Mapping[str, Any], ...] = (),
    subjects: Sequence[str] = (),
) -> Sketch:
    who = _whose(passage, venue, subjects)
    many = {"of_many": "largest", "without_subject": "fail"} if venue and who is not None and who.each != "venue" else {}
    keys = {"checklist": code, "stale_after": "12 months", **many}
    slug = f"{who.slug}-venue" if venue and who is not None and who.each == "unit" else code.replace("_", "-")
    lacking = () if who else (f"没有写明“{label}”查的是谁:请选定单位、党组织或者阵地",)
    return Sketch(slug, label, "checklist", who, "项", keys, kinds=kinds, lacking=lacking)


def _whose(passage: Passage, venue: str | None, subjects: Sequence[str]) -> Who | None:
    """The unit that the place serves, the units of the domain, or the place itself; without a place, whoever is named."""
    if venue is None:
        return next(
            (who for who in (who_of(passage), _case(passage), places_of(passage)) if who and (not subjects or who.each in subjects)), None
        )
    own = tuple(passage.words.said["venues"].get(venue, ()))
    if own:
        return Who("unit", (any_of("unit.kind", own),), passage.words.label("unit.kind", own[0]), own[0].replace("_", "-"), (), own)
    label = passage.words.label("venue.kind", venue)
    return places_of(passage) or Who("venue", (any_of("venue.kind", (venue,)),), label, venue.replace("_", "-"))


def _case(passage: Passage) -> Who | None:
    """A kind of case that the clause names: a brand, a project."""
    mention = next((mention for mention in passage.mentions if mention.names("case.kind")), None)
    return Who("case", (any_of("case.kind", mention.of("case.kind")),), mention.text, mention.of("case.kind")[0]) if mention else None


def _new(passage: Passage, items: Sequence[str]) -> Sketch:
    venue = next((mention.of("venue.kind")[0] for mention in passage.mentions if mention.names("venue.kind")), None)
    named = NAMED.search(passage.text)
    label = f"{passage.words.label('venue.kind', venue) if venue else ''}{named.group() if named else '清单'}"
    told = "\x1f".join((label, *items))
    code = f"list_{hashlib.sha256(told.encode()).hexdigest()[:8]}"  # the same list is the same kind in every plan
    return _sketch(passage, code, label, venue, (kind_file(code, label, items, venue),))


def kind_file(code: str, label: str, items: Sequence[str], venue: str | None) -> Mapping[str, Any]:
    """A kind file of the catalogue, complete as every kind must be."""
    return {
        "kind": "check_answer",
        "code": code,
        "label": label,
        "help": "逐项看,有答是、没有答否。",
        "owner_role": "inspector",
        "used_by": ["page 方案"],
        "subject": ["venue" if venue else "organization"],
        **({"venue_kind": venue} if venue else {}),
        "items": [{"code": f"item_{place}", "label": item[:20]} for place, item in enumerate(items, 1)],
        "columns": list(COLUMNS),
        "form": ["subject", "checked_on", "items"],
        "sort": "-checked_on",
        "filters": ["item", "answer"],
        "empty": f"还没有核查过{label}。",
        "absence": "unknown",
        "sensitivity": "internal",
        "print_title": f"{label}核查表",
    }
