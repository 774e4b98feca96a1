"""What a person reviews beside the text: items, each with its span, its place in the draft pack and what it still lacks.

`body` is plain data in the words of the pack files (`plan.yaml`, `standards.yaml`, `params.yaml`, a kind file of a checklist),
so that a correction is a change of these values and an accepted item goes into a file as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gangju.reader.model import Document

#: A standard over the ledgers · a task of a unit · a checklist with its items · a scoring item · a doubt that somebody must settle.
Kind = Literal["standard", "task", "checklist", "score", "doubt"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person said of a doubt: the words that the text should have had (“2018年3月27日”), and who.

    `start` and `end` are the span of the doubt in the document's text.
    """

    start: int
    end: int
    words: str
    resolved_by: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide about. `id` stays while clause and wording stay, also in a revised text.

    `start` and `end` are character offsets into the document's text; `text` is that slice. `clause` is the number of the plan's
    clause that it rests on. `params` are entries of params.yaml that the body names. `said` is the item as one Chinese sentence.
    `lacking` says in Chinese sentences which fact, kind or decision is missing before it can be evaluated; empty means it
    loads and evaluates as it stands. `measures` are entries of measures.yaml that the body names, `kinds` kind files of checklists
    that the catalogue does not have yet. `resolved_by` names who settled a doubt on which the figure rests.
    """

    id: str
    kind: Kind
    clause: str
    start: int
    end: int
    text: str
    said: str
    body: Mapping[str, Any]
    params: tuple[Mapping[str, Any], ...] = ()
    lacking: tuple[str, ...] = ()
    measures: tuple[Mapping[str, Any], ...] = ()
    kinds: tuple[Mapping[str, Any], ...] = ()
    resolved_by: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document with its draft: `plan` is plan.yaml without its tasks (id, title, issuer, number, issued_on, in_force, clauses).

    `in_force` is left out where the text does not say from when the plan holds, `issuer` where nobody signs: both must be asked.
    `phases` stand in the plan where the text gives them days.
    """

    document: Document
    plan: Mapping[str, Any]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """How the items of a revised text stand to those of the earlier one: pairs (earlier id, later id), and ids alone."""

    survived: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]
