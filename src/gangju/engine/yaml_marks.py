"""YAML as an officer's editor shows it: every key and item keeps its line, and nothing is read two ways.

YAML 1.1 turns `on`, `yes` and `no` into booleans, `12:30` into 750 and `0.1` into a float. A pack must mean the same
to every reader, so plain scalars are read here by one short table: `true` and `false`, whole numbers, decimals (kept
exact, with the digits as written), null; everything else, dates included, is text. Bare `yes`, `no`, `on`, `off`,
repeated keys and references (`&x`, `*x`) are refused.

One thing is read more kindly than YAML does: Chinese prose is full of commas, and inside braces YAML cuts an unquoted
sentence at each of them. A piece without a colon that follows its comma directly belongs to the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from gangju.engine.problem import BadInput, Problem

Step = str | int
Where = tuple[Step, ...]

WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
BARE_BOOLEAN = re.compile(r"(?i)yes|no|on|off")
TAGS = frozenset({"str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value"})
PLAIN: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Marked:
    """`data` holds dict, list, str, int, Decimal, bool and None; `lines` the 1-based line of each key and item.

    Several files read as one list have in `starts` where the items of each file begin.
    """

    file: str
    data: Any
    lines: Mapping[Where, int]
    starts: tuple[tuple[int, str], ...] = ()

    def line(self, where: Where) -> int:
        """The line of `where`, or of the nearest thing around it that has one."""
        for length in range(len(where), -1, -1):
            if where[:length] in self.lines:
                return self.lines[where[:length]]
        return 0

    def key(self, where: Where) -> str:
        """`where` in dots; an item of a list is called by its id, number or name where it has one."""
        names: list[str] = []
        inside = self.data
        for step in where:
            inside = _inside(inside, step)
            names.append(_name(inside) or str(step) if isinstance(step, int) else step)
        return ".".join(names)

    def file_of(self, where: Where) -> str:
        """The file in which `where` stands."""
        place = where[0] if where and isinstance(where[0], int) else 0
        return next((file for start, file in reversed(self.starts) if start <= place), self.file)

    def problem(self, where: Where, message: str, remedy: str) -> Problem:
        return Problem(self.file_of(where), self.line(where), self.key(where), message, remedy)

    def under(self, where: Where) -> Mapping[str, int]:
        """Lines below `where`, dotted and relative to it."""
        size = len(where)
        return {".".join(map(str, path[size:])): line for path, line in self.lines.items() if len(path) > size and path[:size] == where}


def joined(files: Sequence[Marked]) -> Marked:
    """The items of all files in their order, each with its own file and line."""
    data: list[Any] = []
    lines: dict[Where, int] = {}
    starts: list[tuple[int, str]] = []
    for marked in files:
        start = len(data)
        starts.append((start, marked.file))
        data += marked.data
        lines |= {(start + path[0], *path[1:]): line for path, line in marked.lines.items() if path and isinstance(path[0], int)}
    return Marked(files[0].file, data, lines, tuple(starts))


@dataclass
class _Reading:
    """One walk over the nodes; what is refused is named once the data around it is known."""

    source: str
    lines: dict[Where, int] = field(default_factory=dict)
    refused: list[tuple[int, Where, str, str]] = field(default_factory=list)

    def refuse(self, node: yaml.Node, where: Where, message: str, remedy: str) -> None:
        self.refused.append((_line(node), where, message, remedy))

    def value(self, node: yaml.Node, where: Where) -> Any:
        self.lines.setdefault(where, _line(node))
        if node.tag.rpartition(":")[2] not in TAGS:
            self.refuse(node, where, f"不认识类型标记“{node.tag}”", "请删去标记,直接写值")
        if isinstance(node, yaml.MappingNode):
            return {key: self.value(below, (*where, key)) for key, below in self.entries(node, where)}
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*where, place)) for place, item in enumerate(node.value)]
        return self.scalar(node, where) if isinstance(node, yaml.ScalarNode) else None

    def entries(self, node: yaml.MappingNode, where: Where) -> Iterator[tuple[str, yaml.Node]]:
        seen: dict[str, int] = {}
        for key_node, below in self.rejoined(node):
            key = self.key(key_node, where)
            if key is None:
                continue
            if key in seen:
                self.refuse(key_node, (*where, key), f"键“{key}”写了两次,前一次在第 {seen[key]} 行", "请只留一处,或合并为一处")
                continue
            seen[key] = self.lines[(*where, key)] = _line(key_node)
            yield key, below

    def rejoined(self, node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
        """The entries, sentences cut at their commas made whole again."""
        entries: list[tuple[yaml.Node, yaml.Node]] = []
        for key, below in node.value:
            if entries and node.flow_style and self.continues(entries[-1][1], key, below):
                last_key, start = entries.pop()
                whole = self.source[start.start_mark.index : key.end_mark.index]
                entries.append((last_key, yaml.ScalarNode(start.tag, whole, start.start_mark, key.end_mark)))
            else:
                entries.append((key, below))
        return entries

    def continues(self, before: yaml.Node, key: yaml.Node, below: yaml.Node) -> bool:
        both_plain = isinstance(before, yaml.ScalarNode) and isinstance(key, yaml.ScalarNode) and before.style is None and key.style is None
        between = self.source[before.end_mark.index : key.start_mark.index]
        colon = ":" in self.source[key.end_mark.index : below.start_mark.index]
        return both_plain and between == "," and not colon and not str(key.value).isascii()

    def key(self, node: yaml.Node, where: Where) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(node, where, "键不是一个词", "请用一个词作键,把结构写在冒号后面")
            return None
        if node.style is None and (BARE_BOOLEAN.fullmatch(node.value) or node.value.lower() in ("true", "false")):
            self.refuse(
                node,
                (*where, node.value),
                f"键“{node.value}”会被当作真假值",
                f'请加引号写成 "{node.value}",或换一个词(日期用 day)',
            )
            return None
        return str(node.value)

    def scalar(self, node: yaml.ScalarNode, where: Where) -> str | int | Decimal | bool | None:
        text = str(node.value)
        if node.style is not None:
            return text
        if BARE_BOOLEAN.fullmatch(text):
            self.refuse(node, where, f"“{text}”会被当作真假值", f'代码请加引号写成 "{text}",真假值请写 true 或 false')
        return plain(text)


class _Loader(yaml.SafeLoader):
    """Refuses references: a file that unfolds is neither readable nor safe to load."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(problem="references", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def plain(text: str) -> str | int | Decimal | bool | None:
    """What an unquoted scalar means; numbers are exact and a decimal keeps its digits."""
    if text.lower() in PLAIN:
        return PLAIN[text.lower()]
    if WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if DECIMAL.fullmatch(text) else text


