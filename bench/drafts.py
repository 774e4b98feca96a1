"""How much of a plan becomes standards that evaluate at once, and how near they come to those that a person drafted.

    python -m bench.drafts --texts DIR --rows fit.jsonl --inventory inventory.jsonl [--verbose]

`rows` are standards drafted by hand, `inventory` the words of the text that each of them rests on. Every draft that lacks nothing is
evaluated over an invented county. A row counts as the same in form if the draft that stands at its words has its form or that of the
shipped standard that cites it, and as the same in kind if both judge the same relation and read a common code.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gangju.demo.book import each_row
from gangju.demo.county import make
from gangju.drafting import Draft, Item, draft, pack_files
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import Facts, facts_from_rows
from gangju.engine.load import load_pack
from gangju.engine.model import Catalogue
from gangju.engine.run import evaluate
from gangju.reader import read_file

AS_OF = date(2026, 6, 30)


def main() -> None:
    asked = _arguments()
    catalogue = load_catalogue()
    facts = facts_from_rows({relation: list(each_row(ledger)) for relation, ledger in make("small").items()}, catalogue)
    rows = [json.loads(line) for line in asked.rows.read_text(encoding="utf-8").splitlines()]
    quotes = {row["id"]: row["quote"] for row in map(json.loads, asked.inventory.read_text(encoding="utf-8").splitlines())}
    forms = _shipped_forms()
    whole: Counter[str] = Counter()
    for path in sorted(asked.texts.glob("*.txt")):
        found = draft(read_file(path), catalogue)
        counts = _evaluated(found, facts, catalogue) | _compared(
            found, [row for row in rows if path.name.startswith(row["id"][:3])], quotes, forms, asked.verbose
        )
        print(path.name[:3], dict(counts))
        whole.update(counts)
    print("all", dict(whole))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("texts", "rows", "inventory"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def _evaluated(found: Draft, facts: Facts, catalogue: Catalogue) -> Counter[str]:
    """Clauses with a figure, those with a draft that loads, standards drafted, those that load and evaluate together over the county."""
    standards = [item for item in found.items if item.kind == "standard"]
    ready = [item for item in standards if not item.lacking]
    quantified = [clause for clause in found.document.clauses if clause.quantities or clause.frequencies]
    reached = sum(any(clause.start <= item.start < clause.end for item in ready) for clause in quantified)
    subjects = _subjects(found, ready, facts, catalogue) if ready else 0
    return Counter(quantified=len(quantified), with_ready=reached, standards=len(standards), ready=len(ready), rows_of_results=subjects)


def _subjects(found: Draft, ready: Sequence[Item], facts: Facts, catalogue: Catalogue) -> int:
    files = pack_files(found, ready, id="draft", title="draft", since="2020-01-01", until=None)
    with tempfile.TemporaryDirectory() as name:
        for path, text in files.items():
            (Path(name) / path).parent.mkdir(exist_ok=True)
            (Path(name) / path).write_text(text, encoding="utf-8")
        own = Path(name) / "catalogue"
        pack = load_pack(Path(name), load_catalogue(SHIPPED, own) if own.is_dir() else catalogue)
        return int(evaluate([pack], facts, AS_OF).subjects.num_rows)


def _compared(
    found: Draft, rows: Sequence[Mapping[str, Any]], quotes: Mapping[str, str], forms: Mapping[str, set[str]], verbose: bool
) -> Counter[str]:
    counts: Counter[str] = Counter(rows=len(rows))
    for row in rows:
        items = _at(found, quotes[row["id"]])
        known = forms.get(row["id"], set()) | {row["form"], row["each"]}
        formed = {item.id for item in items if item.body["form"] in known}
        same = {item.id for item in items if item.body["each"] in known and _codes(item) & set(row["codes"])}
        counts.update(drafted=bool(items), same_form=bool(formed), same_kind=bool(same), same_both=bool(formed & same))
        if verbose and not formed & same:
            told = [(item.body["form"], item.body["each"], sorted(_codes(item))) for item in items]
            print("  ", row["id"], row["title"], sorted(known), "|", told, quotes[row["id"]][:60])
    return counts


def _at(found: Draft, quote: str) -> Sequence[Item]:
    """The standards that stand at these words and lack nothing."""
    place = _place(found.document.text, quote)
    ready = (item for item in found.items if item.kind == "standard" and not item.lacking)
    return [item for item in ready if place and item.start < place[1] and place[0] < item.end]


def _place(text: str, quote: str) -> tuple[int, int] | None:
    """Where the words stand, white space and width of punctuation aside."""
    fold = str.maketrans({",": ",", ";": ";", ":": ":", "(": "(", ")": ")", "~": "~"})
    places = [place for place, sign in enumerate(text) if not sign.isspace()]
    plain = "".join(text[place] for place in places).translate(fold)
    start = plain.find(re.sub(r"\s", "", quote).translate(fold))
    return (places[start], places[start + len(re.sub(r"\s", "", quote)) - 1] + 1) if start >= 0 else None


def _codes(item: Item) -> set[str]:
    return set(_read("\n".join(str(value) for value in (*item.body.items(), *(each["value"] for each in item.measures)))))


def _read(text: str) -> Iterator[str]:
    clean = text.replace('"', "'")
    for relation, one, several in re.findall(r"(\w+)\.(?:kind|roster|role) (?:= '(\w+)'|in \(([^)]*)\))", clean):
        for code in [one] if one else re.findall(r"'(\w+)'", several):
            names = {"post": "role", "roster_entry": "roster"}
            yield f"{relation}.{names.get(relation, 'kind')}={code}"
    yield from (f"measure={name}" for name in re.findall(r"observation\('(\w+)'", clean))
    yield from (f"observation.metric={name}" for name in re.findall(r"observation\('(\w+)'", clean))
    yield from (f"check_answer.checklist={name}" for name in re.findall(r"\('checklist', '(\w+)'\)", clean))
    yield from (f"checklist={name}" for name in re.findall(r"\('checklist', '(\w+)'\)", clean))
    yield from (
        f"tie.kind={name}" for name in re.findall(r"\('tie', '(\w+)'\)|tie_(?:in|out)\.kind = '(\w+)'", clean) for name in name if name
    )
    yield from (f"roster_entry.roster={name}" for name in re.findall(r"'roster': '(\w+)'", clean))


def _shipped_forms() -> Mapping[str, set[str]]:
    """Row of the inventory → forms and subjects of the shipped standards that cite it."""
    forms: dict[str, set[str]] = {}
    for folder in sorted(path for path in SHIPPED.parent.iterdir() if (path / "plan.yaml").is_file()):
        for standard in load_pack(folder).standards:
            for cited in standard.clause:
                forms.setdefault(cited, set()).update((standard.form, standard.each))
    return forms


if __name__ == "__main__":
    main()
