"""The second rival: the demo county's fifteen standards written by hand as data frames, step for step what `by_hand.sql` says.

It runs in as many threads as the machine has cores; the library takes them once a process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from bench.by_hand import READS
from gangju.engine.facts import Facts

TODAY = date(2026, 6, 30)
TOMORROW = pl.datetime(2026, 7, 1)
YEAR, MID = pl.datetime(2026, 1, 1), TOMORROW
PLAN = "yunlan-2026"
REASONS = ["infirm", "ill", "old_age", "floating_reported_elsewhere"]
COLUMNS = ["standard", "subject_id", "org_id", "verdict", "value"]
MEETINGS = {"members-meeting": 3, "party-class": 3, "committee-meeting": 1, "group-meeting": 2}

Frame = pl.DataFrame
Lazy = pl.LazyFrame


@dataclass(frozen=True)
class World:
    """What several standards share."""

    facts: Mapping[str, Lazy]
    org: Lazy
    branch: Lazy
    roster: Lazy
    freed: Lazy
    kept: Lazy
    """Ledgers kept through the whole year: org_id, category."""


def by_hand(facts: Facts) -> tuple[Frame, Frame]:
    """Subjects and groups, unsorted."""
    known = (pl.col("recorded_at").is_null()) | (pl.col("recorded_at") < TOMORROW)
    world = _world({name: pl.from_arrow(facts.tables[name], rechunk=False).lazy().filter(known) for name in READS})  # type: ignore[union-attr]
    area = _area(world).collect().lazy()
    parts = [_hours(world), _meetings(world), *_areas(world, area), *_venues(world, area), _income(world, area), _fund(world)]
    subjects = pl.concat(pl.collect_all([part.select(COLUMNS) for part in parts]))
    return subjects, _groups(world, subjects)


# ---------------------------------------------------------------- what is known, what is in force
def in_force(since: str = "since", until: str = "until") -> pl.Expr:
    return (pl.col(since) <= TODAY) & (pl.col(until).is_null() | (pl.col(until) > TODAY))


def overlap(since: pl.Expr, until: pl.Expr) -> pl.Expr:
    """Days of the row's span inside [since, until)."""
    last = pl.coalesce(pl.min_horizontal("until", until), until)
    return (last - pl.max_horizontal(pl.col("since"), since)).dt.total_days()


def _world(facts: Mapping[str, Lazy]) -> World:
    placed = facts["placement"].filter(in_force()).select("org_id", "parent_id")
    now = facts["organization"].filter(in_force()).select("org_id", "kind", "domain", "level", "unit_id", "region")
    org = now.join(placed, on="org_id").collect().lazy()
    life = (
        facts["organization"]
        .group_by("org_id")
        .agg(began=pl.col("since").min(), ended=pl.when(pl.col("until").null_count() == 0).then(pl.col("until").max()))
    )
    branch = org.filter(pl.col("kind").is_in(["branch", "joint_branch"])).join(life, on="org_id").collect().lazy()
    roster = facts["roster_entry"].filter(pl.col("roster").is_in(["keeps", "suspension", "exempt", "exception"])).collect().lazy()
    freed = roster.filter(pl.col("roster").is_in(["exempt", "exception"]) & in_force()).select("subject_kind", "subject_id", "category")
    year = (pl.lit(date(2026, 1, 1)), pl.lit(date(2027, 1, 1)))
    kept = (
        _kept(roster)
        .filter((pl.col("since") < year[1]) & (pl.col("until").is_null() | (pl.col("until") > year[0])))
        .group_by("org_id", "category")
        .agg(days=overlap(*year).sum())
        .filter(pl.col("days") == 365)
        .select("org_id", "category")
    )
    return World(facts, org, branch, roster, freed, kept)


def _kept(roster: Lazy) -> Lazy:
    kept = roster.filter((pl.col("roster") == "keeps") & (pl.col("subject_kind") == "organization"))
    return kept.select("category", "since", "until", org_id="subject_id")


def _freed(world: World, kind: str) -> Lazy:
    """Subjects freed by decision: subject_id, standard, free."""
    own = world.freed.filter((pl.col("subject_kind") == kind) & pl.col("category").str.starts_with(f"{PLAN}/"))
    named = own.select("subject_id", standard=pl.col("category").str.strip_prefix(f"{PLAN}/"))
    return named.unique().with_columns(free=pl.lit(True))


