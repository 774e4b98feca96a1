"""From packs and facts to verdicts: compile, scan once, judge subjects, climb the tree.

Nothing here knows a web, a clock or a network. The same facts, packs and days give the same bits for any number of threads and
any order of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import pyarrow as pa

from gangju.engine import params, period, rollup, sql
from gangju.engine.due import with_due
from gangju.engine.expr import ExprError
from gangju.engine.facts import Facts
from gangju.engine.forms import FORMS
from gangju.engine.forms.parts import FormSql
from gangju.engine.job import Job
from gangju.engine.model import Adoption, Pack, Standard
from gangju.engine.problem import BadInput, Problem
from gangju.engine.results import Results, Unbuilt
from gangju.engine.scan import SUBJECT, Scans
from gangju.engine.whole import UNIT, whole_sql
from gangju.engine.world import World, open_world

_WINDOW = 'STRUCT("from" DATE, until DATE, count BIGINT, verdict VARCHAR, note VARCHAR)[]'
_FOUND = {
    "job": "INTEGER",
    **dict.fromkeys(("subject_id", "org_id"), "VARCHAR"),
    "meant": "BOOLEAN",
    **dict.fromkeys(("why", "by_rule", "by_form", "by_decision", "judged"), "VARCHAR"),
    **dict.fromkeys(("value", "target", "shortfall"), "HUGEINT"),
    "note": "VARCHAR",
    "high": "HUGEINT",
    "state": "INTEGER",
    "windows": _WINDOW,
}
"""What a form says of its subjects, before exemptions and unknown conditions are laid over it."""


@dataclass
class Batch:
    """All jobs of one evaluation over one world. `adoptions` are all there are, of every version of every pack."""

    world: World
    named: str | None
    scans: Scans
    adoptions: Sequence[Adoption] = ()
    jobs: list[Job] = field(default_factory=list)
    forms: list[FormSql | None] = field(default_factory=list)
    wholes: dict[int, list[Job]] = field(default_factory=dict)
    unbuilt: list[Unbuilt] = field(default_factory=list)
    _lands: dict[tuple[object, ...], str] = field(default_factory=dict)

    def add(self, pack: Pack, adoption: Adoption, org: str | None = None, only: tuple[str, str] | None = None) -> None:
        """Compiles every standard of the pack that binds on its reference day; `only` names a standard and a subject."""
        for standard in pack.standards:
            if only is not None and standard.id != only[0]:
                continue
            if standard.form not in FORMS:
                self.unbuilt.append(Unbuilt(pack.id, standard.id, standard.form))
                continue
            bound = partial(self._compile, pack, adoption=adoption, org=org, subject=None if only is None else only[1])
            job, parts = bound(standard), [bound(part) for part in standard.parts]
            if job is not None and parts:
                self.wholes[job.number] = [part for part in parts if part is not None]

    def _compile(self, pack: Pack, standard: Standard, adoption: Adoption, org: str | None, subject: str | None) -> Job | None:
        """None where the plan does not bind on the reference day."""
        kind = standard.period or ("year" if standard.form == "rhythm" else None)
        judged = period.judged(kind, self.world.as_of, self.named)
        if not binds(pack, adoption, judged.reference):
            return None
        land = self._land(adoption, org, judged.reference)
        bound = params.overridden(pack.params, adoption.params)
        try:
            job = Job(len(self.jobs), pack, standard, bound, judged, self.world.as_of, self.world, self.scans, land, adoption.org, subject)
            form: FormSql | None = None if standard.parts else with_due(job, FORMS[standard.form].build(job))
        except ExprError as error:
            raise BadInput([problem_of(standard, error)]) from error
        job.scale = 1 if form is None else form.scale
        job.subject_sql = job.subjects()
        self.jobs.append(job)
        self.forms.append(form)
        return job

    def _land(self, adoption: Adoption, org: str | None, day: date) -> str:
        """A table of the organisations that the adoption binds on the day, cut to a subtree if one is asked for.

        Where an organisation below has adopted the same pack, in whatever version, its own adoption binds there alone.
        """
        nearer = frozenset(
            each.org for each in self.adoptions if each.pack == adoption.pack and each.org != adoption.org and holds(each, day)
        )
        key = (adoption.org, nearer, org, day)
        if key not in self._lands:
            tree = self.world.tree(day)
            members = tree.below(adoption.org)
            members = members.difference(*(tree.below(each) for each in sorted(nearer & members)))
            members &= tree.below(org) if org is not None else set(tree.nodes)
            name = f"land{len(self._lands)}"
            self.world.connection.register(f"{name}_arrow", pa.table({"org_id": pa.array(sorted(members), pa.string())}))
            self.world.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_arrow")
            self._lands[key] = name
        return self._lands[key]

    def run(self) -> None:
        """Scans once, then makes table `subjects`."""
        self.scans.make()
        typed = ", ".join(f"{name} {kind}" for name, kind in _FOUND.items())
        self.world.run(f"CREATE TEMP TABLE found ({typed})")
        for job, form in zip(self.jobs, self.forms, strict=True):
            self.world.run(f"CREATE TEMP TABLE {job.name} AS {job.subject_sql}")
            if form is not None:
                self.world.run(f"INSERT INTO found {found_sql(job, form)}")
        for number, parts in self.wholes.items():
            self.world.run(f"INSERT INTO found {whole_sql(self.jobs[number], parts)}")
        self.world.run(f"CREATE TEMP TABLE subjects AS {subjects_sql()}")
        for job in self.jobs:
            afterwards = getattr(FORMS[job.standard.form], "after", None)
            if afterwards is not None:
                afterwards(job)


def binds(pack: Pack, adoption: Adoption, day: date) -> bool:
    """Whether the pack is in force and adopted on the reference day."""
    in_force = pack.plan.in_force_from <= day and (pack.plan.in_force_until is None or day < pack.plan.in_force_until)
    return in_force and holds(adoption, day)


def holds(adoption: Adoption, day: date) -> bool:
    return adoption.since <= day and (adoption.until is None or day < adoption.until)


def problem_of(standard: Standard, error: ExprError, key: str = "") -> Problem:
    line = standard.marks.get(key, standard.mark.line)
    return Problem(standard.mark.file, line, f"{standard.id}.{key}" if key else standard.id, error.message, error.remedy)


# ---------------------------------------------------------------- one standard
def exemption(job: Job) -> tuple[str, str, str]:
    """Joins, and the notes of an exemption by rule and of one by decision (null where there is none)."""
    kind, table = sql.text(job.standard.each), job.table("roster_entry")
    joins, by_decision = "", "NULL"
    mine = f"SELECT subject_id, {{}} FROM {table} WHERE subject_kind = {kind} AND roster = {{}} GROUP BY 1"
    exception = f"{job.pack.id}/{job.standard.id}"
    if exception in job.world.excepted:
        decided = mine.format("max(until) AS until", f"'exception' AND category = {sql.text(exception)}")
        joins = f"LEFT JOIN ({decided}) AS dec ON dec.subject_id = s.{SUBJECT}"
        by_decision = "CASE WHEN dec.subject_id IS NOT NULL THEN 'exception:' || coalesce(CAST(dec.until AS VARCHAR), '') END"
    reasons = job.standard.exempt
    if not reasons:
        return joins, "NULL", by_decision
    place = sql.case([(f"category = {sql.text(reason)}", str(number)) for number, reason in enumerate(reasons)])
    among = ", ".join(sql.text(reason) for reason in reasons)
    ruled = mine.format(f"min({place}) AS place", f"'exempt' AND category IN ({among})")
    named = sql.case([(f"ex.place = {number}", sql.text(f"exempt:{reason}")) for number, reason in enumerate(reasons)])
    return f"{joins} LEFT JOIN ({ruled}) AS ex ON ex.subject_id = s.{SUBJECT}", named, by_decision


def found_sql(job: Job, form: FormSql) -> str:
    """One row a subject: what the form says of it, and what may free it."""
    joins, by_rule, by_decision = exemption(job)
    exempted = {"by_rule": by_rule, "by_decision": by_decision}
    inner = f"SELECT s.*, {_listed({**exempted, **form.columns})} FROM {job.name} AS s {form.joins} {joins}"
    second = f"SELECT v.*, {_listed({'by_form': f'CASE WHEN v.meant THEN {form.exempt} END', **form.more})} FROM ({inner}) AS v"
    form, judged = _in_time(form, second)
    said = [f"v.{name}" for name in ("org_id", "meant", "why", "by_rule", "by_form", "by_decision", "judged", "amount")]
    said += [form.target, form.shortfall, form.note, form.hi, form.state, form.windows]
    return f"SELECT {job.number}, v.{SUBJECT}, {', '.join(said)} FROM ({judged}) AS v"


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


def subjects_sql() -> str:
    """The rows of all standards at once: an exemption stands before an unknown condition, that before the form's verdict."""
    freed = f"SELECT *, {_FREED} AS freed FROM found AS v"
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


