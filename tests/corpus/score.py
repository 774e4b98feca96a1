"""How well the reader reads the corpus, by the scorer of the founders' specification.

    python -m tests.corpus.score SCORER [FOLDER …]      every type, what was missed and what was false

SCORER is the path of `score_reader.py`: it lies outside this checkout and is handed in, so that there is one scorer only.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gangju.reader import read_text
from tests.corpus.maker import Made, corpus, write


@dataclass(frozen=True, slots=True)
class Score:
    """Found of so many in the gold; right and false of what was read."""

    found: int
    gold: int
    right: int
    false: int

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0


@dataclass(frozen=True, slots=True)
class Scores:
    """`types` make up the overall figure, `side` lines do not. `valued` are doubts from which a value was read."""

    types: Mapping[str, Score]
    side: Mapping[str, Score]
    valued: int
    log: tuple[str, ...]

    @property
    def overall(self) -> Score:
        parts = self.types.values()
        return Score(*(sum(getattr(part, name) for part in parts) for name in ("found", "gold", "right", "false")))


def scores(scorer: Path, made: list[Made]) -> Scores:
    """Reads every document and scores it."""
    module = _module(scorer)
    with tempfile.TemporaryDirectory() as folder:
        list(write(Path(folder), made))
        gold, texts = f"{folder}/gold.jsonl", f"{folder}/texts"
        _check(module, gold, texts)
        records = module.load_gold(gold)
        documents = {document.name: module.Doc(document.name, texts) for document in made}
    read = {document.name: json.loads(json.dumps(read_text(document.text).as_json())) for document in made}
    counted, extra, log = module.score(records, read, documents)
    lines = tuple(" ".join(str(part).replace("\n", " ") for part in entry) for entry in log)
    doubts = counted["doubt"]["gold"]
    return Scores(_lines(module.ORDER, counted), _lines(module.SIDE, counted), doubts - int(extra["doubt_no_invented"]), lines)


def _lines(names: list[str], counted: Mapping[str, Mapping[str, int]]) -> dict[str, Score]:
    return {name: Score(**counted[name]) for name in names if any(counted[name].values())}


def _check(module: Any, gold: str, texts: str) -> None:
    # The scorer's own check knows the types of the open gold only.
    module.NEED.update(score="points rules", band="label from to", quota="label share")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        bad = module.verify(gold, texts)
    if bad:
        raise ValueError(said.getvalue())


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_reader", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Prints everything."""
    result = scores(Path(sys.argv[1]), corpus(*sys.argv[2:]))
    print("\n".join(result.log))
    for name, score in [*result.types.items(), *result.side.items(), ("overall", result.overall)]:
        recall, precision = (
            f"R={score.recall:.3f} ({score.found}/{score.gold})",
            f"P={score.precision:.3f} ({score.right} right, {score.false} false)",
        )
        print(f"{name:13} {recall} {precision}")
    print(f"doubts from which a value was read: {result.valued}")


if __name__ == "__main__":
    main()
