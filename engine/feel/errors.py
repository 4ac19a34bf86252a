"""What can go wrong with a FEEL text. A wrong *value* is no error in FEEL: it is null with a `Diagnosis`."""

from __future__ import annotations

from typing import ClassVar

from engine.errors import BatonError, Invalid

_SHOWN = 60


class FeelSyntaxError(Invalid):
    """The text is no FEEL; `.line` and `.column` count from 1, `.expected` names what could stand there."""

    text: ClassVar[str] = "FEEL, line {line}, column {column}: expected {expected}, found {found}."


class FeelBudgetExceeded(BatonError):
    """The evaluation used more time, memory or depth than the environment grants; `.limit` says of what.

    `.line`, `.column` and `.source` tell which part of the text was running.
    """

    text: ClassVar[str] = (
        "FEEL, line {line}, column {column}: {source!r} goes beyond the limit of {limit}. "
        "Make the expression, its lists or its texts smaller."
    )

    def __init__(self, *, limit: str, line: int = 0, column: int = 0, source: str = "") -> None:
        super().__init__(limit=limit, line=line, column=column, source=shown(source))

    @property
    def is_placed(self) -> bool:
        return bool(self.facts["line"])

    def put(self, line: int, column: int, source: str) -> None:
        """Say where it was; the innermost place that is known stays."""
        if not self.is_placed:
            FeelBudgetExceeded.__init__(self, limit=self.limit, line=line, column=column, source=source)


class UnreadableVariables(Invalid):
    """Stored variables that no FEEL value stands for, or a value that cannot be stored."""

    text: ClassVar[str] = "Variables: {reason} {remedy}"


class Undefined(Exception):
    """A built-in function has no result for its arguments; the call becomes null and the reason its diagnosis."""


def shown(text: str, longest: int = _SHOWN) -> str:
    """The beginning of *text*, for a message: a reason must stay readable however long the value is."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
