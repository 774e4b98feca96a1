"""审读's way to reader and drafting: text in, plain items out; accepted items back in, a kept pack out. The only door of the desk to both.

Items cross it as plain data (what JSON can hold), because the desk keeps them, compares them and writes corrections into them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from gangju import drafting
from gangju.desk.bridge import packs
from gangju.desk.bridge.catalogue import installed, local_folders
from gangju.drafting.check import checked as checked_items
from gangju.drafting.duties import duty_table
from gangju.drafting.duty_paper import docx
from gangju.drafting.duty_sheet import xlsx
from gangju.drafting.model import Draft, Item, Resolution
from gangju.drafting.outline import PREFACE
from gangju.drafting.sheet import score_sentence
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput, Problem
from gangju.reader import ReaderError, burden, read_bytes, read_text
from gangju.reader.model import Document
from gangju.reader.normal import normalise
from gangju.reader.problem import refuse_unreadable

Data = Mapping[str, Any]
NAMED = re.compile(r"^\s*(?:- )?\{?\s*(?:- )?id:\s*[\"']?(?P<id>[^\s,\"'}]+)")


class NotRead(Exception):
    """The document cannot be read; the message is one sentence for the officer. Nothing was kept."""


class Unfit(Exception):
    """The accepted items make no pack: `problems` are (item id or empty, sentence)."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("\n".join(sentence for _, sentence in problems))


@dataclass(frozen=True)
class Made:
    """A read document with its draft, as plain data. `text` is the normalised one that every span counts in."""

    text: str
    title: str
    plan: dict[str, Any]
    headings: list[list[int]]
    items: list[dict[str, Any]]
    burdens: dict[str, Any]


@dataclass(frozen=True)
class Settled:
    """A doubt that an officer has settled: the right words for a span of the text, and who said so."""

    start: int
    end: int
    words: str
    by: str


@dataclass(frozen=True)
class Revised:
    """How a revised text's items stand to the earlier ones: pairs of ids, and ids alone."""

    survived: Sequence[tuple[str, str]]
    changed: Sequence[tuple[str, str]]
    gone: Sequence[str]
    new: Sequence[str]


@dataclass(frozen=True)
class Naming:
    """How the pack is called and when it is valid. `issuer` is for a text that nobody signs."""

    id: str
    title: str
    since: date
    until: date | None
    issuer: str = ""


def text_of(name: str, raw: bytes) -> str:
    """The text of an uploaded file. Raises NotRead."""
    try:
        return read_bytes(name, raw).text
    except ReaderError as wrong:
        raise NotRead(str(wrong)) from wrong


def looked_at(text: str, name: str = "") -> str:
    """The text as the reader keeps it. Raises NotRead for what is empty, foreign, no text, or marked as classified."""
    clean = normalise(text)
    try:
        refuse_unreadable(clean, name)
    except ReaderError as wrong:
        raise NotRead(str(wrong)) from wrong
    return clean


@lru_cache(maxsize=8)
def made(text: str, settled: tuple[Settled, ...] = ()) -> Made:
    """Read and draft. Raises NotRead. What comes back is kept for a while: callers draft ahead of their transaction and only read it."""
    document = _document(text)
    resolved = [Resolution(each.start, each.end, each.words, each.by) for each in settled]
    found = drafting.draft(document, installed(), resolved=resolved)
    return Made(
        text=document.text,
        title=document.title,
        plan=_plain(dict(found.plan)),
        headings=[[section.start, _line_end(document.text, section.start), section.level] for section in document.sections],
        items=_told_apart([_plain(asdict(item)) for item in found.items]),
        burdens=burdens(document),
    )


