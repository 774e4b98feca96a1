"""The county adopted its own plan for itself and all below, on the plan's first day."""

from __future__ import annotations

from pathlib import Path

from gangju.engine.load import load_pack
from gangju.engine.model import Adoption, Pack

PACK = Path(__file__).parent / "pack"
ADOPTER = "yl"  # org_id of the county committee, the root of the tree


def demo_pack() -> Pack:
    return load_pack(PACK)


def adoption() -> Adoption:
    """With the hash of the pack as it stands, so that a changed pack is never taken for the adopted one."""
    pack = demo_pack()
    return Adoption(pack=pack.id, hash=pack.hash, org=ADOPTER, since=pack.plan.in_force_from)