_FREED = "v.by_rule IS NOT NULL OR v.by_decision IS NOT NULL OR v.by_form IS NOT NULL"
# A figure that is only shown has no verdict, which is not the same as having none of its own.
_OUT = "v.freed OR (v.meant IS NOT NULL AND coalesce(v.judged = 'not_applicable', FALSE))"
_SILENT = "v.freed OR v.meant IS NULL OR coalesce(v.judged = 'not_applicable', FALSE)"


# ---------------------------------------------------------------- the whole
def rooted(pack: Pack, facts: Facts) -> list[Adoption]:
    """The adoption of the command line: every root of the tree, for as long as it is one.

    A root that is later placed under another organisation is bound by that one's root from then on, not twice.
    """
    spans = {(str(row["org_id"]), row["since"], row["until"]) for row in facts.tables["placement"].to_pylist() if row["parent_id"] is None}
    return [Adoption(pack.id, pack.hash, root, since, until) for root, since, until in sorted(spans, key=lambda span: span[:2])]


def evaluate(
    packs: Sequence[Pack],
    facts: Facts,
    as_of: date,
    *,
    known_on: date | None = None,
    period: str | None = None,
    adoptions: Sequence[Adoption] | None = None,
    org: str | None = None,
    threads: int | None = None,
) -> Results:
    """Verdicts of every subject and organisation. Raises BadInput when a standard cannot be said.

    `period` names the period judged (default: the one that holds `as_of`); `org` cuts the results to a subtree.
    """
    known = known_on or as_of
    world = open_world(facts.known_on(known), as_of, threads)
    bound = [each for pack in packs for each in rooted(pack, facts)] if adoptions is None else adoptions
    batch = Batch(world, period, Scans(world), bound)
    for pack in packs:
        for adoption in (each for each in bound if (each.pack, each.hash) == (pack.id, pack.hash)):
            batch.add(pack, adoption, org)
    batch.run()
    subjects, groups = _subjects(world, batch.jobs), _groups(world, batch.jobs)
    world.connection.close()
    unbuilt = tuple(dict.fromkeys(batch.unbuilt))
    return Results(as_of, known, tuple((pack.id, pack.hash) for pack in packs), facts.hash, subjects, groups, unbuilt)


