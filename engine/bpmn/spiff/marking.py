"""How an instance stands at one moment, so that a verb's changes can be told afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.bpmn.changes import Came, Changes, ClosedScope, Went, Written, differences
from engine.bpmn.spiff.scopes import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.spiff.scopes import Scope
    from engine.bpmn.spiff.workflow import ProcessRun
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens (element id and memo) and scopes (with a copy of their variables), by number."""

    tokens: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    scopes: dict[int, tuple[Scope | None, dict[str, Value]]] = field(
        default_factory=lambda: {ROOT: (None, {})}
    )


def mark(run: ProcessRun) -> Mark:
    """The instance between two verbs."""
    return Mark(
        {number: (token.node.element.id, dict(token.memo)) for number, token in run.tokens.items()},
        {number: (scope, dict(scope.variables)) for number, scope in run.scopes.all()},
    )


def changes(run: ProcessRun, since: Mark, drove: int | None) -> Changes:
    """What has changed since *since*, at the end of a verb."""
    return Changes(
        drove=drove,
        came=tuple(
            Came(number=number, element_id=token.node.element.id)
            for number, token in run.tokens.items()
            if number not in since.tokens
        ),
        went=tuple(
            Went(number=number, element_id=element_id, memo=memo)
            for number, (element_id, memo) in since.tokens.items()
            if number not in run.tokens
        ),
        written=tuple(_written(run, since)),
        closed=tuple(_closed(run, since)),
    )


def _written(run: ProcessRun, since: Mark) -> Iterator[Written]:
    for number, scope in run.scopes.all():
        before, variables = since.scopes.get(number, (None, None))
        if variables is not None and (before is None or before is scope):
            for path, existed, old in differences(variables, scope.variables):
                yield Written(scope=number, path=path, existed=existed, old=old)


def _closed(run: ProcessRun, since: Mark) -> Iterator[ClosedScope]:
    # Numbers of closed scopes are used again, so that the scope itself tells whether it is still the same.
    now = dict(run.scopes.all())
    for number, (scope, variables) in since.scopes.items():
        if scope is not None and now.get(number) is not scope and variables:
            yield ClosedScope(scope=number, parent=scope.parent, variables=variables)
