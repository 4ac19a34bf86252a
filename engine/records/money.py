"""Exact money: an integer of minor units and a currency outside, a Decimal inside."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from engine.errors import Invalid

DEFAULT_CURRENCY: Final = "USD"

_PLACES: Final = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Decimal places of the currencies of ISO 4217 that do not have two."""
FINEST: Final = "BHD"
"""No currency has more places: in its minor units amounts of all of them are whole numbers."""


class NoCurrency(Invalid):
    """A text that stands for a currency is none."""

    text = "“{code}” is no currency code. Write three letters of ISO 4217, such as EUR."


def places(currency: str) -> int:
    """How many decimal places the currency's smallest unit has."""
    return _PLACES.get(currency, 2)


def finer() -> tuple[dict[str, int], int]:
    """How many minor units of `FINEST` one of a currency is, by currency, and for those that are not named."""
    return (
        {code: 10 ** (places(FINEST) - count) for code, count in _PLACES.items()},
        10 ** (places(FINEST) - places("")),
    )


def to_minor(amount: Decimal, currency: str) -> int:
    """*amount* in minor units; half a unit goes to the even neighbour."""
    return int(amount.scaleb(places(currency)).to_integral_value(ROUND_HALF_EVEN))


def from_minor(minor: int, currency: str) -> Decimal:
    """Minor units as an exact amount: 123456 in USD is Decimal("1234.56")."""
    return Decimal(minor).scaleb(-places(currency))
