"""Processes that call processes: a call starts an instance, its end continues the caller, all in one transaction.

What instances do to each other waits in `Tree.news` until whoever did it stands still: nothing here recurses, however
deep the calls are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from engine import mails
from engine.bpmn.events import CallRemoved, CallRequested, InstanceCompleted
from engine.bpmn.instance import Instance
from engine.jobs import queue
from engine.process import bindings, driving, statements
from engine.process.errors import CallsTooDeep, InstanceNotActive, TooManyCalls
from engine.process.models import ACTIVE, CANCELLED, ProcessInstance, UserTask
from engine.process.running import Running, save
from engine.process.tree import Call
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.bpmn.events import ThrownOut
    from engine.process.tree import Tree
    from engine.process.work import Work

MOST_DEEP = 100
"""Calls in each other; a process that calls itself without an end stops here."""
MOST_AT_ONCE = 20_000
"""Calls of one step; one that calls in a loop without a wait stops here."""


def settle(tree: Tree) -> None:
    """Let everything that members did to each other happen, until all of them wait or have ended."""
    while tree.news:
        running, event = tree.news.popleft()
        match event:
            case CallRequested():
                _begin(running, event)
            case CallRemoved():
                _end(running, event.number)
            case InstanceCompleted():
                _return(running)
            case _:
                _pass_on(running, event)


def save_others(tree: Tree) -> None:
    """Save every member but the one that the step began with: its verb does that."""
    origin = tree.origin
    touched, tree.touched = tree.touched, {}
    for running in touched.values():
        if running is not origin:
            _save(running)


def forget_waits(work: Work, key: int) -> None:
    """What a cancelled instance waited for, whatever the model's own clearing has left."""
    for table in (UserTask, Timer, Subscription, Incident):
        work.connection.execute(delete(table).where(table.instance == key))
    queue.cancel_all(work.connection, key)
    mails.withdraw(work.connection, key)


def live_below(connection: Connection, key: int, root: int | None) -> list[int]:
    """The live instances that one has called, and what those have called; *root* is None if nobody called it."""
    rows = connection.execute(
        select(ProcessInstance.key, ProcessInstance.parent)
        .where(ProcessInstance.root == (root or key), ProcessInstance.ended.is_(None))
        .order_by(ProcessInstance.key)
    ).all()
    found = {key}
    for row in rows:  # a called process has a later key than its caller
        if row.parent in found:
            found.add(row.key)
    return [row.key for row in rows if row.key in found - {key}]


def _begin(caller: Running, event: CallRequested) -> None:
    tree, work = caller.tree, caller.work
    if (caller.key, event.number) in tree.withdrawn:
        return
    if caller is tree.origin:
        tree.at = event.element_id
    try:
        child = _called(caller, event)
    except Exception as error:
        raise driving.failed(caller, error, event.element_id) from error
    driving.drive(child, child.instance.start(), child.deployed.process_id)
    work.instances.add(child.key)


def _called(caller: Running, event: CallRequested) -> Running:
    """The called process as an instance that has not run yet; raises `UnknownCalled` and for what goes too far."""
    tree, work = caller.tree, caller.work
    call = _call(caller, event)
    deployed = bindings.process(
        work.connection, caller.deployed, event.process_id, event.binding, event.element_id
    )
    outside = driving.outside(work, tree, call)
    return Running(
        work=work,
        key=work.parts.keys.new(),
        deployed=deployed,
        instance=Instance.new(deployed.definition, work.environment(), event.variables, outside=outside),
        started=work.at_milliseconds,
        business_id=caller.business_id,
        call=call,
        tree=tree,
    )


def _call(caller: Running, event: CallRequested) -> Call:
    """Where a called process stands in its tree; raises `CallsTooDeep` and `TooManyCalls`."""
    above, tree = caller.call, caller.tree
    depth = 1 if above is None else above.depth + 1
    tree.begun += 1
    told = {"element_id": event.element_id, "process_id": event.process_id}
    if depth > MOST_DEEP:
        raise CallsTooDeep(**told, most=MOST_DEEP, what="", reason="", remedy="")
    if tree.begun > MOST_AT_ONCE:
        raise TooManyCalls(**told, most=MOST_AT_ONCE, what="", reason="", remedy="")
    return Call(
        root=caller.key if above is None else above.root,
        parent=caller.key,
        number=event.number,
        depth=depth,
        element=caller.deployed.number(event.element_id),
    )


def _end(caller: Running, number: int) -> None:
    """Cancel what a withdrawn call activity had called; what that has called follows by itself."""
    child = caller.tree.called.get((caller.key, number)) or _open_child(caller, number)
    if child is not None and not child.ended:
        driving.cancel(child)


def _return(child: Running) -> None:
    """A called process is done: its caller goes on with its variables."""
    caller = _waiting_caller(child)
    if caller is None or child.call is None or child.result is None:
        return
    # A copy that the called process only carried would undo what others have written meanwhile.
    kept = child.instance.unchanged
    number = child.call.number
    variables = {name: value for name, value in child.result.items() if name not in kept}
    at = caller.instance.element_of(number)
    if child is not child.tree.origin:
        _let_go(child)
    driving.drive(caller, caller.instance.complete(number, variables), at)


def _pass_on(child: Running, event: ThrownOut) -> None:
    """An error or an escalation has left a called process: its caller catches it."""
    caller = _waiting_caller(child)
    if caller is None or child.call is None:
        return
    number, code, variables = child.call.number, event.code, event.variables
    if event.kind == "error":
        steps = caller.instance.throw_error(number, code, "", variables)
    else:
        steps = caller.instance.throw_escalation(number, code, variables)
    driving.drive(caller, steps, caller.instance.element_of(number))


def _waiting_caller(child: Running) -> Running | None:
    """Who waits for a called process, if it still does; raises `InstanceNotActive` if it may not go on."""
    call = child.call
    if call is None or (call.parent, call.number) in child.tree.withdrawn:
        return None
    caller = driving.caller(child.work, child.tree, call)
    if caller.ended:
        return None
    if caller.status != ACTIVE:
        raise InstanceNotActive(key=caller.key, status=caller.status, remedy="Resume it first.", reason="")
    return caller


def _open_child(caller: Running, number: int) -> Running | None:
    root = caller.key if caller.call is None else caller.call.root
    row = statements.READ_CALLED.run(caller.work.connection, root, caller.key, number).first()
    return None if row is None else driving.load(caller.work, row, caller.tree)


def _let_go(child: Running) -> None:
    """Save one that nothing can happen to any more, so that a step with thousands of calls stays small."""
    tree = child.tree
    if tree.touched.pop(child.key, None) is not None:
        _save(child)
    del tree.members[child.key]
    if child.call is not None:
        tree.called.pop((child.call.parent, child.call.number), None)


def _save(running: Running) -> None:
    cut_off = running.status == CANCELLED and not running.new
    running.tree.opened += running.rows.tasks.values()
    save(running)
    if cut_off:
        forget_waits(running.work, running.key)
