"""Every computable row of the five plans, tried as a standard: it can be said in the language and compiled, or its reason is listed.

The drafts are no policy: parameters stand for figures that a plan would set, titles for those it would write.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from gangju.engine.explain import sentence
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.run import evaluate
from tests.engine.worlds_of_forms import facts_of, unit

FOLDER = Path(__file__).parent.parent / "data" / "fit"
COMPUTABLE = 240
UNITS = ("m2",)


@cache
def drafts() -> Pack:
    return load_pack(FOLDER)


def said() -> set[str]:
    return {row for standard in drafts().standards for row in standard.clause}


def not_said() -> dict[str, str]:
    listed: dict[str, str] = yaml.safe_load((FOLDER.parent / "fit_not_said.yaml").read_text("utf-8"))
    return listed


def test_every_computable_row_is_said_or_listed_with_its_reason() -> None:
    assert not said() & not_said().keys()
    assert len(said() | not_said().keys()) == COMPUTABLE
    assert all(len(reason) > 5 for reason in not_said().values())


def test_every_form_of_the_language_is_needed() -> None:
    used = {standard.form for standard in drafts().standards}
    assert used == {
        *(
            "band",
            "checklist",
            "cover",
            "deadline",
            "formula",
            "pairing",
            "quota",
            "rhythm",
            "share",
            "spell",
            "split",
            "threshold",
            "trend",
        )
    }


@pytest.mark.long
def test_every_draft_compiles_and_runs() -> None:
    facts = facts_of(drafts(), {"unit": [unit("甲村", "village")]})
    results = evaluate([drafts()], facts, date(2018, 12, 31))
    judged = {row["standard"] for row in results.subject_rows()}
    assert {"row-003-95", "row-003-103", "row-000-49"} <= judged


def test_every_draft_is_a_chinese_sentence() -> None:
    for standard in drafts().standards:
        told = sentence(drafts(), standard)
        for word in (*UNITS, *_ids(standard.keys.get("value"))):
            told = told.replace(word, "")
        assert not re.search("[A-Za-z_]{2,}|None", told), (standard.id, told)


def _ids(value: object) -> list[str]:
    """A plan's own id may stand in a sentence as it is."""
    return re.findall(r"'([a-z]+-[0-9]{4})'", str(value))
