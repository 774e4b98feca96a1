"""Which module reads which format. Each is loaded when a file asks for it: their libraries are large."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from gangju.reader.source.text import Lines

FORMATS = ("docx", "html", "mhtml", "pdf", "xlsx", "ofd", "old")


def parser_of(kind: str) -> Callable[[bytes], Lines]:
    """The function that reads a format."""
    parser: Callable[[bytes], Lines] = import_module(f"gangju.reader.source.{kind}").read
    return parser
