"""How a service task's type describes itself: the modeler's templates, the reference page and the linter read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.labels import Labels

Kind = Literal[
    "text",
    "long_text",
    "number",
    "boolean",
    "duration",
    "moment",
    "record",
    "context",
    "list",
    "files",
    "any",
]
"""What an input or output holds, as FEEL sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One value that a model hands in, by an input mapping (or a task header)."""

    name: str
    label: Labels
    kind: Kind = "any"
    required: bool = False
    choices: tuple[tuple[str, Labels], ...] = ()
    """Allowed texts with their labels."""
    record_type: str = ""
    """The type that a record must have; empty for any."""
    default: str = ""
    """What a template writes first: a FEEL expression without its ``=``."""
    help: Labels | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One variable that comes back."""

    name: str
    label: Labels
    kind: Kind = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """A BPMN error that a boundary event can catch."""

    code: str
    label: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One type of service task."""

    type: str
    title: Labels
    purpose: Labels
    """A sentence for the designer."""
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    errors: tuple[ErrorCode, ...] = field(default=())
