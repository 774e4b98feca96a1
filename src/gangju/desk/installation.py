"""What belongs to one installation: where its data lies, which database it uses, its secret key.

Read once by `settings`. Nothing here may import Django: it runs before the settings exist.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[3]
# WAL keeps readers and the one writer apart; FULL because an acknowledged write must survive a power cut.
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def data_folder() -> Path:
    """`$GANGJU_HOME`, else `.gangju` beside the checkout (or in the working folder where there is no checkout)."""
    named = os.environ.get("GANGJU_HOME")
    base = CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()
    folder = Path(named) if named else base / ".gangju"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """Made on the first start and kept in the data folder; of two processes that start at once the first one's stays."""
    file = folder / "secret.key"
    if not file.exists():
        draft = folder / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="ascii").strip()


def cipher() -> str:
    """`$GANGJU_CIPHER`: aes or sm4. Raises ValueError for another."""
    chosen = os.environ.get("GANGJU_CIPHER", "aes")
    if chosen not in {"aes", "sm4"}:
        raise ValueError(f"GANGJU_CIPHER 的写法不对:{chosen}。请写 aes(AES-256-GCM)或 sm4(SM4-GCM)")
    return chosen


def database(folder: Path) -> dict[str, Any]:
    """The one database: PostgreSQL when `GANGJU_DB` names it, else SQLite in the data folder."""
    address = os.environ.get("GANGJU_DB")
    return postgres(address) if address else sqlite(folder)


def sqlite(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "gangju.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START},
    }


def postgres(address: str) -> dict[str, Any]:
    """Take `postgres://user:password@host:port/name?host=/socket/folder` apart. Raises ValueError for another scheme."""
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"GANGJU_DB 的写法不对:{parts.scheme}://…。请写成 postgres://用户:口令@主机:端口/库名")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "gangju",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def second_factor() -> str:
    """`$GANGJU_SECOND_FACTOR`: admins, all or none. Raises ValueError for another."""
    chosen = os.environ.get("GANGJU_SECOND_FACTOR", "admins")
    if chosen not in ("admins", "all", "none"):
        raise ValueError(f"GANGJU_SECOND_FACTOR 的写法不对:{chosen}。请写 admins(三员和管全域的职责)、all(所有人)或 none(不要求)")
    return chosen


def idle_minutes() -> int:
    """`$GANGJU_IDLE_MINUTES`: from 5 to 60. Raises ValueError for another."""
    chosen = os.environ.get("GANGJU_IDLE_MINUTES", "20")
    if not chosen.isdigit() or not 5 <= int(chosen) <= 60:
        raise ValueError(f"GANGJU_IDLE_MINUTES 的写法不对:{chosen}。请写 5 到 60 之间的整数,单位是分钟")
    return int(chosen)
