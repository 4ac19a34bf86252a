"""What every forked program has imported before it begins; see `programs`."""

from __future__ import annotations

import importlib.util
import pkgutil

from sqlalchemy.orm import configure_mappers

from engine import connectors, operations, schema
from webui import screens

for _name in (
    "engine.commands.serve",
    "engine.commands.work",
    "tests.durability.crashing",
    "tests.durability.job_worker",
    "tests.durability.injuring",
    "tests.durability.killing",
    "tests.durability.racing",
    "tests.durability.serving",
    *(f"{screens.__name__}.{one.name}.views" for one in pkgutil.iter_modules(screens.__path__)),
):
    if importlib.util.find_spec(_name) is not None:
        importlib.import_module(_name)
operations.operations()
connectors.connectors()
schema.tables()
configure_mappers()
