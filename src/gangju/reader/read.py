"""The way through the reader: normalise, refuse, lay out, outline, clauses."""

from __future__ import annotations

from pathlib import Path

from gangju.reader.clause import clauses
from gangju.reader.masthead import masthead
from gangju.reader.model import Document
from gangju.reader.normal import normalise
from gangju.reader.outline import headings, sections
from gangju.reader.page import is_furniture, lines_of, paragraphs
from gangju.reader.problem import refuse_unreadable
from gangju.reader.reading import readings_of
from gangju.reader.source import text_of
from gangju.reader.tree import Tree


def read_text(text: str, name: str = "") -> Document:
    """Reads a text. Raises ReaderError with one sentence where it cannot be read."""
    clean = normalise(text)
    refuse_unreadable(clean, name)
    head = masthead([line for line in lines_of(clean) if not is_furniture(line.text)])
    body = paragraphs(clean)
    found = headings(body, head.lines)
    titles = {heading.start for heading in found if heading.style != "counted"}
    outline = tuple(sections(found, body[-1].flow.end if body else len(clean)))
    return Document(
        text=clean,
        title=head.title,
        issuer=head.issuer,
        number=head.number,
        issued_on=head.issued_on.isoformat() if head.issued_on else None,
        sections=outline,
        clauses=clauses(readings_of(clean, body, head, titles, Tree(outline))),
    )


def read_file(path: Path | str) -> Document:
    """Reads a file. Raises ReaderError with one sentence where it cannot be read."""
    path = Path(path)
    return read_text(text_of(path), path.name)
