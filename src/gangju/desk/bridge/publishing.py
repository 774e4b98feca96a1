"""公布: the results of an organisation frozen with packs, local values, snapshot and days; read by scope, computed again on demand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import adopted_on, kept_pack, packs_of
from gangju.desk.bridge.models import Publication, ResultSet
from gangju.desk.bridge.packs import home_of
from gangju.desk.bridge.reading import GroupRow, Reading, Wanted, cut
from gangju.desk.bridge.run import current
from gangju.desk.bridge.snapshot import NotKept, kept_facts
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.models import Organization
from gangju.engine.compare import Side
from gangju.engine.facts import Facts
from gangju.engine.frozen import Frozen, Replayed, freeze, replay
from gangju.engine.model import Pack, Param
from gangju.engine.problem import BadInput
from gangju.engine.results import Results

PUBLISH = "result.publish"
# How an open item may be published: as far as it is known, with a note that it is open, or not at all.
CHOICES: Mapping[str, str] = {"known": "按已有的数公布", "noted": "注明未定后公布", "left_out": "本次不公布这一项"}
MARK_LENGTH = 12

__all__ = ["CHOICES", "BadInput", "Decision", "Draft", "GroupRow", "NotKept", "Reading", "Replayed"]


@dataclass(frozen=True)
class Decision:
    """What somebody named decided about an item that is still open."""

    pack: str
    standard: str
    part: str | None
    roll_up: str
    choice: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """What would be published, and the group rows of the publishing organisation that are not settled."""

    frozen: Frozen
    results: Results
    open: Sequence[GroupRow]


def item(row: GroupRow | Decision) -> tuple[str, str, str | None, str]:
    return row.pack, row.standard, row.part, row.roll_up


# ---------------------------------------------------------------- the deed
def draft(scope: Scope, org: Organization, period: str | None = None) -> Draft | None:
    """From the facts of the results on show; None before the first run. Raises Denied, NotKept, BadInput."""
    scope.require(PUBLISH, org)
    shown = current()
    if shown is None:
        return None
    frozen, results = _frozen(
        shown, org.code, period, tuple((each.pack_hash, each.org, each.since, each.until) for each in adopted_on(shown.as_of))
    )
    own = cut(results, scope, Wanted(orgs=[org.code], subjects=False)).groups
    return Draft(frozen, results, [row for row in own if row.verdict and row.lo != row.hi])


@lru_cache(maxsize=2)
def _frozen(shown: ResultSet, org: str, period: str | None, _: tuple[object, ...]) -> tuple[Frozen, Results]:
    adopted = adopted_on(shown.as_of)
    bound = [each.binding() for each in adopted]
    return freeze(Side(packs_of(adopted), kept_facts(shown.facts_hash), shown.as_of, shown.known_on, period, bound, org))


def publish(
    scope: Scope,
    org: Organization,
    title: str,
    decisions: Sequence[Decision],
    *,
    period: str | None = None,
    disputed: Sequence[Mapping[str, Any]] = (),
) -> Publication:
    """Freezes the results of the organisation and everything below it. `disputed` says how many figures of a standard are in dispute.

    Raises Denied, NotKept, ValidationError for an open item that nobody decided on or a result that is published already.
    """
    found = draft(scope, org, period)
    if found is None:
        raise ValidationError("还没有算出结果,算好后再公布")
    decided = {item(each): each for each in decisions}
    if undecided := [row for row in found.open if item(row) not in decided]:
        raise ValidationError(f"还有 {len(undecided)} 项没有定下来,请逐项写明怎么公布和为什么")
    frozen = found.frozen
    if Publication.objects.filter(hash=frozen.hash).exists():
        raise ValidationError("同样的结果已经公布过,内容一字不差,不用再公布")
    publication = Publication(
        hash=frozen.hash,
        org=org,
        title=title,
        as_of=frozen.as_of,
        known_on=frozen.known_on,
        period=frozen.period or "",
        facts_hash=frozen.facts_hash,
        frozen=frozen.as_json(),
        decisions=[vars(decided[item(row)]) for row in found.open],
        disputed=list(disputed),
        folder=_name(frozen.hash),
        published_at=clock.now(),
        published_by=scope.actor.name,
        supersedes=_before(org, frozen),
    )
    publication.full_clean()
    _write(found.results, publication.folder)
    with deed("result.publish", scope.actor, org=org, subject=f"publication:{frozen.hash[7 : 7 + MARK_LENGTH]}") as log:
        publication.save()
        log.changed("publication", after={"hash": frozen.hash, "title": title, "decisions": publication.decisions})
    return publication


def _before(org: Organization, frozen: Frozen) -> Publication | None:
    """An earlier publication about the same day and period, which this one corrects."""
    alike = Publication.objects.filter(org=org, as_of=frozen.as_of, period=frozen.period or "", superseded_by=None)
    return alike.order_by("-pk").first()


def _write(results: Results, name: str) -> None:
    home = Path(settings.GANGJU_DATA) / "published"
    home.mkdir(parents=True, exist_ok=True)
    half = Path(mkdtemp(prefix="draft-", dir=home))
    results.write(half)
    if (home / name).exists():  # left by a publication whose deed did not go through
        shutil.rmtree(home / name)
    half.rename(home / name)


def _name(digest: str) -> str:
    return digest.removeprefix("sha256:")[:32]


# ---------------------------------------------------------------- reading
def publications(scope: Scope) -> QuerySet[Publication]:
    """Those of the organisations in the scope and of those above it, the newest day first."""
    seen = scope.around("standard.read", "org__")
    return Publication.objects.filter(seen).select_related("org", "superseded_by").order_by("-as_of", "-pk")


def read(scope: Scope, publication: Publication, wanted: Wanted) -> Reading:
    return cut(_kept(publication.folder), scope, wanted)


@lru_cache(maxsize=16)
def _kept(name: str) -> Results:
    return Results.read(Path(settings.GANGJU_DATA) / "published" / name)


# ---------------------------------------------------------------- replay
def by_mark(mark: str) -> Publication | None:
    """By the beginning of its hash, with or without `sha256:`; None where none or several begin so."""
    found = list(Publication.objects.filter(hash__startswith=f"sha256:{mark.removeprefix('sha256:').lower()}")[:2])
    return found[0] if len(found) == 1 else None


def replayed(publication: Publication, facts: Facts | None = None) -> Replayed:
    """Computed anew from the kept snapshot, or from facts that somebody brings. Raises NotKept, BadInput."""
    frozen = Frozen.from_json(publication.frozen)
    if frozen.hash != publication.hash:
        raise NotKept(f"公布 {publication.hash[:19]} 的登记与它的编号不符,登记被改动过")
    return replay(frozen, [_pack(digest) for _, digest in frozen.packs], facts or kept_facts(frozen.facts_hash), _rows(publication))


def _pack(digest: str) -> Pack:
    try:
        return kept_pack(home_of(digest) / "pack", digest)
    except ValueError as changed:
        raise NotKept(str(changed)) from changed


def _rows(publication: Publication) -> Results:
    try:
        return _kept(publication.folder)
    except FileNotFoundError as gone:
        raise NotKept(f"公布 {publication.hash[:19]} 的结果文件不在了,请从备份恢复") from gone


def local_values(publication: Publication) -> Iterator[tuple[Param, Fraction]]:
    """The values that places had chosen for themselves, in force where it was published. Packs that are gone say nothing."""
    for adoption in Frozen.from_json(publication.frozen).adoptions:
        try:
            pack = _pack(adoption.hash)
        except (NotKept, BadInput):
            continue
        yield from ((pack.params[name], value) for name, value in adoption.params.items() if name in pack.params)


def as_json(publication: Publication, found: Replayed) -> dict[str, Any]:
    """What `gangju replay` prints."""
    said: dict[str, Any] = {
        "hash": publication.hash,
        "title": publication.title,
        "equal": found.equal,
        "facts_hash": publication.facts_hash,
    }
    differing = found.differing
    rows = (
        {"subjects": [], "groups": []}
        if differing is None
        else {"subjects": list(differing.subject_rows()), "groups": list(differing.group_rows())}
    )
    return {**said, **rows}
