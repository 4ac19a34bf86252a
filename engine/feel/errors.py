"""What can go wrong with a FEEL text. A wrong *value* is no error in FEEL: it is null with a `Diagnosis`."""

from __future__ import annotations

from typing import ClassVar

from engine.errors import BatonError, Invalid


class FeelSyntaxError(Invalid):
    """The text is no FEEL; `.line` and `.column` count from 1, `.expected` names what could stand there."""

    text: ClassVar[str] = "FEEL, line {line}, column {column}: expected {expected}, found {found}."


class FeelBudgetExceeded(BatonError):
    """The evaluation used more steps, depth or memory than the environment grants."""

    text: ClassVar[str] = (
        "FEEL stopped at its limit of {limit}: {source!r}. Make the expression or its lists smaller."
    )


class UnreadableVariables(Invalid):
    """Stored variables that no FEEL value stands for, or a value that cannot be stored."""

    text: ClassVar[str] = "Variables: {reason} {remedy}"


class Undefined(Exception):
    """A built-in function has no result for its arguments; the call becomes null and the reason its diagnosis."""
