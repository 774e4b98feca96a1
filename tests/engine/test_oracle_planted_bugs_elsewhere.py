"""The same of what looks elsewhere and of forms with several rows: a bug in any of them is caught among the standards that use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest

from gangju.engine import exists, joins, scan, whole, world
from gangju.engine.forms import bound, quota, spell
from gangju.engine.model import Standard
from tests.oracle.against import differs, first_disagreement
from tests.oracle.worlds import World

WORLDS = range(300)
Bug = Callable[[pytest.MonkeyPatch], None]


class Planted(NamedTuple):
    """A bug, and a word that stands in every standard it may touch."""

    bug: Bug
    word: str


def maybe_taken_for_yes(patch: pytest.MonkeyPatch) -> None:
    right = exists.answer
    patch.setattr(exists, "answer", lambda *given: right(*given).replace("found = 2", "found >= 1"))


def no_row_taken_for_unknown(patch: pytest.MonkeyPatch) -> None:
    right = exists.answer
    patch.setattr(exists, "answer", lambda *given: right(*given).replace("ELSE FALSE", "ELSE NULL"))


def ends_of_a_tie_swapped(patch: pytest.MonkeyPatch) -> None:
    for each in ("unit", "organization"):
        acts, receives = (each, "tie_out"), (each, "tie_in")
        swapped = {acts: joins.LINKS[receives], receives: joins.LINKS[acts]}
        for key, link in swapped.items():
            patch.setitem(joins.LINKS, key, link)


def history_forgets_what_has_ended(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(world.World, "begun", lambda self, relation, day: self.table(relation, day))


def history_through_todays_places(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scan, "HISTORY", "_of_nothing")


def subtree_without_what_is_below(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scan, "below", lambda rows, _, **__: rows)


def listed_where_it_stood_then(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(joins.BELOW, ("organization", "roster_entry"), (joins.Link("org_id"),))


def due_never_waits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("gangju.engine.run.with_due", lambda _, form: form)


def due_a_day_longer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("gangju.engine.due.timedelta", lambda days: timedelta(days=days + 1))


def last_part_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("gangju.engine.verdicts.whole_sql", lambda job, parts: whole.whole_sql(job, parts[:-1]))


def unknown_part_taken_for_unmet(patch: pytest.MonkeyPatch) -> None:
    seen, taken = "judged = 'unknown') THEN 'unknown'", "judged = 'unknown') THEN 'fail'"
    patch.setattr("gangju.engine.verdicts.whole_sql", lambda job, parts: whole.whole_sql(job, parts).replace(seen, taken))


def reported_figure_taken_for_the_counted(patch: pytest.MonkeyPatch) -> None:
    right = bound._shown
    patch.setattr(bound, "_shown", lambda *given: replace(right(*given), value="coalesce(v.reported, v.lo)"))


def listed_twice_counted_twice(patch: pytest.MonkeyPatch) -> None:
    right = quota.counted

    def twice(standard: Standard) -> Standard:
        found = right(standard)
        return replace(found, keys={**found.keys, "value": str(found.keys["value"]).replace("count(distinct ", "count(")})

    patch.setattr(quota, "counted", twice)


def spell_a_day_longer(patch: pytest.MonkeyPatch) -> None:
    right = spell.limit
    patch.setattr(spell, "limit", lambda standard, day: right(standard, day) - timedelta(days=1))


def nothing_inherited(patch: pytest.MonkeyPatch) -> None:
    life = "SELECT subject, subject AS id FROM {}"
    patch.setattr(spell, "_line", lambda job: life.format(job.world.lives(job.standard.each)))


def approvals_still_to_come(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spell, "_so_far", lambda job: spell.nodes(job.pack, job.standard)[0][1])


def every_ledger_below_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(world, "covers", lambda _: "TRUE")


BUGS = [
    pytest.param(Planted(maybe_taken_for_yes, "double_posts"), id="maybe_taken_for_yes"),
    Planted(no_row_taken_for_unknown, "double_posts"),
    Planted(ends_of_a_tie_swapped, "'rule': 'ties'"),
    pytest.param(Planted(history_forgets_what_has_ended, "_ever"), id="history_forgets_what_has_ended"),
    Planted(history_through_todays_places, "members_ever"),
    Planted(subtree_without_what_is_below, "_below"),
    pytest.param(Planted(listed_where_it_stood_then, "quota"), id="listed_where_it_stood_then"),
    Planted(due_never_waits, "'due'"),
    pytest.param(Planted(due_a_day_longer, "'due'"), id="due_a_day_longer"),
    Planted(last_part_forgotten, "'parts'"),
    pytest.param(Planted(unknown_part_taken_for_unmet, "'parts'"), id="unknown_part_taken_for_unmet"),
    Planted(reported_figure_taken_for_the_counted, "'reported': 'oracle"),
    Planted(listed_twice_counted_twice, "quota"),
    Planted(spell_a_day_longer, "spell"),
    Planted(nothing_inherited, "'inherit': True"),
    Planted(approvals_still_to_come, "spell"),
    Planted(every_ledger_below_kept, "meetings_below"),
]


@pytest.mark.long
@pytest.mark.parametrize("planted", BUGS, ids=lambda planted: planted.bug.__name__ if isinstance(planted, Planted) else None)
def test_a_planted_bug_is_caught(monkeypatch: pytest.MonkeyPatch, planted: Planted) -> None:
    def seen(drawn: World) -> bool:
        touched = [standard for standard in drawn["standards"] if planted.word in str(standard)]
        return bool(touched) and differs({**drawn, "standards": touched})

    planted.bug(monkeypatch)
    assert first_disagreement(WORLDS, seen) is not None
