"""Why a value was refused, in words that a screen can translate."""

from __future__ import annotations

from typing import Any, Self


class Message(str):
    """An English sentence that remembers its template and facts, so that a door can say it in another language."""

    __slots__ = ("facts", "template")

    template: str
    facts: dict[str, Any]

    def __new__(cls, template: str, **facts: Any) -> Self:
        message = super().__new__(cls, template.format(**facts))
        message.template, message.facts = template, facts
        return message
