"""The desk's own settings, on a data folder that lives as long as the test process: tests never touch a person's `.gangju`.

SQLite is a file here as in service (WAL, immediate transactions): an in-memory database would lock in other ways.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="gangju-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["GANGJU_HOME"] = str(HOME)

from gangju.desk.settings import *  # noqa: E402, F403 - the folder must be named before the settings are read
from gangju.desk.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
# Real ones are slow on purpose; no test is about them.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
