"""Region codes of GB/T 2260 and its extension: 2 digits a province, 4 a city, 6 a county, 9 a town, 12 a village."""

from __future__ import annotations

from collections.abc import Mapping

LEVELS: Mapping[int, str] = {2: "省级", 4: "市级", 6: "县级", 9: "乡级", 12: "村级"}
# Kinds of units that are places themselves, with the length of their code.
PLACES: Mapping[str, int] = {
    "city": 4,
    "county": 6,
    "urban_district": 6,
    "town": 9,
    "street": 9,
    "village": 12,
    "rural_community": 12,
    "community": 12,
}


class WrongCode(ValueError):
    """The reason in words."""


def region_of(written: str) -> str:
    """The code without the zeros that fill it up: 450300000000 and 450300 are 4503. Raises WrongCode."""
    if not written.isascii() or not written.isdigit():
        raise WrongCode("含有数字以外的字符")
    if len(written) not in LEVELS:
        raise WrongCode(f"有 {len(written)} 位，应是 2、4、6、9 或 12 位")
    if not written.strip("0") or written.startswith("00"):
        raise WrongCode("全是 0，或以 00 开头")
    steps = [length for length in LEVELS if length < len(written)]
    shorter = (written[:length] for length in steps if not written[length:].strip("0"))
    return next(shorter, written)


def way_down(region: str) -> list[str]:
    """The code itself and everything it lies in, the province first."""
    return [region[:length] for length in LEVELS if length <= len(region)]
