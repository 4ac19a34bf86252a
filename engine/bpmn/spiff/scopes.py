"""Variables of one process instance: a tree of scopes beside its tokens.

A token carries only its scope's id. Reading looks outwards; assigning writes where the variable lives already, or
else in the outermost scope that is visible (Camunda 8's rule). An isolated scope (a called process) sees nothing
outside itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.feel import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.feel.values import Value

ROOT = 0
Change = tuple["Scope", str, bool]
"""A variable that was written: where, its name, and whether it is new there."""


Row = list[Any]
"""A scope as it is saved: ``[number, parent, isolated, variables as JSON]``; nothing in it is changed."""


@dataclass(slots=True)
class Scope:
    parent: int | None
    isolated: bool = False
    variables: dict[str, Value] = field(default_factory=dict)
    grows: str | None = None
    """The list that is filled in place: nobody else holds it, so whoever reads it gets a copy."""
    row: Row | None = None
    """How it was saved."""
    before: dict[str, Value] = field(default_factory=dict)
    """The variables that were saved: the very same as `variables` until one is written."""

    @classmethod
    def of(cls, row: Row) -> Scope:
        _, parent, isolated, plain = row
        variables = {name: from_plain(one) for name, one in plain.items()}
        return cls(parent, bool(isolated), variables, row=row, before=variables)

    def write(self, name: str, value: Value) -> None:
        if self.variables is self.before:
            self.variables = dict(self.before)
        self.variables[name] = value

    def held(self) -> dict[str, Value]:
        """What its variables are now; a list that was filled in place until now is not any more."""
        self.grows = None
        return dict(self.variables)

    def unwritten(self) -> Row | None:
        """Its row, if that is what it still is."""
        return self.row if self.variables is self.before else None

    def as_row(self, number: int) -> Row:
        """JSON values; of a variable that was not written the very same as before."""
        if self.row is None:
            plain = {name: to_plain(value) for name, value in self.variables.items()}
        elif self.variables is self.before:
            return self.row
        else:
            before, saved = self.before, self.row[3]
            plain = {
                name: _as_saved(value, before[name], saved[name]) if name in before else to_plain(value)
                for name, value in self.variables.items()
            }
        return [number, self.parent, int(self.isolated), plain]


class ScopeTree:
    """All scopes of an instance; they are opened and closed by the elements that need one.

    One that was saved stays a row until somebody asks for it: an item of thousands does not read those of the others.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._scopes: dict[int, Scope | Row] = {row[0]: row for row in rows}
        if not self._scopes:
            self._scopes[ROOT] = Scope(None, isolated=True)
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
        return self._scope(scope).parent or ROOT

    def define(self, scope: int, name: str, value: Value) -> None:
        """Create or overwrite a variable in exactly this scope."""
        self._write(self._scope(scope), name, value)

    def assign(self, scope: int, name: str, value: Value) -> None:
        """Write a variable where it lives, or else in the outermost visible scope."""
        home = self._scope(scope)
        while name not in home.variables and not home.isolated and home.parent is not None:
            home = self._scope(home.parent)
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
        return self._scope(scope).variables

    def fill(self, scope: int, name: str, index: int, value: Value) -> None:
        """Write one place of a list of this scope, longer if need be, without a copy of the others each time."""
        home = self._scope(scope)
        before = home.variables.get(name)
        values = before if isinstance(before, list) else []
        if home.grows != name:
            home.grows, values = name, list(values)
        if self._changes is not None:
            self._changes.append((home, name, before is None))
        values += [None] * (index + 1 - len(values))
        values[index] = value
        home.write(name, values)

    def view(self, scope: int, text: str | None = None) -> Mapping[str, Value]:
        """What an expression sees from a scope: inner variables hide outer ones. Not to be written.

        *text* is the expression that reads: what it does not name need not be copied for it.
        """
        home = self._scope(scope)
        if home.isolated and home.grows is None:
            return home.variables
        seen: dict[str, Value] = {}
        for one in reversed(list(self._outwards(scope))):
            seen.update(one.variables)
            if one.grows is not None and (text is None or one.grows in text):
                seen[one.grows] = list(one.variables[one.grows])
        return seen

    def all(self) -> Mapping[int, Scope | Row]:
        """Every open scope by its number, the outermost first; a row is one that nobody has asked for."""
        return self._scopes

    def rows(self) -> list[Row]:
        """The scopes as they are saved; the root scope comes first."""
        return [one.as_row(number) if isinstance(one, Scope) else one for number, one in self._scopes.items()]

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
        home.write(name, value)
        if self.unchanged and home is self._scope(ROOT):
            self.unchanged.discard(name)
        if home.grows == name:
            home.grows = None

    def _outwards(self, scope: int) -> Iterator[Scope]:
        current: int | None = scope
        while current is not None:
            one = self._scope(current)
            yield one
            current = None if one.isolated else one.parent

    def _scope(self, number: int) -> Scope:
        found = self._scopes[number]
        if not isinstance(found, Scope):
            found = self._scopes[number] = Scope.of(found)
        return found


def _as_saved(value: Value, before: Value, saved: Any) -> Any:
    """*value* for JSON, where *before* is what was *saved*: of a long list only what is new is written anew."""
    if value is before:
        return saved
    if isinstance(value, list) and isinstance(before, list):
        known = [
            old if one is same else to_plain(one)
            for one, same, old in zip(value, before, saved, strict=False)
        ]
        return known + [to_plain(one) for one in value[len(known) :]]
    return to_plain(value)


def _with_entry(before: Value, path: str, value: Value) -> Value:
    """*value*, or a copy of the context *before* with *value* at the dotted *path*."""
    if not path:
        return value
    name, _, rest = path.partition(".")
    context = dict(before) if isinstance(before, dict) else {}
    context[name] = _with_entry(context.get(name), rest, value)
    return context
