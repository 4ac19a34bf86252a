"""How an instance stands at one moment, so that a verb's changes can be told afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.changes import Came, Changes, ClosedScope, Went, Written, differences
from engine.bpmn.spiff.scopes import ROOT, Scope
from engine.bpmn.spiff.tokens import Token
from engine.feel import from_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.spiff import parts, scopes
    from engine.bpmn.spiff.workflow import ProcessRun
    from engine.feel.values import Value

Variables = tuple[Scope | None, "Mapping[str, Value]"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens and scopes by number, as rows; a scope that is in use is kept with a copy of its variables."""

    tokens: Mapping[int, parts.Row] = field(default_factory=dict)
    scopes: Mapping[int, Variables | scopes.Row] = field(default_factory=lambda: {ROOT: (None, {})})


def mark(run: ProcessRun) -> Mark:
    """The instance between two verbs."""
    return Mark(
        {
            number: [number, one.node.name, dict(one.memo)] if isinstance(one, Token) else one
            for part in run.parts()
            for number, one in part.here.items()
        },
        {
            number: (one, dict(one.variables)) if isinstance(one, Scope) else one
            for number, one in run.scopes.all().items()
        },
    )


def changes(run: ProcessRun, since: Mark, drove: int | None) -> Changes:
    """What has changed since *since*, at the end of a verb."""
    return Changes(
        drove=drove,
        came=tuple([_came(run, number) for number in run.places if number not in since.tokens]),
        went=tuple([_went(row) for number, row in since.tokens.items() if number not in run.places]),
        written=tuple(_written(run, since)),
        closed=tuple(_closed(run, since)),
    )


def _came(run: ProcessRun, number: int) -> Came:
    return Came(number=number, element_id=run.token(number).node.element.id)


def _went(row: parts.Row) -> Went:
    number, name, memo = row
    return Went(number=number, element_id=name.partition("#")[0], memo=memo)


def _written(run: ProcessRun, since: Mark) -> Iterator[Written]:
    for number, scope in run.scopes.all().items():
        if not isinstance(scope, Scope):
            # Nobody asked for it, so that it holds what it held.
            continue
        before = _before(scope, since.scopes.get(number))
        if before is not None:
            for path, existed, old in differences(before, scope.variables):
                yield Written(scope=number, path=path, existed=existed, old=old)


def _before(scope: Scope, marked: Variables | scopes.Row | None) -> Mapping[str, Value] | None:
    """What a scope held then; None where its number meant another one, or nothing."""
    if isinstance(marked, tuple):
        then, variables = marked
        return variables if then is None or then is scope else None
    return scope.before if marked is not None and marked is scope.row else None


def _closed(run: ProcessRun, since: Mark) -> Iterator[ClosedScope]:
    # Numbers of closed scopes are used again, so that the scope itself tells whether it is still the same.
    now = run.scopes.all()
    for number, marked in since.scopes.items():
        found = now.get(number)
        if found is marked or (isinstance(found, Scope) and _before(found, marked) is not None):
            continue
        parent, variables = _held(marked)
        if variables:
            yield ClosedScope(scope=number, parent=parent, variables=variables)


def _held(marked: Variables | scopes.Row) -> tuple[int | None, Mapping[str, Value]]:
    """The scope around a marked one, and what it held."""
    if isinstance(marked, tuple):
        then, variables = marked
        return (None if then is None else then.parent), variables
    return marked[1], {name: from_plain(one) for name, one in marked[3].items()}
