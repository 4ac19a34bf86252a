"""Money: an amount is a number, its currency a code of three letters (ISO 4217)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.comparing import home
from engine.feel.errors import Undefined
from engine.feel.far_dates import FarDate
from engine.feel.functions.product.asking import ask
from engine.feel.functions.registry import built_in

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.feel.far_dates import AnyDate
    from engine.feel.running import Run
    from engine.feel.values import Value

_STEPS = 100
"""The rates are read once for a step; what a call may cost at most is that reading."""
_NO_RATES = "there are no exchange rates here"


@built_in("base currency")
def _base_currency(run: Run) -> Value:
    return _ask(run, "base currency")


@built_in("convert money", "amount: number, from: string, to: string, on: date|null?")
def _convert(run: Run, amount: Decimal, source: str, target: str, on: AnyDate | None = None) -> Value:
    if isinstance(on, FarDate):
        raise Undefined("there are no exchange rates before the year 1 or after 9999")
    day = run.environment.now().astimezone(home(run)).date() if on is None else on
    return _ask(run, "convert money", amount, source, target, day)


@built_in("round money", "amount: number, currency: string")
def _round(run: Run, amount: Decimal, currency: str) -> Value:
    return _ask(run, "round money", amount, currency)


@built_in("format money", "amount: number, currency: string, language: string|null?")
def _format(run: Run, amount: Decimal, currency: str, language: str | None = None) -> Value:
    return run.text(_ask(run, "format money", amount, currency, language or "en"))


def _ask(run: Run, name: str, *arguments: object) -> Value:
    return ask(run, name, *arguments, steps=_STEPS, missing=_NO_RATES)
