"""What pages need to know of an adopted standard: its words, its clause, its unit, where it stands in the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gangju.engine.model import Clause, Pack, Standard

# What a subject is counted in, beside its kind in words.
HEADS: Mapping[str, tuple[str, str]] = {
    "organization": ("个", "党组织"),
    "unit": ("个", "单位"),
    "person": ("人", "党员"),
    "post": ("人", "任职"),
    "venue": ("处", "场所"),
    "activity": ("次", "活动"),
    "case": ("件", "事项"),
}


@dataclass(frozen=True)
class Known:
    pack: str
    plan: str
    id: str
    title: str
    """With the plan's name where another of the plans has a standard of the same title."""
    short: str
    clause: tuple[str, ...]
    clauses: tuple[Clause, ...]
    force: str
    each: str
    unit: str
    form: str
    advice: str
    checklist: str | None
    order: int
    parts: tuple[str, ...] = ()
    """The titles of its conditions, where it has several."""

    @property
    def heads(self) -> str:
        return HEADS.get(self.each, ("个", ""))[0]

    @property
    def subjects(self) -> str:
        return HEADS.get(self.each, ("", "对象"))[1]


Standards = Mapping[tuple[str, str], Known]


def known_standards(packs: Sequence[Pack]) -> Standards:
    """Every standard of the packs by (pack, standard), in the order of the plans."""
    pairs = [(pack, standard) for pack in packs for standard in pack.standards]
    plans_of = Counter(title for _, title in {(pack.id, standard.title) for pack, standard in pairs})
    return {
        (pack.id, standard.id): _known(pack, standard, place, alone=plans_of[standard.title] == 1)
        for place, (pack, standard) in enumerate(pairs)
    }


def _known(pack: Pack, standard: Standard, place: int, *, alone: bool) -> Known:
    checklist = standard.keys.get("checklist")
    return Known(
        pack=pack.id,
        plan=pack.plan.title,
        id=standard.id,
        title=standard.title if alone else f"{standard.title}（{pack.plan.title}）",
        short=standard.title,
        clause=standard.clause,
        clauses=tuple(pack.plan.clauses[number] for number in standard.clause if number in pack.plan.clauses),
        force=standard.force,
        each=standard.each,
        unit=standard.unit,
        form=standard.form,
        advice=standard.advice,
        checklist=checklist if isinstance(checklist, str) else None,
        order=place,
        parts=tuple(str(part.part) for part in standard.parts),
    )
