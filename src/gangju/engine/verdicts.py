"""From what the forms say to table `subjects`: one row a subject and standard, with verdict, value, target, shortfall and note.

Statements of one shape are one statement. Forms give their SQL in layers: the first reads the ledgers and differs from standard to
standard, the second only compares what the first has found, and says the same for all standards alike. So the first layers of
all standards whose second layers are the same text are stacked, and judged at once; where the first layers read the same too, the
subjects are stacked before them, and what they read is joined once. Who is freed is asked once for all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa

from gangju.engine import sql
from gangju.engine.forms.parts import FormSql
from gangju.engine.job import Job
from gangju.engine.scan import SUBJECT
from gangju.engine.whole import whole_sql
from gangju.engine.world import World

_WINDOW: Final = 'STRUCT("from" DATE, until DATE, count BIGINT, verdict VARCHAR, note VARCHAR)[]'
_FOUND: Final = {
    "job": "INTEGER",
    **dict.fromkeys(("subject_id", "org_id"), "VARCHAR"),
    "meant": "BOOLEAN",
    **dict.fromkeys(("why", "by_form", "judged"), "VARCHAR"),
    **dict.fromkeys(("value", "target", "shortfall"), "HUGEINT"),
    "note": "VARCHAR",
    "high": "HUGEINT",
    "state": "INTEGER",
    "windows": _WINDOW,
}
"""What a form says of its subjects, before exemptions and unknown conditions are laid over it."""


def make(world: World, judged: Sequence[tuple[Job, FormSql]], wholes: Sequence[tuple[Job, Sequence[Job]]]) -> None:
    """Makes table `subjects`: those of every standard by its form, then the wholes from their parts."""
    typed = ", ".join(f"{name} {kind}" for name, kind in _FOUND.items())
    world.run(f"CREATE TEMP TABLE found ({typed})")
    alike: dict[tuple[str, ...], dict[Hashable, list[tuple[Job, FormSql]]]] = {}
    for job, form in judged:
        same = alike.setdefault((*form.columns, _second(form)), {})
        same.setdefault((tuple(form.columns.items()), form.joins, job.shape), []).append((job, form))
    for (*_, second), firsts in alike.items():
        world.run(f"INSERT INTO found WITH firsts AS ({' UNION ALL '.join(map(_first, firsts.values()))}) {second}")
    for whole, parts in wholes:
        world.run(f"INSERT INTO found {whole_sql(whole, parts)}")
    _free(world, [*(job for job, _ in judged), *(whole for whole, _ in wholes)])
    world.run(f"CREATE TEMP TABLE subjects AS {_subjects_sql()}")


# ---------------------------------------------------------------- what forms say
def _first(alike: Sequence[tuple[Job, FormSql]]) -> str:
    """One row a subject with what the form reads of it; standards that read the same stand below each other."""
    subjects, form = " UNION ALL ".join(job.cut for job, _ in alike), alike[0][1]
    return f"SELECT s.job, s.{SUBJECT}, s.org_id, s.meant, s.why, {_listed(form.columns)} FROM ({subjects}) AS s {form.joins}"


def _second(form: FormSql) -> str:
    """The verdict, and what is said with it, of whatever the first layers have found."""
    second = f"SELECT v.*, {_listed({'by_form': f'CASE WHEN v.meant THEN {form.exempt} END', **form.more})} FROM firsts AS v"
    form, judged = _in_time(form, second)
    said = [f"v.{name}" for name in ("job", SUBJECT, "org_id", "meant", "why", "by_form", "judged", "amount")]
    said += [form.target, form.shortfall, form.note, form.hi, form.state, form.windows]
    return f"SELECT {', '.join(said)} FROM ({judged}) AS v"


def _in_time(form: FormSql, second: str) -> tuple[FormSql, str]:
    """Verdict and value over the second layer; where a day lies ahead, a failure is pending until it comes."""
    ahead = form.ahead
    if ahead is None:
        return form, f"SELECT v.*, {_listed({'judged': form.verdict, 'amount': form.value})} FROM ({second}) AS v"
    first = f"SELECT v.*, {_listed({'at_once': form.verdict, 'amount': form.value})} FROM ({second}) AS v"
    early = f"v.at_once = 'fail' AND coalesce({ahead.condition}, FALSE)"
    columns = {"early": early, "judged": sql.case([(early, "'pending'")], "v.at_once")}
    later = replace(
        form,
        note=sql.case([("v.early", ahead.note)], form.note),
        hi=sql.case([("NOT v.early", form.hi)]),
        state=sql.case([("v.early", "1")], form.state),
    )
    return later, f"SELECT v.*, {_listed(columns)} FROM ({first}) AS v"


# ---------------------------------------------------------------- who is freed
_TOLD: Final = ("kind", "roster", "category", "note")
_RULES: Final = pa.schema([("job", pa.int32()), *((name, pa.string()) for name in _TOLD), ("place", pa.int32())])


def _free(world: World, jobs: Sequence[Job]) -> None:
    """Makes table `freed`: by which rule, or by a decision until when, a subject is freed of a standard."""
    world.run("CREATE TEMP TABLE freed (job INTEGER, subject_id VARCHAR, by_rule VARCHAR, by_decision VARCHAR)")
    asked: dict[str, list[Mapping[str, object]]] = {}
    for job in jobs:
        if rules := list(freeing(job)):
            asked.setdefault(_entries(job), []).extend(rules)
    for number, (entries, rules) in enumerate(asked.items()):
        world.connection.register(f"rules{number}", pa.Table.from_pylist(rules, schema=_RULES))
        same = "e.subject_kind = r.kind AND e.roster = r.roster AND e.category = r.category"
        until = "coalesce(CAST(max(e.until) FILTER (WHERE r.place < 0) AS VARCHAR), '')"
        decided = f"CASE WHEN bool_or(r.place < 0) THEN 'exception:' || {until} END"
        said = f"r.job, e.subject_id, arg_min(r.note, r.place) FILTER (WHERE r.place >= 0), {decided}"
        world.run(f"INSERT INTO freed SELECT {said} FROM {entries} AS e JOIN rules{number} AS r ON {same} GROUP BY r.job, e.subject_id")


def freeing(job: Job) -> Iterator[Mapping[str, object]]:
    """Which entries of rosters free from the standard: its reasons in their order, and decisions made for it (place -1)."""
    about = {"job": job.number, "kind": job.standard.each}
    exception = f"{job.pack.id}/{job.standard.id}"
    if exception in job.world.excepted:
        yield {**about, "roster": "exception", "category": exception, "note": None, "place": -1}
    for place, reason in enumerate(job.standard.exempt):
        yield {**about, "roster": "exempt", "category": reason, "note": f"exempt:{reason}", "place": place}


def _entries(job: Job) -> str:
    """The entries of rosters that may free a subject; a post is freed with the person who holds it."""
    table = job.table("roster_entry")
    if job.standard.each != "post":
        return table
    holders = f"{table} AS r JOIN f_post AS p ON p.person_id = r.subject_id"
    said = "'post' AS subject_kind, p.post_id AS subject_id, r.roster, r.category, r.until"
    return f"(SELECT {said} FROM {holders} WHERE r.subject_kind = 'person')"


# ---------------------------------------------------------------- the rows of all standards
def _subjects_sql() -> str:
    """An exemption stands before an unknown condition, that before the form's verdict."""
    rows = "found AS v LEFT JOIN freed AS f ON f.job = v.job AND f.subject_id = v.subject_id"
    freed = f"SELECT v.*, f.by_rule, f.by_decision, {_FREED} AS freed FROM {rows}"
    bare = f"SELECT *, {_listed({'out': _OUT, 'silent': _SILENT})} FROM ({freed}) AS v"
    said = {
        "verdict": sql.case([("v.freed", "'exempt'"), ("v.meant IS NULL", "'unknown'")], "v.judged"),
        "decided": "v.by_rule IS NULL AND v.by_form IS NULL AND v.by_decision IS NOT NULL",
        "value": "CASE WHEN NOT v.silent THEN v.value END",
        "target": "CASE WHEN NOT v.out THEN v.target END",
        "shortfall": "CASE WHEN NOT v.silent THEN v.shortfall END",
        "note": sql.case([("v.freed", "coalesce(v.by_rule, v.by_form, v.by_decision)"), ("v.meant IS NULL", "v.why")], "v.note"),
        "high": "CASE WHEN NOT v.silent THEN v.high END",
        "state": "CASE WHEN v.out THEN 0 WHEN v.meant IS NULL THEN 2 ELSE v.state END",
        "windows": "CASE WHEN NOT v.freed AND v.meant THEN v.windows END",
    }
    return f"SELECT job, subject_id, org_id, {_listed(said)} FROM ({bare}) AS v"


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{text} AS {name}" for name, text in columns.items())


_FREED = "f.by_rule IS NOT NULL OR f.by_decision IS NOT NULL OR v.by_form IS NOT NULL"
# A figure that is only shown has no verdict, which is not the same as having none of its own.
_OUT = "v.freed OR (v.meant IS NOT NULL AND coalesce(v.judged = 'not_applicable', FALSE))"
_SILENT = "v.freed OR v.meant IS NULL OR coalesce(v.judged = 'not_applicable', FALSE)"
