"""Bodies of requests and answers: FEEL values out as JSON, JSON in as FEEL values."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from engine.connectors import Unusable
from engine.feel.far_dates import FarDate, FarDateTime, FarDuration
from engine.feel.temporal import iso
from engine.feel.values import RecordRef, YearsMonths

if TYPE_CHECKING:
    from engine.feel.values import Value

_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_LARGEST_EXPONENT = 6144
"""Of decimal128, as in FEEL: a number beyond it costs more memory than its text."""


class UnreadableBody(ValueError):
    """An answer says that it is JSON and is not."""


def encoded(body: Value) -> tuple[bytes, str]:
    """What goes over the wire, and its media type."""
    if isinstance(body, str):
        return body.encode("utf-8", "replace"), "text/plain; charset=utf-8"
    try:
        return orjson.dumps(body, default=_plain, option=_OPTIONS), "application/json"
    except (TypeError, orjson.JSONEncodeError, RecursionError) as error:
        raise Unusable(
            name="body", reason=f"it cannot be JSON ({error}).", remedy="Map plain values."
        ) from error


def decoded(content: bytes, media_type: str, charset: str | None) -> Value:
    """An answer's body: JSON as FEEL values, anything else as text, null for nothing; raises `UnreadableBody`."""
    if not content:
        return None
    if media_type == "application/json" or media_type.endswith("+json"):
        return _from_json(content)
    try:
        return content.decode(charset or "utf-8", "replace").replace("\x00", "")
    except LookupError:
        return content.decode("utf-8", "replace").replace("\x00", "")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f") if abs(value.adjusted()) < 40 else str(value))  # noqa: PLR2004  digits
    if isinstance(value, date | time | timedelta | YearsMonths | FarDate | FarDateTime | FarDuration):
        return iso(value)
    if isinstance(value, RecordRef):
        return f"{value.type}:{value.key}"
    return str(value)


def _from_json(content: bytes) -> Value:
    try:
        loaded = json.loads(content, parse_float=_number, parse_int=_number, parse_constant=_no_number)
        return _clean(loaded)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody(str(error)[:200]) from error


def _clean(value: Any) -> Any:
    """Without half surrogate pairs and NUL, which a database cannot keep."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "")
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(one) for name, one in value.items()}
    return value


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if number and abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(f"the number {text[:40]} is too large")
    return number


def _no_number(text: str) -> Decimal:
    raise ValueError(f"{text} is no JSON number")
