"""The way through the reader: file to lines, normalise, refuse, lay out, outline, clauses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from gangju.reader.clause import clauses
from gangju.reader.glued import glued
from gangju.reader.masthead import masthead
from gangju.reader.model import Clause, Document, Flag
from gangju.reader.normal import normalise
from gangju.reader.outline import headings, sections
from gangju.reader.page import is_furniture, lines_of, paragraphs
from gangju.reader.problem import ReaderError, Refused, refuse_unreadable
from gangju.reader.reading import readings_of
from gangju.reader.source import LARGEST_FILE, Lines, too_large
from gangju.reader.source import lines_of as lines_of_file
from gangju.reader.tree import Tree
from gangju.reader.upright import upright

UNSURE_ORDER = "这一页排成几栏,先后是按位置推定的:请对照原件确认没有串行"


def read_text(text: str, name: str = "") -> Document:
    """Reads a text. Raises ReaderError with one sentence where it cannot be read."""
    return _read(normalise(text), name, ())


def read_bytes(name: str, raw: bytes) -> Document:
    """Reads an uploaded file; what it is, its content says. Raises ReaderError with one sentence where it cannot be read."""
    try:
        found = lines_of_file(raw)
    except Refused as refusal:
        raise ReaderError(f"“{name}”{refusal}") from refusal
    return _read_lines(found, name) if isinstance(found, Lines) else read_text(found, name)


def read_file(path: Path | str) -> Document:
    """Reads a file. Raises ReaderError with one sentence where it cannot be read."""
    path = Path(path)
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if path.is_file() and size <= LARGEST_FILE else None
    except FileNotFoundError as error:
        raise ReaderError(f"找不到文件“{path}”:请检查路径和文件名。") from error
    except OSError as error:
        raise ReaderError(f"打不开“{path}”:请检查是否有读取它的权限。") from error
    if raw is None:
        raise ReaderError(f"“{path.name}”{too_large()}" if path.is_file() else f"“{path}”不是文件:请选一份文档。")
    return read_bytes(path.name, raw)


def _read_lines(found: Lines, name: str) -> Document:
    """Lines that a guess has put in order stay known by where they begin in the text."""
    clean: list[str] = []
    unsure: list[int] = []
    for place, line in enumerate(found.lines):
        text = normalise(line)
        if text and place in found.unsure:
            unsure.append(sum(map(len, clean)) + len(clean))
        clean += [text] if text else []
    return _read("\n".join(clean), name, unsure)


def _read(clean: str, name: str, unsure: Collection[int]) -> Document:
    refuse_unreadable(clean, name)
    head = masthead([line for line in lines_of(clean) if not is_furniture(line.text)])
    body = paragraphs(clean, [*upright(clean), *glued(clean)])
    found = headings(body, head.lines)
    titles = {heading.start for heading in found if heading.style != "counted"}
    outline = tuple(sections(found, body[-1].flow.end if body else len(clean)))
    tree = Tree(outline)
    whole = clauses(readings_of(clean, body, head, titles, tree), tree)
    return Document(
        text=clean,
        title=head.title,
        issuer=head.issuer,
        number=head.number,
        issued_on=head.issued_on.isoformat() if head.issued_on else None,
        sections=outline,
        clauses=tuple(_doubted(clause) if clause.start in unsure else clause for clause in whole),
    )


def _doubted(clause: Clause) -> Clause:
    flag = Flag(clause.text, clause.start, clause.end, "page_break", UNSURE_ORDER)
    return replace(clause, flags=(*clause.flags, flag))
