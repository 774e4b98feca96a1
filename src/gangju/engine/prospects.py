"""What a requirement costs and asks, and whom it puts out of reach: from the verdicts of one evaluation and the facts beside them.

Out of reach has two grounds, and each says which it is. *Settled*: what is counted lies in time that is over, so nothing that happens
from today on can change it. *Pace*: at the fastest pace that anybody under the same standard has kept so far, the days left do not
suffice. And a list may ask for more than there are. None of the three is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Any, Final

import duckdb
import pyarrow as pa

from gangju.engine import period, plan
from gangju.engine.compare import Side
from gangju.engine.forms import FORMS
from gangju.engine.model import Pack, Standard
from gangju.engine.results import Results, exact

SETTLED, PACE, TOO_FEW = "settled", "pace", "too_few"
# Forms whose failure lies in days that are over, whatever they count.
_DATED: Final = ("rhythm", "deadline")


@dataclass(frozen=True)
class Cost:
    """What is missing at or below an organisation, and how much more that is than on the other side; exact, in `unit`."""

    pack: str
    standard: str
    part: str | None
    org_id: str
    unit: str
    before: int | str
    after: int | str
    more: int | str


@dataclass(frozen=True)
class Never:
    """A subject that cannot pass in this period, or an organisation asked for more than it has."""

    pack: str
    standard: str
    part: str | None
    period: str | None
    subject_kind: str
    subject_id: str
    org_id: str
    ground: str
    shortfall: int | str | None
    unit: str


@dataclass(frozen=True)
class Asked:
    """What is left for one organisation to do: `amount` in `unit` for those furthest behind, who are served together; so many
    records, so many fields in them, and the hours of the events (exact)."""

    pack: str
    standard: str
    part: str | None
    org_id: str
    subjects: int
    amount: int | str
    unit: str
    records: int
    fields: int
    hours: int | str


# ---------------------------------------------------------------- what it costs
def costs(before: Results, after: Results) -> list[Cost]:
    """By organisation that has a result on the after side. Days and fen are not mixed: every standard has its own unit."""
    old = {_at(row): row for row in _short(before)}
    found = []
    for row in _short(after):
        was = old.get(_at(row), {"shortfall": 0})["shortfall"]
        sides = (was, row["shortfall"], row["shortfall"] - was)
        figures = [_known(exact(side, row["scale"])) for side in sides]
        found.append(Cost(row["pack"], row["standard"], row["part"], row["org_id"], row["unit"], *figures))
    return found


def _short(results: Results) -> list[dict[str, Any]]:
    """One line an organisation and condition: several roll-ups of one standard are short of the same."""
    return _asked(
        {"rows": results.groups},
        "SELECT pack, standard, part, org_id, unit, scale, max(coalesce(shortfall, 0)) AS shortfall FROM rows "
        "GROUP BY ALL ORDER BY pack, standard, part NULLS FIRST, org_id",
    )


def _at(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["pack"], row["standard"], row["part"], row["org_id"]


def _known(amount: int | str | None) -> int | str:
    return 0 if amount is None else amount


# ---------------------------------------------------------------- who can never pass
def never(side: Side, results: Results) -> list[Never]:
    """Sorted as results are."""
    nature = pa.Table.from_pylist([_nature(side, pack, each) for pack in side.packs for each in _conditions(pack)], schema=_NATURE)
    key = "s.pack, s.standard, s.part, s.period, s.subject_kind, s.subject_id, s.org_id"
    best = "max(s.value) OVER (PARTITION BY s.pack, s.standard, s.part, s.period)"
    reach = f"SELECT s.*, t.dated, t.gone, t.left, {best} AS best FROM rows AS s JOIN nature AS t ON {_SAME}"
    ground = (
        f"CASE WHEN s.verdict = 'fail' AND s.dated THEN '{SETTLED}' WHEN s.verdict = 'pending' AND s.left IS NOT NULL AND s.shortfall > 0 "
        f"AND CAST(s.shortfall AS HUGEINT) * s.gone > CAST(s.best AS HUGEINT) * s.left THEN '{PACE}' END"
    )
    rows = _asked(
        {"rows": results.subjects, "nature": nature},
        f"SELECT * FROM (SELECT {key}, s.shortfall, s.unit, s.scale, {ground} AS ground FROM ({reach}) AS s) AS s WHERE ground IS NOT NULL "
        "ORDER BY pack, standard, part NULLS FIRST, period NULLS FIRST, subject_kind, subject_id, org_id",
    )
    return [_never(row) for row in rows] + list(_too_few(results))


_NATURE: Final = pa.schema(
    [
        ("pack", pa.string()),
        ("standard", pa.string()),
        ("part", pa.string()),
        ("dated", pa.bool_()),
        ("gone", pa.int64()),
        ("left", pa.int64()),
    ]
)
_SAME: Final = "t.pack = s.pack AND t.standard = s.standard AND t.part IS NOT DISTINCT FROM s.part"


def _conditions(pack: Pack) -> Iterator[Standard]:
    """Every standard that has a value of its own; a clause of several conditions by its parts."""
    for standard in pack.standards:
        if standard.form in FORMS:
            yield from standard.parts or (standard,)


def _nature(side: Side, pack: Pack, standard: Standard) -> dict[str, Any]:
    """`dated`: what is counted has a day, so a failure of a closed window stays. `gone` and `left` are days of an open window in which
    amounts still grow."""
    counted = bool(_ledgers(pack, standard))
    growing = counted and standard.form not in _DATED
    window = period.judged(standard.period, side.as_of, side.period).window if growing else None
    open_ = window is not None and window.since <= side.as_of < window.until
    return {
        "pack": pack.id, "standard": standard.id, "part": standard.part, "dated": counted or standard.form in _DATED,
        "gone": (side.as_of - window.since).days + 1 if window and open_ else None,
        "left": (window.until - side.as_of - timedelta(days=1)).days if window and open_ else None,
    }  # fmt: skip


def _ledgers(pack: Pack, standard: Standard) -> list[str]:
    """The kept ledgers that the value counts, such as `activity.training`."""
    form = FORMS[standard.form]
    said = [ledger for _, node in form.nodes(pack, standard) for part in plan.aggregates(node) for ledger in part.kinds]
    more = getattr(form, "ledgers", lambda *_: ())(pack, standard)
    return list(dict.fromkeys([*said, *more]))


def _never(row: Mapping[str, Any]) -> Never:
    kept = ("pack", "standard", "part", "period", "subject_kind", "subject_id", "org_id", "ground", "unit")
    return Never(**{name: row[name] for name in kept}, shortfall=exact(row["shortfall"], row["scale"]))


def _too_few(results: Results) -> Iterator[Never]:
    """A count that is asked for and is more than there are."""
    rows = _asked(
        {"rows": results.groups},
        "SELECT * FROM rows WHERE roll_up = 'count' AND target > n ORDER BY pack, standard, part NULLS FIRST, period NULLS FIRST, org_id",
    )
    for row in rows:
        at = (row["pack"], row["standard"], row["part"], row["period"], "organization", row["org_id"], row["org_id"])
        yield Never(*at, TOO_FEW, row["target"] - row["n"], "个")


# ---------------------------------------------------------------- what it asks of an organisation
def asked(side: Side, results: Results) -> list[Asked]:
    """By organisation in which subjects still fall short (failed or pending)."""
    rows = _asked(
        {"rows": results.subjects},
        "SELECT pack, standard, part, org_id, unit, scale, count(*) AS subjects, max(shortfall) AS most, sum(shortfall) AS total "
        "FROM rows WHERE shortfall > 0 GROUP BY ALL ORDER BY pack, standard, part NULLS FIRST, org_id",
    )
    known = {(pack.id, each.id, each.part): (pack, each) for pack in side.packs for each in _conditions(pack)}
    typical = _typical(side)
    ways = {key: _way(*known[key], typical) for key in {(row["pack"], row["standard"], row["part"]) for row in rows} & set(known)}
    return [_of_one(row, ways[key]) for row in rows if (key := (row["pack"], row["standard"], row["part"])) in ways]


@dataclass(frozen=True)
class _Way:
    """How a shortfall is made up: by events that serve all who are behind at once, `usual` hours each, or by one record for each subject;
    `fields` to fill in a record, `in_hours` where the shortfall itself is hours."""

    events: bool
    in_hours: bool
    usual: Fraction
    fields: int


def _way(pack: Pack, standard: Standard, typical: Mapping[str, Fraction]) -> _Way:
    ledgers = _ledgers(pack, standard)
    events = [ledger for ledger in ledgers if ledger.startswith("activity.")]
    usual = max((typical.get(ledger, Fraction(0)) for ledger in events), default=Fraction(0))
    return _Way(
        bool(events),
        standard.unit not in plan.WHOLE_UNITS and usual > 0,
        usual,
        max((_fields(pack, ledger) for ledger in ledgers), default=1),
    )


def _of_one(row: Mapping[str, Any], way: _Way) -> Asked:
    most = Fraction(int(row["most"]), row["scale"])
    if not way.events:
        records, hours = int(row["subjects"]), Fraction(0)
    elif way.in_hours:
        records, hours = ceil(most / way.usual), most
    else:
        records, hours = ceil(most), ceil(most) * way.usual
    amount = _known(exact(row["most"] if way.events else row["total"], row["scale"]))
    at = (row["pack"], row["standard"], row["part"], row["org_id"], int(row["subjects"]))
    return Asked(*at, amount, row["unit"], records, records * way.fields, _known(exact(ceil(hours * 100), 100)))


def _fields(pack: Pack, ledger: str) -> int:
    """The fields of one record, as its form asks for them; a kind without a form of its own asks for one."""
    kind = pack.catalogue.kinds.get(ledger)
    return len(kind.form) if kind and kind.form else 1


def _typical(side: Side) -> dict[str, Fraction]:
    """Hours of a usual event by kind, from the events held up to the day: the mean, exact."""
    rows = _asked(
        {"activity": side.facts.tables["activity"]},
        "SELECT kind, sum(hours) AS hours, count(*) AS events FROM activity WHERE hours > 0 AND status = 'held' "
        f"AND started_at < CAST('{side.as_of + timedelta(days=1):%Y-%m-%d}' AS TIMESTAMP) GROUP BY 1",
    )
    return {f"activity.{row['kind']}": Fraction(int(row["hours"]), 100 * int(row["events"])) for row in rows}


def _asked(tables: Mapping[str, pa.Table], text: str) -> list[dict[str, Any]]:
    connection = duckdb.connect()
    try:
        for name, table in tables.items():
            connection.register(name, table)
        found: Sequence[dict[str, Any]] = connection.sql(text).to_arrow_table().to_pylist()
        return list(found)
    finally:
        connection.close()
