"""What can be wrong with a value that a person typed: message ids with facts, so that a door can translate them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence to a person. *text* is its English form and its id for translation; *facts* fill the braces."""

    text: str
    facts: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.text.format(**dict(self.facts))


def message(text: str, **facts: Any) -> Message:
    return Message(text, tuple(facts.items()))


class Wrong(ValueError):
    """A submitted text cannot be read as the field's value."""

    def __init__(self, text: str, **facts: Any) -> None:
        self.message = message(text, **facts)
        super().__init__(str(self.message))


REQUIRED: Final = "Fill in this field."
NOT_EDITABLE: Final = "This field cannot be edited now. Reload the task."
WITHOUT_FORM: Final = "A task without a form cannot write to a record."
CHANGED_MEANWHILE: Final = (
    "{who} saved another value here meanwhile: {value}. Send the form again to keep yours."
)
REQUIRED_CHOICE: Final = "Choose one."
REQUIRED_CHOICES: Final = "Choose at least one."
REQUIRED_CHECK: Final = "Tick this box to go on."
REQUIRED_FILE: Final = "Add a file."
TOO_SHORT: Final = "Use at least {minimum} characters; these are {length}."
TOO_LONG: Final = "Use at most {maximum} characters; these are {length}."
NOT_AN_EMAIL: Final = "Write an e-mail address such as anna@example.com."
NOT_A_PHONE: Final = "Write a phone number with country code, such as +49 30 1234567."
PATTERN: Final = "This does not have the expected form."
NOT_A_NUMBER: Final = "Write a number such as {example}."
TOO_SMALL: Final = "Use {minimum} or more."
TOO_LARGE: Final = "Use {maximum} or less."
TOO_MANY_DECIMALS: Final = "Use at most {digits} digits after the decimal mark."
NOT_A_STEP: Final = "Use a multiple of {step}."
NOT_A_DATE: Final = "Choose a date."
NOT_A_TIME: Final = "Choose a time."
NOT_A_MOMENT: Final = "Choose a date and a time."
IN_THE_PAST: Final = "Choose a moment that is not in the past."
NOT_AN_INTERVAL: Final = "Choose a time in steps of {minutes} minutes."
NOT_AN_OPTION: Final = "“{value}” is no longer on the list. Choose another."
ONE_VALUE: Final = "Give one value only."
WRONG_FILE: Final = "“{name}” is not accepted here. Use {accepted}."
ONE_FILE: Final = "Add one file only."
TOO_MANY_FILES: Final = "Add at most {maximum} files."
TOO_LARGE_A_FILE: Final = "“{name}” is too large. Add files of at most {maximum} MB."
TOO_MANY_ROWS: Final = "Use at most {maximum} rows."

ALL: Final = tuple(
    sorted(value for name, value in globals().items() if name.isupper() and isinstance(value, str))
)
"""Every message id, for the translators' catalogue."""
