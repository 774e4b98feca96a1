"""Starting, killing and asking an office that lives in a process of its own."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.desk import world

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Office:
    """An installation in `home`, on SQLite or on the PostgreSQL at `address`."""

    home: Path
    address: str | None = None
    acknowledged: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        own = {"GANGJU_HOME": str(self.home), "GANGJU_TODAY": world.TODAY.isoformat(), "DJANGO_SETTINGS_MODULE": "gangju.desk.settings"}
        paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        outside = {name: value for name, value in os.environ.items() if name != "GANGJU_DB"}
        return outside | own | {"PYTHONPATH": paths} | ({"GANGJU_DB": self.address} if self.address else {})

    def settle(self) -> None:
        done = self.run("-m", "tests.desk.safekeeping.office", "settle")
        assert done.returncode == 0, done.stderr

    def cli(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "gangju.cli", *words)

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT, input=given, capture_output=True, text=True, check=False
        )

    def start(self, seed: int) -> subprocess.Popen[str]:
        """Returns when the first deed may come."""
        running = self.spawn("-m", "tests.desk.safekeeping.office", "work", str(seed))
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        return running

    def spawn(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, *words], env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def work_until_killed(self, seed: int, deeds: int, draw: random.Random) -> None:
        """Take in as many acknowledgements, then SIGKILL somewhere within the deeds that follow; what came through until then counts."""
        running = self.start(seed)
        assert running.stdout is not None
        for _ in range(deeds):
            self._heard(running.stdout.readline())
        time.sleep(draw.uniform(0, 0.08))
        running.kill()
        for line in running.stdout:
            self._heard(line)
        running.wait()

    def _heard(self, line: str) -> None:
        if line.endswith("}\n"):  # a line cut off by the kill told nobody anything
            self.acknowledged.append(line)

    def what_is_wrong(self) -> Sequence[str]:
        done = self.run("-m", "tests.desk.safekeeping.office", "inspect", given="".join(self.acknowledged))
        assert done.returncode == 0, done.stderr
        found: list[str] = json.loads(done.stdout)["wrong"]
        return found
