"""The stories of the demo company, one file each, found by itself.

``moments(cast)`` gives what happens, in order of time, leaving out what an earlier run has told already;
``is_missing(connection)`` says whether there is anything left to tell. The stories are told together on one clock.
"""

from __future__ import annotations

import heapq
import importlib
import pkgutil
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from engine.demo.story import Cast, Moment


def is_missing(connection: Connection) -> bool:
    """Some story is not told to its end."""
    return any(story.is_missing(connection) for story in _stories())


def moments(cast: Cast) -> Iterator[Moment]:
    """Everything that happens, in order of time."""
    told = [story.moments(cast) for story in _stories()]
    return heapq.merge(*told, key=attrgetter("at"))


def _stories() -> list[Any]:
    return [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
