"""The offers of the test sets, and an annual cost computed from them in another way than the library's."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def offers(name: str) -> list[dict[str, Any]]:
    """The offers of a file beside this one."""
    found = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["offer"]
    assert isinstance(found, list)
    return found


def annual_percent(case: dict[str, Any]) -> float:
    """The simple annual cost of a case in percent: given, or found by halving from its payments."""
    if "annual" in case:
        return float(case["annual"])
    per_year = float(Fraction(case.get("per_year", 12)))
    if "lends" in case:
        lends = case["lends"]
        rate = lends["rate"] / 100 / 12
        pay = lends["principal"] * rate / (1 - (1 + rate) ** -lends["count"])
        received, pays = lends["principal"] - lends["off"], [pay] * lends["count"]
    else:
        received, pays = (
            case["received"],
            [amount for count, amount in case["pays"] for _ in range(count)],
        )
    low, high = -0.5, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        worth = sum(pay / (1 + middle) ** at for at, pay in enumerate(pays, start=1))
        low, high = (middle, high) if worth > received else (low, middle)
    return 100 * low * per_year
