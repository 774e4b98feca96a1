"""What became of the draft: the reviewing officers' decisions (`decisions.yaml`) make the pack that the demo has adopted.

The same road as on the review page: read the document, settle its doubts, draft, correct, leave out what was rejected, put the
rest into files. Nothing else comes into the pack, so the file of decisions shows how much of it a person had to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from gangju.demo.adoption import PACK
from gangju.demo.plan.writing import HERE, TARGET
from gangju.drafting import Draft, Item, decided, draft, load_decisions, pack_files, resolutions
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.reader import read_file

DECISIONS: Final = HERE / "decisions.yaml"
PACK_ID: Final = "yunlan-2026"
SINCE, UNTIL = "2026-01-01", "2027-01-01"
HEAD: Final = """# 云澜县是虚构的,这份要点也是为演示写的;条文都是自己的话,从 demo/plan 里的文件读出来:
# 读、解三处疑点、按 decisions.yaml 改,得到的就是这个包。由 python -m gangju.demo.plan.deciding 写出,不要手改。
"""


@cache
def reviewed() -> tuple[Draft, tuple[Item, ...]]:
    """The draft of the document as decided, and the items that go into the pack."""
    document, decisions = read_file(TARGET), load_decisions(DECISIONS)
    return decided(draft(document, load_catalogue(SHIPPED), resolved=resolutions(document, decisions)), decisions)


def files() -> Mapping[str, str]:
    """File name → YAML text of the pack that the decisions make of the draft."""
    made, items = reviewed()
    return pack_files(made, items, id=PACK_ID, title=made.plan["title"], since=SINCE, until=UNTIL)


def renew_plan() -> None:
    """Writes the plan of the demo's pack anew: its clauses are the document's words, its tasks what the units were charged with."""
    (PACK / "plan.yaml").write_text(HEAD + files()["plan.yaml"], "utf-8")


if __name__ == "__main__":
    renew_plan()
