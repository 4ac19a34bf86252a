"""Asking FEEL about dates and times in tables: an expression, and the text of what it says."""

from __future__ import annotations

from datetime import UTC, datetime

from engine import feel

NOW = datetime(2026, 3, 1, 23, 30, 15, tzinfo=UTC)


def said(text: str, zone: str = "UTC") -> str | None:
    """The text of what *text* says; null is None."""
    environment = feel.Environment(now=lambda: NOW, time_zone=zone)
    value = feel.evaluate(f"string({text})", {}, environment)
    assert value is None or isinstance(value, str)
    return value


def why(text: str) -> str:
    """The first diagnosis of *text*, which must be null."""
    notes: list[feel.Diagnosis] = []
    assert feel.evaluate(text, {}, feel.Environment(now=lambda: NOW, diagnostics=notes)) is None
    return notes[0].message
