"""A record as a form: its fields as controls, and what was typed as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from engine import keys
from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.forms import Field, Message, Option, numbers
from engine.forms.messages import NOT_A_MOMENT, NOT_A_NUMBER, REQUIRED, message
from engine.identity import queries as people
from engine.records import Record, queries, type_of
from webui import context, localization
from webui.screens.records.layout import sections_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.records import RecordType
    from engine.records.fields import Field as RecordField
    from engine.records.fields import Kind
    from webui.screens.records.layout import Layout
    from webui.screens.records.showing import Shower, Shown

_SELECTABLE = 200
"""A longer list is typed into, with suggestions."""
_OF_OTHER_SYSTEMS = frozenset({"source", "external_id"})
"""Where a record came from; a person who makes one has nothing to say about it."""
_WIDE = frozenset({"long_text"})
_CONTROLS: dict[Kind, tuple[tuple[str, str], ...]] = {
    "email": (("type", "email"), ("inputmode", "email")),
    "phone": (("type", "tel"), ("inputmode", "tel")),
    "url": (("type", "url"), ("inputmode", "url")),
    "integer": (("type", "text"), ("inputmode", "numeric")),
    "decimal": (("type", "text"), ("inputmode", "decimal")),
    "money": (("type", "text"), ("inputmode", "decimal")),
    "date": (("type", "date"),),
    "instant": (("type", "datetime-local"),),
}
_KINDS = {
    "long_text": "textarea", "choice": "select", "boolean": "select", "date": "date", "instant": "datetime",
    "integer": "number", "decimal": "number", "money": "number",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of the form."""

    title: LazyString
    fields: list[Field]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a person sent: values by field, texts that are no values, and everything as it was typed."""

    values: dict[str, Value]
    errors: dict[str, Message]
    raw: Mapping[str, str]


class Editor:
    """The form of one record, new or existing, for the person who asks."""

    def __init__(self, connection: Connection, layout: Layout) -> None:
        self._connection = connection
        self._type = layout.record_type
        self._layout = layout

    def parts(
        self,
        start: Mapping[str, Value],
        *,
        new: bool = False,
        raw: Mapping[str, str] | None = None,
        errors: Mapping[str, Message] | None = None,
        notes: Mapping[str, str] | None = None,
    ) -> list[Part]:
        """The form, with *start* in it or the *raw* texts of a refused submission; *notes* stand below labels."""
        parts = []
        for section in sections_of(self._layout):
            if new and section.later:
                continue
            drawn = [
                self._field(
                    self._type.fields[name], start, raw, (errors or {}).get(name), (notes or {}).get(name, "")
                )
                for name in section.fields
                if self._is_typed(name, start) and not (new and name in _OF_OTHER_SYSTEMS)
            ]
            if drawn:
                parts.append(Part(title=section.title, fields=drawn))
        return parts

    def read(self, sent: Mapping[str, str]) -> Typed:
        """The values of the fields that the form has; other names are not looked at twice: they are refused."""
        values: dict[str, Value] = {}
        errors: dict[str, Message] = {}
        for name, text in sent.items():
            field = self._type.fields.get(name)
            if field is None or field.process_owned or field.stamped:
                errors[name] = message(gettext("This form has no such field."))
                continue
            try:
                values[name] = self._value(field, text.strip())
            except _Unreadable as unreadable:
                errors[name] = unreadable.message
        return Typed(values=values, errors=errors, raw=sent)

    def _is_typed(self, name: str, start: Mapping[str, Value]) -> bool:
        """What the process or the store writes, or somebody has agreed to, is shown beside the form."""
        field = self._type.fields[name]
        return not field.stamped and not field.process_owned and name not in _settled(self._type, start)

    def _field(
        self,
        field: RecordField,
        start: Mapping[str, Value],
        raw: Mapping[str, str] | None,
        error: Message | None,
        note: str,
    ) -> Field:
        value = start.get(field.name)
        drawn = Field(
            kind="text",
            id=f"field-{field.name}",
            name=field.name,
            label=field.label(localization.locale()),
            description=note,
            required=field.required,
            error=error,
            columns=16 if field.kind in _WIDE else 8,
            starts_row=field.kind in _WIDE,
        )
        text = raw[field.name] if raw is not None and field.name in raw else spell(field, value)
        kind: Any = _KINDS.get(field.kind, "text")
        drawn = replace(drawn, kind=kind, texts=(text,), attributes=_attributes(field))
        return self._with_options(drawn, field, text, value)

    def _with_options(self, drawn: Field, field: RecordField, text: str, value: Value) -> Field:
        locale = localization.locale()
        if field.kind == "choice":
            pairs = [(one.value, one.labels.in_locale(locale)) for one in field.choices]
        elif field.kind == "boolean":
            pairs = [("true", gettext("Yes")), ("false", gettext("No"))]
        elif field.kind == "reference":
            choices = self._choices(field, value)
            if choices is None:
                return self._suggesting(drawn, field, text, value)
            drawn, pairs = replace(drawn, kind="select"), choices
        else:
            return drawn
        return replace(drawn, options=tuple(Option(one, label, one == text) for one, label in pairs))

    def _suggesting(self, drawn: Field, field: RecordField, text: str, value: Value) -> Field:
        """Too many for a list: the name is typed, and the page suggests."""
        known = self._title_of(field, text, value)
        attributes = (("type", "text"), ("autocomplete", "off"), ("data-suggest", field.target or ""))
        return replace(drawn, kind="text", texts=(known,), attributes=attributes)

    def _title_of(self, field: RecordField, text: str, value: Value) -> str:
        """The name behind a key; a key that was made up must not tell the name of what the person may not see."""
        key = keys.parse(text)
        if key is None or field.target is None:
            return text
        ref = RecordRef(field.target, key)
        if ref != value and not self._sees(ref):
            return text
        return queries.titles(self._connection, [ref]).get(ref, text)

    def _choices(self, field: RecordField, value: Value) -> list[tuple[str, str]] | None:
        """Key and name of what a reference can name; None when it is too much for a list."""
        chosen = [value] if isinstance(value, RecordRef) else []
        if field.target == "user":
            found = [(str(one.key), one.name) for one in people.people(self._connection)]
        elif field.target == "team":
            found = [(str(one.key), one.name) for one in people.teams(self._connection)]
        else:
            listed = self._records(field)
            if listed is None:
                return None
            found = listed
        missing = [ref for ref in chosen if str(ref.key) not in dict(found)]
        names = queries.titles(self._connection, missing)
        return found + [(str(ref.key), names.get(ref, "")) for ref in missing]

    def _records(self, field: RecordField) -> list[tuple[str, str]] | None:
        target = type_of(field.target or "")
        user = context.current_user()
        if queries.count(self._connection, target.name, user) > _SELECTABLE:
            return None
        rows = queries.page(self._connection, target.name, user, sort=target.title, limit=_SELECTABLE).rows
        names = queries.titles(self._connection, [row.ref for row in rows])
        return [(str(row.ref.key), names[row.ref]) for row in rows]

    def _value(self, field: RecordField, text: str) -> Value:
        """*text* as the store takes it; it checks kinds and rules itself."""
        if not text:
            return None
        match field.kind:
            case "integer" | "decimal" | "money":
                return _number(text)
            case "instant":
                return _instant(text)
            case "reference":
                return self._reference(field, text)
            case _:
                return text

    def _reference(self, field: RecordField, text: str) -> RecordRef:
        """A key from a list, or a name that was typed."""
        target = field.target or ""
        key = keys.parse(text)
        if key is not None:
            return self._visible(target, key)
        user = context.current_user()
        title = type_of(target).title
        rows = queries.page(self._connection, target, user, search=text, sort=title, limit=_SELECTABLE).rows
        exact = [row for row in rows if text in (row[title], row.get("number"))]
        found = exact or rows
        if len(found) != 1:
            template = gettext("“{name}” fits several. Type more of the name, or the number.")
            raise _Unreadable(template if found else _none_fits(), name=text)
        return found[0].ref

    def _visible(self, target: str, key: int) -> RecordRef:
        ref = RecordRef(target, key)
        if not self._sees(ref):
            raise _Unreadable(_none_fits(), name=str(key))
        return ref

    def _sees(self, ref: RecordRef) -> bool:
        try:
            queries.get(self._connection, ref, context.current_user())
        except NotFound:
            return False
        return True


def _none_fits() -> str:
    return str(gettext("There is nothing called “{name}” that you may see. Choose another."))


class _Unreadable(ValueError):
    def __init__(self, template: str, **facts: Any) -> None:
        self.message = message(template, **facts)
        super().__init__(str(self.message))


def spell(field: RecordField, value: Value) -> str:
    """A value as it stands in a control."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return numbers.edit(value, localization.locale())
        case RecordRef():
            return str(value.key)
        case datetime() if field.kind == "instant":
            return value.astimezone(localization.time_zone()).strftime("%Y-%m-%dT%H:%M")
        case _:
            return str(value)


