"""A record's values as a page shows them: texts, links, chips, money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from engine.feel.values import RecordRef
from engine.records import Record, queries, type_of
from engine.records.stages import BY_VALUE
from webui import context, localization
from webui.screens.records import links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.records.fields import Field

NUMBERS = frozenset({"money", "integer", "decimal"})
_NEED_LABELS = frozenset({"text", "long_text", "integer", "decimal", "boolean"})
_SCHEMES = {"email": "mailto:", "phone": "tel:"}
_STAGE_CHIPS = {"won": "good", "lost": "danger"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One value: what to read, and how it looks."""

    name: str
    label: str
    text: str = ""
    href: str | None = None
    chip: str | None = None
    """A chip's kind; None for plain text."""
    person: bool = False
    number: bool = False
    late: bool = False
    long: bool = False
    labelled: bool = True
    """Where there is no heading, the value needs its label to be understood; a name, a stage, an amount do not."""


class Shower:
    """Shows the values of many records; the names of what they refer to are read in one go."""

    def __init__(self, connection: Connection, found: Iterable[Mapping[str, Value]]) -> None:
        refs = {value for record in found for value in record.values() if isinstance(value, RecordRef)}
        self._titles = queries.titles(connection, refs)

    def title(self, record: Record) -> str:
        """What people call a record."""
        record_type = type_of(record.ref.type)
        value = record[record_type.title]
        if value is None:
            return str(record["number"] or "")
        return self.text(record_type.fields[record_type.title], value)

    def name(self, ref: RecordRef) -> str:
        return self._titles.get(ref, "")

    def all(self, record: Record, names: Iterable[str]) -> list[Shown]:
        return [self.one(record, name) for name in names]

    def one(self, record: Record, name: str) -> Shown:
        """One field of a record."""
        field = type_of(record.ref.type).fields[name]
        value = record[name]
        shown: dict[str, Any] = {"name": name, "label": field.label(localization.locale())}
        shown["number"] = field.kind in NUMBERS
        shown["labelled"] = field.kind in _NEED_LABELS
        if value is None:
            return Shown(**shown)
        shown["text"] = self.text(field, value, str(record.get("currency") or ""))
        if record.get(f"{name}_estimated"):
            shown["text"] = gettext("%(value)s, estimated", value=shown["text"])
        return Shown(**shown, **self._looks(record, field, value))

    def text(self, field: Field, value: Value, currency: str = "") -> str:
        """A value in words, for one line."""
        match field.kind:
            case "reference":
                text = self._titles.get(value, "") if isinstance(value, RecordRef) else str(value)
            case "choice" | "text" if field.choices:
                text = field.choice_label(value, localization.locale())
            case "boolean":
                text = gettext("Yes") if value else gettext("No")
            case "money" if currency:
                text = localization.format_money(value, currency)
            case "money" | "integer" | "decimal":
                text = localization.format_number(value)
            case _:
                text = _moment_or_text(field, value)
        return text

    def _looks(self, record: Record, field: Field, value: Value) -> dict[str, Any]:
        looks: dict[str, Any]
        match field.kind:
            case "reference":
                looks = {"href": links.href(value), "person": value.type == "user"}
            case "choice":
                looks = {"chip": _STAGE_CHIPS.get(value, "accent") if field.name == "stage" else ""}
            case "email" | "phone" | "url":
                looks = {"href": _SCHEMES.get(field.kind, "") + str(value)}
            case "date":
                looks = {"late": field.name == "close_date" and _is_late(record, value)}
            case _:
                looks = {"long": field.kind == "long_text"}
        return looks


def _moment_or_text(field: Field, value: Value) -> str:
    if field.kind == "date":
        return localization.format_day(value)
    return localization.format_moment(value) if field.kind == "instant" else str(value)


def _is_late(record: Record, day: date) -> bool:
    """An open deal whose expected close has passed."""
    stage = BY_VALUE.get(str(record.get("stage")))
    today = context.business_now().astimezone(localization.time_zone()).date()
    return stage is not None and not stage.closed and day < today
