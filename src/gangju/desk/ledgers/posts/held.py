"""What one organisation's page of elections lists: each election and extension, with the paper that its deed was done on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gangju.desk.access.scope import Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.places import Place
from gangju.desk.ledgers.posts.elections import EXTEND, WRITE, elections_of
from gangju.desk.ledgers.posts.rights import is_above
from gangju.desk.ledgers.posts.terms import POSTPONED

DEEDS = ("election.record", "election.extend")


@dataclass(frozen=True)
class Held:
    code: str
    what: str
    since: date | None
    until: date | None
    number: str
    rule: str
    may_withdraw: bool


def held(scope: Scope, org: Place) -> list[Held]:
    """Newest first."""
    rows = list(elections_of(org.org))
    subjects = [f"case:{row.case.code}" for row in rows]
    papers = dict(Entry.objects.filter(subject__in=subjects, deed__in=DEEDS).values_list("subject", "reason"))
    may = {False: bool(scope.can(WRITE, org.org)), True: is_above(scope, org.org, EXTEND)}
    return [
        Held(
            code=row.case.code,
            what="批准延期" if row.case.state == POSTPONED else label("case_election.mode", row.mode) or "换届选举",
            since=row.term_from,
            until=row.term_until,
            number=papers.get(f"case:{row.case.code}", ""),
            rule=row.rule,
            may_withdraw=may[row.case.state == POSTPONED],
        )
        for row in reversed(rows)
    ]
