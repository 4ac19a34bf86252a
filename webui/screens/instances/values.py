"""Variables as an operator reads them: each with its type, records as links, structures as indented JSON."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine import feel
from engine.feel.values import Range, RecordRef, Value, YearsMonths
from engine.records import queries, types
from webui import localization
from webui.screens.instances import lengths
from webui.screens.records import links
from webui.veiling import veiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

_LONG = 400


_FILE = frozenset({"key", "name", "media_type", "size"})
"""What a form keeps of a file; see `engine.forms.components.files`."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that a person sent with a task."""

    digest: str
    name: str
    size: int
    """Bytes."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    name: str
    type: str
    text: str
    href: str | None = None
    files: tuple[File, ...] = ()
    structure: bool = False
    """Indented JSON rather than one line."""
    label: str = ""
    """What people call it, where a form or a record says so."""

    @property
    def long(self) -> bool:
        return len(self.text) > _LONG or self.text.count("\n") > 8  # noqa: PLR2004  lines that fit beside others


def shown(connection: Connection, values: Mapping[str, Value]) -> list[Variable]:
    """The variables by name."""
    titles = queries.titles(connection, _refs(values.values()))
    return [_one(name, values[name], titles) for name in sorted(values)]


def files_of(value: Value) -> tuple[File, ...]:
    """The files of a list that holds nothing else."""
    held = value if isinstance(value, list) else []
    if not held or not all(isinstance(one, dict) and one.keys() == _FILE for one in held):
        return ()
    return tuple(
        File(digest=str(one["key"]), name=str(one["name"]), size=int(one["size"] or 0)) for one in held
    )


def _refs(values: Iterable[Value]) -> list[RecordRef]:
    return [value for value in values if isinstance(value, RecordRef) and value.type in types()]


def _one(name: str, value: Value, titles: Mapping[RecordRef, str]) -> Variable:
    if isinstance(value, RecordRef):
        text = titles.get(value) or f"{value.type} {value.key}"
        return Variable(name=name, type=_record_type(value), text=text, href=links.href(value))
    if files := files_of(value):
        names = ", ".join(one.name for one in files)
        return Variable(name=name, type=gettext("files"), text=names, files=files)
    if isinstance(value, (list, dict)):
        return Variable(name=name, type=_type(value), text=veiled(_json(value)), structure=True)
    return Variable(name=name, type=_type(value), text=veiled(_text(value)))


def _record_type(ref: RecordRef) -> str:
    known = types().get(ref.type)
    return known.labels.in_locale(localization.locale()) if known else ref.type


_TYPES: tuple[tuple[type | tuple[type, ...], LazyString], ...] = (
    (type(None), _l("empty")),
    (bool, _l("yes or no")),
    ((Decimal, int), _l("number")),
    (dt.datetime, _l("date and time")),
    (dt.date, _l("date")),
    (dt.time, _l("time")),
    ((dt.timedelta, YearsMonths), _l("duration")),
    (Range, _l("range")),
    (list, _l("list")),
    (dict, _l("context")),
)
"""The first that fits: a bool is an int to Python, a moment is a date."""


def _type(value: Value) -> str:
    return str(next((name for types_, name in _TYPES if isinstance(value, types_)), _l("text")))


def _text(value: Value) -> str:
    match value:
        case None:
            text = "—"
        case bool():
            text = gettext("Yes") if value else gettext("No")
        case Decimal() | int():
            text = localization.format_number(value)
        case dt.datetime() if value.tzinfo is not None:
            text = localization.format_moment(value)
        case dt.datetime() | dt.time():
            text = value.isoformat()
        case dt.date():
            text = localization.format_day(value)
        case dt.timedelta() | YearsMonths():
            text = lengths.in_words(value)
        case str():
            text = value
        case _:
            text = _feel(value)
    return str(text)


def _json(value: Value) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, indent=2)


def _plain(value: Value) -> object:
    """A structure for readers: dates, durations and ranges as FEEL writes them, not as the database keeps them."""
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case None | bool() | str():
            return value
        case Decimal() | int():
            return _number(Decimal(value))
        case RecordRef():
            return f"{value.type} {value.key}"
    return _feel(value)


def _number(value: Decimal) -> float | str:
    """JSON's own number where it says the same, else its digits."""
    plain = float(value)
    if Decimal(repr(plain)) != value:
        return f"{value}"
    return int(plain) if plain.is_integer() else plain


def _feel(value: Value) -> str:
    """The text that FEEL's `string` makes of it."""
    return str(feel.evaluate("string(value)", {"value": value}))
