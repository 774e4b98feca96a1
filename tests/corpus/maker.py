"""Texts with their gold, from one source: a document in our own words with marks in it.

A mark is `{KIND ARGUMENTS::PRINTED}`; marks may stand inside marks. Taken out, they leave the text; what they
said, with the place it was said at, is the gold in the format of the open gold (`reader_gold.jsonl`). So no offset is
ever counted by hand. Lines that begin with `%%` tell about the document and belong neither to text nor to gold.
Arguments are parted by blanks, several values by `|`.

    {s 一、::一、总体要求}                   section; {s::标题} is a bare heading, not asked for
    {q >= 100 % [per=村]::覆盖率达到100%}    quantity; 1-2 is a range, 4:6 a ratio, 4/5 a share
    {f 2 year::每年不少于2次}                frequency
    {d 2024-06-30::6月底前}                  deadline; A/B a span, 06-30 without a year, 2024 or 06 the whole of it
    {r lead=甲|乙 resp=丙 [scope=item]::…}   responsible; it governs its item: the nearest heading above, or scope=(一)
    {rs resp=丙::…}                          responsible by being the grammatical subject alone
    {c 甲|乙|丙::甲、乙、丙}                 checklist
    {p 20 [item=…] [rule=deduct_each:1:5:次]::…}  points (`-` where none is printed), rules kind:amount:cap:per
    {b 五星级 90 - [toalt=94]::90分以上为五星级}  band from … to …
    {quota 五星级 0.2::五星级不超过20%}      quota as a share of one
    {x lost_digit [no_value|flag]::…}        doubt; {x page_break|count::…} gives a second code that is as good
    {trap::“三下乡”}                         a place where no figure may be read
    {fact 6 32::…}                           numbers that are told or counted, not asked for
    {say 农村|城市 [subj=党员]::…}           domains and subject of the clause; kept apart from the gold

Every kind takes `opt` (may be found, is never asked for). A quantity takes `opalt=>|~`, `unitalt=家|个`, `alt=50:%|0.5:`
and `freq=1:year`; a frequency `alt=0.5:year`; a deadline `alt=2024-07-01|07` and `years=2023|2024` (what may stand
where no year is printed); a responsible mark `also=` and `any` (the role does not matter); a checklist `alt=`.
Several lines of a text that a page break parts are simply printed on several lines inside the mark.

    python -m tests.corpus.maker DIR         writes DIR/texts/*.txt and DIR/gold.jsonl of the whole corpus
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
_MARK = re.compile(r"\{(?P<kind>[a-z]+)(?P<arguments>[^{}]*?)::|\}")
#: A doubt of these kinds hides a value: none may be read from it.
_VALUELESS = ("lost_digit", "lost_unit", "lost_sign", "undefined_set")

Record = dict[str, object]


@dataclass(slots=True)
class Made:
    """A document of the corpus: its text, its gold, and what is said of domains and subjects."""

    name: str
    genre: str
    text: str
    gold: list[Record] = field(default_factory=list)
    said: list[Record] = field(default_factory=list)


@dataclass(slots=True)
class _Mark:
    kind: str
    words: list[str]
    options: dict[str, str]
    start: int

    def many(self, name: str) -> list[str]:
        return [part for part in self.options.get(name, "").split("|") if part]

    def has(self, word: str) -> bool:
        return word in self.words


def corpus(*folders: str) -> list[Made]:
    """All documents of these folders (all folders where none is named), in the order of their names."""
    wanted = folders or tuple(sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_")))
    return [make(path) for folder in wanted for path in sorted((HERE / folder).glob("*.txt"))]


def make(path: Path) -> Made:
    """One document from its marked source. Raises ValueError where a mark is not closed or says too little."""
    lines = path.read_text("utf-8").split("\n")
    about = " ".join(line.removeprefix("%%").strip() for line in lines if line.startswith("%%"))
    text, marks = unmarked("\n".join(line for line in lines if not line.startswith("%%")), path.name)
    made = Made(f"{path.parent.name}-{path.stem}", about, text)
    for mark, end in marks:
        try:
            record = _record(mark, text, end, made.name)
        except (IndexError, ValueError, KeyError) as problem:
            raise ValueError(f"{path.name}: a mark says too little: {mark.kind} {mark.words} {text[mark.start : end]}") from problem
        (made.said if mark.kind == "say" else made.gold).append(record)
    for record in made.gold:
        if "scope" in record:
            record["scope"] = _scope(record, made)
    return made


def unmarked(source: str, name: str = "") -> tuple[str, list[tuple[_Mark, int]]]:
    """The text without its marks, and the marks with the places they end at, in the order they begin."""
    text, last = "", 0
    open_ones: list[_Mark] = []
    found: list[tuple[_Mark, int]] = []
    for match in _MARK.finditer(source):
        text += source[last : match.start()]
        last = match.end()
        if match["kind"]:
            words = match["arguments"].split()
            options = dict(word.split("=", 1) for word in words if re.match(r"[a-z]+=", word))
            open_ones.append(_Mark(match["kind"], [word for word in words if not re.match(r"[a-z]+=", word)], options, len(text)))
        elif open_ones:
            found.append((open_ones.pop(), len(text)))
        else:
            raise ValueError(f"{name}: a mark ends that never began, after: {text[-30:]}")
    if open_ones:
        raise ValueError(f"{name}: a mark is never closed: {open_ones[-1].kind} {text[open_ones[-1].start :][:40]}")
    return text + source[last:], sorted(found, key=lambda item: (item[0].start, -item[1]))


def _record(mark: _Mark, text: str, end: int, doc: str) -> Record:
    quote = text[mark.start : end]
    name, body = _KINDS[mark.kind]
    record: Record = {"doc": doc, "type": name, **body(mark, quote)}
    if mark.has("opt"):
        record["optional"] = True
    if "scope" in mark.options:
        record["scope"] = mark.options["scope"]
    return {**record, "quote": quote, "start": mark.start}


def _scope(record: Record, made: Made) -> list[int]:
    """From the heading whose item a printed list of units governs to the next heading behind the list."""
    place, wanted = int(str(record["start"])), record["scope"]
    headings = [(int(str(row["start"])), row["number"]) for row in made.gold if row["type"] == "section"]
    above = [start for start, number in headings if start <= place and wanted in {"item", number}]
    return [max(above, default=0), min((start for start, _ in headings if start > place), default=len(made.text))]


def _section(mark: _Mark, quote: str) -> Record:
    number = mark.words[0] if mark.words and mark.words[0] != "opt" else ""
    if number and not quote.startswith(number):
        raise ValueError(number)
    record: Record = {"number": number, "title": quote.removeprefix(number).strip()}
    return record if number else {**record, "bare": True, "optional": True}


def _quantity(mark: _Mark, quote: str) -> Record:
    op, value, unit = mark.words[0], mark.words[1], mark.words[2] if len(mark.words) > 2 and mark.words[2] != "opt" else ""
    record: Record = {"op": op, "value": _value(value), "unit": unit, "per": mark.options.get("per"), "what": ""}
    if "opalt" in mark.options:
        record["op_alt"] = mark.many("opalt")
    if "unitalt" in mark.options:
        record["unit_alt"] = mark.many("unitalt")
    if "alt" in mark.options:
        record["alt"] = [[_value(part.split(":")[0]), part.split(":")[1]] for part in mark.many("alt")]
    if "freq" in mark.options:
        times, window = mark.options["freq"].split(":")
        record["freq"] = {"times": float(times), "window": window}
    return record | ({"tol": 0.01} if "/" in value else {})


def _value(printed: str) -> object:
    if "/" in printed:
        part, whole = printed.split("/")
        return round(float(part) / float(whole) * 100, 4)
    parts = re.split(r"[-:]", printed)
    return float(printed) if len(parts) == 1 else [float(part) for part in parts]


def _deadline(mark: _Mark, quote: str) -> Record:
    day = mark.words[0]
    printed_year = bool(re.match(r"\d{4}", day))
    record: Record = {"iso": day if printed_year else None, "month_day": None if printed_year else day, "note": ""}
    if "alt" in mark.options:
        record["date_alt"] = mark.many("alt")
    if "years" in mark.options:
        record["year_ok"] = [int(year) for year in mark.many("years")]
    return record


def _frequency(mark: _Mark, quote: str) -> Record:
    record: Record = {"times": float(mark.words[0]), "window": mark.words[1]}
    if "alt" in mark.options:
        record["freq_alt"] = [[float(part.split(":")[0]), part.split(":")[1]] for part in mark.many("alt")]
    return record


def _responsible(mark: _Mark, quote: str) -> Record:
    if not mark.many("lead") and not mark.many("resp"):
        raise ValueError("units")
    record: Record = {"lead": mark.many("lead"), "responsible": mark.many("resp")}
    record["strength"] = "explicit" if mark.kind == "r" else "subject"
    if mark.has("any"):
        record["any_role"] = True
    return record | ({"also": mark.many("also")} if "also" in mark.options else {})


def _checklist(mark: _Mark, quote: str) -> Record:
    record: Record = {"items": mark.words[0].split("|")}
    return record | ({"alt_items": mark.many("alt")} if "alt" in mark.options else {})


def _points(mark: _Mark, quote: str) -> Record:
    rules = [
        {"kind": kind, "amount": None if amount == "-" else _value(amount), "cap": _bound(cap), "per": None if per == "-" else per}
        for kind, amount, cap, per in ((rule + ":-:-:-").split(":")[:4] for rule in mark.many("rule"))
    ]
    return {"points": _bound(mark.words[0]), "rules": rules, "item": mark.options.get("item", "")}


def _bound(printed: str) -> float | None:
    return None if printed == "-" else float(printed)


def _band(mark: _Mark, quote: str) -> Record:
    record: Record = {"label": mark.words[0], "from": _bound(mark.words[1]), "to": _bound(mark.words[2])}
    return record | ({"to_alt": [float(part) for part in mark.many("toalt")]} if "toalt" in mark.options else {})


def _quota(mark: _Mark, quote: str) -> Record:
    return {"label": mark.words[0], "share": float(mark.words[1])}


def _doubt(mark: _Mark, quote: str) -> Record:
    codes = mark.words[0].split("|")
    mode = next((word for word in mark.words[1:] if word != "opt"), "no_value" if codes[0] in _VALUELESS else "flag")
    return {"why": codes[0], "note": "", "mode": mode} | ({"why_alt": codes[1:]} if codes[1:] else {})


def _trap(mark: _Mark, quote: str) -> Record:
    return {"why": None, "note": "", "mode": "trap"}


def _fact(mark: _Mark, quote: str) -> Record:
    return {"what": "", "values": [float(word) for word in mark.words if word != "opt"]}


def _said(mark: _Mark, quote: str) -> Record:
    return {"domains": mark.words[0].split("|") if mark.words and mark.words[0] != "-" else [], "subject": mark.options.get("subj")}


_KINDS = {
    "s": ("section", _section),
    "q": ("quantity", _quantity),
    "f": ("frequency", _frequency),
    "d": ("deadline", _deadline),
    "r": ("responsible", _responsible),
    "rs": ("responsible", _responsible),
    "c": ("checklist", _checklist),
    "p": ("score", _points),
    "b": ("band", _band),
    "quota": ("quota", _quota),
    "x": ("doubt", _doubt),
    "trap": ("doubt", _trap),
    "fact": ("fact", _fact),
    "say": ("said", _said),
}


def write(folder: Path, made: list[Made]) -> Iterator[Path]:
    """Writes texts and gold; gives the paths of the texts."""
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    gold = [json.dumps(record, ensure_ascii=False) for document in made for record in document.gold]
    (folder / "gold.jsonl").write_text("\n".join(gold) + "\n", "utf-8")
    for document in made:
        path = folder / "texts" / f"{document.name}.txt"
        path.write_text(document.text, "utf-8")
        yield path


if __name__ == "__main__":
    for written in write(Path(sys.argv[1]), corpus(*sys.argv[2:])):
        print(written)
