"""A key figure: its name, its exact definition in both languages, and how it is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from engine.analytics.facts import Facts
    from engine.labels import Labels

Unit = Literal["count", "percent", "money", "days", "money_per_day"]
_PLACES: dict[Unit, int] = {"count": 0, "percent": 2, "money": 2, "days": 2, "money_per_day": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """The declaration of one key figure; one file each in `engine/analytics/kpis`."""

    id: str
    labels: Labels
    definition: Labels
    """Set and formula, so that two people who read the number mean the same."""
    unit: Unit
    place: int
    """Its position in lists."""
    measure: Callable[[Facts], Decimal | None]
    """The exact value; None while there is nothing to measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A key figure, measured."""

    kpi: Kpi
    value: Decimal | None

    @property
    def id(self) -> str:
        return self.kpi.id

    @property
    def plain(self) -> int | float | None:
        """The value as JSON knows it: whole where it is whole, else with two decimal places."""
        if self.value is None:
            return None
        rounded = round(self.value, _PLACES[self.kpi.unit])
        return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)

    @property
    def shown(self) -> str:
        """The value with separators, for an English reader."""
        if self.value is None:
            return "-"
        text = f"{self.value:,.{_PLACES[self.kpi.unit]}f}"
        return f"{text} %" if self.kpi.unit == "percent" else text

    def name_in(self, locale: str) -> str:
        return self.kpi.labels.in_locale(locale)

    def definition_in(self, locale: str) -> str:
        return self.kpi.definition.in_locale(locale)
