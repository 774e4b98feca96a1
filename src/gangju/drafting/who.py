"""Whom a clause means, as a subject of the ledgers with a condition.

The words of the phrase say it together: the office or the standing is the head (书记, 党员, 支部, 社区), what stands beside it narrows
(农村, 贫困, 专职). Where a clause names nobody, the domain that governs it says who would be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gangju.drafting.passage import HEADS, Figure, Passage
from gangju.drafting.vocabulary import Mention, Vocabulary

LEVELS = re.compile(r"(?:[省市县区镇乡]|\([省市县区镇乡]\))(?:[、和]?(?:[省市县区镇乡]|\([省市县区镇乡]\)))*委?$")
ONE_LEVEL = re.compile(r"[镇乡县]$|(?<![\u4e00-\u9fff])[省市区]$|(?<=各)[省市区]$")
NEXT = 1
TORN = re.compile(r"[省市县区镇乡][、和]$")
LISTS = (*HEADS, "organization.domain", "post.full_time")


@dataclass(frozen=True)
class Who:
    """`each` is the relation judged row by row, `where` conditions that all must hold; `named` says that the text itself names him."""

    each: str
    where: tuple[str, ...]
    title: str
    slug: str
    domains: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    named: bool = True

    @property
    def condition(self) -> str:
        return " and ".join(self.where) or "true"


def any_of(column: str, codes: Sequence[str]) -> str:
    """`column = 'a'` or `column in ('a','b')`."""
    listed = ",".join(f"'{code}'" for code in codes)
    return f"{column} = {listed}" if len(codes) == 1 else f"{column} in ({listed})"


def who_of(passage: Passage, figure: Figure | None = None) -> Who | None:
    """Whom the clause means: after a condition those it narrows, else the subject of the clause, else whom it names before the figure."""
    for mentions in _phrases(passage, figure):
        who = whom(mentions, passage)
        if who is not None:
            return who
    return None


def _phrases(passage: Passage, figure: Figure | None) -> Iterable[tuple[Mention, ...]]:
    clause = passage.clause
    if passage.conditions:
        last = passage.conditions[-1]
        yield from (first_run(passage.between(last.end, last.end + 14)), _heads(passage.between(clause.start, last.start)))
        return
    subject = clause.subject or ""
    place = clause.text.find(subject) if subject else -1
    if place >= 0 and figure is not None and clause.start + place > figure.end:
        place, subject = -1, ""  # it belongs to what comes later in the clause
    if figure is not None:
        yield _leading(passage, figure, clause.start + place if place >= 0 else -1)
    if place >= 0:
        yield _run_on(passage, clause.start + place, clause.start + place + len(subject))
    elif subject:
        yield passage.words.mentions(subject)
    end = figure.start if figure else clause.end
    first = passage.part(figure)[0] if figure else clause.start
    yield first_run(passage.between(first, end))
    yield first_run(passage.between(clause.start, end))
    yield first_run(passage.between(clause.start, passage.part(figure)[1] if figure else clause.end))


def _leading(passage: Passage, figure: Figure, subject: int) -> tuple[Mention, ...]:
    """Whoever the stretch of the figure begins with, where the subject of the clause stands in another."""
    first, last = passage.part(figure)
    if first <= subject < last:
        return ()
    run = first_run(passage.between(first, last))
    return run if run and run[0].start - first <= NEXT and run[-1].end <= figure.start else ()


def _run_on(passage: Passage, start: int, end: int) -> tuple[Mention, ...]:
    """The words of a subject, and those that go on where it was thought to end (街道|基层党建工作办公室)."""
    own = [mention for mention in passage.mentions if start <= mention.start < end]
    for mention in passage.mentions:
        if own and mention.start == own[-1].end and mention.names(*HEADS):
            own.append(mention)
    return tuple(own)


def _heads(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if mention.names(*LISTS) and not mention.names("membership.kind"))


def first_run(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The first run of words that stand side by side and name somebody."""
    run: list[Mention] = []
    for mention in mentions:
        if mention.names(*LISTS) and (not run or mention.start - run[-1].end <= NEXT):
            run.append(mention)
        elif run and any(each.names(*HEADS) for each in run):
            break
        elif mention.names(*LISTS):
            run = [mention]
    return tuple(run) if any(each.names(*HEADS) for each in run) else ()


