"""Settings of the desk: everything an installation may choose comes from the environment, everything else is fixed here.

`GANGJU_HOME` (data folder), `GANGJU_DB` (postgres://…; SQLite without it), `GANGJU_DEMO` (one-click sign-in on loopback),
`GANGJU_DEBUG`, `GANGJU_HOSTS`, `GANGJU_CIPHER` (aes or sm4), `GANGJU_KEY_FILE`, `GANGJU_SECOND_FACTOR`
(admins, all, none), `GANGJU_IDLE_MINUTES`, `GANGJU_TLS`, `GANGJU_PROXY`. The business day `GANGJU_TODAY` is read by `clock`, not here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gangju.desk.installation import cipher, data_folder, database, idle_minutes, second_factor, secret_key

DESK = Path(__file__).resolve().parent
GANGJU_DATA = data_folder()
GANGJU_DEMO = os.environ.get("GANGJU_DEMO") == "1"
# The desk waits this long after a deed before it evaluates anew, so that a row of entries costs one run.
GANGJU_DEBOUNCE_SECONDS = 2

DEBUG = os.environ.get("GANGJU_DEBUG") == "1"
SECRET_KEY = secret_key(GANGJU_DATA)
# What is sealed: by which cipher, and with which key file (in the data folder where none is named).
GANGJU_CIPHER = cipher()
GANGJU_KEY_FILE = os.environ.get("GANGJU_KEY_FILE", "")
# Sign-in: who must have a second factor, after how many idle minutes a session ends.
GANGJU_SECOND_FACTOR = second_factor()
GANGJU_IDLE_MINUTES = idle_minutes()
# Served by TLS (then cookies travel by TLS only); behind a proxy of one's own (then it says who calls, and by which scheme).
GANGJU_TLS = os.environ.get("GANGJU_TLS") == "1"
GANGJU_PROXY = os.environ.get("GANGJU_PROXY") == "1"
ALLOWED_HOSTS = os.environ.get("GANGJU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

APPS = (
    "journal", "access", "ledgers", "jobs", "ui", "sheets", "identity", "search",
    "lists", "accounts", "bridge", "plans", "work", "people", "api",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    # Last: what ours change of the libraries (no moment of the last sign-in is kept) is changed after they are ready.
    *(f"gangju.desk.{app}" for app in APPS),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gangju.desk.access.middleware.content_policy",
    "gangju.desk.journal.requests.request_id",
    "gangju.desk.vault.requests.SayKeyProblems",
    "gangju.desk.sheets.uploads.refuse_large",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gangju.desk.accounts.sessions.keep_rules",
    "gangju.desk.lists.entry.drafts.drop_saved",
]
ROOT_URLCONF = "gangju.desk.urls"
WSGI_APPLICATION = "gangju.desk.wsgi.application"

# Our pages are Jinja2; Django's own language serves only the pages that a library brings (sign-in).
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [DESK / app / "templates" for app in APPS],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "gangju.desk.ui.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [DESK / "ui" / "auth_templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    },
]

DATABASES = {"default": database(GANGJU_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"gangju.desk.accounts.passwords.{name}"} for name in ("Length", "Composition", "NotCommon", "NotOwnName")
]
CSRF_FAILURE_VIEW = "gangju.desk.access.pages.form_expired"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = GANGJU_TLS
SECURE_REDIRECT_EXEMPT = ["^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if GANGJU_TLS else 0
if GANGJU_TLS:  # a cookie so named is taken by browsers over TLS only, and from this host only
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
if GANGJU_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_NUMBER_FILES = 5
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
# One time zone without summer time in the whole country: local times are kept as they are written in facts folders.
USE_TZ = False
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = GANGJU_DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [DESK / "ui" / "static"]
WHITENOISE_USE_FINDERS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gangju": {"level": "INFO"}},
}
