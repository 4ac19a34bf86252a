"""Each kind of field: what it accepts, how it is kept, how it is read. One entry of `CODECS` per kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast

import orjson

from engine import keys
from engine.feel.values import RecordRef, Value
from engine.records import money
from engine.records.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.records.fields import Field, Kind

_LIMIT = 10**15
"""Numbers stay far inside 64 bits, in minor units too."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")
_LINE_ENDS = re.compile(r"\s*[\n\r\x85\u2028\u2029]\s*")
"""A name of several lines, from a cell of a spreadsheet, would be no subject of a mail."""
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Refused(ValueError):
    """A value does not fit its field."""

    def __init__(self, template: str, **facts: Any) -> None:
        self.message = Message(template, **facts)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Codec:
    """A kind's three functions; the currency is the record's."""

    accept: Callable[[Field, Value], Value]
    keep: Callable[[Field, Value, str], Any]
    read: Callable[[Field, Any, str], Value]


def accept(field: Field, value: Value) -> Value:
    """*value* as its field holds it; None for an empty one. Raises `Refused` with what would fit."""
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    return CODECS[field.kind].accept(field, value)


def keep(field: Field, value: Value, currency: str) -> Any:
    """An accepted value as its column keeps it."""
    return None if value is None else CODECS[field.kind].keep(field, value, currency)


def read(field: Field, stored: Any, currency: str) -> Value:
    """A column's value as a FEEL value."""
    return None if stored is None else CODECS[field.kind].read(field, stored, currency)


def _text(field: Field, value: Value) -> str:
    if not isinstance(value, str):
        raise Refused("Enter text.")
    if _INVISIBLE.search(value):
        raise Refused("Remove the invisible control characters.")
    text: str = _LINE_ENDS.sub(" ", value) if field.kind == "text" else value
    if len(text) > field.length:
        raise Refused(
            "Shorten it to {length} characters; it has {actual}.", length=field.length, actual=len(text)
        )
    return text


def _email(field: Field, value: Value) -> str:
    text = _text(field, value)
    if not _EMAIL.fullmatch(text):
        raise Refused("Enter an e-mail address such as anna@example.com.")
    return text


def _phone(field: Field, value: Value) -> str:
    text = re.sub(r"[\s().-]", "", _text(field, value))
    if not _PHONE.fullmatch(text):
        raise Refused("Enter the number with its country code, such as +49 30 901820.")
    return text


def _url(field: Field, value: Value) -> str:
    text = _text(field, value)
    if not _URL.fullmatch(text):
        raise Refused("Enter an address that begins with http:// or https://.")
    return text


def _choice(field: Field, value: Value) -> str:
    allowed = [one.value for one in field.choices]
    if value not in allowed:
        raise Refused("Choose one of: {allowed}.", allowed=", ".join(allowed))
    return cast("str", value)


def _number(value: Value) -> Decimal:
    # A float is refused: 0.1 + 0.2 must never reach money. A bool is an int to Python but not to people.
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Refused("Enter a number.")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise Refused("Enter a number.") from None
    if not number.is_finite() or abs(number) >= _LIMIT:
        raise Refused("Enter a smaller number.")
    return number


def _bounded(field: Field, number: Decimal) -> Decimal:
    if field.minimum is not None and number < field.minimum:
        raise Refused("Enter {minimum} or more.", minimum=field.minimum)
    if field.maximum is not None and number > field.maximum:
        raise Refused("Enter {maximum} or less.", maximum=field.maximum)
    return number


def _integer(field: Field, value: Value) -> Decimal:
    number = _bounded(field, _number(value))
    if number != number.to_integral_value():
        raise Refused("Enter a whole number.")
    return number.quantize(Decimal(1))


def _decimal(field: Field, value: Value) -> Decimal:
    number = _bounded(field, _number(value))
    if number != round(number, field.places):
        raise Refused("Enter at most {places} decimal places.", places=field.places)
    return round(number, field.places)


def _money(field: Field, value: Value) -> Decimal:
    return _bounded(field, _number(value))


def _currency(_field: Field, value: Value) -> str:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value.upper()):
        raise Refused("Enter a currency's three letters, such as EUR.")
    return value.upper()


def _boolean(_field: Field, value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if value in {"true", "false"}:
        return bool(value == "true")
    raise Refused("Answer yes or no.")


def _date(_field: Field, value: Value) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("Enter a date such as 2026-03-31.") from None


def _instant(_field: Field, value: Value) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("Enter a date and a time such as 2026-03-31T14:30+02:00.") from None
    if moment.tzinfo is None:
        raise Refused("Say the time zone, such as 2026-03-31T14:30+02:00.")
    try:
        return utc(moment)
    except OverflowError:  # a first of January of the year 1, east of Greenwich
        raise Refused("Enter a date and a time such as 2026-03-31T14:30+02:00.") from None


def utc(moment: datetime) -> datetime:
    """*moment* in UTC to the millisecond: what both databases keep and a list's cursor can say."""
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)


def _reference(field: Field, value: Value) -> RecordRef:
    if isinstance(value, RecordRef) and value.type == field.target:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return RecordRef(cast("str", field.target), value)
    if isinstance(value, str) and (key := keys.parse(value)) is not None:
        return RecordRef(cast("str", field.target), key)
    raise Refused("Choose one {target}.", target=field.target)


def _json(_field: Field, value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise Refused("Give names and values.")
    return value


def _as_is(_field: Field, value: Any, _currency: str) -> Any:
    return value


def _plain(accepts: Callable[[Field, Value], Value]) -> Codec:
    """A kind whose value the database holds as it is."""
    return Codec(accepts, _as_is, _as_is)


CODECS: Mapping[Kind, Codec] = {
    "text": _plain(_text),
    "long_text": _plain(_text),
    "email": _plain(_email),
    "phone": _plain(_phone),
    "url": _plain(_url),
    "choice": _plain(_choice),
    "currency": _plain(_currency),
    "boolean": _plain(_boolean),
    "date": _plain(_date),
    "instant": _plain(_instant),
    "integer": Codec(_integer, lambda _f, value, _c: int(value), lambda _f, stored, _c: Decimal(stored)),
    "decimal": Codec(
        _decimal,
        lambda field, value, _c: int(value.scaleb(field.places)),
        lambda field, stored, _c: Decimal(stored).scaleb(-field.places),
    ),
    "money": Codec(
        _money,
        lambda _f, value, currency: money.to_minor(value, currency),
        lambda _f, stored, currency: money.from_minor(stored, currency),
    ),
    "reference": Codec(
        _reference,
        lambda _f, value, _c: value.key,
        lambda field, stored, _c: RecordRef(cast("str", field.target), stored),
    ),
    "json": Codec(
        _json,
        lambda _f, value, _c: orjson.dumps(value).decode(),
        lambda _f, stored, _c: orjson.loads(stored),
    ),
}
