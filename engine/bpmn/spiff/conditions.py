"""Conditional events: they look again when what they read has changed, and fire when the condition becomes true.

A condition is false before it is looked at for the first time, so one that holds when it is armed fires at once. What
a look found stays with the token: ``held`` is whether it was true, ``reads`` which records it read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn.errors import ExpressionFailed
from engine.bpmn.events import ConditionArmed, Unsubscribed
from engine.errors import BatonError
from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bpmn.model import Event
    from engine.bpmn.spiff.catching import Catching
    from engine.bpmn.spiff.scopes import Change
    from engine.bpmn.spiff.tokens import Token
    from engine.bpmn.spiff.workflow import ProcessRun
    from engine.feel.values import Value


def watch(token: Token) -> None:
    """From now on the token's condition is looked at when something changes, and before anything else goes on."""
    run = token.part.run
    run.watching[token.number] = token
    run.scopes.keep_changes()
    if "held" not in token.memo:
        run.unseen.append(token)


def leave(token: Token) -> None:
    """The condition is not waited for any more."""
    run = token.part.run
    run.watching.pop(token.number, None)
    if "held" in token.memo:
        run.emit(Unsubscribed(number=token.number, element_id=token.node.element.id))


def again(fired: Token, waiting: Token) -> None:
    """*waiting* goes on for *fired*: the condition must become false before it can fire again."""
    waiting.memo["held"] = 1
    if "reads" in fired.memo:
        waiting.memo["reads"] = fired.memo["reads"]
    watch(waiting)
    _tell(waiting)


def look(run: ProcessRun) -> bool:
    """Fire what has become true since the last look, the outer scopes first; False if nothing has."""
    changes, unseen, stirred = run.scopes.take_changes(), run.unseen, run.stirred
    if not (changes or unseen or stirred):
        return False
    run.unseen, run.stirred, fired = [], False, False
    must = {token.number for token in unseen}
    concerned = [
        token
        for token in run.watching.values()
        if token.number in must or _concerned(token, changes, stirred=stirred)
    ]
    for token in sorted(concerned, key=_depth):
        # One that fired before may have ended it.
        if token.number in run.watching and _rises(token):
            run.count_step(token)
            token.node.fire(token, {})
            fired = True
    return fired


def ends_at_once(activity: Token) -> bool:
    """Whether a condition on an activity that is just entered holds already and interrupts it: it is never begun."""
    run = activity.part.run
    for token in [one for one in run.unseen if one.memo.get("on") == activity.number]:
        run.unseen.remove(token)
        if _rises(token):
            if token.node.interrupting:
                activity.node.record(activity, None, terminated=True)
            token.node.fire(token, {})
        if activity.finished:
            return True
    return False


def _concerned(token: Token, changes: Sequence[Change], *, stirred: bool) -> bool:
    """A variable that it names has changed where it can see it, or perhaps a record that it read."""
    event = token.node.event
    if stirred and "reads" in token.memo and event.on_update:
        return True
    names = feel.parse(_text(event)).names
    seen = token.part.run.scopes.sees
    return any(
        (event.on_create if created else event.on_update) and name in names and seen(_scope(token), home)
        for home, name, created in changes
    )


def _rises(token: Token) -> bool:
    """Evaluate the condition, and remember what came out; True if it became true."""
    known, before = token.memo.get("reads"), token.memo.get("held")
    value, reads = _evaluated(token)
    if reads:
        token.memo["reads"] = reads
    else:
        token.memo.pop("reads", None)
    if value and not before:
        return True
    token.memo["held"] = int(value)
    if before is None or known != token.memo.get("reads"):
        _tell(token)
    return False


def _evaluated(token: Token) -> tuple[bool, list[list[str | int]]]:
    """The condition's value, and the records that it read; null is not true."""
    run, node = token.part.run, token.node
    found: set[tuple[str, int]] = set()

    def noting(ref: RecordRef) -> Mapping[str, Value] | None:
        found.add((ref.type, ref.key))
        resolve = run.environment.resolve
        return None if resolve is None else resolve(ref)

    text, variables = _text(node.event), run.scopes.view(_scope(token))
    try:
        value = feel.evaluate(text, variables, replace(run.environment, resolve=noting))
    except BatonError as problem:
        raise _failed(node, str(problem)) from problem
    if value is not None and not isinstance(value, bool):
        raise _failed(node, f"It gave {feel.told(value)}, neither true nor false.")
    return bool(value), [list(one) for one in sorted(found)]


def _tell(token: Token) -> None:
    """Say what is waited for; a second time replaces the first."""
    records = tuple(RecordRef(kind, key) for kind, key in token.memo.get("reads", ()))
    token.part.run.emit(
        ConditionArmed(number=token.number, element_id=token.node.element.id, records=records)
    )


def _scope(token: Token) -> int:
    node: Catching = token.node
    return node.seen_from(token)


def _text(event: Event) -> str:
    return (event.expression or "null").removeprefix("=")


def _depth(token: Token) -> tuple[int, int]:
    depth, owner = 0, token.part.owner
    while owner is not None:
        depth, owner = depth + 1, owner.part.owner
    return depth, token.number


def _failed(node: Catching, reason: str) -> ExpressionFailed:
    return ExpressionFailed(
        element_id=node.element.id,
        place="condition",
        expression=node.event.expression,
        reason=reason,
        remedy="Correct the model.",
    )
