"""What a decision model says, ready to run. Every FEEL text is parsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.dmn.errors import Finding
    from engine.dmn.hits import HitPolicy
    from engine.feel import Expression, UnaryTests
    from engine.feel.running import Compiled
    from engine.feel.types import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A column that is tested."""

    label: str
    expression: Expression
    type: Type
    allowed: UnaryTests | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A column that is answered; the name is empty for the only one of a table."""

    name: str
    label: str
    type: Type
    allowed: UnaryTests | None = None
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
class Boxed:
    """A boxed expression that is neither a table nor a text: a context, an invocation, a loop."""

    kind: str


Logic = DecisionTable | Boxed
"""What stands in a decision's box, besides an `Expression`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The decision or knowledge model that a text belongs to: what a diagnosis and the log name."""

    id: str
    name: str
    kind: str = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Another part that must be known first."""

    key: str
    id: str
    name: str
    under: str = ""
    """The name of the import that it comes by; its value is a member of that context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData:
    """What the caller brings."""

    key: str
    id: str
    name: str
    variable: str
    type: Type
    model: str = ""
    """The namespace of its model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    key: str
    """Unique among this model and all that it imports."""
    id: str
    name: str
    variable: str
    """The name under which other decisions read its result, besides its id."""
    logic: Logic | Expression | None
    """None: nobody has written it yet."""
    body: Compiled
    type: Type
    requirements: tuple[Requirement, ...]
    """What comes first: input data, decisions, knowledge models, services."""
    reads: frozenset[str] = frozenset()
    """The free names of its texts."""
    model: str = ""
    """The namespace of its model."""
    owner: Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeModel:
    """A function that decisions call."""

    key: str
    id: str
    name: str
    variable: str
    logic: Logic | Expression | None
    body: Compiled
    """Makes the function, over the scope of what it requires."""
    requirements: tuple[Requirement, ...]
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A part of the decision graph with an interface: it is called like a function, and by its name."""

    key: str
    id: str
    name: str
    variable: str
    type: Type
    """Of its value; with several outputs a context."""
    outputs: tuple[Requirement, ...]
    encapsulated: tuple[Requirement, ...]
    input_decisions: tuple[Requirement, ...]
    input_data: tuple[Requirement, ...]
    model: str = ""

    @property
    def parameters(self) -> tuple[Requirement, ...]:
        """In the order of a call: input data, then input decisions (DMN 1.5, 10.4)."""
        return (*self.input_data, *self.input_decisions)

    def named(self, parameter: Requirement) -> str:
        """Its name in a call; of two with the same name an imported one has its import's in front."""
        alone = sum(each.name == parameter.name for each in self.parameters) == 1
        return parameter.name if alone or not parameter.under else f"{parameter.under}.{parameter.name}"


Part = InputData | Decision | KnowledgeModel | Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One document, and all that it imports."""

    namespace: str
    name: str
    parts: Mapping[str, Part]
    """By key, with the parts of imported models."""
    inputs: tuple[InputData, ...]
    """The input data of this document."""
    types: Mapping[str, Mapping[str, Type]]
    """By namespace the types that its texts may name."""
    tables: Mapping[str, DecisionTable] = field(default_factory=dict)
    """Every table of this document, by the title of its place."""
    names: frozenset[str] = frozenset()
    """Names that a path into this model's values may use."""
    ways: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """By namespace the names of imports, one in the other, that lead to that model."""
    tolerated: tuple[Finding, ...] = ()
    """Findings that only the decisions with them cannot be evaluated for."""

    @property
    def own_parts(self) -> list[Part]:
        """The parts of this document, without those that it imports."""
        return [part for key, part in self.parts.items() if key.startswith(f"{self.namespace}#")]

    def own(self, key: str) -> Part | None:
        """The part with the id *key* in this document."""
        return self.parts.get(f"{self.namespace}#{key}")
