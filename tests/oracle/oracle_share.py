"""占比: the subject's own line is read as a threshold; only the group of them is judged, and only where the roll-up says."""

from __future__ import annotations

from typing import Any

from tests.oracle.ledger import Row
from tests.oracle.oracle_threshold import judge_threshold
from tests.oracle.subjects import Meant


def judge_share(standard: Row, meant: Meant, case: Any) -> Row:
    return judge_threshold(standard, meant, case)
