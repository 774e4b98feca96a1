"""What every answer says to the browser, how the settings of TLS and proxy bear on it, and what is refused at the gate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from gangju.desk.access.roles import Role
from gangju.desk.accounts.addresses import address_of
from tests.desk.accounts.people import signed_in, somebody

pytestmark = pytest.mark.django_db
WANTED = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_NAME")


def settings_under(home: Path, **environment: str) -> dict[str, Any]:
    """The settings are read once, so another environment needs another process."""
    asks = (
        f"import json; from gangju.desk import settings; print(json.dumps({{name: getattr(settings, name, None) for name in {WANTED!r}}}))"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GANGJU_")}
    ran = subprocess.run(
        [sys.executable, "-c", asks], env=plain | {"GANGJU_HOME": str(home)} | environment, capture_output=True, text=True, check=False
    )
    return dict(json.loads(ran.stdout)) if ran.returncode == 0 else {"refused": ran.stderr}


def test_the_policy_opens_only_what_the_desk_needs() -> None:
    policy = dict(part.strip().split(" ", 1) for part in Client().get("/login/")["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"


def test_no_page_may_ask_for_devices_or_be_kept_by_a_cache() -> None:
    answer = Client().get("/login/")
    assert "camera=()" in answer["Permissions-Policy"]
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")


def test_scripts_read_no_cookie() -> None:
    client = Client()
    client.get("/login/")
    assert all(cookie["httponly"] for cookie in client.cookies.values())
    assert all(cookie["samesite"] == "Lax" for cookie in client.cookies.values())


def test_a_strange_host_is_refused_in_chinese() -> None:
    answer = Client().get("/login/", headers={"host": "evil.example.org"})
    assert answer.status_code == 400
    assert "这个请求不合规矩" in answer.content.decode()


def test_under_tls_cookies_travel_by_tls_only(tmp_path: Path) -> None:
    said = settings_under(tmp_path, GANGJU_TLS="1")
    assert said["SESSION_COOKIE_SECURE"] and said["CSRF_COOKIE_SECURE"] and said["SECURE_SSL_REDIRECT"]  # noqa: PT018
    assert said["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert said["SESSION_COOKIE_NAME"].startswith("__Host-")


@pytest.mark.parametrize(
    ("name", "value"), [("GANGJU_IDLE_MINUTES", "600"), ("GANGJU_IDLE_MINUTES", "never"), ("GANGJU_SECOND_FACTOR", "off")]
)
def test_a_setting_that_nobody_knows_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    assert f"{name} 的写法不对" in settings_under(tmp_path, **{name: value})["refused"]


def test_only_our_own_proxy_is_believed_about_addresses(settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.9.9.9")
    assert address_of(request) == "10.0.0.1"
    settings.GANGJU_PROXY = True
    assert address_of(request) == "10.9.9.9"


def test_a_file_leaves_its_path_behind(county: None) -> None:
    client = signed_in(somebody("weiyuan", Role.TOWN_COMMISSIONER, "t1"))
    body = client.post("/sheets/", {"book": SimpleUploadedFile("../../etc/名单.txt", b"x")}).content.decode()
    assert "../" not in body
    assert "只接收 Excel 工作簿" in body


def test_more_files_than_a_form_has_are_refused(county: None) -> None:
    client = signed_in(somebody("weiyuan", Role.TOWN_COMMISSIONER, "t1"))
    many = {f"book{number}": SimpleUploadedFile("a.xlsx", b"x") for number in range(6)}
    assert client.post("/sheets/", many).status_code == 400
