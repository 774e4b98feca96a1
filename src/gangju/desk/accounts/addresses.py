"""Where a request comes from. Behind a proxy of one's own (`GANGJU_PROXY=1`) the proxy says so; otherwise nobody is believed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

MOST = 45  # the longest written IPv6 address


def address_of(request: HttpRequest) -> str:
    """The last hop before our proxy: what stands further left was written by the caller."""
    if settings.GANGJU_PROXY:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()[:MOST]
    return str(request.META.get("REMOTE_ADDR", ""))[:MOST]
