"""The one business day of the desk. `GANGJU_TODAY` fixes it (the demo's 演示日期); deeds also carry real time.

Real time is `now()`: local time without a zone, as facts folders write it.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Raises ValueError when `GANGJU_TODAY` is not a day."""
    fixed = os.environ.get("GANGJU_TODAY")
    return date.fromisoformat(fixed) if fixed else now().date()


def is_fixed() -> bool:
    """True where pages must show 演示日期."""
    return bool(os.environ.get("GANGJU_TODAY"))


def now() -> datetime:
    return datetime.now(HERE).replace(tzinfo=None)


def known_on() -> date:
    """数据时点 of what is known at this moment. Rows are recorded in real time, so a fixed business day must not hide them."""
    return max(today(), now().date())
