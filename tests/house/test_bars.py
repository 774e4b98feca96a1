"""The bars of the house: small functions, small files, no catch-all. Each failure names the place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from statistics import median

import pytest

from tests.house.sources import ROOT, functions, length, place, python_files, tracked, tree

LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 8
LONGEST_FILE = 500
CATCH_ALLS = {"Exception", "BaseException"}
# Written by hand in lines; data, locks and licences may be as long as they are.
WRITTEN = {".py", ".js", ".css", ".html", ".jinja", ".sh"}


@pytest.fixture(scope="module", autouse=True)
def _trees_are_let_go() -> Iterator[None]:
    """Two million nodes would be looked through at every collection of garbage until the end of the run."""
    yield
    tree.cache_clear()


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{place(path, function.lineno)} {function.name}: {length(function)} lines"
        for path in python_files()
        for function in functions(path)
        if length(function) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_half_of_all_functions_have_at_most_eight_lines() -> None:
    lengths = [length(function) for path in python_files("src") for function in functions(path)]
    assert median(lengths) <= MEDIAN_FUNCTION


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    written = {*python_files(), *(path for path in tracked() if path.suffix in WRITTEN - {".py"})}
    long = [
        f"{path.relative_to(ROOT)}: {count} lines"
        for path in sorted(written)
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, "\n".join(long)


def test_nothing_catches_every_exception() -> None:
    handlers = [(path, node) for path in python_files() for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    caught = [place(path, node.lineno) for path, node in handlers if catches_all(node)]
    assert not caught, "\n".join(caught)


def catches_all(node: ast.ExceptHandler) -> bool:
    named = [] if node.type is None else [part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)]
    return node.type is None or bool(CATCH_ALLS & set(named))


def test_every_module_says_at_its_door_what_it_is_for() -> None:
    silent = [path for path in python_files("src") if tree(path).body and not ast.get_docstring(tree(path))]
    assert not silent, "\n".join(str(path.relative_to(ROOT)) for path in silent)


def test_nothing_is_left_to_do_in_a_comment() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    left = [
        place(path, number)
        for path in python_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(f"# {word}" in line for word in words)
    ]
    assert not left, "\n".join(left)


def test_engine_and_reader_never_ask_what_time_it_is() -> None:
    """A result depends on packs, facts and the as-of day alone; whoever asks the clock stands above the bridge."""
    asking = {"now", "today", "utcnow", "time", "monotonic", "localtime"}
    owners = {"date", "datetime", "time"}
    asked = [
        place(path, node.lineno)
        for folder in ("src/gangju/engine", "src/gangju/reader")
        for path in python_files(folder)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in asking and isinstance(node.value, ast.Name) and node.value.id in owners
    ]
    assert not asked, "\n".join(asked)


def test_one_module_alone_knows_the_parser_of_expressions() -> None:
    """sqlglot changes fast: whoever upgrades it should have one place to look at."""
    knowing = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("src")
        for node in ast.walk(tree(path))
        for name in imported(node)
        if name.split(".")[0] == "sqlglot"
    }
    assert len(knowing) <= 1, knowing


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
