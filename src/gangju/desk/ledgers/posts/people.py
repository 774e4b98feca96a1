"""Finding the person meant by a typed name, only among those whom the viewer may know by name.

`opened` is an organisation whose names were opened against a logged reason for this one request.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Membership, Organization, OrganizationVersion, Person, below, in_force

_TYPED = re.compile(r"(?P<name>.+?)[\s(]*(?:(?P<year>\d{4})\s*[.\-/年]\s*(?P<month>\d{1,2})\s*月?(?:生|出生)?)?[\s)]*")
MOST_NAMED = 6


def knowable(scope: Scope, opened: Organization | None = None) -> QuerySet[Person]:
    """Persons whose names this viewer may read now."""
    where = scope.named() if opened is None else scope.named() | below(opened.path, "org__path")
    return scope.rows(Person).filter(where)


def find(scope: Scope, typed: str, near: Organization, opened: Organization | None = None) -> Person:
    """`张三`, or `张三 1975.3` where several bear the name; those of `near` come first. Raises ValidationError."""
    name, born = _read(typed)
    found = list(knowable(scope, opened).filter(born, name=name).order_by("code")[: MOST_NAMED + 1])
    own = [person for person in found if person.org_id == near.pk]
    if len(own) == 1:
        return own[0]
    if not found:
        raise ValidationError(f"在您可以查看姓名的人员里没有“{name}”,请核对姓名;由别的支部管理的人员,请由共同的上级办理")
    if len(found) > 1:
        raise ValidationError(f"叫“{name}”的不止一人:{';'.join(_told(person) for person in found[:MOST_NAMED])}。请在姓名后写出生年月")
    return found[0]


def suggestions(scope: Scope, org: Organization, day: date, most: int = 200) -> list[str]:
    """Names to pick from while typing: the organisation's own members, where they may be named."""
    rows = scope.rows(Membership).filter(scope.named(), in_force(day), org=org).exclude(kind="suspended")
    return list(rows.order_by("person__name").values_list("person__name", flat=True)[:most])


def _read(typed: str) -> tuple[str, Q]:
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return typed.strip(), Q()
    born = Q(born_on__year=int(found["year"]), born_on__month=int(found["month"])) if found["year"] else Q()
    return found["name"].strip(), born


def _told(person: Person) -> str:
    born = f"{person.born_on.year}.{person.born_on.month}生" if person.born_on else "出生年月未登记"
    name = OrganizationVersion.objects.filter(organization=person.org).order_by("-since").values_list("name", flat=True).first()
    return f"{name or ''} {born}".strip()
