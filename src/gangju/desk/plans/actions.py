"""The deeds of plans: adopt a pack for a subtree, end the adoption."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from gangju.desk.bridge import packs
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers.models import Organization
from gangju.desk.plans.models import Adoption


def adopt(
    actor: Actor, pack_folder: Path, org: Organization, since: date, until: date | None = None, params: Mapping[str, Fraction] | None = None
) -> Adoption:
    """Bind the organisation and everything below it to a pack, which is kept as it is now.

    Raises BadInput for a pack with mistakes, ValidationError for days that do not fit or a second adoption from the same day.
    """
    kept = packs.keep(pack_folder)
    adoption = Adoption(
        pack=kept.id,
        title=kept.title,
        pack_hash=kept.hash,
        org=org,
        since=since,
        until=until,
        params={name: str(value) for name, value in (params or {}).items()},
    )
    adoption.full_clean()
    with deed("plan.adopt", actor, org=org, subject=f"pack:{kept.id}") as log:
        adoption.save()
        log.changed("adoption", after=adoption)
    return adoption


def end_adoption(actor: Actor, adoption: Adoption, until: date) -> Adoption:
    """The pack no longer binds from `until` on. Raises ValidationError for a day before its beginning."""
    with deed("plan.end", actor, org=adoption.org, subject=f"pack:{adoption.pack}") as log:
        log.changed("adoption", before=adoption)
        adoption.until = until
        adoption.full_clean()
        adoption.save()
        log.changed("adoption", after=adoption)
    return adoption
