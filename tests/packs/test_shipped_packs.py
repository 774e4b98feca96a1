"""Every shipped pack loads and says of each standard when it passes, fails, stays open, exempts and does not apply."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.engine import plan
from gangju.engine.cases import read_cases
from gangju.engine.forms import FORMS
from gangju.engine.load import load_pack
from gangju.engine.model import Pack, Standard

PACKS = Path(__file__).parents[2] / "src" / "gangju" / "packs"
SHIPPED = sorted(path.parent.name for path in PACKS.glob("*/plan.yaml"))


@pytest.fixture(scope="module", params=SHIPPED)
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(PACKS / request.param)


def test_a_pack_is_called_by_its_folder(pack: Pack) -> None:
    assert pack.id == pack.folder.name


def test_every_standard_has_a_case_for_each_way_it_may_end(pack: Pack) -> None:
    said: dict[str, set[str]] = {}
    for case in read_cases(pack):
        for standard, subjects in [*case.expect.items(), *case.groups.items()]:  # some are judged in groups alone
            said.setdefault(standard, set()).update(
                str(wanted if isinstance(wanted, str) else wanted.get("verdict")) for wanted in subjects.values()
            )
    assert not [standard.id for standard in pack.standards if not ways_to_end(pack, standard) <= said.get(standard.id, set())]


def ways_to_end(pack: Pack, standard: Standard) -> set[str]:
    """A figure that is only shown has no verdict; a register as it stands on a day is known; exempt is who may be entered as such."""
    if standard.force == "report":
        return {"none"}
    ways = {"pass", "fail", "none"}
    may_be_freed = standard.each in ("organization", "unit", "person", "post")
    return ways | ({"unknown"} if may_lack(pack, standard) else set()) | ({"exempt"} if may_be_freed else set())


def may_lack(pack: Pack, standard: Standard) -> bool:
    """Whether something is read that may never have been entered: a ledger not kept, a figure, a score, an answer, an area."""
    if standard.form in ("spell", "quota", "pairing", "cover"):
        return False
    nodes = [node for part in standard.parts or (standard,) for _, node in FORMS[standard.form].nodes(pack, part)]
    return standard.form == "checklist" or any(_may_lack(part) for node in nodes for part in plan.walk(node))


def _may_lack(part: plan.Node) -> bool:
    if isinstance(part, plan.Aggregate):
        return bool(part.kinds) or part.func in ("max", "min")
    return isinstance(part, plan.Observation | plan.Score)


def test_every_case_has_a_name_of_its_own_in_its_file(pack: Pack) -> None:
    names = [(case.file, case.name) for case in read_cases(pack)]
    assert len(names) == len(set(names))


def test_every_standard_cites_the_text_and_its_row(pack: Pack) -> None:
    uncited = [standard.id for standard in pack.standards if not set(standard.clause) & set(pack.plan.clauses)]
    assert not uncited
