"""A branch's verdicts now, from the database: its small closure of facts, judged by the same engine.

After an entry the page shows these in the same response; the ancestors follow with the next run of the whole.
"""

from __future__ import annotations

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import adopted_on, packs_of
from gangju.desk.bridge.closure import closure
from gangju.desk.bridge.reading import Reading, Wanted, cut
from gangju.desk.ledgers.models import Organization
from gangju.engine.results import Results
from gangju.engine.run import evaluate


def branch(scope: Scope, org: Organization, *, standard: str | None = None) -> Reading:
    """The verdicts of one organisation and what is below it. Raises Denied for an organisation outside the scope."""
    scope.require("standard.read", org)
    return cut(judge(org), scope, Wanted(standard=standard))


def judge(org: Organization) -> Results:
    """The same rows that the whole evaluation would give for this subtree. Callers cut them to a scope before they leave."""
    as_of, known_on = clock.today(), clock.known_on()
    adopted = adopted_on(as_of)
    bindings = [each.binding() for each in adopted]
    return evaluate(packs_of(adopted), closure(org), as_of, known_on=known_on, adoptions=bindings, org=org.code)
