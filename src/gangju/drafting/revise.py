"""A revised text keeps what was decided where place and wording survive, and shows where they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from gangju.drafting.model import Draft, Item, Revision

ALIKE: Final = 0.6


def revise(old: Draft, new: Draft) -> Revision:
    """Items of the same id survived; those of one kind and clause, or of like wording, were changed; the rest is gone or new."""
    before, after = {item.id: item for item in old.items}, {item.id: item for item in new.items}
    survived = tuple((name, name) for name in before if name in after)
    gone = [item for name, item in before.items() if name not in after]
    come = [item for name, item in after.items() if name not in before]
    changed = _matched(gone, come)
    return Revision(
        survived=survived,
        changed=tuple(changed.items()),
        gone=tuple(item.id for item in gone if item.id not in changed),
        new=tuple(item.id for item in come if item.id not in changed.values()),
    )


def _matched(gone: Sequence[Item], come: Sequence[Item]) -> Mapping[str, str]:
    """Pairs of the likest, the best first, each item once."""
    pairs = sorted(((_likeness(left, right), left.id, right.id) for left in gone for right in come), reverse=True)
    found: dict[str, str] = {}
    for likeness, left, right in pairs:
        if likeness >= ALIKE and left not in found and right not in found.values():
            found[left] = right
    return found


def _likeness(left: Item, right: Item) -> float:
    """Wording and what it was understood as, with a little for standing in the same clause."""
    if left.kind != right.kind:
        return 0.0
    told = SequenceMatcher(None, left.said + left.text, right.said + right.text, autojunk=False).ratio()
    same = left.body.get("form") == right.body.get("form") and left.body.get("each") == right.body.get("each")
    return told * 0.7 + (0.2 if left.clause == right.clause else 0.0) + (0.1 if same else 0.0)
