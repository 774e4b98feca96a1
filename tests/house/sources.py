"""The files of the house as the tests of the house see them: what git tracks, and the functions in them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def python_files(*folders: str) -> tuple[Path, ...]:
    """Tracked Python files under the folders (all, if none is named), `dev` among them; migrations are machine-made."""
    inside = tuple(ROOT / folder for folder in folders)
    found = (path for path in tracked() if path.suffix == ".py" or path == ROOT / "dev")
    return tuple(path for path in found if "migrations" not in path.parts and (not inside or path.is_relative_to(inside[0])))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last one, docstring included; decorators stand above."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