def read_yaml(path: Path, name: str | None = None) -> Marked:
    """Reads one file; `name` is how problems call it. Raises BadInput with every mistake of the file."""
    file = name or path.name
    source = _text(path, file)
    node = _compose(source, file)
    reading = _Reading(source)
    marked = Marked(file, None if node is None else reading.value(node, ()), reading.lines)
    if reading.refused:
        raise BadInput(Problem(file, line, marked.key(where), message, remedy) for line, where, message, remedy in reading.refused)
    return marked


def _text(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput([Problem(file, 0, "", f"第 {error.start + 1} 个字节不是 UTF-8", "请另存为 UTF-8 编码")]) from error


def _compose(source: str, file: str) -> yaml.Node | None:
    try:
        return yaml.compose(source, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise BadInput([_unreadable(file, error)]) from error
    except yaml.YAMLError as error:
        raise BadInput([Problem(file, 0, "", "有 YAML 不允许的字符", "请删去看不见的控制字符后重存")]) from error


def _unreadable(file: str, error: yaml.MarkedYAMLError) -> Problem:
    """What the parser stumbled over, in words of an editor; where a piece began says more than where it broke."""
    begun = error.context_mark.line + 1 if error.context_mark else 0
    line, column = (error.problem_mark.line + 1, error.problem_mark.column + 1) if error.problem_mark else (begun, 0)
    problem = error.problem or ""
    if problem == "references":
        return Problem(file, line, "", "用了 & 或 * 引用", "请把内容在每一处写全")
    if "'\\t'" in problem:
        return Problem(file, line, "", "行首用了制表符(Tab)", "缩进请只用空格")
    if error.context == "while scanning a quoted scalar":
        return Problem(file, begun, "", "引号没有收尾", "请在这一段文字的末尾补上引号")
    if problem.startswith("mapping values"):
        return Problem(file, line, "", f"第 {column} 列多了一个冒号", "值里有冒号时请给整个值加引号")
    since = f"从第 {begun} 行起的一段," if 0 < begun < line else ""
    span = f"第 {begun} 行到这一行" if since else "这一行"
    return Problem(file, line, "", f"{since}到第 {column} 列读不懂", f"请检查{span}的缩进、引号和括号是否成对")


def _inside(data: Any, step: Step) -> Any:
    if isinstance(data, Mapping):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _name(item: Any) -> str | None:
    if not isinstance(item, Mapping):
        return None
    return next((item[key] for key in ("id", "number", "name") if isinstance(item.get(key), str)), None)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
