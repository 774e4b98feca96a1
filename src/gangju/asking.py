"""A command line that speaks Chinese: usage, help and what was typed wrongly, with the way to mend it.

`argparse` looks its words up in a catalogue of the machine's own language, which servers hardly ever have set; the few
sentences that people meet are said here instead.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

WRONG_USE = 2
_SENTENCES: Final = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (r"the following arguments are required: (?P<what>.+)", "还缺:{what}"),
        (r"one of the arguments (?P<what>.+) is required", "要写其中一个:{what}"),
        (r"unrecognized arguments: (?P<what>.+)", "不认识“{what}”"),
        (r"ambiguous option: (?P<what>.+) could match (?P<rest>.+)", "“{what}”可以是 {rest},请写全"),
        (r"expected one argument", "后面要写一个值"),
        (r"expected at least one argument", "后面至少要写一个值"),
        (r"expected at most one argument", "后面最多写一个值"),
        (r"expected (?P<what>\d+) arguments?", "后面要写 {what} 个值"),
        (r"not allowed with argument (?P<what>.+)", "不能和 {what} 一起用"),
        (r"ignored explicit argument (?P<what>.+)", "后面不带值,不要写 {what}"),
        (r"invalid int value: '(?P<what>.*)'", "“{what}”不是整数"),
        (r"invalid choice: '(?P<what>.*?)' \(choose from (?P<rest>.+)\)", "没有“{what}”,可以写:{rest}"),
    )
)
_PLACE = re.compile(r"argument (?P<place>[^:]+): (?P<rest>.+)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """As the library's, with Chinese words. Commands below one of these are of this class too."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"formatter_class": _Help, **named, "add_help": False})
        self._positionals.title, self._optionals.title = "要写的", "可选的"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.format_usage()}{self.prog}:{_said(message)}。说明见 {self.prog} --help\n")


class _Help(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法:" if prefix is None else prefix)


def _said(message: str) -> str:
    """What the library says, in Chinese; sentences of our own types stay as they are."""
    if place := _PLACE.fullmatch(message):
        return f"{place['place']}:{_said(place['rest'])}"
    found = ((pattern.fullmatch(message), said) for pattern, said in _SENTENCES)
    told = next((said.format(**match.groupdict()) for match, said in found if match), message)
    return told.replace("'", "").replace(", ", "、")
