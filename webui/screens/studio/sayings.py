"""The linter's sentences in Russian: each English sentence with its gaps, and how it is said."""

from __future__ import annotations


def in_russian(text: str) -> str:
    """A finding's message or remedy; what is not known stays English."""
    return text
