"""How a service task's type describes itself: the modeler's templates, the reference page and the linter read it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar

from engine.labels import Labels

if TYPE_CHECKING:
    from types import ModuleType

F = TypeVar("F", bound=Callable[..., Any])

Kind = Literal[
    "text",
    "long_text",
    "number",
    "boolean",
    "duration",
    "date",
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
    """One value that a model hands in, by an input mapping or a task header."""

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
    headers: tuple[Input, ...] = ()
    """What it reads from task headers: constants that are part of the model."""
    outputs: tuple[Output, ...] = ()
    errors: tuple[ErrorCode, ...] = ()


HOLD: Final = "hold"
"""The task header by which a connector's job waits before it goes out; every connector reads it."""
HELD = Input(
    name=HOLD,
    label=Labels("Held for, seconds", "Задержать, секунд"),
    kind="number",
    help=Labels(
        "So long the job waits before a worker takes it, and is withdrawn if its step is. Without it the time that an "
        "administrator set.",
        "Столько задание ждёт, прежде чем его возьмёт обработчик, и отзывается вместе со своим шагом. Без него — "
        "время, заданное администратором.",
    ),
)


def held_seconds(text: str) -> int | None:
    """The whole number of seconds that a header or a setting says; None if it says none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _HOLD_DIGITS else None


_HOLD_DIGITS = 5


class Registry(Generic[F]):
    """What a folder's modules declare: functions by the type of service task that they do."""

    def __init__(self) -> None:
        self.functions: dict[str, F] = {}
        self.declarations: dict[str, Declaration] = {}

    def register(self, declaration: Declaration) -> Callable[[F], F]:
        def add(function: F) -> F:
            known = self.functions.get(declaration.type)
            if known is not None and known.__module__ != function.__module__:
                raise ValueError(
                    f"{declaration.type!r} is declared in {known.__module__}; choose another type."
                )
            self.functions[declaration.type] = function
            self.declarations[declaration.type] = declaration
            return function

        return add

    @staticmethod
    def discover(package: ModuleType) -> None:
        """Import every module of *package*, so that each registers what it declares."""
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
