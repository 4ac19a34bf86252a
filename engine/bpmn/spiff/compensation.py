"""Compensation: what is complete is kept in mind, and undone by its handlers in reverse order.

Only activities that something can undo are kept, in the memo ``log`` of the token that owns their scope (for the
process: in `ProcessRun.log`), each as ``[sequence, node]``. A sub-process without a handler of its own is undone from
inside: its entry goes on with its variables as they were at its end, its own log, and 1 (or 0 where it was
terminated, so that its compensation event sub-process has no say).

A *leader* goes through the entries in its memo ``undo``, one after the other: a throw event, a transaction that is
given up, or a sub-process that is entered again to be undone. What it starts names it in ``for``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff.parts import InnerPart
from engine.bpmn.spiff.tokens import Token
from engine.feel import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.bpmn.spiff.builder import ScopeSpec
    from engine.bpmn.spiff.event_subprocesses import EventSubProcess
    from engine.bpmn.spiff.parts import Part
    from engine.bpmn.spiff.subprocesses import SubProcess
    from engine.bpmn.spiff.workflow import ProcessRun

Entry = list[Any]
KIND = "compensation"


# What is complete ---------------------------------------------------------------------------------------------------


def note(token: Token) -> None:
    """Keep in mind that an activity is complete."""
    node, run = token.node, token.part.run
    if node.handling is not None:
        _keep(token, [run.next_number(), node.name])
    elif node.item is not None:
        # Its items were kept one by one; they count as soon as the body is complete.
        for entry in token.memo.pop("log", ()):
            _keep(token, entry)
    else:
        log = token.memo.get("log", [])
        if log or answer_of(node.inside(token)) is not None:
            _keep(token, _entry(token, run.next_number(), log, complete=True))


def log_of(part: Part) -> list[Entry]:
    """What is complete in a scope and can be undone."""
    log: list[Entry] = part.run.log if part.owner is None else part.owner.memo.setdefault("log", [])
    return log


def answer_of(spec: ScopeSpec) -> EventSubProcess | None:
    """The event sub-process that undoes a whole sub-process in its own way."""
    return next((one for one in spec.event_subprocesses if one.trigger and one.trigger.kind == KIND), None)


def take(token: Token, activity: str | None) -> list[Entry]:
    """Take out of the logs what a throw event sees, of one activity or of all, the first completed first."""
    taken: list[Entry] = []
    for part in _seen_from(token):
        log, nodes = log_of(part), part.spec.task_specs
        left: list[Entry] = []
        for entry in log:
            meant = activity is None or _element_id(nodes, entry[1]) == activity
            (taken if meant else left).append(entry)
        log[:] = left
    return _in_order(taken)


def completed_in(token: Token) -> list[Entry]:
    """What is complete inside an open activity and not undone yet, the first completed first."""
    memo, run = token.memo, token.part.run
    if token.node.element.called_process is not None:
        return []
    found = [*memo.get("log", ()), *memo.get("undo", ())]
    part = run.subprocesses.get(token.number)
    for inner in _items_of(token) if part is None else part.live_tokens():
        if part is None or "body" not in inner.memo:
            found += completed_in(inner)
    found = _in_order(found)
    return [_entry(token, found[-1][0], found, complete=False)] if found and part is not None else found


def _keep(token: Token, entry: Entry) -> None:
    body = token.memo.get("body")
    if body is None:
        log_of(token.part).append(entry)
    else:
        token.part.run.token(body).memo.setdefault("log", []).append(entry)


def _entry(token: Token, sequence: int, log: list[Entry], *, complete: bool) -> Entry:
    variables = token.part.run.scopes.local(token.memo["own"])
    plain = {name: to_plain(value) for name, value in variables.items()}
    return [sequence, token.node.name, plain, log, int(complete)]


def _in_order(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: one[0])


def _items_of(body: Token) -> Iterable[Token]:
    if getattr(body.node, "item", None) is None:
        return ()
    return [one for one in body.part.live_tokens() if one.memo.get("body") == body.number]


def _element_id(nodes: Any, name: str) -> str | None:
    node = nodes.get(name)
    return None if node is None else node.element.id


def _seen_from(token: Token) -> Iterator[Part]:
    """The scope of a throw event; from an event sub-process the scope around it, too."""
    yield token.part
    owner = token.part.owner
    if owner is not None and owner.node.element.triggered_by_event:
        yield owner.part


# Undoing it ---------------------------------------------------------------------------------------------------------


def go_on(leader: Token) -> None:
    """Undo the next entry; without one the leader is done."""
    entries: list[Entry] = leader.memo["undo"]
    if entries:
        _undo(leader, entries.pop())
    elif "for" not in leader.memo:
        leader.node.all_undone(leader)


def part_undone(part: InnerPart) -> None:
    """A sub-process that was entered again is undone, and leaves as if it had not been there."""
    token = part.owner
    token.finish()
    token.node.close(token)
    go_on(part.run.token(token.memo["for"]))
    token.part.let_go(token)  # it has no way on, and no row in the history


def stop(leader: Token) -> None:
    """The leader is cancelled: what it started ends with it."""
    for one in leader.part.run.every_token():
        if one.memo.get("for") == leader.number and not one.finished:
            one.cancel()


def give_back(leader: Token) -> None:
    """What a cancelled throw event had not begun to undo can still be undone by another one."""
    stop(leader)
    for entry in leader.memo.pop("undo", ()):
        part = _place(leader, entry[1])
        if not part.completed:
            log_of(part).append(entry)


def _undo(leader: Token, entry: Entry) -> None:
    _, name, *inside = entry
    part = _place(leader, name)
    node = part.spec.task_specs.get(name)
    if node is not None and node.handling is not None:
        node.handling.begin(part, leader)
    elif node is not None and inside:
        _enter_again(part, node, leader, *inside)
    else:
        raise Unsupported(
            element_id=name,
            reason="It is complete and is to be undone; the definition has nothing any more that undoes it.",
            remedy="Migrate to a version with a compensation handler for it.",
        )


def _place(leader: Token, name: str) -> Part:
    """The scope in which the leader undoes a node: its own, or the one around its event sub-process."""
    part: Part = leader.part.run.subprocesses.get(leader.number, leader.part)
    if name not in part.spec.task_specs and part.owner is not None:
        return part.owner.part
    return part


def _enter_again(
    part: Part,
    node: SubProcess,
    leader: Token,
    variables: dict[str, Any],
    log: list[Entry],
    complete: int,
) -> None:
    """Undo what is in a sub-process, with its variables as they were when it ended."""
    run = part.run
    own = run.scopes.open(part.scope)
    for name, plain in variables.items():
        run.scopes.define(own, name, from_plain(plain))
    memo = {"at": run.micros, "own": own, "for": leader.number, "undo": []}
    token = Token(part, node, memo)
    inner = InnerPart(node.inside(token), token, own)
    answer = answer_of(inner.spec) if complete else None
    if answer is None:
        token.memo["undo"] = list(log)
        go_on(token)
    else:
        token.memo["log"] = list(log)
        answer.begin(inner, {})


# Another version ----------------------------------------------------------------------------------------------------


def entered_again(token: Token) -> bool:
    """A sub-process that is open only to be undone: nothing beside it is armed."""
    return "for" in token.memo and "undo" in token.memo


def rename(run: ProcessRun, target: Callable[[str], str]) -> list[str]:
    """Read what is complete by another version's ids; what nothing can undo there is dropped, and its ids returned."""
    specs = (run.graph.spec, *run.graph.scopes.values())
    kept = {name for spec in specs for name, node in spec.task_specs.items() if getattr(node, "kept", False)}
    dropped: list[str] = []
    for log in _logs(run):
        log[:] = _renamed(log, target, kept, dropped)
    return dropped


def _logs(run: ProcessRun) -> Iterator[list[Entry]]:
    yield run.log
    for token in run.every_token():
        yield from (token.memo[key] for key in ("log", "undo") if key in token.memo)


def _renamed(
    log: list[Entry], target: Callable[[str], str], kept: set[str], dropped: list[str]
) -> list[Entry]:
    found = []
    for sequence, name, *inside in log:
        element = name.partition("#")[0]
        new = target(element) + name[len(element) :]
        if new not in kept:
            dropped.append(element)
            continue
        if inside:
            inside[1] = _renamed(inside[1], target, kept, dropped)
        found.append([sequence, new, *inside])
    return found