def whom(mentions: Sequence[Mention], passage: Passage) -> Who | None:
    """The subject that the words of one phrase name together; one of whom a part is not understood (县、乡、村三级) is nobody."""
    if mentions and _torn(mentions[0], passage):
        return None
    words = passage.words
    said = {name: tuple(dict.fromkeys(code for mention in mentions for code in mention.codes.get(name, ()))) for name in LISTS}
    said["roster_entry.roster"] = tuple(code for code in said["roster_entry.roster"] if code not in words.said["distinctions"])
    named = {name for mention in mentions for name in mention.codes}
    title = _title([mention for mention in mentions if mention.names(*LISTS)], passage)
    places, domains = _last_places(mentions), said["organization.domain"] or _domains(passage, words)
    if "post.role" in named:
        return _in_office(said, places, domains if not places else (), title, _levels(mentions, passage))
    if "membership.kind" in named:
        return _member(said["membership.kind"], places, domains, title, words)
    if "organization.kind" in named:
        own = said["organization.domain"] if places else domains
        found = _organization(said["organization.kind"], places, own, title, words)
        return found if places else _of_level(found, mentions, passage)
    if said["roster_entry.roster"]:
        return _unlisted(mentions, passage) or _listed(said["roster_entry.roster"], title, words)
    return _place(places, title) if places else None


def _title(mentions: Sequence[Mention], passage: Passage) -> str:
    """The words as they stand; what a sign parts in the text is parted here (机关、学校、企业党员)."""
    parted = (f"{'、' if _parted(before, mention, passage) else ''}{mention.text}" for before, mention in pairwise(mentions))
    return "".join((*(mention.text for mention in mentions[:1]), *parted))


def _parted(before: Mention, mention: Mention, passage: Passage) -> bool:
    """Words of a subject that is not in the text have places of their own; there anything between two of them is a sign."""
    place = mention.start - passage.clause.start
    here = place >= 0 and passage.text[place : place + 1] == mention.text[:1]
    return before.end < mention.start and (not here or passage.slice(before.end, mention.start) in ("、", "和", "及", "与", "或"))


def _torn(first: Mention, passage: Passage) -> bool:
    """Whether levels stand before a place and are counted with it."""
    place = first.start - passage.clause.start
    return first.names("unit.kind") and place > 1 and TORN.search(passage.text[:place]) is not None