def _told_apart(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same words twice in one clause give one id twice; decisions need to know which is meant."""
    seen: Counter[str] = Counter()
    for item in items:
        seen[item["id"]] += 1
        if seen[item["id"]] > 1:
            item["id"] = f"{item['id']}.{seen[item['id']]}"
    return items


def burdens(document: Document) -> dict[str, Any]:
    """Where the plan runs against today's rules, and what it asks of one branch in a year, which is no reproach."""
    found = [each for each in burden.findings(document) if each.weight != "asks"]
    return {
        "found": [
            {"place": each.number, "text": each.shown, "title": each.sentence, "basis": each.basis, "note": each.remedy} for each in found
        ],
        "columns": list(burden.LOAD_COLUMNS),
        "loads": [list(row) for row in burden.load_table(document)],
    }


def duties(text: str, form: str) -> bytes:
    """责任分解表 as a workbook (`xlsx`) or an official document (`docx`). Raises NotRead."""
    table = duty_table(_document(text))
    return xlsx(table) if form == "xlsx" else docx(table)


def compared(before: Made, after: Made) -> Revised:
    found = drafting.revise(_draft(before.text, before.plan, before.items), _draft(after.text, after.plan, after.items))
    return Revised(found.survived, found.changed, found.gone, found.new)


def mistakes(item: Data, plan: Data) -> list[tuple[str, str]]:
    """What keeps one corrected item from loading: (key of its body, sentence)."""
    before = f"{item['body'].get('id', '')}."
    found = drafting.check_item(_item(item), installed(), plan)
    return [(problem.key.rpartition(before)[2].partition(".")[0], f"{problem.message}。{problem.remedy}") for problem in found]


def sentence_of(item: Data, plan: Data) -> str:
    """The item as one sentence: a standard's own, computed from what it says; else its name."""
    if item["kind"] == "standard":
        (told,) = checked_items([_item(item)], plan, installed())
        return told.said
    if item["kind"] == "score":
        return score_sentence(item["body"])
    return str(item["body"].get("title") or item["body"].get("label") or item["said"])


def suggested(plan: Data) -> dict[str, Any]:
    """What the text says of the pack's name and days, empty where it says nothing; its code is for the desk to give."""
    force = plan.get("in_force") or {}
    return {
        "title": "" if plan.get("title") == PREFACE else plan.get("title", ""),
        "issuer": plan.get("issuer") or "",
        "since": force.get("from") or "",
        "until": force.get("to") or "",
    }


# ---------------------------------------------------------------- a pack
def checked(text: str, plan: Data, items: Sequence[Data], naming: Naming) -> int:
    """How many standards the pack would have. Raises Unfit with what has to be mended, by item."""
    with loaded(text, plan, items, naming) as pack:
        return len(pack.standards)


def keep(text: str, plan: Data, items: Sequence[Data], naming: Naming) -> packs.Kept:
    """The pack, loaded and kept under its hash. Raises Unfit."""
    with loaded(text, plan, items, naming) as pack:
        return packs.keep(pack.folder)


@contextmanager
def loaded(text: str, plan: Data, items: Sequence[Data], naming: Naming) -> Iterator[Pack]:
    """The pack in a folder that lives as long as the block. Raises Unfit."""
    with TemporaryDirectory(prefix="gangju-draft-") as place:
        folder = Path(place) / "pack"
        files = _files(text, plan, items, naming)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, "utf-8")
        try:
            pack = load_pack(folder)
            _fits_in(folder)
        except BadInput as wrong:
            raise Unfit([_by_item(problem, files, items) for problem in wrong.problems]) from wrong
        yield pack


def _files(text: str, plan: Data, items: Sequence[Data], naming: Naming) -> Mapping[str, str]:
    draft = _draft(text, plan, items)
    until = naming.until.isoformat() if naming.until else None
    try:
        return drafting.pack_files(
            draft, draft.items, id=naming.id, title=naming.title, since=naming.since.isoformat(), until=until, issuer=naming.issuer or None
        )
    except ValueError as wrong:
        raise Unfit([("", str(wrong))]) from wrong


def _fits_in(folder: Path) -> None:
    """A kept pack's own kinds join those of the installation: a code that means something else there would stop every evaluation."""
    if (folder / "catalogue").is_dir():
        load_catalogue(SHIPPED, *local_folders(), folder / "catalogue")


def _by_item(problem: Problem, files: Mapping[str, str], items: Sequence[Data]) -> tuple[str, str]:
    """The nearest `id:` above the line of the mistake names the item."""
    above = files.get(problem.file, "").split("\n")[: problem.line]
    named = next((found["id"] for line in reversed(above) if (found := NAMED.match(line))), "")
    return next((str(item["id"]) for item in items if named and named in _names(item)), ""), _sentence(problem)


def _names(item: Data) -> set[str]:
    entries = [item["body"], *item["params"], *item["measures"], *item["kinds"]]
    return {str(entry[key]) for entry in entries for key in ("id", "code") if key in entry}


def _sentence(problem: Problem) -> str:
    where = f"“{problem.key}”" if problem.key else ""
    return f"{where}{problem.message}。{problem.remedy}"


# ---------------------------------------------------------------- between plain data and the draft's own types
@lru_cache(maxsize=16)
def _read(text: str) -> Document:
    return read_text(text)


def _document(text: str) -> Document:
    try:
        return _read(text)
    except ReaderError as wrong:
        raise NotRead(str(wrong)) from wrong


def _draft(text: str, plan: Data, items: Sequence[Data]) -> Draft:
    """For what asks of the items and the plan; the clauses of the document are not read again."""
    return Draft(Document(text, str(plan.get("title") or ""), None, None, None, (), ()), plan, tuple(_item(item) for item in items))


def _item(item: Data) -> Item:
    known = {each.name for each in fields(Item)}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in item.items() if name in known}
    return Item(**cast("Any", values))


def _plain(value: Any) -> Any:
    """Only what JSON holds; a figure stays exact as the text of its fraction."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
