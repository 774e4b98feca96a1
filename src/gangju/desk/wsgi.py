"""The door for a WSGI server (granian, gunicorn)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangju.desk.settings")
application = get_wsgi_application()