def _last_places(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Of places that stand one upon the other (街道基层党建工作办公室) the last is meant; joined by a sign all are."""
    kept: list[Mention] = []
    for mention in mentions:
        if mention.names("unit.kind"):
            kept = [*(kept[:-1] if kept and kept[-1].end == mention.start else kept), mention]
    return tuple(dict.fromkeys(code for mention in kept for code in mention.of("unit.kind")))


def _domains(passage: Passage, words: Vocabulary) -> tuple[str, ...]:
    found = (code for name in passage.clause.domains for code in words.said["domains"].get(name, {}).get("domain", ()))
    return tuple(dict.fromkeys(found))


def _levels(mentions: Sequence[Mention], passage: Passage) -> tuple[str, ...]:
    """市、县(区)委 before an office say of which levels."""
    office = next(mention for mention in mentions if mention.names("post.role"))
    place = office.start - passage.clause.start
    found = LEVELS.search(passage.text[max(0, place - 10) : place].replace("\n", "")) if place >= 0 else None
    codes = passage.words.said["level_words"]
    return tuple(dict.fromkeys(codes[sign] for sign in re.findall(r"[省市县区镇乡]", found.group()))) if found else ()


def _in_office(said: dict[str, tuple[str, ...]], places: Sequence[str], domains: Sequence[str], title: str, levels: Sequence[str]) -> Who:
    where = [any_of("post.role", said["post.role"])]
    where += ["post.full_time"] if said["post.full_time"] else []
    where += ["post.unit_id is not null", any_of("unit.kind", places)] if places else []
    where += [any_of("post.organization.domain", domains)] if domains else []
    where += [any_of("post.organization.level", levels)] if levels and not places else []
    return Who("person", tuple(where), title, _slug(*(places or domains)[:1], said["post.role"][0]), tuple(domains), tuple(places))


def _member(kinds: Sequence[str], places: Sequence[str], domains: Sequence[str], title: str, words: Vocabulary) -> Who:
    own = tuple(dict.fromkeys((*_of_places(places, "domain", words), *(domains if not places else ()))))
    where = [any_of("membership.kind", kinds)] + ([any_of("membership.organization.domain", own)] if own else [])
    return Who("person", tuple(where), title, _slug(*own[:1], "member"), own, tuple(places))


def _organization(kinds: Sequence[str], places: Sequence[str], domains: Sequence[str], title: str, words: Vocabulary) -> Who:
    own = tuple(dict.fromkeys((*domains, *_of_places(places, "domain", words))))
    levels = _of_places(places, "level", words)
    where = [any_of("organization.kind", kinds)] if kinds else []
    where += [any_of("organization.domain", own)] if own else []
    where += [any_of("organization.level", levels)] if levels else []
    return Who("organization", tuple(where), title, _slug(*(places or own)[:1], kinds[0] if kinds else "organization"), own, tuple(places))


def _of_level(who: Who, mentions: Sequence[Mention], passage: Passage) -> Who:
    """镇党委: the sign before the organisation says of which level; 区 and 市 end many other words, so they stand alone."""
    place = next(mention.start for mention in mentions if mention.names("organization.kind")) - passage.clause.start
    sign = ONE_LEVEL.search(passage.text[:place]) if place > 0 else None
    if sign is None or any(mention.end - passage.clause.start == place for mention in passage.mentions):
        return who
    level = passage.words.said["level_words"][sign.group()]
    return replace(who, where=(*who.where, any_of("organization.level", (level,))), title=f"{sign.group()}{who.title}")


def _of_places(places: Sequence[str], key: str, words: Vocabulary) -> tuple[str, ...]:
    found = (words.said["places"].get(place, {}).get(key) for place in places)
    return tuple(dict.fromkeys(code for code in found if code))


def _unlisted(mentions: Sequence[Mention], passage: Passage) -> Who | None:
    """非贫困村 are the villages that do not stand on the list."""
    mention = next(mention for mention in mentions if mention.names("roster_entry.roster"))
    before = mention.start - passage.clause.start - 1
    base = passage.words.words.get(mention.text[-1], {}).get("unit.kind", ())
    if not base or before < 0 or passage.text[before] != "非":
        return None
    return not_listed(mention.of("roster_entry.roster")[0], base, f"非{mention.text}")


def _listed(rosters: Sequence[str], title: str, words: Vocabulary) -> Who:
    """Who stands on a list; 非贫困村 are the villages that do not stand on it."""
    kind = words.catalogue.kinds.get(f"roster_entry.{rosters[0]}")
    each = kind.subject[0] if kind and kind.subject else "unit"
    return Who(each, (any_of("roster_entry.roster", rosters),), title, _slug(*rosters[:1]))


def not_listed(roster: str, places: Sequence[str], title: str) -> Who:
    """The places that do not stand on a list."""
    absent = f"not exists (select 1 from roster_entry as p where p.subject_id = unit.unit_id and p.roster = '{roster}')"  # noqa: S608
    return Who("unit", (any_of("unit.kind", places), absent), title, _slug("not", roster), (), tuple(places))


def _place(places: Sequence[str], title: str) -> Who:
    return Who("unit", (any_of("unit.kind", places),), title, _slug(places[0]), (), tuple(places))


def places_of(passage: Passage, default: Sequence[str] = ()) -> Who | None:
    """The places of the domain that governs the clause, where it names none; `default` where it is under no domain."""
    kinds = [kind for name in passage.clause.domains for kind in passage.words.said["domains"].get(name, {}).get("units", ())]
    places = tuple(dict.fromkeys(kinds)) or tuple(default)
    if not places:
        return None
    title = "、".join(passage.clause.domains) or "".join(passage.words.label("unit.kind", place) for place in places[:1])
    return replace(_place(places, title), named=False)


def members_of(passage: Passage) -> Who:
    """All members of the governing domain."""
    return replace(_member(("full", "probationary"), (), _domains(passage, passage.words), "党员", passage.words), named=False)


def organizations_of(passage: Passage) -> Who | None:
    """The organisations of the governing domain: those of villages and communities, elsewhere its branches."""
    domains = _domains(passage, passage.words)
    if not domains:
        return None
    levels = {place["level"] for place in passage.words.said["places"].values() if place.get("domain") in domains and "level" in place}
    if not levels:
        return branches_of(passage)
    where = (any_of("organization.domain", domains), any_of("organization.level", sorted(levels)))
    return Who("organization", where, "".join(passage.clause.domains), _slug(domains[0]), domains, named=False)


def branches_of(passage: Passage, places: Sequence[str] = ()) -> Who:
    """All branches of the governing domain, or of these places."""
    kinds, domains = ("branch", "joint_branch"), () if places else _domains(passage, passage.words)
    return replace(_organization(kinds, places, domains, "支部", passage.words), named=False)


def _slug(*codes: str) -> str:
    return "-".join(codes).replace("_", "-")
