"""What a reviewing officer decided about a draft, as a file: doubts settled, items corrected or rejected.

The file names an item by its kind, its clause and words that stand in it, so that people can write and read it; what it does
not name is accepted as it stands if it lacks nothing.

    resolved: [{about: 2026331日, words: 2026年3月31日, by: 王立}]
    plan: {number: 云组发〔2026〕1号}
    items:
      - {kind: standard, clause: 一(一), about: 24学时, set: {title: 农村党员学时}, drop: [due], params: [...], measures: [...]}
      - {kind: task, clause: 六(五), about: 调整意见, reject: true}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from gangju.drafting.model import Draft, Item, Resolution
from gangju.drafting.scoring_file import with_sheets
from gangju.engine.problem import BadInput, Problem
from gangju.engine.yaml_marks import Marked, read_yaml
from gangju.reader.model import Document

KEYS: Final = {"kind", "clause", "about", "set", "drop", "params", "measures", "reject"}


@dataclass(frozen=True)
class Decisions:
    """The file as read; every mistake in it is named at its line."""

    marked: Marked

    @property
    def entries(self) -> Sequence[Mapping[str, Any]]:
        return self.marked.data.get("items") or []


def load_decisions(path: Path) -> Decisions:
    """Raises BadInput where the file is no YAML or an entry has a key that means nothing."""
    marked = read_yaml(path, path.name)
    problems = [
        marked.problem(("items", place, key), f"不认识的键“{key}”", f"可以写的键:{'、'.join(sorted(KEYS))}")
        for place, entry in enumerate(marked.data.get("items") or [])
        for key in entry.keys() - KEYS
    ]
    if problems:
        raise BadInput(problems)
    return Decisions(marked)


def resolutions(document: Document, decisions: Decisions) -> tuple[Resolution, ...]:
    """The doubts that the file settles. Raises BadInput where its words are those of no doubt, or of several."""
    flags = [flag for clause in document.clauses for flag in clause.flags]
    found, problems = list[Resolution](), list[Problem]()
    for place, entry in enumerate(decisions.marked.data.get("resolved") or []):
        meant = [flag for flag in flags if str(entry["about"]) in flag.text]
        if len(meant) == 1:
            words = meant[0].text.replace(str(entry["about"]), str(entry["words"]))
            found.append(Resolution(meant[0].start, meant[0].end, words, str(entry["by"])))
        else:
            problems.append(
                decisions.marked.problem(("resolved", place), _how_many(entry["about"], len(meant), "存疑处"), "请把文字写全一些")
            )
    if problems:
        raise BadInput(problems)
    return tuple(found)


def decided(draft: Draft, decisions: Decisions) -> tuple[Draft, tuple[Item, ...]]:
    """The draft with the plan as decided, and the items that go into the pack, in their order. Raises BadInput."""
    named, problems = dict[str, Mapping[str, Any]](), list[Problem]()
    for place, entry in enumerate(decisions.entries):
        meant = [item for item in draft.items if _is_meant(item, entry)]
        if len(meant) == 1:
            named[meant[0].id] = entry
        else:
            problems.append(decisions.marked.problem(("items", place), _how_many(entry["about"], len(meant), "条目"), "请核对条款和文字"))
    if problems:
        raise BadInput(problems)
    plan = {**draft.plan, **(decisions.marked.data.get("plan") or {})}
    return replace(draft, plan=plan), tuple(with_sheets([*_kept(draft.items, named)]))


def _is_meant(item: Item, entry: Mapping[str, Any]) -> bool:
    words = f"{item.text}{item.said}{item.body.get('title', '')}"
    return item.kind == entry["kind"] and item.clause == entry["clause"] and str(entry["about"]) in words


def _how_many(words: object, count: int, what: str) -> str:
    return f"没有哪个{what}含有“{words}”" if count == 0 else f"有 {count} 个{what}含有“{words}”"


def _kept(items: Sequence[Item], named: Mapping[str, Mapping[str, Any]]) -> Iterator[Item]:
    for item in items:
        entry = named.get(item.id)
        if item.kind != "doubt" and (not item.lacking if entry is None else not entry.get("reject")):
            yield item if entry is None else corrected(item, entry)


def corrected(item: Item, entry: Mapping[str, Any]) -> Item:
    """The item with the values that somebody put in; corrected, it lacks nothing any more but what the loader will say."""
    body = {key: value for key, value in {**item.body, **(entry.get("set") or {})}.items() if key not in (entry.get("drop") or ())}
    params = tuple(entry["params"]) if "params" in entry else item.params
    measures = tuple(entry["measures"]) if "measures" in entry else item.measures
    return replace(item, body=body, params=params, measures=measures, lacking=())