def locked(layout: Layout, shower: Shower, record: Record) -> list[Shown]:
    """What the process says of the record, as far as it has said something, and what was agreed to."""
    names = [name for section in sections_of(layout) for name in section.fields]
    fields, settled = layout.record_type.fields, _settled(layout.record_type, record)
    owned = [name for name in names if fields[name].process_owned or name in settled]
    return [one for one in shower.all(record, owned) if one.text]


def _settled(record_type: RecordType, start: Mapping[str, Value]) -> frozenset[str]:
    """Only a record that is there can hold what is settled."""
    if record_type.settled is None or not isinstance(start, Record):
        return frozenset()
    return record_type.settled(start)


def notes_of_conflict(shower: Shower, current: Record, typed: Typed) -> dict[str, str]:
    """What the record says now, at each field where the person's value is another one."""
    notes = {}
    for name, value in typed.values.items():
        if value != current[name] and str(value) != str(current[name]):
            shown = shower.one(current, name).text or "—"
            notes[name] = gettext("Saved now: %(value)s", value=shown)
    return notes


def missing(layout: Layout, typed: Typed) -> dict[str, Message]:
    """Required fields that were left empty, all at once; a default fills what was not sent."""
    required = [name for name, field in layout.record_type.fields.items() if field.required]
    return {
        name: message(REQUIRED) for name in required if name in typed.values and typed.values[name] is None
    }


def from_store(errors: Mapping[str, Any]) -> dict[str, Message]:
    """The store's messages as a form's."""
    return {name: message(one.template, **one.facts) for name, one in errors.items()}


def _attributes(field: RecordField) -> tuple[tuple[str, str], ...]:
    limited = field.kind in {"text", "long_text", "email", "phone", "url", "currency"}
    limit = (("maxlength", str(field.length)),) if limited else ()
    shape = _CONTROLS.get(field.kind, () if field.kind == "long_text" else (("type", "text"),))
    return (*shape, ("autocomplete", "off"), *limit)


def _number(text: str) -> Decimal:
    try:
        return numbers.parse(text, localization.locale())
    except numbers.NotANumber:
        example = numbers.show(Decimal("1234.5"), localization.locale())
        raise _Unreadable(NOT_A_NUMBER, example=example) from None


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=localization.time_zone())
    except ValueError:
        raise _Unreadable(NOT_A_MOMENT) from None
