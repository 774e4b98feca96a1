"""Accepted items become the files of a pack, as an officer would have written them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import yaml

from gangju.drafting.model import Draft, Item
from gangju.drafting.scoring_file import scoring

WIDTH: Final = 140
BEGINNING: Final = "2000-01-01"
"""From when a number holds that nobody has given a first day; only to try an item out."""
GRACE: Final = {"id": "entry_grace", "title": "补记宽限", "unit": "天", "local": True, "values": [{"value": 10}]}


class _Dumper(yaml.SafeDumper):
    """Lists indented under their key, no references."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def pack_files(
    draft: Draft,
    items: Sequence[Item],
    *,
    id: str,  # noqa: A002
    title: str,
    since: str,
    until: str | None,
    issuer: str | None = None,
) -> Mapping[str, str]:
    """File name → YAML text. Takes the items as they stand: what is rejected or still lacks something is left out before.

    `issuer` is asked where the text is signed by nobody. Raises ValueError where score items have no sheet or do not add up.
    """
    head = {**draft.plan, "id": id, "title": title, "in_force": {"from": since, "to": until}}
    head["issuer"] = issuer or head.get("issuer") or "未署名"
    bodies = {kind: [item for item in items if item.kind == kind] for kind in ("standard", "task", "checklist", "score")}
    tasks = [dict(item.body) for item in bodies["task"]]
    files = {
        "plan.yaml": written(_ordered(head, tasks)),
        "standards.yaml": written([dict(item.body) for item in bodies["standard"]]),
        "params.yaml": written([*merged_params(bodies["standard"], since)]),
        "measures.yaml": written([*_once(entry for item in bodies["standard"] for entry in item.measures)]),
    }
    sheets = scoring(bodies["score"], bodies["standard"])
    files |= {"scoring.yaml": written(sheets)} if sheets else {}
    return {**files, **_kind_files(bodies["standard"], bodies["checklist"])}


def _ordered(head: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The plan in the order of its reader: what it is, when, in which stages, what it says, who does it."""
    order = ("id", "title", "issuer", "number", "issued_on", "in_force", "phases", "clauses")
    plan = {key: head[key] for key in order if key in head}
    return plan | ({"tasks": list(tasks)} if tasks else {})


def written(data: Any) -> str:
    """YAML that the loader reads back to the same data."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH) if data else "[]\n"


def merged_params(items: Iterable[Item], since: str) -> Iterator[Mapping[str, Any]]:
    """Every parameter once: entries of one id have their clauses and values put together. Values without a day begin with the plan."""
    found: dict[str, dict[str, Any]] = {}
    for entry in (*(entry for item in items for entry in item.params), GRACE):
        own = {**entry, "values": [{"since": since, **value} for value in entry["values"]]}
        first = found.setdefault(entry["id"], own)
        if first is not own:
            first["values"] = [*first["values"], *(value for value in own["values"] if value not in first["values"])]
            if "clause" in own:
                first["clause"] = list(dict.fromkeys([*first.get("clause", []), *own["clause"]]))
    yield from found.values()


def _once(entries: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    yield from {entry["id"]: dict(entry) for entry in entries}.values()


def _kind_files(standards: Sequence[Item], checklists: Sequence[Item]) -> Mapping[str, str]:
    """Checklists that the catalogue does not have: those accepted by themselves, and those that a standard needs."""
    kinds = {kind["code"]: kind for item in standards for kind in item.kinds}
    kinds |= {str(item.body["code"]): item.body for item in checklists}
    return {f"catalogue/checklist.{code}.yaml": written(dict(kind)) for code, kind in kinds.items()}
