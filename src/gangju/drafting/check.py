"""Whether an item would load as it stands, and what it says then in one Chinese sentence.

An item is tried in a pack of its own: the plan's clauses, its parameters, its measures. What the loader of packs says of it is
what an officer reads; there is no second opinion here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from gangju.drafting.files import BEGINNING, pack_files
from gangju.drafting.model import Draft, Item
from gangju.drafting.scoring_file import is_sheet
from gangju.drafting.sheet import ENTERED
from gangju.engine.catalogue import load_catalogue
from gangju.engine.explain import sentence
from gangju.engine.load import load_pack
from gangju.engine.model import Catalogue, Pack
from gangju.engine.problem import BadInput, Problem
from gangju.reader.model import Document

NOTHING: Final = Document("", "", None, None, None, (), ())
TRIAL: Final = "trial"
LISTS: Final = "lists.yaml"
HEADS: Final = "count(membership.person_id)"
COMPUTED: Final = ("standard", "part", "roll_up", "kind", "amount", "per", "cap", "floor", "veto")
PLACED: Final = ("section", "bonus")


def check_item(item: Item, catalogue: Catalogue, plan: Mapping[str, Any] | None = None) -> tuple[Problem, ...]:
    """What stands in the way of one item, said so that it can be mended; nothing for a doubt.

    Without `plan` the item's own clause is taken as given. A line of a score sheet is tried in a sheet of its own, without the
    standard that it names: whether that is accepted too shows in the whole pack.
    """
    if item.kind == "doubt" or (item.body.get("veto") and item.body.get("standard")):
        return ()
    if item.body.get("veto"):
        return (Problem("scoring.yaml", 0, "standard", "一票否决没有写明看哪一项标准", "请在 standard 里写明它的编号"),)
    try:
        load_trial([item] if item.kind != "score" else _scored(item), plan or _only(item), catalogue)
    except ValueError as wrong:
        return (Problem("scoring.yaml", 0, "points", str(wrong), ""),)
    except BadInput as bad:
        return tuple(problem for problem in bad.problems if not _of_the_trial(item, problem))
    return ()


def checked(items: Sequence[Item], plan: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Item]:
    """The items with the engine's sentence where they load, and with what the loader says where they do not."""
    ready = [item for item in items if item.kind == "standard" and not item.lacking]
    try:
        loaded = load_trial(ready, plan, catalogue) if ready else None
    except BadInput:
        loaded = None
    for item in items:
        yield _told(item, loaded, plan, catalogue) if item in ready else item


def _told(item: Item, loaded: Pack | None, plan: Mapping[str, Any], catalogue: Catalogue) -> Item:
    if loaded is None:
        try:
            loaded = load_trial([item], plan, catalogue)
        except BadInput as bad:
            return replace(item, lacking=tuple(f"{problem.message}。{problem.remedy}" for problem in bad.problems))
    return replace(item, said=sentence(loaded, loaded.standard(str(item.body["id"]))))


def load_trial(items: Sequence[Item], plan: Mapping[str, Any], catalogue: Catalogue) -> Pack:
    """The items as a pack. Raises BadInput."""
    files = pack_files(Draft(NOTHING, plan, ()), items, id=TRIAL, title=TRIAL, since=BEGINNING, until=None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return load_pack(folder, _with_kinds(folder, catalogue))


def _with_kinds(folder: Path, catalogue: Catalogue) -> Catalogue:
    """The catalogue with the kinds that the items bring along."""
    if not (folder / "catalogue").is_dir():
        return catalogue
    more = load_catalogue(folder / "catalogue")
    lists = {name: {**catalogue.lists.get(name, {}), **codes} for name, codes in more.lists.items()}
    return replace(
        catalogue,
        lists={**catalogue.lists, **lists},
        kinds={**catalogue.kinds, **more.kinds},
        checklists={**catalogue.checklists, **more.checklists},
        metrics={**catalogue.metrics, **more.metrics},
    )


def _scored(item: Item) -> list[Item]:
    """A score item with what a pack needs beside it: a standard, and for a line its sheet."""
    place = {"clause": [item.clause], "each": "organization", "where": "organization.org_id is not null"}
    counted = {"id": "trial", "title": TRIAL, **place, "form": "threshold", "force": "report", "unit": "个", "value": HEADS}
    beside = [replace(item, kind="standard", body=counted, params=())]
    if is_sheet(item):
        return [*beside, item]
    sheet = {"id": "trial-sheet", "title": TRIAL, **place, "period": "year", "points": item.body.get("points", 1)}
    named = "standard" in item.body or item.body.get("veto")
    alone = {key: value for key, value in item.body.items() if not (named and key in COMPUTED)} | ({"kind": ENTERED} if named else {})
    return [*beside, replace(item, body=sheet), replace(item, body={key: value for key, value in alone.items() if key not in PLACED})]


def _only(item: Item) -> Mapping[str, Any]:
    cited = item.body.get("clause") or [item.clause]
    numbers = list(dict.fromkeys([cited] if isinstance(cited, str) else [str(number) for number in cited]))
    return {"clauses": [{"number": number, "title": number, "text": number} for number in numbers]}


def _of_the_trial(item: Item, problem: Problem) -> bool:
    """A task or a checklist alone makes no pack: that standards are missing is not its fault."""
    return item.kind != "standard" and problem.file == "standards.yaml"
