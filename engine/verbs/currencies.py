"""Verbs of administrators on exchange rates. The base currency itself is the setting ``currency``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Invalid
from engine.identity.rights import require_administrator
from engine.process import audit
from engine.records import rates
from engine.records.money import NoCurrency
from engine.records.rates import Rate
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from engine.feel.values import Value
    from engine.identity import User
    from engine.process.work import Work

_SUBJECT = ("exchange_rate", 0)
_CODE = 3


class BadRate(Invalid):
    text = "A rate of {rate} cannot be right. Write what one unit of {currency} is worth, more than zero."


class CurrencyVerbs(Ground):
    @verb
    def set_base_currency(self, work: Work, code: str, *, by: User) -> None:
        """Show totals in another currency from now on; rates to the former one stay, for going back."""
        require_administrator(by, "change the base currency")
        before = rates.base_currency(work.connection)
        base = _code(code)
        rates.choose_base(work.connection, base, now=work.now)
        audit.record(work, "set_base_currency", _SUBJECT, old={"base": before}, new={"base": base})

    @verb
    def keep_rates(self, work: Work, found: Sequence[Rate], *, by: User) -> int:
        """Write exchange rates to the base currency, each in the place of one for the same day; how many.

        Raises `Forbidden`, `NoCurrency`, `BadRate`; then none is written.
        """
        require_administrator(by, "change exchange rates")
        base = rates.base_currency(work.connection)
        checked = [_checked(one, base) for one in found]
        before = rates.keep(work.connection, base, checked)
        old: dict[str, Value] = {_name(currency, day): rate for (currency, day), rate in before.items()}
        new: dict[str, Value] = {_name(one.currency, one.day): one.rate for one in checked}
        audit.record(work, "keep_rates", _SUBJECT, old={"base": base, **old}, new={"base": base, **new})
        return len(checked)

    @verb
    def forget_rate(self, work: Work, currency: str, day: date, *, by: User) -> None:
        """Remove the rate of one day; deals of that day fall back to the rate before it."""
        require_administrator(by, "change exchange rates")
        base = rates.base_currency(work.connection)
        before = rates.forget(work.connection, base, currency, day)
        if before is not None:
            old: dict[str, Value] = {"base": base, _name(currency, day): before}
            audit.record(work, "forget_rate", _SUBJECT, old=old)


def _checked(one: Rate, base: str) -> Rate:
    currency = _code(one.currency)
    if currency == base:
        raise NoCurrency(code=currency)
    if not one.rate.is_finite() or not 0 < one.rate < rates.LARGEST:
        raise BadRate(what="", reason="", remedy="", rate=one.rate, currency=currency)
    return Rate(currency, one.day, one.rate)


def _code(text: str) -> str:
    code = text.strip().upper()
    if len(code) != _CODE or not (code.isascii() and code.isalpha()):
        raise NoCurrency(code=text[:20])
    return code


def _name(currency: str, day: date) -> str:
    return f"{currency} {day.isoformat()}"
