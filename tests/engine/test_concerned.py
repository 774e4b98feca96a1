"""Which standards an entry may move, and that tables come when they are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gangju.demo import county
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.concerned import concerned
from gangju.engine.facts import facts_from_rows
from gangju.engine.load import load_pack
from gangju.engine.world import open_world

PACK = load_pack(Path(county.__file__).parent / "pack")


def test_a_party_class_moves_the_standard_that_counts_party_classes_alone() -> None:
    assert concerned(PACK, ["activity.party_class"]) == {"party-class"}


def test_training_moves_every_standard_of_hours() -> None:
    assert concerned(PACK, ["activity.training"]) == {
        "rural-member-hours",
        "community-member-hours",
        "other-member-hours",
        "village-secretary-hours",
    }


def test_a_ledger_that_nothing_counts_moves_nothing() -> None:
    assert concerned(PACK, ["activity.nobody_counts_this"]) == frozenset()


def test_a_table_is_brought_while_the_last_answer_is_half_read() -> None:
    world = open_world(facts_from_rows({}, load_catalogue(SHIPPED)), date(2026, 6, 30))
    world.run("SELECT * FROM range(9)").fetchone()
    assert world.table_of("SELECT count(*) AS n FROM f_unit").to_pylist() == [{"n": 0}]
