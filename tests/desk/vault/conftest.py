"""Most tests of the vault are about keys and bytes alone: no room has registered anything sealed."""

from __future__ import annotations

import pytest

from gangju.desk.vault import registry


@pytest.fixture
def nothing_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_holdings", {})
