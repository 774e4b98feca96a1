"""How long a person or a post was what the condition asks for: the spans that met it in the period.

The condition is asked again with the anchoring ledger (posts, memberships, lists) read over the whole period instead of on its
last day, everything else as it stands: a secretary re-elected in July held the post in May too. Spans that overlap are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gangju.engine import sql
from gangju.engine.covered import covered
from gangju.engine.expr import ExprError
from gangju.engine.job import Job, anchors_of
from gangju.engine.joins import INTERVALS
from gangju.engine.model import Standard
from gangju.engine.period import Window, enclosing
from gangju.engine.scan import SUBJECT

MID_MONTH = 15


def anchor_of(standard: Standard) -> str:
    """The ledger whose rows say since when and until when; the subject's own where that is one. Raises ExprError."""
    if standard.each in INTERVALS:
        return standard.each
    found = [anchor for anchor in anchors_of(standard.each, standard.where) if anchor in INTERVALS]
    if len(found) != 1:
        raise ExprError("看不出从哪天到哪天", "where 里恰好写明一个有起止日期的台账,例如 post.role = 'secretary'", "where")
    return found[0]


def spans(job: Job) -> str:
    """SQL of rows (_subject, since, until), whoever answered for the subject then."""
    anchor = anchor_of(job.standard)
    anybody = "(SELECT DISTINCT org_id FROM f_organization)"
    return job.apart(adopted=anybody, through=anchor).spans(anchor)


def months(job: Job) -> str:
    """SQL of rows (_subject, months): in how many months of the period it was held on the fifteenth."""
    held = [f"bool_or(since <= {sql.day(day)} AND (until IS NULL OR until > {sql.day(day)}))" for day in mid_months(job.period.window)]
    count = " + ".join(f"CASE WHEN {each} THEN 1 ELSE 0 END" for each in held)
    return f"SELECT {SUBJECT}, {count} AS months FROM ({spans(job)}) GROUP BY 1"


def mid_months(window: Window) -> list[date]:
    found, month = [], enclosing("month", window.since)
    while month.since < window.until:
        found.append(month.since.replace(day=MID_MONTH))
        month = enclosing("month", month.until)
    return found


def halves(job: Job, windows: Sequence[Window]) -> str:
    """SQL of rows (_subject, h0, h1 …): whether it was held on at least half of the days of each window."""
    columns = [
        f"2 * {covered('since', 'until', window.since, window.until)} >= {(window.until - window.since).days} AS h{number}"
        for number, window in enumerate(windows)
    ]
    return f"SELECT {SUBJECT}, {', '.join(columns)} FROM ({spans(job)}) GROUP BY 1"
