"""The key figures, found in this folder: one file declares one as ``KPI``."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING

from engine.analytics.facts import Facts
from engine.analytics.figure import Figure, Kpi

if TYPE_CHECKING:
    from sqlalchemy import Connection


def kpi(connection: Connection) -> dict[str, int | float | None]:
    """Every key figure by id, as plain numbers."""
    return {figure.id: figure.plain for figure in figures(connection)}


def figures(connection: Connection) -> list[Figure]:
    """Every key figure, measured on one view of the database."""
    facts = Facts(connection)
    return [Figure(kpi=declared, value=declared.measure(facts)) for declared in declarations()]


@functools.cache
def declarations() -> tuple[Kpi, ...]:
    """The key figures in the order of their places."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return tuple(sorted((module.KPI for module in modules), key=lambda one: (one.place, one.id)))
