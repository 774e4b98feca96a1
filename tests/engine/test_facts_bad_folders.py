"""Bad facts folders: each mistake is told with its file, line, column and remedy, and nothing is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gangju.engine.catalogue import load_catalogue
from gangju.engine.facts import load_facts
from gangju.engine.problem import BadInput, Problem

FOLDERS = sorted((Path(__file__).parents[1] / "data" / "bad_facts").iterdir())


def test_there_are_at_least_ten_bad_folders() -> None:
    assert len(FOLDERS) >= 10


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_mistake_of_a_bad_folder_is_told_exactly(folder: Path) -> None:
    expected = [Problem(**said) for said in yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))]
    with pytest.raises(BadInput) as bad:
        load_facts(folder / "facts", load_catalogue())
    assert list(bad.value.problems) == expected


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_messages_are_sentences_without_a_full_stop(folder: Path) -> None:
    for said in yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8")):
        assert said["remedy"].startswith(("请", "最多", "同一"))
        assert not said["message"].endswith(("。", ".", " "))
        assert not said["remedy"].endswith(("。", ".", " "))
