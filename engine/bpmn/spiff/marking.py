"""How an instance stands at one moment, so that a verb's changes can be told afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.changes import Came, Changes, ClosedScope, Went, Written, differences
from engine.bpmn.spiff.scopes import ROOT, Scope
from engine.bpmn.spiff.tokens import Token, copied
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
            number: [number, one.node.name, copied(one.memo)] if isinstance(one, Token) else one
            for number, part in run.places.items()
            for one in (part.here[number],)
        },
        {
            number: (one.unwritten() or (one, one.held())) if isinstance(one, Scope) else one
            for number, one in run.scopes.all().items()
        },
    )


def changes(run: ProcessRun, since: Mark, drove: int | None) -> Changes:
    """What has changed since *since*, at the end of a verb."""
    written, closed = _in_scopes(run, since)
    return Changes(
        drove=drove,
        came=tuple([_came(run, number) for number in run.places if number not in since.tokens]),
        went=tuple([_went(row) for number, row in since.tokens.items() if number not in run.places]),
        written=tuple(written),
        closed=tuple(closed),
    )


def _came(run: ProcessRun, number: int) -> Came:
    return Came(number=number, element_id=run.token(number).node.element.id)


def _went(row: parts.Row) -> Went:
    number, name, memo = row
    return Went(number=number, element_id=name.partition("#")[0], memo=memo)


def _in_scopes(run: ProcessRun, since: Mark) -> tuple[list[Written], list[ClosedScope]]:
    """What was written in the scopes that are open still, and what the others held."""
    written: list[Written] = []
    closed: list[ClosedScope] = []
    now = run.scopes.all()
    for number, marked in since.scopes.items():
        found = now.get(number)
        if isinstance(found, Scope) and (before := _before(found, marked)) is not None:
            written += [
                Written(scope=number, path=path, existed=existed, old=old)
                for path, existed, old in differences(before, found.variables)
            ]
        elif found is not marked:
            closed += _closed(number, marked)
    return written, closed


def _before(scope: Scope, marked: Variables | scopes.Row) -> Mapping[str, Value] | None:
    """What a scope held then; None where its number, which is used again, meant another one."""
    if isinstance(marked, tuple):
        then, variables = marked
        return variables if then is None or then is scope else None
    return scope.before if marked is scope.row else None


def _closed(number: int, marked: Variables | scopes.Row) -> Iterator[ClosedScope]:
    """What was in a scope that is no more."""
    if isinstance(marked, tuple):
        then, variables = marked
        parent = None if then is None else then.parent
    else:
        _, parent, _, plain = marked
        variables = {name: from_plain(one) for name, one in plain.items()}
    if variables:
        yield ClosedScope(scope=number, parent=parent, variables=variables)
