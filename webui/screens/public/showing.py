"""What the page of a public form says around the form, from its start event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.process.queries import StartForm


@dataclass(frozen=True, kw_only=True)
class Words:
    """The texts of a start event, in one language."""

    title: str
    intro: str
    thanks: str
    """Empty for the page's own words."""


def words_of(form: StartForm, locale: str) -> Words:
    """The start event's name, and its properties ``intro`` and ``thanks``, or ``intro:ru`` and ``thanks:ru``."""
    properties = dict(form.event.properties)

    def said(name: str) -> str:
        return properties.get(f"{name}:{locale}") or properties.get(name, "")

    return Words(title=form.event.name_in(locale), intro=said("intro"), thanks=said("thanks"))
