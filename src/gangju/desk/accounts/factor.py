"""二次验证: a time-based code (RFC 6238) from an authenticator on the person's own phone, and recovery codes on paper.

The secret and the codes left are sealed by the vault. A code is taken once: its time step is written in the statement that
checks that no later one was taken, so two requests with the same code cannot both pass.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import time
import unicodedata
from dataclasses import dataclass

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.models import User
from django.db import transaction

from gangju.desk import clock
from gangju.desk.accounts import limits
from gangju.desk.accounts.models import SecondFactor
from gangju.desk.vault.sealing import context, open_sealed, seal

SECRET_BYTES, DIGITS, STEP_SECONDS = 20, 6, 30
# A phone's clock may be this many steps off.
SLACK = 1
ISSUER = "纲举"
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_GROUP = 5
TABLE = SecondFactor._meta.db_table


@dataclass(frozen=True)
class Enrolment:
    """What the page of the set-up shows: a picture for the phone, and the same to type."""

    secret: str
    picture: str


def begin(user: User) -> Enrolment:
    """The one begun before is shown again, so that a reload does not outdate the picture already scanned. Never over a confirmed one."""
    found, _ = SecondFactor.objects.get_or_create(user=user, confirmed_at=None, defaults=_fresh(user))
    secret = _secret(found)
    address = _totp(secret).get_provisioning_uri(user.get_username(), ISSUER)
    return Enrolment(_grouped(base64.b32encode(secret).decode()), segno.make(address, micro=False).svg_data_uri(scale=5, border=2))


def confirm(user: User, code: str) -> list[str] | None:
    """The recovery codes, shown this once; None where the code is wrong."""
    with transaction.atomic():
        found = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
        if found is None or not _take(found, _folded(code)):
            return None
        SecondFactor.objects.filter(pk=found.pk).update(confirmed_at=clock.now())
        return renew_codes(user)


def enrolled(user: User) -> bool:
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def passes(user: User, said: str) -> bool:
    """A code of the authenticator, or one of the recovery codes, which is then gone. Raises KeyProblem."""
    said = _folded(said)
    with transaction.atomic():
        found = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
        if found is None:
            return False
        return _take(found, said) if len(said) == DIGITS else _use_up(found, said)


def codes_left(user: User) -> int:
    found = SecondFactor.objects.filter(user=user).first()
    return len(_codes(found)) if found else 0


def renew_codes(user: User) -> list[str]:
    """New codes; the old ones are void."""
    codes = ["".join(secrets.choice(CODE_LETTERS) for _ in range(2 * CODE_GROUP)) for _ in range(limits.RECOVERY_CODES)]
    SecondFactor.objects.filter(user=user).update(codes=_sealed_codes(user.pk, codes))
    return [f"{code[:CODE_GROUP]}-{code[CODE_GROUP:]}" for code in codes]


def remove(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()


def _fresh(user: User) -> dict[str, bytes]:
    secret = seal(secrets.token_bytes(SECRET_BYTES), context=context(TABLE, "secret", user.pk))
    return {"secret": secret, "codes": _sealed_codes(user.pk, [])}


def _folded(said: str) -> str:
    """As it is compared, however it was typed: full-width digits, blanks and strokes between groups."""
    return "".join(unicodedata.normalize("NFKC", said).split()).replace("-", "").upper()


def _take(found: SecondFactor, said: str) -> bool:
    now = int(time.time()) // STEP_SECONDS
    totp = _totp(_secret(found))
    for step in range(now - SLACK, now + SLACK + 1):
        if hmac.compare_digest(totp.generate(step * STEP_SECONDS), said.encode("utf-8", "replace")):
            return bool(SecondFactor.objects.filter(pk=found.pk, last_step__lt=step).update(last_step=step))
    return False


def _use_up(found: SecondFactor, said: str) -> bool:
    codes = _codes(found)
    rest = [code for code in codes if not hmac.compare_digest(code.encode(), said.encode("utf-8", "replace"))]
    if len(rest) == len(codes):
        return False
    SecondFactor.objects.filter(pk=found.pk).update(codes=_sealed_codes(found.pk, rest))
    return True


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what every authenticator computes


def _secret(found: SecondFactor) -> bytes:
    return open_sealed(bytes(found.secret), context=context(TABLE, "secret", found.pk))


def _codes(found: SecondFactor) -> list[str]:
    return [str(code) for code in json.loads(open_sealed(bytes(found.codes), context=context(TABLE, "codes", found.pk)))]


def _sealed_codes(number: int, codes: list[str]) -> bytes:
    return seal(json.dumps(codes).encode(), context=context(TABLE, "codes", number))


def _grouped(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
