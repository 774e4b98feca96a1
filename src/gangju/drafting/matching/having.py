"""What somebody shall have, as a count over the ledgers: a place, an office filled, an entry of a list, a helper, a training."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gangju.drafting.matching.common import codes_of
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import Who, any_of


@dataclass(frozen=True)
class Had:
    """`value` counts it for one subject; `require` asks for one at least."""

    value: str
    title: str
    slug: str
    unit: str
    require: str = "value >= 1"
    period: str | None = None
    measures: tuple[str, ...] = ()


def having(passage: Passage, figure: Figure | None, who: Who) -> Had | None:
    """The thing that the clause asks for and that this subject can have; two that fit equally well are none."""
    mentions = _candidates(passage, figure, who)
    found = [(mention, had) for mention in mentions if (had := having_of(mention, passage, who)) is not None]
    if not found:
        return None
    mention, first = found[0]
    other = next((had for each, had in found[1:] if _either(passage, mention, each) and had.unit == first.unit), None)
    return replace(first, value=f"{first.value} + {other.value}", title=f"{first.title}或{other.title}") if other else first


def _either(passage: Passage, left: Mention, right: Mention) -> bool:
    """Two things of which one will do stand on the two sides of 或."""
    first, last = sorted((left, right), key=lambda mention: mention.start)
    return "或" in passage.slice(first.end, last.start) and not re.search(r"[,。;:]", passage.slice(first.end, last.start))


def _candidates(passage: Passage, figure: Figure | None, who: Who) -> Sequence[Mention]:
    """Things stand after the figure (3名专职党务工作者) or beside it; the words of the subject itself are not things."""
    own = set(who.title)
    if figure is None:
        return passage.mentions
    first, last = passage.part(figure)
    after = passage.between(figure.end, last)
    before = [mention for mention in passage.between(first, figure.start) if not (own and mention.text in who.title)]
    return [*after, *reversed(before)]


def having_of(mention: Mention, passage: Passage, who: Who) -> Had | None:
    return next((had for had in _ways(mention, passage, who) if had is not None), None)


def _ways(mention: Mention, passage: Passage, who: Who) -> Iterator[Had | None]:
    for name, codes in mention.codes.items():
        if not codes:
            continue
        label, slug = passage.words.label(name, codes[0]), codes[0].replace("_", "-")
        if name == "venue.kind" and who.each in ("unit", "organization"):
            yield Had(f"count(venue.venue_id) filter (where {any_of('venue.kind', codes)})", label, slug, "个")
        if name == "post.role" and who.each in ("unit", "organization"):
            yield _office(mention, passage, codes, label, slug)
        if name == "unit.kind" and who.each == "unit" and not set(codes) & set(who.places):
            yield Had(f"subtree(count(unit.unit_id) filter (where {any_of('unit.kind', codes)}))", label, slug, "个")
        if name == "person.education" and who.each == "person":
            yield Had(any_of("person.education", codes), mention.text, "education", "人")
        if name == "roster_entry.roster" and f"'{codes[0]}'" not in who.condition and who.each in _listed(passage, codes[0]):
            yield _entries(mention, passage, codes, label, slug)
        if name == "tie.kind":
            side = "tie_in" if codes[0] in passage.words.said["ties_in"] else "tie_out"
            yield Had(f"count({side}.tie_id) filter (where {any_of(f'{side}.kind', codes)})", label, slug, "个")
        if name == "activity.form" and who.each == "person":
            yield Had("measure('rotations')", mention.text, "rotation", "次", period="year", measures=("rotations",))
        if name == "membership.kind" and who.each == "unit" and _alone(mention, passage):
            yield Had("measure('working_members')", label, "members", "个", measures=("working_members",))
        if name == "activity.kind":
            yield _taking_part(who, codes, label, slug)


def _alone(mention: Mention, passage: Passage) -> bool:
    """有党员: the word stands for itself, not as the beginning of another (党员责任区)."""
    before = passage.slice(passage.clause.start, mention.start)
    after = passage.slice(mention.end, passage.clause.end)
    return before.endswith("有") and (not after.strip() or after.strip()[0] in ",;。、:")


def _listed(passage: Passage, roster: str) -> tuple[str, ...]:
    """Who may stand on a list; a person has no list of his own to count."""
    kind = passage.words.catalogue.kinds.get(f"roster_entry.{roster}")
    return tuple(each for each in kind.subject if each != "person") if kind else ()


def _entries(mention: Mention, passage: Passage, codes: Sequence[str], label: str, slug: str) -> Had:
    """Entries of a roster; a word that means one category of it (红旗支部) counts that one."""
    category = mention.of("roster_entry.category")[:1] or tuple(filter(None, [passage.words.said["categories"].get(mention.text)]))
    narrow = f" and roster_entry.category is not null and roster_entry.category = '{category[0]}'" if category else ""
    name, title = (category[0].replace("_", "-"), mention.text) if category else (slug, label)
    return Had(f"count(roster_entry.subject_id) filter (where {any_of('roster_entry.roster', codes)}{narrow})", title, name, "个")


def _office(mention: Mention, passage: Passage, codes: Sequence[str], label: str, slug: str) -> Had:
    """专职 stands before the office or within it."""
    before = passage.between(max(passage.clause.start, mention.start - 4), mention.start)
    full = bool(codes_of(before, "post.full_time"))
    condition = any_of("post.role", codes) + (" and post.full_time" if full else "")
    return Had(f"count(distinct post.person_id) filter (where {condition})", f"{'专职' if full else ''}{label}", slug, "人")


def _taking_part(who: Who, codes: Sequence[str], label: str, slug: str) -> Had:
    if who.each == "person":
        counted = f"count(participation.activity_id) filter (where {any_of('activity.kind', codes)} and participation.attended)"
    else:
        counted = f"count(activity.activity_id) filter (where {any_of('activity.kind', codes)})"
    return Had(counted, label, slug, "次", period="year")
