"""The figures of sign-in safety, in one place: pages tell them, tests read them. Those that an installation may choose are settings."""

from __future__ import annotations

from datetime import timedelta

# Five wrong in a quarter of an hour lock the account at this address for a quarter of an hour.
MOST_WRONG = 5
# So many wrong from one address, whatever the names, lock the address: an office behind one router does not reach it by mistyping.
MOST_WRONG_FROM_ADDRESS = 30
WINDOW = timedelta(minutes=15)
LOCKED = timedelta(minutes=15)

# Between the password and the code of the second factor.
HALF_SIGN_IN_SECONDS = 5 * 60
SESSION_SECONDS = 12 * 3600
KEPT = timedelta(minutes=30)
KEPT_BYTES = 512 * 1024
WARN_SECONDS = 120

TEMPORARY = timedelta(hours=72)
PASSWORD_LENGTH = 10
PASSWORD_KINDS = 3
RECOVERY_CODES = 10
