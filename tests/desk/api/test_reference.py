"""The description is whole and Chinese, and the reference in `docs` is made from it."""

from __future__ import annotations

import re
from pathlib import Path

from gangju.desk.api.reference import markdown, sections
from gangju.desk.api.service import description
from gangju.desk.bridge.mapping import SOURCES

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_reference_in_the_docs_is_fresh(root: Path) -> None:
    kept = (root / "docs" / "reference" / "api.md").read_text("utf-8")
    assert kept == markdown(description()), "python -m gangju.desk.api.reference_file"


def test_every_operation_says_in_chinese_what_it_does() -> None:
    mute = [
        f"{method} {path}"
        for path, ways in description()["paths"].items()
        for method, said in ways.items()
        if not CHINESE.search(said["summary"]) or not CHINESE.search(said.get("description", ""))
    ]
    assert mute == []


def test_every_field_that_is_asked_or_answered_has_its_words() -> None:
    wordless = {
        f"{operation.method} {operation.path} {item.name}"
        for section in sections(description())
        for operation in section.operations
        for item in (*operation.asked, *operation.said, *operation.answered)
        if item.name not in ("row", "code") and not CHINESE.search(item.about)
    }
    assert wordless == set()


def test_every_relation_but_the_restricted_one_is_read() -> None:
    read = {path.split("/")[4] for path in description()["paths"] if path.startswith("/api/v1/rows/")}
    assert read == set(SOURCES) - {"case_selection"}


def test_the_document_holds_no_address_and_names_the_token(root: Path) -> None:
    text = markdown(description())
    assert "http://" not in text.replace("http://localhost", "")
    assert next(iter(description()["components"]["securitySchemes"].values()))["scheme"] == "bearer"
