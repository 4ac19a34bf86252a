"""Finds the record types: each module of `engine.records.types` declares one as ``TYPE``."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.records.record import RecordType

# Imported before `engine.records` names its function `types`, or the import would put the package in its place.
_PACKAGE = importlib.import_module("engine.records.types")


class UnknownRecordType(NotFound):
    """No file of `engine/records/types` declares it."""

    text = "There is no record type {name!r}. Use one of {known}."


@functools.cache
def types() -> Mapping[str, RecordType]:
    """Every record type by name."""
    modules = [
        importlib.import_module(f"{_PACKAGE.__name__}.{module.name}")
        for module in pkgutil.iter_modules(_PACKAGE.__path__)
    ]
    return MappingProxyType({module.TYPE.name: module.TYPE for module in modules})


def type_of(name: str) -> RecordType:
    """The record type with this name; raises `UnknownRecordType`."""
    found = types().get(name)
    if found is None:
        raise UnknownRecordType(name=name, known=", ".join(types()))
    return found
