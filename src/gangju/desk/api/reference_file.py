"""`python -m gangju.desk.api.reference_file [file]`: writes the reference of the API anew (docs/reference/api.md)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

from gangju.desk.installation import CHECKOUT

PLACE = CHECKOUT / "docs" / "reference" / "api.md"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangju.desk.settings")
    django.setup()
    from gangju.desk.api.reference import markdown  # noqa: PLC0415 - after the settings
    from gangju.desk.api.service import description  # noqa: PLC0415

    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(markdown(description()), encoding="utf-8")


if __name__ == "__main__":
    main()
