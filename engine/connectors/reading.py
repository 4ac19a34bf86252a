"""How a connector reads what a service task hands over: the right kind of value, or an error that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from engine.connectors import Unusable

if TYPE_CHECKING:
    from engine.connectors import ConnectorCall
    from engine.feel.values import Value

_BREAKS = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of surrogate pairs, ends of lines and of paragraphs."""


def text(call: ConnectorCall, name: str) -> str:
    """A text with something in it."""
    value = call.inputs.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(call, name, "a text")
    return value


def line(call: ConnectorCall, name: str) -> str:
    """A text of one line: a line break in a header would begin another header."""
    value = text(call, name).strip()
    if breaks_line(value):
        raise Unusable(
            name=name, reason="it holds a line break or a control character.", remedy="Put it into one line."
        )
    return value


def breaks_line(value: str) -> bool:
    """It holds a line break or a control character; the spaces and joiners that people paste in do no harm."""
    return any(category(one) in _BREAKS for one in value)


def context(call: ConnectorCall, name: str) -> dict[str, Value]:
    """A context; null is an empty one."""
    value = call.inputs.get(name)
    if value is not None and not isinstance(value, dict):
        raise _wrong(call, name, "a context or null")
    return value or {}


def contexts(call: ConnectorCall, name: str) -> list[dict[str, Value]]:
    """A list of contexts; null is an empty one."""
    value = call.inputs.get(name)
    listed = [] if value is None else value
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise _wrong(call, name, "a list of contexts or null")
    return listed


def _wrong(call: ConnectorCall, name: str, wanted: str) -> Unusable:
    value = call.inputs.get(name)
    found = "nothing was mapped" if value is None else f"it is a {type(value).__name__}"
    return Unusable(
        name=name, reason=f"{found}, but {wanted} is needed.", remedy="Correct the input mapping of the task."
    )
