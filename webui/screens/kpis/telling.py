"""Metrics in words and lines: values with their unit, the change since the period before, the course so far."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from babel import Locale, units
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.records import rates
from webui import localization

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.analytics.metric import Area, Metric, Reading, Unit
    from engine.analytics.metrics import Told

_AREAS: dict[Area, LazyString] = {
    "sales": _l("Sales"),
    "marketing": _l("Marketing"),
    "support": _l("Support"),
}
_WIDTH, _HEIGHT, _PAD = 120, 32, 3
_HOURS, _DAYS = Decimal(60), Decimal(60 * 24)
_LARGE, _CENT = Decimal(100), Decimal("0.01")
Trend = Literal["better", "worse", "same", "none"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One metric as its card shows it."""

    id: str
    name: str
    definition: str
    value: str
    second: str
    """The companion figure with its name; empty when there is none."""
    before: str
    change: str
    trend: Trend
    count: int
    missing: str
    line: str
    """Points of the course in a box of 120 × 32; empty without two values."""
    dot: tuple[float, float] | None
    course: str
    """The course in words, for those who do not see the line."""


@dataclass(frozen=True, kw_only=True)
class Section:
    label: str
    figures: list[Figure]


def areas(connection: Connection, told: Sequence[Told]) -> list[Section]:
    base = rates.base_currency(connection)
    return [
        Section(
            label=str(label),
            figures=[_figure(one, base) for one in told if one.metric.area == area],
        )
        for area, label in _AREAS.items()
    ]


def value(number: Decimal | None, unit: Unit, base: str, *, exact: bool = False) -> str:
    """A figure with its unit; a dash while there is nothing to measure. *exact* keeps the cents of large amounts."""
    if number is None:
        return "–"
    if unit == "percent":
        return f"{localization.format_number(round(number, 1))} %"
    if unit == "money":
        return localization.format_money(_rounded(number, exact=exact), base)
    if unit == "money_per_day":
        return str(
            gettext("%(money)s a day", money=localization.format_money(_rounded(number, exact=exact), base))
        )
    return _length(number, unit)


def _figure(told: Told, base: str) -> Figure:
    metric, locale = told.metric, localization.locale()
    values = [one.value for one in told.course]
    points = _points(values)
    return Figure(
        id=metric.id,
        name=metric.labels.in_locale(locale),
        definition=metric.definition.in_locale(locale),
        value=value(told.now.value, metric.unit, base),
        second=_second(metric, told.now, base),
        before=value(told.before.value, metric.unit, base),
        change=_change(told),
        trend=_trend(told),
        count=told.count,
        missing=", ".join(f"{currency}: {count}" for currency, count in sorted(told.missing.items())),
        line=" ".join(f"{x:.1f},{y:.1f}" for x, y in points) if len(points) > 1 else "",
        dot=points[-1] if points and values[-1] is not None else None,
        course=", ".join(value(one, metric.unit, base) for one in values),
    )


def _second(metric: Metric, reading: Reading, base: str) -> str:
    if metric.second is None:
        return ""
    return f"{metric.second.in_locale(localization.locale())}: {value(reading.second, metric.unit, base)}"


def _change(told: Told) -> str:
    """The difference to the period before: in points for percentages, else in per cent of it."""
    now, before = told.now.value, told.before.value
    if now is None or before is None:
        return ""
    if told.metric.unit == "percent":
        return str(gettext("%(number)s points", number=_signed(now - before)))
    return f"{_signed((now - before) * 100 / abs(before))} %" if before else ""


def _trend(told: Told) -> Trend:
    now, before = told.now.value, told.before.value
    if now is None or before is None:
        return "none"
    if now == before:
        return "same"
    return "better" if (now > before) == told.metric.more_is_better else "worse"


def _signed(number: Decimal) -> str:
    places = Decimal("0.1") if abs(number) < _LARGE else Decimal(1)
    rounded = number.quantize(places)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{localization.format_number(abs(rounded))}"


def _rounded(number: Decimal, *, exact: bool) -> Decimal:
    """Cents only where they matter."""
    return number.quantize(_CENT if exact or abs(number) < _LARGE else Decimal(1))


def _length(number: Decimal, unit: Unit) -> str:
    """A length in the unit that people would use for it."""
    minutes = number * {"minutes": Decimal(1), "hours": _HOURS, "days": _DAYS}[unit]
    if unit == "days" or minutes >= 2 * _DAYS:
        amount, name = minutes / _DAYS, "duration-day"
    elif minutes >= _HOURS:
        amount, name = minutes / _HOURS, "duration-hour"
    else:
        amount, name = minutes, "duration-minute"
    return units.format_unit(
        round(amount, 1), name, "short", format="#,##0.#", locale=Locale(localization.locale())
    )


def _points(values: Sequence[Decimal | None]) -> list[tuple[float, float]]:
    """The values as points of a line; periods without one are passed over."""
    known = [float(one) for one in values if one is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = (_WIDTH - 2 * _PAD) / max(len(values) - 1, 1)
    return [
        (_PAD + step * place, _HEIGHT - _PAD - (float(one) - low) / span * (_HEIGHT - 2 * _PAD))
        for place, one in enumerate(values)
        if one is not None
    ]
