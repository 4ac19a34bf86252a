"""What undoing would need, in words: English and Russian, with dates and values as the door writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.labels import Labels
from engine.process.queries import undoing_sayings
from engine.process.queries.waiting_words import Value, filled

if TYPE_CHECKING:
    from engine.process.queries.undoing_effect import Effect
    from engine.process.queries.waiting_words import Show


def sentence(effect: Effect, locale: str, show: Show) -> str:
    """One effect, and whether it can be undone now."""
    facts: dict[str, Any] = dict(effect.facts)
    if "held" in facts:
        facts["held"] = Value(facts["held"])
    label = facts.get("label")
    if "field" in facts:
        facts["field"] = label.in_locale(locale) if isinstance(label, Labels) else facts["field"]
    said, anonymous = undoing_sayings.of(effect.kind)
    return filled(anonymous if anonymous and not facts.get("who") else said, facts, locale, show)
