"""However a pack is spoilt, it loads or it is refused with remedies; it never breaks the loader."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from gangju.engine.cases import read_cases
from gangju.engine.catalogue import load_catalogue
from gangju.engine.load import load_pack
from gangju.engine.model import Catalogue
from gangju.engine.problem import BadInput, Problem

GOOD = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"
FILES = ("plan.yaml", "params.yaml", "measures.yaml", "standards.yaml", "standards.yaml", "cases/village-place-area.yaml")
VALUES = ("null", "3", "[]", "{}", "yes", "[1]", "{a: 1}", "''", "1/0", "-5", "0.5", "2018-02-30", "无")
VALUE = re.compile(r": [^,}\]]+")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = Path(shutil.copytree(GOOD, tmp_path_factory.mktemp("spoilt") / "pack"))
    for path in (copy / "cases").glob("*.yaml"):
        if path.name != "village-place-area.yaml":
            path.unlink()
    return copy


def spoil(lines: list[str], drawn: random.Random) -> list[str]:
    """One slip of an editor: a line lost, doubled, shifted, a sign lost, a value mistyped."""
    place = drawn.randrange(len(lines))
    line = lines[place]
    values = list(VALUE.finditer(line))
    slip = drawn.choice(("lost", "doubled", "shifted", "sign", "value", "value"))
    if slip == "value" and values:
        hit = drawn.choice(values)
        return [*lines[:place], line[: hit.start()] + ": " + drawn.choice(VALUES) + line[hit.end() :], *lines[place + 1 :]]
    if slip == "sign" and line:
        at = drawn.randrange(len(line))
        return [*lines[:place], line[:at] + line[at + 1 :], *lines[place + 1 :]]
    put = {"lost": [], "doubled": [line, line]}.get(slip, [" " + line])
    return [*lines[:place], *put, *lines[place + 1 :]]


def problems_of(folder: Path, catalogue: Catalogue) -> tuple[Problem, ...]:
    try:
        read_cases(load_pack(folder, catalogue))
    except BadInput as bad:
        return bad.problems
    return ()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_a_slip_of_an_editor_is_refused_in_words_or_does_no_harm(seed: int, draft: Path, catalogue: Catalogue) -> None:
    drawn = random.Random(seed)
    for _ in range(10):
        file = draft / drawn.choice(FILES)
        whole = file.read_text("utf-8")
        file.write_text("\n".join(spoil(whole.splitlines(), drawn)) + "\n", "utf-8")
        problems = problems_of(draft, catalogue)
        file.write_text(whole, "utf-8")
        assert all(problem.message and problem.remedy and (problem.line or not problem.key) for problem in problems)
