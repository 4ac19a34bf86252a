"""Service tasks that touch the world (mail, HTTP, ERP); one file each in this folder, found by itself.

A connector runs in a worker, outside any transaction, as a job with a lease. It can run twice when a worker dies,
so it hands its idempotency key to the receiver. What it returns completes the service task.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.declarations import HELD, Registry
from engine.errors import BatonError
from engine.settings import Snapshot

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from engine.declarations import Declaration
    from engine.feel.values import Value
    from engine.files import Files


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorCall:
    inputs: Mapping[str, Value]
    headers: Mapping[str, str]
    idempotency_key: str
    """The same for every attempt of one service task."""
    settings: Snapshot = field(default_factory=Snapshot)
    """What administrators chose, as it was when the call began."""
    at: datetime
    """Business time."""
    now: datetime
    """System time."""
    outbox: Path
    """The folder for what cannot be sent; it may not exist yet."""
    files: Files
    """Uploaded contents, by digest."""


class Unusable(BatonError):
    """What a service task hands a connector cannot be used; another try would not mend it."""

    text = "Input {name!r}: {reason} {remedy}"


Connector = Callable[[ConnectorCall], "dict[str, Value]"]
_REGISTRY: Registry[Connector] = Registry()


def connector(declaration: Declaration) -> Callable[[Connector], Connector]:
    """Register the function that does service tasks of a type in a worker."""
    return _REGISTRY.register(replace(declaration, headers=(*declaration.headers, HELD)))


@functools.cache
def connectors() -> Mapping[str, Connector]:
    """Every connector of this folder, by service task type."""
    _REGISTRY.discover(sys.modules[__name__])
    return _REGISTRY.functions


def declarations() -> Mapping[str, Declaration]:
    """How each connector describes itself, by service task type."""
    connectors()
    return _REGISTRY.declarations
