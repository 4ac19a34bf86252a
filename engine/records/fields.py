"""What a record's field is: its kind, its names in both languages, what it accepts. Pure; tables come after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from engine.labels import Labels

Kind = Literal[
    "text",
    "long_text",
    "email",
    "phone",
    "url",
    "choice",
    "integer",
    "decimal",
    "money",
    "currency",
    "boolean",
    "date",
    "instant",
    "reference",
    "json",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a choice field."""

    value: str
    labels: Labels


TODAY: Final = "today"
NOW: Final = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record type."""

    name: str = ""
    """Set from the column when the record type is put together."""
    kind: Kind
    labels: Labels
    required: bool = False
    searchable: bool = False
    process_owned: bool = False
    """Only a running process writes it: a stage is reached, never typed."""
    stamped: bool = False
    """Written by the store itself: number, version, dates of creation and change."""
    choices: tuple[Choice, ...] = ()
    target: str | None = None
    """The record type that a reference names."""
    places: int = 0
    """Decimal places of a decimal; it is kept as an exact integer."""
    length: int = 255
    minimum: int | None = None
    maximum: int | None = None
    default: Any = None
    """A value, or `TODAY` or `NOW` for the business date or time of creation."""

    def label(self, locale: str) -> str:
        """The field's name in a language."""
        return self.labels.in_locale(locale)

    def choice_label(self, value: str | None, locale: str) -> str:
        """What a screen shows for a stored choice."""
        return next((one.labels.in_locale(locale) for one in self.choices if one.value == value), value or "")
