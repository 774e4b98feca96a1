"""Making, ending and recognising tokens. A token is shown once, when it is made; afterwards nobody can read it, only end it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from gangju.desk import clock
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope, in_force
from gangju.desk.api.models import Token
from gangju.desk.journal.deeds import Actor, deed

MARK = "gj"
LONGEST = timedelta(days=366)
OWN = "token.own"


class TokenScope(Scope):
    """What the token opens today: of its owner's grants only those it is bound to. Deeds name the owner and the token."""

    def __init__(self, token: Token) -> None:
        super().__init__(token.user, grants=tuple(token.grants.values_list("pk", flat=True)))
        self.token = token

    @cached_property
    def actor(self) -> Actor:
        own = Scope(self.user, self.today).actor
        role = self.held[0].role.value if self.held else "none"
        return Actor(own.user, role, f"{own.name}(接口令牌 {self.token.prefix})")


@dataclass(frozen=True)
class Made:
    """`secret` exists nowhere else and is not to be kept."""

    token: Token
    secret: str


def bindable(scope: Scope) -> QuerySet[Grant]:
    """The viewer's own grants in force, to which a token may be bound."""
    found = Grant.objects.filter(in_force(scope.today), user=scope.actor.user).exclude(org__path="")
    return found.select_related("org").order_by("org__path", "role")


def make_token(scope: Scope, name: str, grants: Collection[int], until: date, *, can_write: bool) -> Made:
    """办理令牌. Raises ValidationError by field (name, grants, until)."""
    chosen = [grant for grant in bindable(scope) if grant.pk in set(grants)]
    today = clock.now().date()
    wrong = dict(_mistakes(name, len(chosen) == len(set(grants)) > 0, until, today))
    if wrong:
        raise ValidationError(wrong)
    prefix = f"{MARK}_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = Token(user=scope.actor.user, name=name.strip(), prefix=prefix, digest=digest_of(secret))
    token.can_write, token.since, token.until = can_write, today, until
    try:
        with transaction.atomic(), deed("token.make", scope.actor, org=chosen[0].org, subject=f"token:{prefix}") as log:
            token.save()
            token.grants.set(chosen)
            said = {"name": token.name, "grants": [grant.pk for grant in chosen], "can_write": can_write, "until": until}
            log.changed("token", after=said)
    except IntegrityError as taken:
        raise ValidationError({"name": "已有同名的令牌在用，请换一个名称；令牌只在办理时显示一次，丢失了请停用后重新办理"}) from taken
    return Made(token, secret)


def _mistakes(name: str, sound: bool, until: date, today: date) -> list[tuple[str, str]]:
    found = []
    if not 0 < len(name.strip()) <= 60:
        found.append(("name", "请填写名称，写明给哪个系统用，不超过 60 字"))
    if not sound:
        found.append(("grants", "请至少选一项自己现有的授权"))
    if not today < until <= today + LONGEST:
        found.append(("until", f"到期日应在 {today + timedelta(days=1)} 到 {today + LONGEST} 之间，最长一年"))
    return found


def end_token(scope: Scope, token: Token) -> None:
    """停用. Ended already is no mistake."""
    if token.ended_at is not None:
        return
    place = next(iter(token.grants.select_related("org").order_by("pk"))).org
    with deed("token.end", scope.actor, org=place, subject=f"token:{token.prefix}"):
        token.ended_at = clock.now()
        token.save(update_fields=["ended_at"])


def own_tokens(scope: Scope) -> QuerySet[Token]:
    """Newest first, those ended among them."""
    return Token.objects.filter(user=scope.actor.user).prefetch_related("grants__org").order_by("-pk")


def places(scope: Scope, tokens: Iterable[Token]) -> dict[int, list[str]]:
    """What each token is bound to, in words; an organisation that is the viewer's no longer stands by its code."""
    bound = {token.pk: list(token.grants.all()) for token in tokens}
    codes = {grant.org.code for grants in bound.values() for grant in grants}
    known = dict(scope.organizations(code__in=codes).values_list("code", "name"))
    return {pk: [f"{known.get(each.org.code, each.org.code)} · {Role(each.role).label}" for each in grants] for pk, grants in bound.items()}


def digest_of(secret: str) -> str:
    """256 random bits cannot be guessed from their hash, so none of the slow hashes for passwords is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def scope_of(authorization: str) -> TokenScope | None:
    """The scope behind an Authorization header; None for no token, a wrong, ended or expired one, or one whose grants have all ended."""
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith(f"{MARK}_"):
        return None
    today = clock.now().date()
    live = Token.objects.select_related("user").filter(ended_at__isnull=True, since__lte=today, until__gt=today)
    token = live.filter(digest=digest_of(secret.strip())).first()
    if token is None:
        return None
    scope = TokenScope(token)
    return scope if scope.held and scope.may(OWN) else None
