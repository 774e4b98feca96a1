"""证件号码和电话 of a person: sealed, with keyed hashes for matching. No fact: no relation, pack or facts folder holds them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gangju.desk import clock
from gangju.desk.vault.hashing import HASH_BYTES

NUMBER, PHONE = "identity.number", "identity.phone"


def _hashed(column: str) -> models.CheckConstraint:
    """A value has its hash, and no hash stands alone."""
    both = [Q(**{f"{name}__isnull": empty for name in (column, f"{column}_hash")}) for empty in (True, False)]
    return models.CheckConstraint(name=f"identity_{column}_hashed", condition=both[0] | both[1])


class PersonIdentity(models.Model):
    """`number` and `phone` are sealed under the person's number; the hash of a number is held by one person only."""

    person = models.OneToOneField("ledgers.Person", models.PROTECT, primary_key=True, related_name="identity")
    number = models.BinaryField(null=True)
    number_hash = models.BinaryField(max_length=HASH_BYTES, null=True, unique=True)
    phone = models.BinaryField(null=True)
    phone_hash = models.BinaryField(max_length=HASH_BYTES, null=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "证件信息"
        indexes = (models.Index(fields=["phone_hash"], name="identity_by_phone"),)
        constraints = (_hashed("number"), _hashed("phone"))

    def __str__(self) -> str:
        return f"证件信息 {self.person_id}"
