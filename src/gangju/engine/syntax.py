"""The text of an expression as a tree. The one module that knows the parser (sqlglot); others see its trees as `e`."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import expressions as e
from sqlglot.errors import ParseError, TokenError

from gangju.engine.naming import ExprError

__all__ = ["e", "names_of", "parse", "said", "text_argument", "year_offset"]


@lru_cache(maxsize=4096)
def parse(text: str) -> e.Expression:
    """The tree of a text, kept for the next evaluation: it is read, never changed. Raises ExprError."""
    try:
        parsed = sqlglot.parse_one(text, dialect="duckdb")
    except (ParseError, TokenError) as error:
        raise ExprError(f"读不懂表达式:{text}", "检查括号、引号和逗号是否成对") from error
    if not isinstance(parsed, e.Expression):
        raise ExprError(f"读不懂表达式:{text}", "写成一个条件或一个数")
    return parsed


def said(tree: e.Expression) -> str:
    """An expression as its author wrote it, for messages."""
    return tree.sql(dialect="duckdb", normalize_functions=False)


def names_of(column: e.Column) -> tuple[str, ...]:
    """`activity.organization.level` as its three names."""
    return tuple(part.name for part in column.parts)


def text_argument(tree: e.Expression) -> str:
    """The name that stands in quotes as the first argument. Raises ExprError."""
    first = tree.expressions[0] if tree.expressions else None
    if not isinstance(first, e.Literal) or not first.is_string:
        raise ExprError(f"第一个参数要用引号写出名字:{said(tree)}", "例如 param('member_hours')")
    return first.name


def year_offset(tree: e.Expression) -> int:
    """`year` is 0, `year - 1` is 1. Raises ExprError."""
    text = tree.sql().replace(" ", "").lower()
    if text == "year":
        return 0
    if text.startswith("year-") and text[5:].isdigit():
        return int(text[5:])
    raise ExprError(f"年份要写成 year 或 year - 1:{said(tree)}", "例如 observation('x', year - 1)")
