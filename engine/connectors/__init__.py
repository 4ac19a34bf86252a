"""Service tasks that touch the world (mail, HTTP, ERP); one file each in this folder, found by itself.

A connector runs in a worker, outside any transaction, as a job with a lease. It can run twice when a worker dies,
so it hands its idempotency key to the receiver. What it returns completes the service task.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorCall:
    inputs: Mapping[str, Value]
    headers: Mapping[str, str]
    idempotency_key: str
    """The same for every attempt of one service task."""


Connector = Callable[[ConnectorCall], "dict[str, Value]"]
_REGISTERED: dict[str, Connector] = {}


def connector(type: str) -> Callable[[Connector], Connector]:  # noqa: A002  the word of zeebe:taskDefinition
    """Register the function that does service tasks of this type."""

    def register(function: Connector) -> Connector:
        existing = _REGISTERED.get(type)
        if existing is not None and existing.__module__ != function.__module__:
            raise ValueError(f"{type!r} is a connector of {existing.__module__}; choose another type.")
        _REGISTERED[type] = function
        return function

    return register


@functools.cache
def connectors() -> Mapping[str, Connector]:
    """Every connector of this folder, by service task type."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    return _REGISTERED
