"""What an account still owes after the password was right: to choose one of its own, to set up a second factor."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User

from gangju.desk.access.roles import ADMINISTRATORS
from gangju.desk.access.scope import STEP, Scope
from gangju.desk.accounts import factor
from gangju.desk.accounts.models import AccountHolder

PASSWORD, FACTOR = "password", "factor"
PAGES = {PASSWORD: "/me/password/", FACTOR: "/me/factor/"}
ADMINS, ALL, NONE = "admins", "all", "none"


def needs_factor(user: User) -> bool:
    """By `GANGJU_SECOND_FACTOR`: `admins` are the three administrators and whoever holds a role over a whole tree."""
    if settings.GANGJU_SECOND_FACTOR == NONE:
        return False
    if settings.GANGJU_SECOND_FACTOR == ALL:
        return True
    return any(grant.role in ADMINISTRATORS or len(grant.path) == STEP for grant in Scope(user).held)


def owed(user: User) -> list[str]:
    """In the order in which they are asked for."""
    temporary = AccountHolder.objects.filter(user=user, temporary_until__isnull=False).exists()
    missing = needs_factor(user) and not factor.enrolled(user)
    return [PASSWORD] * temporary + [FACTOR] * missing
