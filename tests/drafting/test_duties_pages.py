"""The table of responsibilities of the five sources on paper: all of the text is there, and inside the type area."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from gangju.cli import DONE, main
from gangju.drafting.duties import HEADS
from gangju.drafting.duty_paper import WIDTHS
from gangju.official.page import ACROSS, LINES
from gangju.reader import read_file
from tests.official.pages import Page, lines_of, printer, said, squeezed

pytestmark = pytest.mark.long
SOURCES: Final = ("000", "001", "002", "003", "004")
MEASURE: Final = HEADS.index("具体措施")


@pytest.fixture(scope="module")
def sources(shared: Path) -> dict[str, Path]:
    return {path.name[:3]: path for path in sorted(shared.glob("seeds/*.txt")) if path.name[:3] in SOURCES}


@pytest.fixture(scope="module")
def pages(sources: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Written by the command, printed by LibreOffice."""
    folder = tmp_path_factory.mktemp("duties")
    for name, path in sources.items():
        assert main(["read", str(path), "--xlsx", str(folder / f"t{name}.xlsx"), "--docx", str(folder / f"t{name}.docx")]) == DONE
    return printer(tmp_path_factory.mktemp("paper"))({name: (folder / f"t{name}.docx").read_bytes() for name in sources})


def columns(printed: Sequence[Page]) -> list[str]:
    """What each column of the table says, down all its pages, without the repeated head."""
    scale = ACROSS.area[0] / sum(WIDTHS)
    edges = [ACROSS.left, *(ACROSS.left + scale * width for width in itertools.accumulate(WIDTHS))]
    texts = [""] * len(WIDTHS)
    for page in printed:
        lines = page.lines
        head = next(place for place, line in enumerate(lines) if said(line) == "".join(HEADS))
        body = [sign for line in lines[head + 1 :] for sign in line]
        for column, (left, right) in enumerate(itertools.pairwise(edges)):
            inside = [sign for sign in body if left <= (sign.x0 + sign.x1) / 2 < right]
            texts[column] += "".join(said(line) for line in lines_of(inside))
    return [squeezed(text) for text in texts]


def test_every_clause_is_found_again_on_paper(sources: dict[str, Path], pages: dict[str, list[Page]]) -> None:
    assert list(sources) == list(SOURCES)
    for name, path in sources.items():
        measures = columns([page for page in pages[name] if page.edges.across])[MEASURE]
        text = squeezed("".join(said(line) for page in pages[name] if not page.edges.across for line in page.lines))
        lost = [clause.text for clause in read_file(path).clauses if squeezed(clause.text) not in measures + "|" + text]
        assert lost == [], name


def test_nothing_stands_outside_the_type_area(pages: dict[str, list[Page]]) -> None:
    assert [(name, page.number, page.outside()) for name, printed in pages.items() for page in printed if page.outside()] == []


def test_page_numbers_run_on_by_parity_over_turned_pages(pages: dict[str, list[Page]]) -> None:
    for page in (page for printed in pages.values() for page in printed):
        along = [(sign.top if page.edges.across else sign.x0, sign.text) for sign in page.folio]
        assert "".join(text for _, text in sorted(along)) == f"—{page.number}—"
        middle = (page.edges.size[1] if page.edges.across else page.edges.size[0]) / 2
        assert (min(along)[0] > middle) == (page.number % 2 == 1)


def test_full_pages_of_text_have_22_lines(pages: dict[str, list[Page]]) -> None:
    upright = [[page for page in printed if not page.edges.across] for printed in pages.values()]
    full = [page for run in upright for page in run[:-1]]
    assert len(full) > 5
    # A heading goes over to the page of its text: then up to two lines stay empty.
    assert {len(page.lines) for page in full} <= {LINES, LINES - 1, LINES - 2}
    assert sum(len(page.lines) == LINES for page in full) >= len(full) - 2


def test_every_page_of_the_table_begins_with_its_head(pages: dict[str, list[Page]]) -> None:
    for page in (page for printed in pages.values() for page in printed if page.edges.across):
        assert "".join(HEADS) in [said(line) for line in page.lines[:6]]
