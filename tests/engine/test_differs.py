"""A standard may say why its figure is not the one that a row of the inventory names."""

from __future__ import annotations

import shutil
from pathlib import Path

from gangju.engine.load import load_pack

GOOD = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"


def test_why_a_figure_differs_stands_with_the_standard_and_changes_no_verdict(tmp_path: Path) -> None:
    draft = Path(shutil.copytree(GOOD, tmp_path / "draft"))
    files = [path for path in draft.glob("**/*.yaml") if "- id: rural-member-hours\n" in path.read_text("utf-8")]
    text = files[0].read_text("utf-8")
    head = "- id: rural-member-hours\n"
    files[0].write_text(text.replace(head, f"{head}  differs: {{003-34: 本地另有规定}}\n"), "utf-8")
    standard = load_pack(draft).standard("rural-member-hours")
    assert standard.differs == {"003-34": "本地另有规定"}
    assert standard.keys == load_pack(GOOD).standard("rural-member-hours").keys