def _free(rows: Lazy, freed: Lazy, *, never: str | None = None) -> Lazy:
    """A freed subject is exempt and has no value; `never` is a verdict without a value."""
    found = rows.join(freed, on=["standard", "subject_id"], how="left")
    free = pl.col("free").is_not_null()
    empty = free if never is None else free | (pl.col("verdict") == never)
    return found.with_columns(
        verdict=pl.when(free).then(pl.lit("exempt")).otherwise(pl.col("verdict")),
        value=pl.when(~empty).then(pl.col("value").cast(pl.Int64)),
    )


# ---------------------------------------------------------------- hours of training
def _hours(world: World) -> Lazy:
    held = world.facts["activity"].filter(
        (pl.col("kind") == "training") & (pl.col("status") == "held") & pl.col("started_at").is_between(YEAR, MID, closed="left")
    )
    rows = world.facts["participation"].filter(pl.col("attended")).join(held.select("activity_id"), on="activity_id", how="semi")
    hours = rows.group_by("person_id").agg(hours=pl.col("hours").sum(), doubtful=pl.col("hours").is_null().any())
    trained = world.kept.filter(pl.col("category") == "activity.training").select("org_id", kept=pl.lit(True))
    learners = _learners(world).join(hours, on="person_id", how="left").join(trained, on="org_id", how="left")
    done = pl.col("hours").fill_null(0)
    verdict = (
        pl.when(done >= pl.col("target"))
        .then(pl.lit("pass"))
        .when(pl.col("kept").is_null() | pl.col("doubtful").fill_null(False))
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("pending"))
    )
    judged = learners.with_columns(verdict=verdict, value=done).rename({"person_id": "subject_id"})
    return _free(judged, _freed_learners(world))


def _learners(world: World) -> Lazy:
    domain = pl.col("domain")
    standard = (
        pl.when(domain == "rural").then(pl.lit("rural-member-hours")).when(domain == "community").then(pl.lit("community-member-hours"))
    ).otherwise(pl.lit("other-member-hours"))
    target = pl.when(domain == "rural").then(2400).when(domain == "community").then(2800).otherwise(3200)
    members = world.facts["membership"].filter(pl.col("kind").is_in(["full", "probationary"]) & in_force())
    placed = members.select("person_id", "org_id").join(world.org.filter(domain.is_not_null()), on="org_id")
    villages = world.facts["unit"].filter((pl.col("kind") == "village") & in_force()).select("unit_id")
    heads = world.facts["post"].filter((pl.col("role") == "secretary") & in_force()).join(villages, on="unit_id", how="semi")
    secretaries = heads.join(world.org, on="org_id", how="semi").select("person_id", "org_id").unique()
    return pl.concat(
        [
            placed.select(standard.alias("standard"), "person_id", "org_id", target.cast(pl.Int64).alias("target")),
            secretaries.select(
                pl.lit("village-secretary-hours").alias("standard"), "person_id", "org_id", pl.lit(4000, pl.Int64).alias("target")
            ),
        ]
    )


def _freed_learners(world: World) -> Lazy:
    persons = world.freed.filter(pl.col("subject_kind") == "person")
    reasons = {"rural-member-hours": REASONS, "community-member-hours": REASONS, "other-member-hours": REASONS}
    by_reason = {**reasons, "village-secretary-hours": ["ill"]}
    ruled = [
        persons.filter(pl.col("category").is_in(codes)).select("subject_id", standard=pl.lit(standard))
        for standard, codes in by_reason.items()
    ]
    decided = _freed(world, "person").select("subject_id", "standard")
    return pl.concat([*ruled, decided]).unique().with_columns(free=pl.lit(True))


# ---------------------------------------------------------------- meetings
def _beats() -> Lazy:
    """Every window of the half year: standard, kind, began, over."""
    rows = [
        (standard, standard.replace("-", "_"), date(2026, month, 1), date(2026, month + step, 1))
        for standard, step in MEETINGS.items()
        for month in range(1, 7, step)
    ]
    return pl.LazyFrame(rows, schema=["standard", "kind", "began", "over"], orient="row")


