"""补录: what happened, or was measured, more than the days of grace before it was entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from gangju.desk import clock

# Registers hold what has long been so when it is entered; these hold what happens. Under each the columns that say when it was over.
HAPPENED: Mapping[str, tuple[str, ...]] = {
    "activity": ("started_at",),
    "participation": ("activity__started_at",),
    "observation": ("until", "since"),
    "fund_entry": ("dated_on",),
    "check_answer": ("checked_on",),
}
# As many days as a plan grants for entering what has happened, where it says nothing else.
GRACE = 10


def entered_late(relation: str, over: date | None, recorded: date | None) -> date | None:
    """The day on which a row was entered, where that was later than `GRACE` days after what it tells was over.

    Rows are recorded in real time; where the business day is another one (the demo), so is the day on which they were entered.
    """
    if relation not in HAPPENED or over is None or recorded is None:
        return None
    entered = _day(recorded) - (clock.now().date() - clock.today())
    return entered if (entered - _day(over)).days > GRACE else None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
