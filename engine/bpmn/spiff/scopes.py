"""Variables of one process instance: a tree of scopes beside SpiffWorkflow's tokens.

A token carries only its scope's id. Reading looks outwards; assigning writes where the variable lives already, or
else in the outermost scope that is visible (Camunda 8's rule). An isolated scope (a called process) sees nothing
outside itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.feel import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.feel.values import Value

ROOT = 0
Change = tuple["Scope", str, bool]
"""A variable that was written: where, its name, and whether it is new there."""


@dataclass(slots=True)
class Scope:
    parent: int | None
    isolated: bool = False
    variables: dict[str, Value] = field(default_factory=dict)
    grows: str | None = None
    """The list that is filled in place: nobody else holds it, so whoever reads it gets a copy."""


class ScopeTree:
    """All scopes of an instance; they are opened and closed by the elements that need one."""

    def __init__(self) -> None:
        self._scopes: dict[int, Scope] = {ROOT: Scope(None, isolated=True)}
        self._changes: list[Change] | None = None
        """What was written since the last look; None while nobody looks."""
        self.unchanged: set[str] = set()
        """What a called process was given and has not written since: its caller may have newer values."""

    def open(self, parent: int, *, isolated: bool = False) -> int:
        # Keys ascend, so the last one is the largest; closed numbers are used again and loops stay flat.
        scope = next(reversed(self._scopes)) + 1
        self._scopes[scope] = Scope(parent, isolated)
        return scope

    def close(self, scope: int) -> None:
        del self._scopes[scope]

    def parent(self, scope: int) -> int:
        return self._scopes[scope].parent or ROOT

    def define(self, scope: int, name: str, value: Value) -> None:
        """Create or overwrite a variable in exactly this scope."""
        self._write(self._scopes[scope], name, value)

    def assign(self, scope: int, name: str, value: Value) -> None:
        """Write a variable where it lives, or else in the outermost visible scope."""
        home = self._scopes[scope]
        for home in self._outwards(scope):
            if name in home.variables:
                break
        self._write(home, name, value)

    def define_path(self, scope: int, path: str, value: Value) -> None:
        """Like `define`; a dotted path sets an entry of a context."""
        name, _, rest = path.partition(".")
        self.define(scope, name, _with_entry(self.local(scope).get(name), rest, value))

    def assign_path(self, scope: int, path: str, value: Value) -> None:
        """Like `assign`; a dotted path sets an entry of a context and keeps its other entries."""
        name, _, rest = path.partition(".")
        self.assign(scope, name, _with_entry(self.view(scope).get(name), rest, value))

    def local(self, scope: int) -> dict[str, Value]:
        return self._scopes[scope].variables

    def fill(self, scope: int, name: str, index: int, value: Value) -> None:
        """Write one place of a list of this scope, longer if need be, without a copy of the others each time."""
        home = self._scopes[scope]
        before = home.variables.get(name)
        values = before if isinstance(before, list) else []
        if home.grows != name:
            home.grows, values = name, list(values)
        if self._changes is not None:
            self._changes.append((home, name, before is None))
        values += [None] * (index + 1 - len(values))
        values[index] = value
        home.variables[name] = values

    def view(self, scope: int, text: str | None = None) -> Mapping[str, Value]:
        """What an expression sees from a scope: inner variables hide outer ones. Not to be written.

        *text* is the expression that reads: what it does not name need not be copied for it.
        """
        chain = list(self._outwards(scope))
        if len(chain) == 1 and chain[0].grows is None:
            return chain[0].variables
        seen: dict[str, Value] = {}
        for one in reversed(chain):
            seen.update(one.variables)
            if one.grows is not None and (text is None or one.grows in text):
                seen[one.grows] = list(one.variables[one.grows])
        return seen

    def all(self) -> Iterable[tuple[int, Scope]]:
        """Every open scope by its number, the outermost first."""
        return self._scopes.items()

    def to_plain(self) -> list[object]:
        """JSON values; the root scope comes first."""
        return [
            [
                number,
                one.parent,
                int(one.isolated),
                {name: to_plain(value) for name, value in one.variables.items()},
            ]
            for number, one in self._scopes.items()
        ]

    @classmethod
    def from_plain(cls, rows: list[tuple[int, int | None, int, dict[str, object]]]) -> ScopeTree:
        tree = cls()
        tree._scopes = {
            number: Scope(
                parent, bool(isolated), {name: from_plain(plain) for name, plain in variables.items()}
            )
            for number, parent, isolated, variables in rows
        }
        return tree

    def keep_changes(self) -> None:
        """Somebody wants to know what is written from now on."""
        if self._changes is None:
            self._changes = []

    def take_changes(self) -> list[Change]:
        """What was written since this was asked the last time."""
        taken = self._changes
        if not taken:
            return []
        self._changes = []
        return taken

    def sees(self, scope: int, home: Scope) -> bool:
        """Whether variables of *home* can be seen from a scope."""
        return any(one is home for one in self._outwards(scope))

    def _write(self, home: Scope, name: str, value: Value) -> None:
        if self._changes is not None:
            self._changes.append((home, name, name not in home.variables))
        home.variables[name] = value
        if self.unchanged and home is self._scopes[ROOT]:
            self.unchanged.discard(name)
        if home.grows == name:
            home.grows = None

    def _outwards(self, scope: int) -> Iterator[Scope]:
        current: int | None = scope
        while current is not None:
            one = self._scopes[current]
            yield one
            current = None if one.isolated else one.parent


def _with_entry(before: Value, path: str, value: Value) -> Value:
    """*value*, or a copy of the context *before* with *value* at the dotted *path*."""
    if not path:
        return value
    name, _, rest = path.partition(".")
    context = dict(before) if isinstance(before, dict) else {}
    context[name] = _with_entry(context.get(name), rest, value)
    return context
