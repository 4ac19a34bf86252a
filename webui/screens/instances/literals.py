"""Values as people write them: FEEL literals, so that a number stays a number and a date a date."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext

from engine import feel
from engine.errors import BatonError
from engine.feel.errors import FeelSyntaxError
from engine.feel.far_dates import FarDate, FarDateTime, FarDuration
from engine.feel.temporal import iso
from engine.feel.values import YearsMonths
from webui import context

if TYPE_CHECKING:
    from engine.feel.values import Value

LONGEST = 20_000
"""Characters of one value."""


class NotALiteral(ValueError):
    """The text is no value; the message says where and what to write."""


def spelled(value: Value) -> str | None:
    """The literal of a value; None for what has none: records, files, ranges."""
    text: str | None = None
    match value:
        case None:
            text = "null"
        case bool():
            text = "true" if value else "false"
        case Decimal() | int():
            text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        case str():
            text = json.dumps(value, ensure_ascii=False)
        case (
            dt.date() | dt.time() | dt.timedelta() | YearsMonths() | FarDate() | FarDateTime() | FarDuration()
        ):
            text = f'@"{iso(value)}"'
        case list():
            text = _joined("[", [spelled(one) for one in value], "]")
        case dict():
            text = _joined("{", [_entry(name, one) for name, one in value.items()], "}")
    return text


def read(text: str) -> Value:
    """The value of a literal, or of an expression that reads no variables; raises `NotALiteral`."""
    if not text.strip():
        raise NotALiteral(gettext("Write a value; null for none."))
    if len(text) > LONGEST:
        raise NotALiteral(gettext("The value is too long."))
    try:
        expression = feel.parse(text)
        if expression.names:
            name = min(expression.names)
            said = gettext('“%(name)s” is no value. Put text into quotes: "%(name)s".', name=name)
            raise NotALiteral(said)
        value = feel.evaluate(text, {}, feel.Environment(now=context.business_now))
        feel.dumps({"value": value})
    except FeelSyntaxError as error:
        said = gettext(
            "Line %(line)s, column %(column)s: this cannot be read as a value.",
            line=error.line,
            column=error.column,
        )
        raise NotALiteral(said) from error
    except BatonError as error:
        raise NotALiteral(gettext("This is no value that a process can keep.")) from error
    return value


def _entry(name: str, value: Value) -> str | None:
    text = spelled(value)
    return None if text is None else f"{json.dumps(name, ensure_ascii=False)}: {text}"


def _joined(opening: str, parts: list[str | None], closing: str) -> str | None:
    """On one line while it is short."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    line = f"{opening}{', '.join(known)}{closing}"
    if len(line) <= 60 and "\n" not in line:  # noqa: PLR2004  what a narrow column shows
        return line
    inner = ",\n".join(known).replace("\n", "\n  ")
    return f"{opening}\n  {inner}\n{closing}"
