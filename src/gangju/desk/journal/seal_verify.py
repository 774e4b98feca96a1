"""验证: recompute the chain and name what differs.

The chain goes on from the seal as it is stored, so one changed entry is one finding and not a thousand. Where a link
fails though its entry is as it was, either the seal itself was changed or something before it is gone: the next link
may follow from either value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from gangju.desk.journal.seal_form import FORMS, START, Link, Row, changed_columns, last_link, link, link_at, links, rows
from gangju.desk.journal.seal_head import Head, head_file


class Kind(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    PUT_IN = "put_in"
    CUT_OFF = "cut_off"
    CHAIN = "chain"
    HEAD = "head"


@dataclass(frozen=True)
class Finding:
    """`entry` is the number of the entry meant (None where its seal is gone too), `when` its time as far as it is known."""

    kind: Kind
    entry: int | None
    when: str
    text: str


@dataclass
class Verified:
    sealed: int = 0
    unsealed: int = 0
    last: Head | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings


def verify(head: Head | None) -> Verified:
    """Compare entries, seals and the head, which the caller has read before. Needs no transaction: both tables only grow at their end."""
    found = Verified()
    last = last_link()
    found.last = Head.of(last) if last else None
    _Walk(found).run(last)
    found.findings += _head_findings(head, last)
    return found


def _head_findings(head: Head | None, last: Link | None) -> Iterator[Finding]:
    if head is None:
        if last is not None:
            text = f"链头文件 {head_file().name} 不见了,无法断定末尾是否被截去;请与抄存的链头核对"
            yield Finding(Kind.HEAD, last.entry, last.sealed_at, text)
        return
    then = link_at(head.position)
    if then is None:
        end = f"现在只到第 {last.position} 条(记录 {last.entry})" if last else "现在一条也没有"
        text = f"末尾被截去:链头记到第 {head.position} 条(记录 {head.entry},封存于 {head.sealed_at}),{end}"
        yield Finding(Kind.CUT_OFF, head.entry, head.sealed_at, text)
    elif (then.digest, then.entry) != (head.digest, head.entry):
        text = f"第 {head.position} 条的封存值与链头不同:链头 {head.digest[:16]}…,现为 {then.digest[:16]}…;整条链可能重算过"
        yield Finding(Kind.HEAD, head.entry, head.sealed_at, text)


# Also a number below one is a place to put something in.
LOWEST = -(2**63)


@dataclass
class _Walk:
    """Seals and entries side by side, both in order of the entries' numbers."""

    into: Verified
    position: int = 0
    possible: tuple[str, ...] = (START,)
    before: str = "开头"

    def run(self, last: Link | None) -> None:
        entries = rows(LOWEST)
        row = next(entries, None)
        for seal in links(0, last.position) if last else ():
            while row is not None and row.number < seal.entry:
                self._put_in(row)
                row = next(entries, None)
            self._gap(seal)
            if row is not None and row.number == seal.entry:
                self._compare(seal, row)
                row = next(entries, None)
            else:
                self._removed(seal)
            self.into.sealed += 1
        self._rest(row, entries, last.entry if last else 0)

    def _rest(self, row: Row | None, entries: Iterator[Row], upto: int) -> None:
        while row is not None:
            if row.number <= upto:
                self._put_in(row)
            else:
                self.into.unsealed += 1
            row = next(entries, None)

    def _gap(self, seal: Link) -> None:
        missing = seal.position - self.position - 1
        if missing:
            between = f"{self.before}之后、记录 {seal.entry} 之前"
            text = f"封存链缺第 {self.position + 1} 至 {seal.position - 1} 条:{between}的 {missing} 条连同封存被移走"
            self._find(Kind.REMOVED, None, f"{seal.sealed_at}之前", text)
            self.possible = ()
        self.position = seal.position

    def _compare(self, seal: Link, row: Row) -> None:
        if seal.form not in FORMS:
            self._find(Kind.CHAIN, row.number, row.moment, f"记录 {row.number} 的封存格式 {seal.form} 不认识")
            self.possible = (seal.digest,)
            return
        # After a gap the value before is unknown; the marks still tell whether this entry is as it was.
        linked = [link(before, row, seal.form) for before in self.possible]
        changed = changed_columns(row, seal.form, seal.marks)
        whole = not linked or seal.digest in linked
        if changed:
            self._changed(row, changed, whole=bool(linked) and whole)
        elif not whole:
            text = (
                f"封存链在记录 {row.number}({row.moment})处断开:这条记录没有变,是它的封存值被改动,或者{self.before}之后有记录连同封存被换掉"
            )
            self._find(Kind.CHAIN, row.number, row.moment, text)
        self.possible = (seal.digest,) if whole or changed else (seal.digest, *linked)
        self.before = f"记录 {row.number}({row.moment})"

    def _changed(self, row: Row, columns: list[str], *, whole: bool) -> None:
        named = "、".join(columns)
        if whole:
            text = f"记录 {row.number}({row.moment})的封存被改动:“{named}”的指纹不对,记录本身没有变"
            self._find(Kind.CHAIN, row.number, row.moment, text)
        else:
            text = f"记录 {row.number}({row.moment} {row.cells['user_name']} {row.cells['deed']})被改动:“{named}”与封存时不同"
            self._find(Kind.CHANGED, row.number, row.moment, text)

    def _put_in(self, row: Row) -> None:
        text = f"记录 {row.number}({row.moment} {row.cells['user_name']} {row.cells['deed']})没有封存,却排在已封存的记录之间:是后来插入的"
        self._find(Kind.PUT_IN, row.number, row.moment, text)

    def _removed(self, seal: Link) -> None:
        text = f"记录 {seal.entry} 不见了:它在 {seal.sealed_at} 封存为第 {seal.position} 条,排在{self.before}之后"
        self._find(Kind.REMOVED, seal.entry, seal.sealed_at, text)
        self.possible = (seal.digest,)

    def _find(self, kind: Kind, entry: int | None, when: str, text: str) -> None:
        self.into.findings.append(Finding(kind, entry, when, _shown(text)))


def _shown(text: str) -> str:
    """Bytes that are no text any more must still be printable."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