def _meetings(world: World) -> Lazy:
    windows = _windows(world)
    mark = pl.col("mark")
    verdict = (
        pl.when((mark == "fail").any())
        .then(pl.lit("fail"))
        .when((mark == "unknown").any())
        .then(pl.lit("unknown"))
        .when((mark == "pending").any())
        .then(pl.lit("pending"))
        .when((mark == "pass").any())
        .then(pl.lit("pass"))
        .otherwise(pl.lit("not_applicable"))
    )
    judged = windows.group_by("standard", "org_id").agg(value=(mark == "pass").sum(), verdict=verdict)
    return _free(judged.with_columns(subject_id=pl.col("org_id")), _freed(world, "organization"), never="not_applicable")


def _windows(world: World) -> Lazy:
    key = ["org_id", "standard", "began"]
    beats = _beats()
    life = world.branch.select("org_id", "domain", "level", alive="began", ended="ended")
    asked = life.join(beats, how="cross").filter(
        (pl.col("standard") != "group-meeting") | (pl.col("domain").is_in(["rural", "community"]) & (pl.col("level") == "village"))
    )
    marked = asked
    for name, rows in (("held", _held(world, beats)), ("kept", _kept_windows(world, beats)), ("off", _suspended(world, beats))):
        marked = marked.join(rows.with_columns(pl.lit(True).alias(name)), on=key, how="left")
    free = pl.col("off").is_not_null() | (pl.col("alive") > pl.col("began")) | (pl.col("ended") < pl.col("over")).fill_null(False)
    mark = (
        pl.when(free)
        .then(pl.lit("free"))
        .when(pl.col("held").is_not_null())
        .then(pl.lit("pass"))
        .when(pl.col("kept").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("over") > TODAY)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("fail"))
    )
    return marked.with_columns(mark=mark)


def _held(world: World, beats: Lazy) -> Lazy:
    held = world.facts["activity"].filter((pl.col("status") == "held") & pl.col("started_at").is_between(YEAR, MID, closed="left"))
    days = held.select("org_id", "kind", day=pl.col("started_at").dt.date()).unique()
    inside = pl.col("day").is_between(pl.col("began"), pl.col("over"), closed="left")
    return days.join(beats, on="kind").filter(inside).select("org_id", "standard", "began").unique()


def _covering(rows: Lazy, *by: str) -> Lazy:
    """The windows that rows of one ledger cover wholly, day for day."""
    touching = (pl.col("since") < pl.col("over")) & (pl.col("until").is_null() | (pl.col("until") > pl.col("began")))
    key, covered = ("org_id", *by, "standard", "began", "over"), overlap(pl.col("began"), pl.col("over")).sum()
    days = rows.filter(touching).group_by(key).agg(days=covered)
    whole = days.filter(pl.col("days") == (pl.col("over") - pl.col("began")).dt.total_days())
    return whole.select("org_id", "standard", "began").unique()


def _kept_windows(world: World, beats: Lazy) -> Lazy:
    named = beats.with_columns(category="activity." + pl.col("kind"))
    return _covering(_kept(world.roster).join(named, on="category"))


def _suspended(world: World, beats: Lazy) -> Lazy:
    rows = world.roster.filter((pl.col("roster") == "suspension") & (pl.col("subject_kind") == "organization"))
    return _covering(rows.select("category", "since", "until", org_id="subject_id").join(beats, how="cross"), "category")


# ---------------------------------------------------------------- places
def _area(world: World) -> Lazy:
    """Villages and communities with their largest place: unit_id, org_id, kind, region, area, doubtful, largest."""
    units = world.facts["unit"].filter(pl.col("kind").is_in(["village", "community"]) & in_force())
    wanted = pl.when(pl.col("kind") == "village").then(pl.lit("village_activity_place")).otherwise(pl.lit("community_service_place"))
    placed = units.join(world.org.select("org_id", of_org="region"), on="org_id").select(
        "unit_id", "org_id", "kind", wanted.alias("place"), region=pl.coalesce("region", "of_org")
    )
    opened = pl.col("opened_on").is_null() | (pl.col("opened_on") <= TODAY)
    open_now = opened & (pl.col("closed_on").is_null() | (pl.col("closed_on") > TODAY))
    venues = world.facts["venue"].filter(open_now).select("unit_id", "venue_id", place="kind", area="area_m2")
    return (
        placed.join(venues, on=["unit_id", "place"], how="left")
        .group_by("unit_id")
        .agg(
            pl.col("org_id").first(),
            pl.col("kind").first(),
            pl.col("region").first(),
            doubtful=(pl.col("venue_id").is_not_null() & pl.col("area").is_null()).any(),
            largest=pl.col("venue_id").sort_by(pl.col("area").fill_null(-1)).last(),
            area=pl.col("area").max(),
        )
    )


