"""What people may begin in an instance beside what it asks of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """An open ad-hoc sub-process."""

    number: int
    element_id: str
    elements: tuple[str, ...]
    """The activities in it that can be begun now."""
    open: int
    """How many are begun and not complete."""
    done: int
    """How many are complete."""
    closing: bool
    """It ends with what is open; nothing more can be begun."""
