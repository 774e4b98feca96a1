"""Who was present belonged somewhere: a member of a branch on that day, or the holder of a post.

A wrong person or a wrong day shows here first. A county has a million attendances; nearly all are of people who belong
since before the first event and still do, so those are set aside at once and only the rest are looked at one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine.facts_check import Ledgers, told
from gangju.engine.problem import Problem
from gangju.engine.relations import LINE

Spells = Mapping[str, list[tuple[date, date]]]


def check_presence(ledgers: Ledgers) -> None:
    """Adds every attendance of a person who was in no branch and held no post that day."""
    if ledgers.tables["participation"].num_rows and ledgers.sound("participation", "activity", "membership", "post", "person"):
        ledgers.problems += told(_strangers(ledgers))


def _strangers(ledgers: Ledgers) -> Iterator[Problem]:
    attended = _attended(ledgers)
    spells = _belonging(ledgers)
    first = pc.min(attended.column("day")).as_py() or date.max
    settled = [person for person, known in spells.items() if any(since <= first and until == date.max for since, until in known)]
    rest = attended.filter(pc.invert(pc.is_in(attended.column("person_id"), value_set=pa.array(settled, pa.string()))))
    names: dict[str, str] = {}
    for person, day, line in zip(*(column.to_pylist() for column in rest.columns), strict=True):
        if any(since <= day < until for since, until in spells.get(person, ())):
            continue
        names = names or dict(ledgers.rows("person", "person_id", "name"))
        message = f"{names[person]}({person})在活动当天({day})不在任何支部,也没有职务"
        remedy = f"请改正参加人或活动日期,或在 {ledgers.file('membership')} 里补上他当天的党籍"
        yield ledgers.problem("participation", line, "person_id", message, remedy)


def _attended(ledgers: Ledgers) -> pa.Table:
    """person_id, day and line of each attendance."""
    table, activity = ledgers.tables["participation"], ledgers.tables["activity"]
    table = table.filter(table.column("attended"))
    places = pc.index_in(table.column("activity_id"), value_set=activity.column("activity_id").combine_chunks())
    days = pc.cast(activity.column("started_at").combine_chunks(), pa.date32()).take(places)
    return pa.table({"person_id": table.column("person_id"), "day": days, LINE: table.column(LINE)})


def _belonging(ledgers: Ledgers) -> Spells:
    spells: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for relation in ("membership", "post"):
        for person, since, until in ledgers.rows(relation, "person_id", "since", "until"):
            spells[person].append((since, until or date.max))
    return spells