def _told(world: World, jobs: Sequence[Job]) -> None:
    """Table `told`: what each job says of itself in every row."""
    rows: list[Mapping[str, object]] = [
        {
            "job": job.number, "pack": job.pack.id, "standard": job.standard.id, "part": job.standard.part, "period": job.period.label,
            "clause": list(job.standard.clause), "force": job.standard.force, "subject_kind": job.standard.each,
            "unit": UNIT if job.standard.parts else job.standard.unit, "scale": job.scale,
        }
        for job in jobs
    ]  # fmt: skip
    text, number = pa.string(), pa.int32()
    types = [("job", number), ("pack", text), ("standard", text), ("part", text), ("period", text), ("clause", pa.list_(text))]
    types += [("force", text), ("subject_kind", text), ("unit", text), ("scale", number)]
    world.connection.register("told", pa.Table.from_pylist(list(rows), schema=pa.schema(types)))


def _subjects(world: World, jobs: Sequence[Job]) -> pa.Table:
    _told(world, jobs)
    return world.table_of(
        f"SELECT t.pack, t.standard, t.part, t.period, t.clause, t.force, t.subject_kind, s.subject_id, s.org_id, "
        f"{_whole('s.value')} AS value, {_whole('s.target')} AS target, {_whole('s.shortfall')} AS shortfall, "
        "t.unit, t.scale, s.verdict, s.note, s.windows FROM subjects AS s JOIN told AS t ON t.job = s.job "
        "ORDER BY t.pack, t.standard, t.part NULLS FIRST, t.period NULLS FIRST, t.subject_kind, s.subject_id, s.org_id, s.job"
    )


def _whole(column: str) -> str:
    """Results are kept as BIGINT; a number that does not fit stops the evaluation instead of going wrong."""
    return f"CAST({column} AS BIGINT)"


def _groups(world: World, jobs: Sequence[Job]) -> pa.Table:
    rollup.partials(world, jobs)
    parts = rollup.group_sql(jobs)
    kinds = [(job.number, index, roll_up.kind) for job in jobs for index, roll_up in enumerate(job.standard.roll_up)]
    schema = pa.schema([("job", pa.int32()), ("index", pa.int32()), ("kind", pa.string())])
    world.connection.register("kinds", pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in kinds], schema=schema))
    rows = " UNION ALL ".join(parts) if parts else f"SELECT * FROM ({_NO_GROUPS}) WHERE FALSE"
    return world.table_of(
        "SELECT t.pack, t.standard, t.part, t.period, t.clause, t.force, k.kind AS roll_up, g.org_id, "
        f"{_whole('g.lo')} AS lo, {_whole('g.hi')} AS hi, {_whole('g.n')} AS n, {_whole('g.exempt')} AS exempt, "
        f"{_whole('g.decided')} AS exempt_by_decision, {_whole('g.target')} AS target, g.verdict, {_whole('g.shortfall')} AS shortfall, "
        "t.unit, t.scale, CASE WHEN k.kind = 'sum' THEN t.scale ELSE 1 END AS count_scale "
        f"FROM ({rows}) AS g JOIN told AS t ON t.job = g.job JOIN kinds AS k ON k.job = g.job AND k.index = g.roll_up "
        "ORDER BY t.pack, t.standard, t.part NULLS FIRST, t.period NULLS FIRST, k.kind, g.org_id, g.job"
    )


_NO_GROUPS = (
    "SELECT 0 AS job, 0 AS roll_up, '' AS org_id, 0 AS lo, 0 AS hi, 0 AS n, 0 AS exempt, 0 AS decided, "
    "0 AS target, '' AS verdict, 0 AS shortfall"
)
