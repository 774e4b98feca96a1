"""Who was present belonged somewhere: a member of a branch on that day, or the holder of a post.

A wrong person or a wrong day shows here first. A county has a million attendances, so DuckDB looks for them at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from gangju.engine.facts_check import Ledgers, told
from gangju.engine.problem import Problem

STRANGERS = """
    with present as (
      select p._line as line, p.person_id, cast(a.started_at as date) as day
      from participation as p join activity as a on a.activity_id = p.activity_id
      where p.attended
    ), belonging as (
      select person_id, since, coalesce(until, date '9999-12-31') as until from membership
      union all
      select person_id, since, coalesce(until, date '9999-12-31') from post
    )
    select line, person_id, day from present
    where not exists (
      select 1 from belonging as b
      where b.person_id = present.person_id and b.since <= present.day and present.day < b.until
    )
    order by line
"""
RELATIONS_READ = ("participation", "activity", "membership", "post")


def check_presence(ledgers: Ledgers) -> None:
    """Adds every attendance of a person who was in no branch and held no post that day."""
    if ledgers.tables["participation"].num_rows and ledgers.sound(*RELATIONS_READ, "person"):
        ledgers.problems += told(_strangers(ledgers))


def _strangers(ledgers: Ledgers) -> Iterator[Problem]:
    with duckdb.connect() as database:
        for name in RELATIONS_READ:
            database.register(name, ledgers.tables[name])
        found = database.execute(STRANGERS).fetchall()
    names = dict(ledgers.rows("person", "person_id", "name")) if found else {}
    for line, person, day in found:
        message = f"{names[person]}({person})在活动当天({day})不在任何支部,也没有职务"
        remedy = f"请改正参加人或活动日期,或在 {ledgers.file('membership')} 里补上他当天的党籍"
        yield ledgers.problem("participation", line, "person_id", message, remedy)
