"""`gangju demo`: the invented county on this machine, from nothing to a page in under a minute; the second start takes the data as it lies.

This process makes the data, then stays as the parent of two children in its own process group: the web server and the
worker that evaluates anew after each deed. Ctrl-C reaches all of the group; whatever else ends the parent ends the
children too. Only loopback is served, because one click signs in.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from gangju.asking import Parser
from gangju.demo.shape import TODAY, Size

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
# How long the server may take to answer for the first time, and a child to end when asked.
PATIENCE_SECONDS = 60
GRACE_SECONDS = 8
DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Asked:
    size: Size
    port: int
    fresh: bool


def main(argv: Sequence[str]) -> int:
    """Returns the exit code: 0 when ended by Ctrl-C, 2 for a busy port or wrong use, 1 when a child ends by itself."""
    asked = _parse(argv)
    if not _is_free(asked.port):
        _say(f"端口 {asked.port} 已被占用（可能另一个演示还在运行）。请先结束它，或者换一个端口：./dev demo --port {asked.port + 1}")
        return WRONG_USE
    try:
        _prepare(_home(asked.size), asked)
    except KeyboardInterrupt:
        _say("\n已中断，演示数据没有备完；下次启动会从头生成")
        return INTERRUPTED
    return _serve(asked.port)


def _parse(argv: Sequence[str]) -> Asked:
    parser = Parser(prog="gangju demo", description="在本机打开演示县；Ctrl-C 结束")
    parser.add_argument("--size", choices=("small", "county"), default="county", help="small 四十来个党组织，county 一个县（默认）")
    parser.add_argument("--port", type=int, metavar="端口", default=DEFAULT_PORT, help=f"端口，默认 {DEFAULT_PORT}")
    parser.add_argument("--fresh", action="store_true", help="丢掉上次的演示数据，从头生成")
    found = parser.parse_args(argv)
    return Asked(found.size, found.port, found.fresh)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _home(size: Size) -> Path:
    """A folder of its own beside real data, so that the demo never touches them."""
    named = os.environ.get("GANGJU_HOME")
    checkout = PACKAGE.parents[1]
    base = Path(named) if named else (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / ".gangju"
    return base / f"demo-{size}"


# ------------------------------------------------------------------ data


def _prepare(home: Path, asked: Asked) -> None:
    """Whole data are marked by the fingerprint of what made them; anything else is made anew."""
    os.environ |= {
        "GANGJU_HOME": str(home),
        "GANGJU_TODAY": TODAY.isoformat(),
        "GANGJU_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "gangju.desk.settings",
    }
    os.environ.pop("GANGJU_DB", None)  # the demo has its own SQLite file and never enters a real database
    mark = home / "demo.json"
    wanted = {"size": asked.size, "made_by": _fingerprint()}
    if not asked.fresh and mark.exists() and json.loads(mark.read_text("utf-8")) == wanted:
        _say(f"沿用上次的演示数据：{home}（要从头生成请加 --fresh）")
        return
    shutil.rmtree(home, ignore_errors=True)
    (home / "static").mkdir(parents=True)
    _make(home, asked.size)
    mark.write_text(json.dumps(wanted), "utf-8")


def _fingerprint() -> str:
    """Changes with everything that decides what the demo's data are."""
    parts = (*(PACKAGE / part for part in ("demo", "packs/catalogue", "engine", "desk/bridge")), *(PACKAGE / "desk").glob("*/migrations"))
    files = sorted(file for part in parts for file in part.rglob("*") if file.suffix in (".py", ".yaml"))
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()


def _make(home: Path, size: Size) -> None:
    """Facts folder → ledgers → accounts → adopted plan → verdicts."""
    import django  # noqa: PLC0415 - the settings are read from the environment that `_prepare` has just set

    django.setup()
    from gangju.demo import install  # noqa: PLC0415

    began = time.monotonic()
    for title, step in install.steps(home, size):
        with _timed(title):
            step()
    _say(f"演示数据已备好，共 {time.monotonic() - began:.0f} 秒")


@contextmanager
def _timed(title: str) -> Iterator[None]:
    print(f"  {title} …", end="", flush=True)
    began = time.monotonic()
    yield
    _say(f" {time.monotonic() - began:.1f} 秒")


# ------------------------------------------------------------------ processes


class _Ended(Exception):
    """Somebody asked the demo to end."""


def _serve(port: int) -> int:
    """Parent of server and worker until one of them ends or somebody asks to end."""
    _lead_a_group()
    for asked_to_end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked_to_end, _end)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children += [_start(*command) for command in _commands(port)]
        _wait_until_it_answers(port, children)
        _say(f"\n演示已打开：http://{HOST}:{port}/   （演示日期 {TODAY.isoformat()}；按 Ctrl-C 结束）")
        return _watch(children)
    except _Ended:
        _say("\n正在结束演示 …")
        return DONE
    finally:
        _stop(children)


def _lead_a_group() -> None:
    """A shell gives each job its own group; without a terminal (a script, a test) the demo makes one itself."""
    if os.getpgrp() != os.getpid() and not sys.stdin.isatty():
        os.setpgrp()


def _end(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _Ended


def _commands(port: int) -> tuple[tuple[str, ...], ...]:
    """Static files and pages by one worker of the server: the demo has one visitor."""
    server = (
        "granian",
        "--interface",
        "wsgi",
        "--host",
        HOST,
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--workers-kill-timeout",
        "2",
    )
    quiet = ("--log-level", "critical", "gangju.desk.wsgi:application")
    worker = ("django", "worker", "--interval", "0.3", "-v", "0")
    return (("-m", *server, *quiet), ("-m", *worker))


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], stdin=subprocess.DEVNULL)


def _wait_until_it_answers(port: int, children: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)


def _watch(children: Sequence[subprocess.Popen[bytes]]) -> int:
    """Returns when a child has ended without being asked to."""
    while True:
        for child in children:
            if child.poll() is not None:
                _say(f"演示的一个进程意外结束（退出码 {child.returncode}），原因见上；请重新运行")
                return FAILED
        time.sleep(0.5)


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask, wait, insist. A second Ctrl-C must not leave somebody behind, so signals are deaf from here on."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGTERM)  # a grandchild whose parent had to be killed; this process is deaf to it