def _areas(world: World, area: Lazy) -> list[Lazy]:
    hilly = pl.col("region").str.starts_with("992601103") | pl.col("region").str.starts_with("992601111")
    floors = {
        "village-area": ("village", pl.when(hilly.fill_null(False)).then(10_000).otherwise(12_000)),
        "community-area": ("community", pl.lit(45_000)),
        "big-community-share": ("community", pl.lit(80_000)),
    }
    return [_floor(world, area, standard, kind, target) for standard, (kind, target) in floors.items()]


def _floor(world: World, area: Lazy, standard: str, kind: str, target: pl.Expr) -> Lazy:
    verdict = (
        pl.when(pl.col("area") >= target)
        .then(pl.lit("pass"))
        .when(pl.col("area").is_null() | pl.col("doubtful"))
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("fail"))
    )
    judged = area.filter(pl.col("kind") == kind).with_columns(standard=pl.lit(standard), verdict=verdict, value="area")
    return _free(judged.rename({"unit_id": "subject_id"}), _freed(world, "unit"))


def _venues(world: World, area: Lazy) -> list[Lazy]:
    fresh = pl.col("checked_on") >= date(2025, 6, 30)
    answers = world.facts["check_answer"].filter(
        (pl.col("subject_kind") == "venue")
        & (pl.col("checked_on") <= TODAY)
        & pl.col("checklist").is_in(["village_twelve", "community_eleven"])
        & (pl.col("item") != "area_over_200")
    )
    latest = (
        answers.sort("checked_on").group_by("subject_id", "checklist", "item").agg(pl.col("answer").last(), pl.col("checked_on").last())
    )
    told = latest.group_by("subject_id", "checklist").agg(
        fresh=fresh.sum(), yes=(fresh & (pl.col("answer") == "yes")).sum(), no=(fresh & (pl.col("answer") == "no")).sum()
    )
    village = pl.col("kind") == "village"
    listed = area.with_columns(checklist=pl.when(village).then(pl.lit("village_twelve")).otherwise(pl.lit("community_eleven")))
    found = listed.join(told, left_on=["largest", "checklist"], right_on=["subject_id", "checklist"], how="left")
    big = (village & (pl.col("area") > 20_000)).fill_null(False)
    verdict = (
        pl.when(pl.col("largest").is_null() | (pl.col("no") > 0).fill_null(False) | (village & (pl.col("area") <= 20_000)).fill_null(False))
        .then(pl.lit("fail"))
        .when((pl.col("fresh").fill_null(0) < 11) | (village & pl.col("area").is_null()))
        .then(pl.lit("unknown"))
        .when((pl.col("yes") > 0) | village)
        .then(pl.lit("pass"))
        .otherwise(pl.lit("not_applicable"))
    )
    standard = pl.when(village).then(pl.lit("village-venue")).otherwise(pl.lit("community-venue"))
    judged = found.with_columns(standard=standard, verdict=verdict, value=pl.col("yes").fill_null(0) + big.cast(pl.UInt32))
    return [_free(judged.rename({"unit_id": "subject_id"}), _freed(world, "unit"), never="not_applicable")]


# ---------------------------------------------------------------- money
def _income(world: World, area: Lazy) -> Lazy:
    year_end = date(2025, 12, 31)
    rows = world.facts["observation"].filter(
        (pl.col("metric") == "collective_income")
        & (pl.col("subject_kind") == "unit")
        & (pl.col("since") <= year_end)
        & (pl.col("until").is_null() | (pl.col("until") > year_end))
        & (pl.col("published_on").is_null() | (pl.col("published_on") <= TODAY))
    )
    income = rows.sort("since").group_by("subject_id").agg(pl.col("value").last())
    villages = area.filter(pl.col("kind") == "village").rename({"unit_id": "subject_id"})
    verdict = (
        pl.when(pl.col("value").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("value") >= 8_000_000)
        .then(pl.lit("pass"))
        .otherwise(pl.lit("fail"))
    )
    judged = villages.join(income, on="subject_id", how="left").with_columns(standard=pl.lit("collective-income"), verdict=verdict)
    return _free(judged, _freed(world, "unit"))


