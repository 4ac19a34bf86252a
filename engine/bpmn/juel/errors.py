"""What cannot be translated."""

from __future__ import annotations

from engine.errors import Invalid


class Untranslatable(Invalid):
    """An expression says what FEEL cannot, or is none."""

    text = "Column {column}: {reason}. {remedy}"

    def __init__(self, column: int, reason: str, remedy: str) -> None:
        super().__init__(column=column, reason=reason, remedy=remedy)
