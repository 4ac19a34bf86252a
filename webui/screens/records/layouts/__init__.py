"""The layout of each kind of record, one file each, found by itself. A type without one cannot be opened."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webui.screens.records.layout import Layout


def _found() -> tuple[Layout, ...]:
    modules = [
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    ]
    return tuple(sorted((module.LAYOUT for module in modules), key=lambda one: (one.order, one.collection)))


LAYOUTS = _found()
BY_COLLECTION = {layout.collection: layout for layout in LAYOUTS}
BY_TYPE = {layout.type: layout for layout in LAYOUTS}