def _fund(world: World) -> Lazy:
    granted = world.facts["fund_entry"].filter(
        (pl.col("kind") == "member_activity_fund")
        & (pl.col("flow") == "granted")
        & (pl.col("year") == 2026)
        & (pl.col("dated_on").is_null() | (pl.col("dated_on") <= TODAY))
    )
    own = granted.filter(pl.col("org_id").is_not_null()).select("fund_id", "org_id", "amount")
    of_unit = granted.select("fund_id", "unit_id", "amount").join(world.branch.select("unit_id", "org_id"), on="unit_id")
    paid = pl.concat([own, of_unit.select("fund_id", "org_id", "amount")]).unique().group_by("org_id").agg(pl.col("amount").sum())
    kept = world.kept.filter(pl.col("category") == "fund_entry.member_activity_fund").select("org_id", kept=pl.lit(True))
    rows = world.branch.select("org_id").join(paid, on="org_id", how="left").join(kept, on="org_id", how="left")
    got = pl.col("amount").fill_null(0)
    verdict = (
        pl.when(got >= 200_000).then(pl.lit("pass")).when(pl.col("kept").is_null()).then(pl.lit("unknown")).otherwise(pl.lit("pending"))
    )
    judged = rows.with_columns(subject_id="org_id", standard=pl.lit("member-activity-fund"), verdict=verdict, value=got)
    return _free(judged, _freed(world, "organization"))


# ---------------------------------------------------------------- groups
def _climb(world: World) -> Frame:
    """Every organisation with each of those above it, itself included."""
    org = world.org.select("org_id", "parent_id").collect()
    step = org.select("org_id", above="org_id")
    found = [step]
    while step.height:
        up = step.join(org, left_on="above", right_on="org_id").filter(pl.col("parent_id").is_not_null())
        step = up.select("org_id", above="parent_id")
        found.append(step)
    return pl.concat(found)


def _groups(world: World, subjects: Frame) -> Frame:
    up, twice = _climb(world), pl.col("standard") == "village-secretary-hours"
    heads = subjects.filter(~twice).group_by("standard", "org_id", "verdict").agg(heads=pl.len())
    climbed = heads.join(up, on="org_id").select("standard", "verdict", "heads", org_id="above")
    order = {name: place for place, name in enumerate(["fail", "unknown", "pending", "pass", "exempt"])}
    worse = pl.col("verdict").sort_by(pl.col("verdict").replace_strict(order, return_dtype=pl.Int8)).first()
    # A secretary of two villages is one head, judged by his worse row.
    persons = subjects.filter(twice).join(up, on="org_id").group_by("standard", "above", "subject_id").agg(worse)
    counted = persons.group_by("standard", "above", "verdict").agg(heads=pl.len())
    rows = pl.concat([climbed, counted.select("standard", "verdict", "heads", org_id="above")])
    return _judged(rows, world.org.select("org_id", "level").collect())


def _judged(rows: Frame, org: Frame) -> Frame:
    """Counts and verdict of every group that is asked for."""
    verdict, heads = pl.col("verdict"), pl.col("heads").cast(pl.Int64)
    named = {"lo": "pass", "unknown": "unknown", "pending": "pending", "exempt": "exempt"}
    counts = {name: heads.filter(verdict == code).sum() for name, code in named.items()}
    found = rows.group_by("standard", "org_id").agg(n=heads.filter(~verdict.is_in(["exempt", "not_applicable"])).sum(), **counts)
    big = pl.col("standard") == "big-community-share"
    asked = found.join(org, on="org_id").filter(~big | (pl.col("level") == "county"))
    target = pl.when(big).then((3 * pl.col("n") + 9) // 10).otherwise(pl.col("n"))
    said = (
        pl.when(pl.col("n") == 0)
        .then(pl.lit("not_applicable"))
        .when(pl.col("lo") >= target)
        .then(pl.lit("pass"))
        .when(pl.col("lo") + pl.col("unknown") + pl.col("pending") < target)
        .then(pl.lit("fail"))
        .when(pl.col("unknown") == 0)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("unknown"))
    )
    return asked.with_columns(verdict=said).drop("level")
