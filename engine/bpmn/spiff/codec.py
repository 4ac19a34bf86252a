"""Runtime state as compact JSON text: specifications are shared, the past is in the history.

``[version, numbers given out, scopes, tokens of the process, [[owner, scope, tokens], ...]]``, and where there is
more to keep, a context of it: the process's ``log`` of `compensation`, and what a called process was given and left
``unchanged``. A token is ``[number, node, memo]``. The order of rows is part of the state: never store it in a JSONB
column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from engine.bpmn.spiff.parts import InnerPart
from engine.bpmn.spiff.scopes import ScopeTree
from engine.bpmn.spiff.workflow import ProcessRun

if TYPE_CHECKING:
    from engine import feel
    from engine.bpmn.spiff.builder import ProcessGraph

_VERSION = 1


def dump(run: ProcessRun) -> str:
    """The state between two verbs; all tokens wait then."""
    if run.ready or run.pending:
        raise RuntimeError("A verb is not finished: run its steps to the end before saving the instance.")
    parts = [[owner, part.scope, part.rows()] for owner, part in run.subprocesses.items()]
    state: list[Any] = [_VERSION, run.numbered, run.scopes.rows(), run.rows(), parts]
    if run.log or run.scopes.unchanged:
        more = {"log": run.log, "unchanged": sorted(run.scopes.unchanged)}
        state.append({name: value for name, value in more.items() if value})
    return orjson.dumps(state).decode()


def load(text: str, graph: ProcessGraph, environment: feel.Environment) -> ProcessRun:
    """The instance as it was saved; raises `Unsupported` if the definition lacks an element of it."""
    version, numbered, scopes, tokens, parts, *more = orjson.loads(text)
    if version != _VERSION:
        raise RuntimeError(f"The instance was saved by another version ({version}); upgrade Baton.")
    run = ProcessRun(graph, environment, ScopeTree(scopes))
    run.numbered = numbered
    run.take_up(tokens)
    for owner, scope, inner in parts:
        token = run.token(owner)
        InnerPart(token.node.inside(token), token, scope).take_up(inner)
    for kept in more:
        run.log, run.scopes.unchanged = kept.get("log", []), set(kept.get("unchanged", ()))
    run.completed = len(run.here) == run.in_wait
    return run
