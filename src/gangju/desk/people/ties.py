"""The links of one person, read by the index of each end.

An "or" over both ends, or a condition on the days beside them, makes SQLite read every link of the county: few links end at a
person, so it thinks little of that index. A person has a handful; their days are looked at here.
"""

from __future__ import annotations

from gangju.desk.ledgers.models import Person, Tie

ENDS = ("org", "unit", "person", "venue")


def ties_of(person: Person) -> list[Tie]:
    """Past, present and to come, each once, with both ends."""
    known = Tie.objects.select_related(*(f"{side}_{end}" for side in ("from", "to") for end in ENDS))
    found = {tie.pk: tie for tie in (*known.filter(from_person=person), *known.filter(to_person=person))}
    return [found[number] for number in sorted(found)]
