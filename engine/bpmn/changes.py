"""What one verb changed in an instance, compared with how it stood before: what the effect journal keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.facts import fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.values import Value

Path = tuple[str | int, ...]
"""A variable's name, then entries of contexts and places of lists (from 0) inside it."""


@fact
class Came:
    """A token that stands now and did not before."""

    number: int
    element_id: str


@fact
class Went:
    """A token that stood before and does not any more, with what was saved about it; see `Token`."""

    number: int
    element_id: str
    memo: Mapping[str, Any]


@fact
class Written:
    """A variable, or a place inside one, that holds something else now; *scope* 0 is the instance's own."""

    scope: int
    path: Path
    existed: bool
    old: Value = None
    """What it held; nothing when it did not exist."""


@fact
class ClosedScope:
    """Variables that went with their element."""

    scope: int
    parent: int | None
    variables: Mapping[str, Value]


@fact
class Changes:
    """What one verb did to an instance. Scopes that it opened itself count as part of the tokens that came."""

    drove: int | None = None
    """The number of the token that was completed or fired; None when a person moved things by hand."""
    came: tuple[Came, ...] = ()
    went: tuple[Went, ...] = ()
    written: tuple[Written, ...] = ()
    closed: tuple[ClosedScope, ...] = ()


def differences(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[tuple[Path, bool, Value]]:
    """The places in which two sets of variables differ: path, whether it existed, what it held."""
    for name, value in new.items():
        if name not in old:
            yield (name,), False, None
        elif value is not old[name]:
            yield from _inside((name,), old[name], value)
    yield from (((name,), True, value) for name, value in old.items() if name not in new)


def _inside(path: Path, old: Value, new: Value) -> Iterator[tuple[Path, bool, Value]]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from (((*path, *rest), existed, held) for rest, existed, held in differences(old, new))
    elif isinstance(old, list) and isinstance(new, list) and len(old) <= len(new):
        for place, held in enumerate(old):
            if held is not new[place]:
                yield from _inside((*path, place), held, new[place])
        if len(old) < len(new):
            # Nothing stood here, nor behind it: one row tells how long the list was.
            yield (*path, len(old)), False, None
    elif type(old) is not type(new) or old != new:
        yield path, True, old
