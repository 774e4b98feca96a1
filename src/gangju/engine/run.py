"""From packs and facts to verdicts: compile, scan once, judge subjects, climb the tree.

Nothing here knows a web, a clock or a network. The same facts, packs and days give the same bits for any number of threads and
any order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine import grace, params, sequence, telling, verdicts, windows
from gangju.engine.due import with_due
from gangju.engine.expr import ExprError
from gangju.engine.facts import Facts
from gangju.engine.forms import FORMS
from gangju.engine.forms.parts import FormSql
from gangju.engine.ground import Grounds
from gangju.engine.job import Job
from gangju.engine.model import Adoption, Pack, Standard
from gangju.engine.param_gaps import param_gaps
from gangju.engine.period import Period
from gangju.engine.problem import BadInput, Problem
from gangju.engine.results import Declined, Results
from gangju.engine.scan import Scans
from gangju.engine.world import World, open_world


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
    grounds: list[Grounds] = field(default_factory=list)
    declined: list[Declined] = field(default_factory=list)
    _lands: dict[tuple[object, ...], str] = field(default_factory=dict)

    def add(self, pack: Pack, adoption: Adoption, org: str | None = None, only: tuple[str, str] | None = None) -> None:
        """Compiles every standard of the pack that binds on its reference day; `only` names a standard and a subject."""
        self.grounds.append(Grounds(f"g{len(self.grounds)}"))
        for standard in pack.standards:
            if only is not None and standard.id not in (only[0], *sequence.before(pack, only[0])):
                continue
            if standard.terms.superseded_by is not None:
                self.declined.append(Declined(pack.id, standard.id, standard.terms.superseded_by))
                continue
            bound = partial(self._compile, pack, adoption=adoption, org=org, subject=None if only is None else only[1])
            job, parts = bound(standard), [bound(part) for part in standard.parts]
            if job is not None and parts:
                self.wholes[job.number] = [part for part in parts if part is not None]

    def _compile(self, pack: Pack, standard: Standard, adoption: Adoption, org: str | None, subject: str | None) -> Job | None:
        """None where the plan does not bind on the reference day."""
        bound = params.overridden(pack.params, adoption.params)
        try:
            judged = windows.period_of(pack, standard, self.world.as_of, self.named)
            if not binds(pack, adoption, judged):
                return None
            made = partial(
                Job,
                pack=pack,
                standard=standard,
                params=bound,
                as_of=self.world.as_of,
                world=self.world,
                scans=self.scans,
                grounds=self.grounds[-1],
            )
            land = self._land(adoption, org, judged.reference, judged.binding)
            job = self._built(made(len(self.jobs), period=judged, adopted=land, adopter=adoption.org, subject=subject))
            before = getattr(FORMS[standard.form], "before", lambda *_: None)(standard, judged)
            if before is not None and subject is None:
                land = self._land_before(adoption, org, judged, before.reference)
                job.before = self._built(made(len(self.jobs), period=before, adopted=land, adopter=adoption.org, shadow=True))
        except ExprError as error:
            raise BadInput([problem_of(standard, error)]) from error
        return job

    def _built(self, job: Job) -> Job:
        """The job with the SQL of its form. Raises ExprError."""
        job.settle()
        form: FormSql | None = None if job.standard.parts else FORMS[job.standard.form].build(job)
        if form is not None and not job.shadow:  # what the period before failed to do, it failed
            form = with_due(job, form)
        job.scale = 1 if form is None else form.scale
        self.jobs.append(job)
        self.forms.append(form)
        return job

    def _land(self, adoption: Adoption, org: str | None, day: date, held_on: date | None = None) -> str:
        """A table of the organisations that the adoption binds on the day, cut to a subtree if one is asked for.

        Where an organisation below has adopted the same pack, in whatever version, its own adoption binds there alone. `held_on`: the
        day on which adoptions are read, where the organisations are those of an earlier one.
        """
        nearer = self._nearer(adoption, held_on or day)
        return self._table((adoption.org, nearer, org, day), lambda: self._members(adoption, nearer, org, day))

    def _land_before(self, adoption: Adoption, org: str | None, judged: Period, day: date) -> str:
        """A table of the organisations that on an earlier day were, or hung below, those that the adoption binds now."""
        nearer = self._nearer(adoption, judged.binding)

        def members() -> set[str]:
            now, today = self._members(adoption, nearer, org, judged.reference), self.world.tree(judged.reference)
            others = set[str]().union(*(today.below(each) for each in sorted(nearer & today.below(adoption.org))))
            found: set[str] = set()
            for node in self.world.tree(day).nodes.values():  # parents stand before their children
                if node.org_id in now or (node.parent_id in found and node.org_id not in others):
                    found.add(node.org_id)
            return found

        return self._table((adoption.org, nearer, org, judged.reference, day), members)

    def _nearer(self, adoption: Adoption, day: date) -> frozenset[str]:
        """Who else has adopted a version of the pack on the day."""
        others = (each for each in self.adoptions if each.pack == adoption.pack and each.org != adoption.org and not each.rooted)
        return frozenset(each.org for each in others if holds(each, day))

    def _members(self, adoption: Adoption, nearer: frozenset[str], org: str | None, day: date) -> set[str]:
        tree = self.world.tree(day)
        members = tree.below(adoption.org)
        members = members.difference(*(tree.below(each) for each in sorted(nearer & members)))
        return members & (tree.below(org) if org is not None else set(tree.nodes))

    def _table(self, key: tuple[object, ...], found: Callable[[], set[str]]) -> str:
        """The table of these organisations, made when first asked for."""
        if key not in self._lands:
            members = found()
            name = f"land{len(self._lands)}"
            self.world.connection.register(f"{name}_arrow", pa.table({"org_id": pa.array(sorted(members), pa.string())}))
            self.world.run(f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_arrow")
            self._lands[key] = name
        return self._lands[key]

    def run(self) -> None:
        """Scans once, then makes table `subjects`."""
        self.scans.make()
        self.world.make_spans()
        for job in {job.ground.name: job for job in self.jobs}.values():
            job.stand()
        judged = [(job, form) for job, form in zip(self.jobs, self.forms, strict=True) if form is not None]
        verdicts.make(self.world, judged, [(self.jobs[number], parts) for number, parts in self.wholes.items()])
        for job in self.jobs:
            afterwards = getattr(FORMS[job.standard.form], "after", None)
            if afterwards is not None:
                afterwards(job)
            grace.lay(job)
        sequence.lay(self.jobs)


def binds(pack: Pack, adoption: Adoption, judged: Period) -> bool:
    """Whether the pack is in force and adopted on the day that binds; a root is one on the day on which the facts are read."""
    day = judged.binding
    in_force = pack.plan.in_force_from <= day and (pack.plan.in_force_until is None or day < pack.plan.in_force_until)
    return in_force and holds(adoption, judged.reference if adoption.rooted else day)


def holds(adoption: Adoption, day: date) -> bool:
    return adoption.since <= day and (adoption.until is None or day < adoption.until)


def problem_of(standard: Standard, error: ExprError, key: str = "") -> Problem:
    line = standard.marks.get(key, standard.mark.line)
    return Problem(standard.mark.file, line, f"{standard.id}.{key}" if key else standard.id, error.message, error.remedy)


# ---------------------------------------------------------------- the whole
def rooted(pack: Pack, facts: Facts) -> list[Adoption]:
    """The adoption of the command line: every root of the tree, for as long as it is one.

    A root that is later placed under another organisation is bound by that one's root from then on, not twice.
    """
    placed = facts.tables["placement"]
    above_all = placed.filter(pc.is_null(placed.column("parent_id"))).to_pylist()
    spans = {(str(row["org_id"]), row["since"], row["until"]) for row in above_all}
    return [
        Adoption(pack.id, pack.hash, root, since, until, rooted=True) for root, since, until in sorted(spans, key=lambda span: span[:2])
    ]


def gaps(pack: Pack, facts: Facts, as_of: date, adoption: Adoption) -> list[Problem]:
    """Parameters of the pack that have no value for somebody whom the adoption would have judged on that day. Raises BadInput."""
    with judged([pack], facts.known_on(as_of), as_of, [adoption]) as batch:
        return param_gaps(batch.world, batch.jobs)


@contextmanager
def judged(
    packs: Sequence[Pack],
    facts: Facts,
    as_of: date,
    adoptions: Sequence[Adoption] | None,
    *,
    period: str | None = None,
    org: str | None = None,
    threads: int | None = None,
) -> Iterator[Batch]:
    """Every standard of the packs judged over one world, which is closed afterwards. Raises BadInput as `evaluate` does."""
    world = open_world(facts, as_of, threads)
    try:
        bound = [each for pack in packs for each in rooted(pack, facts)] if adoptions is None else adoptions
        batch = Batch(world, period, Scans(world), bound)
        for pack in packs:
            for adoption in (each for each in bound if (each.pack, each.hash) == (pack.id, pack.hash)):
                batch.add(pack, adoption, org)
        batch.run()
        if adoptions is None and (found := param_gaps(world, batch.jobs)):
            raise BadInput(found)
        yield batch
    finally:
        world.connection.close()


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
    """Verdicts of every subject and organisation. Raises BadInput when a standard cannot be said or, where nobody has adopted the
    packs and they are taken as binding everywhere, when a parameter has no value for somebody.

    `period` names the period judged (default: the one that holds `as_of`); `org` cuts the results to a subtree.
    """
    known = known_on or as_of
    with judged(packs, facts.known_on(known), as_of, adoptions, period=period, org=org, threads=threads) as batch:
        subjects, groups = telling.subjects(batch.world, batch.jobs), telling.groups(batch.world, batch.jobs)
    declined = tuple(dict.fromkeys(batch.declined))
    return Results(as_of, known, tuple((pack.id, pack.hash) for pack in packs), facts.hash, subjects, groups, declined)
