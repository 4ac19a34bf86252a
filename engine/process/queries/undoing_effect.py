"""One effect of a step, judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing that the step did, and whether it can be undone now; `undoing_words.sentence` tells it."""

    kind: str
    """The sentence; see `undoing_sayings`."""
    blocked: bool = False
    """It stands in the way of taking the task back."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The proof, for machines."""
