"""Random rows about a tree: people and posts, meetings and attendance, venues and answers, money, figures, rosters."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.days import ONE_DAY, Span, add_months, named, span_holding, windows_of
from tests.oracle.maker import Maker, Row, alive, earlier
from tests.oracle.texts import each_of
from tests.oracle.worlds_tree import Life, Tree

ITEMS = ["flag", "hall", "board", "rules"]
KEPT = ["activity.training", "activity.members_meeting", "activity.committee_meeting", "activity.thematic_meeting"]
FUNDS = ["office_fund", "service_fund"]
VENUES = ["village_activity_place", "village_activity_place", "community_service_place"]


def people(maker: Maker, tree: Tree) -> None:
    for index in range(maker.random.randint(3, 10)):
        name = f"p{index}"
        joined = join(maker, tree, name) + serve(maker, tree, name, index)
        org = None if joined else maker.random.choice(list(tree.organizations))
        about = {
            "gender": maker.pick(None, "1", "1", "2"),
            "education": maker.pick(None, "bachelor", "bachelor", "junior_college", "master"),
        }
        maker.add("person", person_id=name, name=f"人{index}", **about, org_id=org)


def join(maker: Maker, tree: Tree, name: str) -> int:
    """Memberships one after another, often moving from branch to branch; how many."""
    day = maker.near() - timedelta(days=maker.pick(0, 400, 2000))
    rows = 0
    for _ in range(maker.pick(0, 1, 1, 2, 3)):
        orgs = tree.living(day, tree.branches)
        if not orgs:
            return rows
        org = maker.random.choice(orgs)
        end = earlier(tree.organizations[org][1], maker.maybe_end(day, 0.4))
        kind = maker.pick("full", "full", "full", "probationary", "suspended")
        maker.add("membership", person_id=name, org_id=org, kind=kind, since=day, until=end, entry=None, exit=None)
        rows += 1
        if end is None:
            return rows
        day = end + timedelta(days=maker.pick(0, 0, 0, 1, 40))
    return rows


def serve(maker: Maker, tree: Tree, name: str, index: int) -> int:
    """Posts, now and then two as secretary; each at a unit and in an organisation that live the whole time."""
    roles = [role for role in ("secretary", "secretary", "party_worker", "party_worker") if maker.chance(0.35)]
    rows = 0
    for number, role in enumerate(roles):
        unit, life = maker.random.choice(list(tree.units.items()))
        since = max(life[0], maker.near() - timedelta(days=maker.pick(0, 0, 500)))
        orgs = tree.living(since)
        if not orgs or (life[1] is not None and life[1] <= since):
            continue
        org = maker.random.choice(orgs)
        until = earlier(earlier(life[1], tree.organizations[org][1]), maker.maybe_end(since, 0.4))
        cells = {"person_id": name, "org_id": org, "unit_id": unit, "role": role, "full_time": maker.pick(None, True, True, True, False)}
        maker.add("post", post_id=f"post{index}-{number}", **cells, since=since, until=until)
        rows += 1
    return rows


# ---------------------------------------------------------------- events
def events(maker: Maker, tree: Tree) -> None:
    for _ in range(maker.random.randint(2, 9)):
        day = maker.near()
        hold(maker, tree, maker.random.choice(tree.living(day)), "training", day)
    for org in tree.branches:
        for kind, window in (("members_meeting", "quarter"), ("committee_meeting", "month"), ("thematic_meeting", "half")):
            if maker.chance(0.6):
                meet(maker, tree, org, kind, window)


def judged_year(maker: Maker) -> Span:
    return named(maker.period) if maker.period else span_holding("year", maker.as_of)


def meet(maker: Maker, tree: Tree, org: str, kind: str, window: str) -> None:
    """In most windows of the year a meeting, often on the first or last day; now and then two, or two on one day."""
    diligence = maker.pick(0.5, 0.95, 1.0)
    for first, until in windows_of(window, judged_year(maker)):
        if not maker.chance(diligence):
            continue
        days = [maker.pick(first, until - ONE_DAY, first + timedelta(days=maker.random.randrange((until - first).days)))]
        days += [maker.pick(days[0], days[0] + ONE_DAY, until)] if maker.chance(0.3) else []
        for day in days:
            if org in tree.living(day):
                hold(maker, tree, org, kind, day)


def hold(maker: Maker, tree: Tree, org: str, kind: str, day: date) -> Row:
    clock = maker.pick("", "T00:00", "T08:30", "T23:59")
    status = None if maker.chance(0.8) else maker.pick("held", "planned", "cancelled")
    form = maker.pick(None, "concentrated_rotation")
    cells = {
        "org_id": org,
        "unit_id": maker.random.choice([None, *(name for name, life in tree.units.items() if alive([life], day))]),
        "started_at": f"{day.isoformat()}{clock}",
        "hours": maker.pick(None, "0.5", "1", "2", "4", "7.5", "8", "8", "16"),
        "form": form,
    }
    return maker.add("activity", activity_id=f"a{len(maker.facts['activity'])}", kind=kind, status=status, **cells)


def attendance(maker: Maker) -> None:
    """Only of persons who on that day are members somewhere or hold a post."""
    for event in maker.facts["activity"]:
        if event["kind"] != "training" and not maker.chance(0.1):
            continue
        day = date.fromisoformat(event["started_at"][:10])
        for person in maker.facts["person"]:
            if belongs(maker, person["person_id"], day) and maker.chance(0.7):
                hours = maker.pick(None, event["hours"], "0.5", "4", "8", "12", "12.25")
                cells = {"activity_id": event["activity_id"], "person_id": person["person_id"], "role": maker.pick(None, "attendee")}
                maker.add("participation", **cells, hours=hours, attended=maker.pick(None, True, True, False))


def belongs(maker: Maker, person: str, day: date) -> bool:
    rows = [row for relation in ("membership", "post") for row in maker.facts[relation] if row["person_id"] == person]
    return any(row["since"] <= day.isoformat() and (row["until"] is None or day.isoformat() < row["until"]) for row in rows)


# ---------------------------------------------------------------- places, figures, money
def places(maker: Maker, tree: Tree) -> None:
    for unit in tree.units:
        for _ in range(maker.pick(0, 1, 1, 2, 3)):
            number = len(maker.facts["venue"])
            opened = maker.near() if maker.chance(0.3) else None
            area = None if maker.chance(0.1) else maker.pick("99.99", "100", "100.01", "150", "149.99", "80.5", "220", "200", "200.01")
            kind = maker.random.choice(VENUES)
            cells = {"kind": kind, "unit_id": unit, "name": f"场所{number}", "area_m2": area}
            ends = {
                "accepted_on": maker.pick(None, maker.near()),
                "opened_on": opened,
                "closed_on": maker.near_after(opened or date(2016, 1, 1)) if maker.chance(0.2) else None,
            }
            maker.add("venue", venue_id=f"v{number}", **cells, **ends)
            if kind == VENUES[0]:  # the checklist of the random worlds is about this kind of place
                answers(maker, f"v{number}")


def answers(maker: Maker, venue: str) -> None:
    """Often all items yes on one day; else each as it comes, fresh or stale by a day, asked again or never."""
    inspected = asked_about(maker)
    tidy = maker.chance(0.6)
    for item in ITEMS:
        days = {inspected} if tidy or maker.chance(0.6) else {asked_about(maker) for _ in range(maker.pick(0, 1, 2))}
        for day in days:
            answer = "yes" if maker.chance(0.85) else maker.pick("no", "na")
            cells = {"subject_kind": "venue", "subject_id": venue, "checklist": "oracle_place", "item": item}
            maker.add("check_answer", **cells, answer=answer, checked_on=day)


def asked_about(maker: Maker) -> date:
    """The day of an answer, often one that is just fresh or just stale."""
    if maker.chance(0.2):
        return maker.near()
    return add_months(maker.as_of, -maker.pick(12, 12, 12, 6)) + timedelta(days=maker.pick(-1, -1, 0, 1))


def figures(maker: Maker, tree: Tree) -> None:
    for unit, life in tree.units.items():
        for metric, share in (("oracle_staff", 0.7), ("oracle_income", 0.4)):
            if maker.chance(share):
                measure(maker, unit, life, metric)


def measure(maker: Maker, unit: str, life: Life, metric: str) -> None:
    for since, until in maker.cuts(life[0], life[1], 2):
        value = (
            maker.pick("29", "30", "31", "50", "120") if metric == "oracle_staff" else maker.pick("19999.99", "20000", "20000.01", "35000")
        )
        cells = {"subject_kind": "unit", "subject_id": unit, "metric": metric, "value": value}
        published = maker.near() if maker.chance(0.2) else None
        if maker.chance(0.9):
            maker.add("observation", **cells, since=since, until=until, published_on=published)


def money(maker: Maker, tree: Tree) -> None:
    """Grants and payments of this year and others, to units and to persons; a correction is a negative row."""
    for person in maker.facts["person"]:
        for number in range(maker.pick(0, 1, 2)):
            units = [row["unit_id"] for row in maker.facts["post"] if row["person_id"] == person["person_id"]]
            cells = {"unit_id": maker.random.choice([None, *units, *units]), "person_id": person["person_id"]}
            cells |= {"kind": "basic_pay", "flow": maker.pick("paid", "paid", "granted")}
            year = judged_year(maker)[0].year + maker.pick(0, 0, 0, -1)
            amount = maker.pick("10000", "20000", "20000.01", "36000")
            maker.add("fund_entry", fund_id=f"f{person['person_id']}-{number}", **cells, year=year, dated_on=maker.near(), amount=amount)
    for unit in tree.units:
        for number in range(maker.pick(0, 1, 2, 4)):
            amount = maker.pick("20000", "25000", "25000.01", "49999.99", "50000", "-0.01", "-5000")
            cells = {
                "kind": maker.random.choice(FUNDS),
                "flow": maker.pick("granted", "granted", "granted", "paid"),
                "unit_id": unit,
                "person_id": None,
            }
            year = judged_year(maker)[0].year + maker.pick(0, 0, 0, 0, -1, 1)
            maker.add("fund_entry", fund_id=f"f{unit}-{number}", **cells, year=year, dated_on=maker.pick(None, maker.near()), amount=amount)


def ties(maker: Maker, tree: Tree) -> None:
    """Benchmarks of weak villages, now and then themselves or another weak one; organisations that cover a unit."""
    units = list(tree.units)
    for unit in units:
        if maker.chance(0.5):
            since = maker.near() - timedelta(days=maker.pick(0, 300))
            cells = {"roster": "weak_village", "subject_kind": "unit", "subject_id": unit, "category": "economic", "tier": "county"}
            maker.add("roster_entry", **cells, since=since, until=maker.maybe_end(since, 0.4))
        for _ in range(maker.pick(0, 1, 1, 2)):
            tie(maker, "benchmark", ("unit", unit), maker.random.choice(units))
        if maker.chance(0.3):
            tie(maker, "covers", ("organization", maker.random.choice(list(tree.organizations))), unit)


def tie(maker: Maker, kind: str, first: tuple[str, str], to_unit: str) -> None:
    since = maker.near() - timedelta(days=maker.pick(0, 300))
    ends = {"from_kind": first[0], "from_id": first[1], "to_kind": "unit", "to_id": to_unit}
    maker.add("tie", tie_id=f"t{len(maker.facts['tie'])}", kind=kind, **ends, since=since, until=maker.maybe_end(since, 0.4))


# ---------------------------------------------------------------- rosters
def rosters(maker: Maker, tree: Tree) -> None:
    for org in tree.organizations:
        for category in [*KEPT, *(f"fund_entry.{fund}" for fund in [*FUNDS, "basic_pay"])]:
            keep(maker, org, category)
        if maker.chance(0.3):
            suspend(maker, org)


def keep(maker: Maker, org: str, category: str) -> None:
    """Kept for long, from a day at an edge, with a break, up to a day, or never."""
    since = date(2016, 1, 1) if maker.chance(0.7) else maker.near()
    if maker.chance(0.15):
        return
    cells = {"roster": "keeps", "subject_kind": "organization", "subject_id": org, "category": category}
    for start, end in maker.cuts(since, maker.maybe_end(since, 0.1), maker.pick(0, 0, 0, 2)):
        if maker.chance(0.9):
            maker.add("roster_entry", **cells, tier=None, since=start, until=end)


def suspend(maker: Maker, org: str) -> None:
    """Whole windows, or a day short of one."""
    first = maker.pick(*(window[0] for window in windows_of("month", judged_year(maker))))
    since = first + timedelta(days=maker.pick(0, 0, 0, 1, -3))
    until = add_months(first, maker.pick(1, 3, 3, 6)) - timedelta(days=maker.pick(0, 0, 1))
    cells = {"roster": "suspension", "subject_kind": "organization", "subject_id": org, "category": "disaster", "tier": "county"}
    maker.add("roster_entry", **cells, since=since, until=maker.pick(until, until, None))


def freedoms(maker: Maker, pack: str, standards: list[Row]) -> None:
    """Exemptions by rule and exceptions by decision, mostly about the reference day; some for reasons that do not free."""
    people = [("person", row["person_id"]) for row in maker.facts["person"]]
    units = [("unit", name) for name in sorted({row["unit_id"] for row in maker.facts["unit"]})]
    orgs = [("organization", name) for name in sorted({row["org_id"] for row in maker.facts["organization"]})]
    for kind, name in [*people, *units, *orgs]:
        about = {"subject_kind": kind, "subject_id": name}
        if maker.chance(0.15):
            since = maker.near() - timedelta(days=maker.pick(0, 100))
            reason = maker.pick("infirm", "ill", "old_age")
            maker.add("roster_entry", roster="exempt", **about, category=reason, tier=None, since=since, until=maker.maybe_end(since, 0.6))
        meant = [standard["id"] for standard in standards if each_of(standard) == kind] or [standards[0]["id"]]
        if maker.chance(0.15):
            since = maker.near() - timedelta(days=maker.pick(0, 100))
            category = f"{pack}/{maker.random.choice(meant)}"
            maker.add(
                "roster_entry", roster="exception", **about, category=category, tier="province", since=since, until=maker.near_after(since)
            )
