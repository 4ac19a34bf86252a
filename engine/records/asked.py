"""What FEEL asks of the customer store beyond the records in its variables: other records, and money.

In a process the company asks (`SYSTEM`): what a condition finds must not depend on who completed the task before it.
In a form it is the person in front of it, who finds what she may see.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError, numbers

from engine import feel
from engine.errors import NotFound
from engine.feel.numbers import ARITHMETIC
from engine.feel.values import RecordRef
from engine.records import money, queries, rates
from engine.records.discovery import type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.identity import User
    from engine.records.resolving import Resolver

_CODE = re.compile(r"[A-Z]{3}")
_SHOWN = 20


def functions(connection: Connection, user: User, resolve: Resolver) -> Mapping[str, Callable[..., Value]]:
    """What `feel.Environment(functions=...)` takes, for one step on *connection* in which *user* asks.

    What a search found is kept among the reads of *resolve*.

    The functions raise `UnknownColumn`, `InvalidRecord`, `RateMissing` and `NoCurrency`: in a process these become
    incidents, with their remedy.
    """
    return _Step(connection, user, resolve).functions()


class _Step:
    """What one step has asked so far: the exchange rates are read when the first amount is converted, and once."""

    __slots__ = ("_connection", "_rates", "_resolve", "_user")

    def __init__(self, connection: Connection, user: User, resolve: Resolver) -> None:
        self._connection = connection
        self._resolve = resolve
        self._user = user
        self._rates: rates.Rates | None = None

    def functions(self) -> Mapping[str, Callable[..., Value]]:
        return {
            "record": self._record,
            "find records": self._find,
            "count records": self._count,
            "base currency": self._base_currency,
            "convert money": self._convert,
            "round money": rounded,
            "format money": _formatted,
        }

    # -- records --------------------------------------------------------------------------------------------------

    def _record(self, type_: str, key: int) -> RecordRef | None:
        ref = RecordRef(type_, key)
        type_of(type_)
        try:
            return queries.get(self._connection, ref, self._user).ref
        except NotFound:
            return None

    def _find(self, type_: str, wanted: Mapping[str, Value], limit: int) -> list[Value]:
        page = queries.page(self._connection, type_, self._user, filters=wanted, limit=limit)
        found: list[Value] = [record.ref for record in page.rows]
        self._resolve.note_answer(f'find records("{type_}", {feel.dumps(wanted)})', found)
        return found

    def _count(self, type_: str, wanted: Mapping[str, Value]) -> Decimal:
        found = Decimal(queries.count(self._connection, type_, self._user, filters=wanted))
        self._resolve.note_answer(f'count records("{type_}", {feel.dumps(wanted)})', found)
        return found

    # -- money ----------------------------------------------------------------------------------------------------

    def _base_currency(self) -> str:
        return self._known_rates().base

    def _convert(self, amount: Decimal, source: str, target: str, on: date) -> Decimal:
        """*amount* by way of the base currency at the rates of a day, rounded once, at the end."""
        if source == target:
            return rounded(amount, target)
        known = self._known_rates()
        worth = ARITHMETIC.multiply(amount, _rate(known, source, on))
        return rounded(ARITHMETIC.divide(worth, _rate(known, target, on)), target)

    def _known_rates(self) -> rates.Rates:
        if self._rates is None:
            self._rates = rates.load(self._connection)
        return self._rates


def rounded(amount: Decimal, currency: str) -> Decimal:
    """*amount* in whole minor units of its currency; half a unit goes to the even neighbour."""
    unit = Decimal(1).scaleb(-money.places(_currency(currency)))
    return amount.quantize(unit, context=ARITHMETIC)


def _rate(known: rates.Rates, currency: str, on: date) -> Decimal:
    found = known.rate(_currency(currency), on)
    if found is None:
        raise rates.RateMissing(currency=currency, base=known.base, day=on)
    return found


def _formatted(amount: Decimal, currency: str, language: str) -> str:
    """*amount* as a reader of that language writes it: “1 234,50 €”."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    return numbers.format_currency(amount, _currency(currency), locale=locale)


def _currency(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise money.NoCurrency(code=code[:_SHOWN])
    return code
