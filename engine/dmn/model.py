"""What a decision model says, ready to run. Every FEEL text is parsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.dmn.hits import HitPolicy
    from engine.feel import Expression, UnaryTests


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A column that is tested."""

    label: str
    expression: Expression
    allowed: UnaryTests | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A column that is answered; the name is empty for the only one of a table."""

    name: str
    order: Expression | None = None
    """The list of allowed values, most important first: what PRIORITY and OUTPUT ORDER sort by."""
    default: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row; `tests` holds the columns that do not say `-`."""

    number: int
    tests: tuple[tuple[int, UnaryTests], ...]
    outputs: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    id: str
    name: str
    variable: str
    """The name under which other decisions read its result, besides its id."""
    logic: DecisionTable | Expression
    required: tuple[str, ...]
    """Ids of the decisions and knowledge models that come first."""
    input_data: tuple[str, ...]
    """Names of the required input data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeModel:
    """A function that decisions call."""

    id: str
    name: str
    variable: str
    logic: Expression
    required: tuple[str, ...]
