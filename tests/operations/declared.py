"""Declarations of service task types that only tests know."""

from __future__ import annotations

from engine.declarations import Declaration, Input
from engine.labels import Labels


def declared(type: str, *, headers: tuple[str, ...] = ()) -> Declaration:  # noqa: A002  the word of zeebe:taskDefinition
    """A type without required inputs, as *headers* name what it reads from there."""
    named = Labels(type, type)
    return Declaration(
        type=type,
        title=named,
        purpose=named,
        headers=tuple(Input(name=name, label=Labels(name, name)) for name in headers),
    )
