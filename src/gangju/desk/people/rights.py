"""Whose file it is, who may open it, and who decides what.

A file is open to the branch and to the organisation directly above it; everybody else gets the one answer for absent and
forbidden. What a branch knows of its own people it enters itself. What changes who belongs to it, or frees somebody from a
duty, is decided one level up and never by the one whom it is about.
"""

from __future__ import annotations

from django.http import Http404

from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.ledgers.models import Organization, Person

NAMES = "person.name"
WRITE = "ledger.write"


def person(scope: Scope, code: str) -> Person:
    """The person behind a file. Raises Http404 for what is absent and what is not the viewer's alike."""
    found = scope.rows(Person, NAMES).filter(scope.named(), code=code).select_related("org").first()
    if found is None:
        raise Http404
    return found


def enters(scope: Scope, org: Organization) -> Answer:
    """May this viewer enter rows about the people of the branch? Whoever may not know the names may not."""
    return scope.can(WRITE, org) and scope.persons_named(org)


def decides(scope: Scope, org: Organization) -> Answer:
    """May this viewer decide from above: belonging, transfer, exemption?"""
    above = any(org.path.startswith(path) and org.path != path for path in scope.paths(WRITE))
    if not above:
        return Answer(False, "这件事由直接上级党组织的组织委员办理,本支部不能自己定")
    return scope.persons_named(org)


def require(answer: Answer | bool) -> None:
    """Raises Denied."""
    if not answer:
        raise Denied(answer if isinstance(answer, Answer) else Answer(False, "这件事不在您的授权之内"))


def is_about_oneself(scope: Scope, about: Person) -> bool:
    """Does the account that acts belong to the person whom it is about?"""
    return AccountHolder.objects.filter(user=scope.actor.user, person=about).exists()
