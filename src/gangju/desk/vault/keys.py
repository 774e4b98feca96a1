"""The keys of this installation: one text file, made on the first start, or the one that `GANGJU_KEY_FILE` names.

A line is a key: `seal <secret> <number>` or `hash sha256|sm3 <secret> <number>`; the last of each kind is the current
one, earlier ones still open what was sealed before. The number is derived from the secret, so a damaged line shows, and a
value says by which key it was sealed: with the file of another installation nothing opens, and that is said.

A new file is never made where sealed values are already kept: whoever restored without keys must hear of it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from gangju.desk.vault.registry import holdings

FORMAT = "gangju-keys/1"
SECRET_BYTES = 32
NUMBER_BYTES = 4
DIGESTS = ("sha256", "sm3")
HEADING = f"{FORMAT}  纲举的密钥。丢了它,加密的内容谁也读不出来;请另存一份,与备份分开保管"


class KeyProblem(Exception):
    """Keys are missing, damaged or not the right ones; the message says which and how to mend it."""


@dataclass(frozen=True)
class Key:
    """`digest` is empty for keys that seal."""

    secret: bytes
    digest: str = ""

    @cached_property
    def number(self) -> bytes:
        return hashlib.sha256(b"gangju key\0" + self.digest.encode() + self.secret).digest()[:NUMBER_BYTES]

    def line(self) -> str:
        kind = f"hash {self.digest}" if self.digest else "seal"
        return f"{kind} {self.secret.hex()} {self.number.hex()}"


@dataclass(frozen=True)
class Ring:
    """All keys of the installation, oldest first."""

    sealing: tuple[Key, ...]
    hashing: tuple[Key, ...]

    def sealed_by(self, number: bytes) -> Key:
        """Raises KeyProblem."""
        found = next((key for key in self.sealing if key.number == number), None)
        if found is None:
            raise KeyProblem(f"这项内容是用密钥 {number.hex()} 封存的,密钥文件 {file()} 里没有它。请把原来的密钥文件放回去")
        return found


_held: ContextVar[Ring | None] = ContextVar("gangju_keys_held", default=None)


def file() -> Path:
    return Path(settings.GANGJU_KEY_FILE) if settings.GANGJU_KEY_FILE else Path(settings.GANGJU_DATA) / "vault.key"


def ring() -> Ring:
    """Raises KeyProblem. Read anew only when the file has changed, so that other processes follow a change of keys."""
    if (fixed := _held.get()) is not None:
        return fixed
    place = file()
    try:
        seen = place.stat()
    except FileNotFoundError:
        _make(place)
        seen = place.stat()
    return _read(place, seen.st_mtime_ns, seen.st_ino)


@contextmanager
def held() -> Iterator[Ring]:
    """The same ring for a great many values: looking at the file takes longer than sealing one. Raises KeyProblem."""
    token = _held.set(ring())
    try:
        yield ring()
    finally:
        _held.reset(token)


def new_keys() -> Ring:
    """A fresh pair, hashing by the digest of the chosen cipher."""
    return Ring((Key(secrets.token_bytes(SECRET_BYTES)),), (Key(secrets.token_bytes(SECRET_BYTES), chosen_digest()),))


def chosen_digest() -> str:
    return "sm3" if settings.GANGJU_CIPHER == "sm4" else "sha256"


def write(keys: Ring) -> None:
    """Replace the file whole or not at all. Raises KeyProblem where it cannot be written."""
    place = file()
    try:
        draft = _draft(place, keys)
        draft.replace(place)
    except OSError as error:
        raise KeyProblem(f"密钥文件 {place} 写不进去:{error.strerror or error}。请核对目录和权限") from error


def _make(place: Path) -> None:
    """The first start; of two processes that start at once the first one's file stays."""
    if settings.GANGJU_KEY_FILE:
        raise KeyProblem(f"GANGJU_KEY_FILE 指的密钥文件 {place} 不存在。请核对路径;第一次使用请先在数据目录生成,再移过去")
    held = next((holding.title for holding in holdings() if holding.holds_any()), None)
    if held and place.exists():  # another made the keys since we looked, and has sealed by them already
        return
    if held:
        raise KeyProblem(f"密钥文件 {place} 不见了,而{held}已经加密保存。请把另存的密钥文件放回原处;没有密钥,这些内容读不出来")
    draft = _draft(place, new_keys())
    with suppress(FileExistsError):
        os.link(draft, place)
    draft.unlink()


def _draft(place: Path, keys: Ring) -> Path:
    draft = place.with_name(f"{place.stem}.{secrets.token_hex(8)}.key")  # a key by its name, so that no backup takes it
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("\n".join([HEADING, *(key.line() for key in (*keys.sealing, *keys.hashing)), ""]))
        out.flush()
        os.fsync(out.fileno())
    return draft


@lru_cache(maxsize=4)
def _read(place: Path, changed: int, inode: int) -> Ring:
    """`changed` and `inode` are part of what is remembered: another file is read again."""
    del changed, inode
    try:
        lines = place.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyProblem(f"密钥文件 {place} 读不出来:{error}。请把另存的密钥文件放回原处") from error
    if not lines or lines[0].split(" ")[0] != FORMAT:
        raise KeyProblem(f"{place} 不是密钥文件(第 1 行应以 {FORMAT} 开头)。请把另存的密钥文件放回原处")
    keys = [_key(place, number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    found = Ring(tuple(key for key in keys if not key.digest), tuple(key for key in keys if key.digest))
    if not found.sealing or not found.hashing:
        raise KeyProblem(f"密钥文件 {place} 不完整,少了一种密钥。请把另存的密钥文件放回原处")
    return found


def _key(place: Path, line: int, said: str) -> Key:
    match said.split():
        case ["seal", secret, number]:
            digest = ""
        case ["hash", digest, secret, number] if digest in DIGESTS:
            pass
        case _:
            secret = number = digest = ""
    if len(secret) == 2 * SECRET_BYTES and _is_hex(secret):
        key = Key(bytes.fromhex(secret), digest)
        if key.number.hex() == number:
            return key
    raise KeyProblem(f"密钥文件 {place} 第 {line} 行已损坏。请把另存的密钥文件放回原处,不要手工修改")


def _is_hex(text: str) -> bool:
    return set(text) <= set("0123456789abcdef")


def joined(first: Ring, second: Ring) -> Ring:
    """`second` becomes current."""
    return Ring((*first.sealing, *second.sealing), (*first.hashing, *second.hashing))


def current(keys: Ring) -> Ring:
    return Ring(keys.sealing[-1:], keys.hashing[-1:])
