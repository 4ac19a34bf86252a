"""Runtime state as compact JSON text: specifications are shared, the past is in the history.

``[version, numbers given out, scopes, tokens of the process, [[owner, scope, tokens], ...]]``, and where there is
more to keep, a context of it: the process's ``log`` of `compensation`, and what a called process was given and left
``unchanged``. A token is ``[number, node, memo]``. The order of rows is part of the state: never store it in a JSONB
column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff import conditions
from engine.bpmn.spiff.scopes import ScopeTree
from engine.bpmn.spiff.tokens import Token
from engine.bpmn.spiff.workflow import Part, ProcessRun

if TYPE_CHECKING:
    from engine import feel
    from engine.bpmn.spiff.builder import ProcessGraph

_VERSION = 1


def dump(run: ProcessRun) -> str:
    """The state between two verbs; all tokens wait then."""
    if run.ready or run.pending:
        raise RuntimeError("A verb is not finished: run its steps to the end before saving the instance.")
    parts = [[owner, part.scope, _dump_tokens(part)] for owner, part in run.subprocesses.items()]
    state = [_VERSION, run.numbered, run.scopes.to_plain(), _dump_tokens(run), parts]
    more = {"log": run.log, "unchanged": sorted(run.scopes.unchanged)}
    if kept := {name: value for name, value in more.items() if value}:
        state.append(kept)
    return orjson.dumps(state).decode()


def load(text: str, graph: ProcessGraph, environment: feel.Environment) -> ProcessRun:
    """The instance as it was saved; raises `Unsupported` if the definition lacks an element of it."""
    version, numbered, scopes, tokens, parts, *more = orjson.loads(text)
    if version != _VERSION:
        raise RuntimeError(f"The instance was saved by another version ({version}); upgrade Baton.")
    run = ProcessRun(graph, environment)
    run.numbered, run.scopes = numbered, ScopeTree.from_plain(scopes)
    _load_tokens(run, tokens)
    for owner, scope, inner in parts:
        token = run.tokens[owner]
        _load_tokens(Part(token.node.inside(token), token, scope), inner)
    kept = more[0] if more else {}
    run.log, run.scopes.unchanged = kept.get("log", []), set(kept.get("unchanged", ()))
    run.completed = len(run.tasks) == run.in_wait
    return run


def _dump_tokens(part: Part | ProcessRun) -> list[list[Any]]:
    return [[token.number, token.node.name, token.memo] for token in part.tasks.values()]


def _load_tokens(part: Part | ProcessRun, rows: list[list[Any]]) -> None:
    for number, name, memo in rows:
        node = part.spec.task_specs.get(name)
        if node is None:
            raise Unsupported(
                element_id=name, reason="The definition lacks it, a token stands there.", remedy="Migrate."
            )
        token = Token(part, node, memo, number, state=TaskState.STARTED)
        if node.watches:
            conditions.watch(token)
