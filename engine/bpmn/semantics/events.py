"""Events: position x trigger x interrupting or not. To let one run, add its word to RUNS."""

from __future__ import annotations

from engine.bpmn.semantics.row import Row

RUNS = {
    "start": "none message timer signal conditional",
    "event-sub-process": (
        "message timer signal error escalation conditional compensation conditional/non-interrupting "
        "message/non-interrupting timer/non-interrupting signal/non-interrupting escalation/non-interrupting"
    ),
    "intermediate-catch": "message timer signal conditional link",
    "intermediate-throw": "none message signal escalation compensation link",
    "boundary": (
        "message timer signal error escalation cancel compensation conditional "
        "compensation/non-interrupting conditional/non-interrupting "
        "message/non-interrupting timer/non-interrupting signal/non-interrupting escalation/non-interrupting"
    ),
    "end": "none message signal error escalation cancel compensation terminate",
}
"""What runs, by position."""

STANDARD = {
    "start": "none message timer signal conditional multiple parallel-multiple",
    "event-sub-process": (
        "message timer signal error escalation conditional compensation multiple parallel-multiple "
        "message/non-interrupting timer/non-interrupting signal/non-interrupting escalation/non-interrupting "
        "conditional/non-interrupting multiple/non-interrupting parallel-multiple/non-interrupting"
    ),
    "intermediate-catch": "message timer signal conditional link multiple parallel-multiple",
    "intermediate-throw": "none message signal escalation compensation link multiple",
    "boundary": (
        "message timer signal error escalation cancel compensation conditional multiple parallel-multiple "
        "compensation/non-interrupting "
        "message/non-interrupting timer/non-interrupting signal/non-interrupting escalation/non-interrupting "
        "conditional/non-interrupting multiple/non-interrupting parallel-multiple/non-interrupting"
    ),
    "end": "none message signal error escalation cancel compensation terminate multiple",
}
"""What BPMN 2.0.2 knows (tables 10.84, 10.86, 10.88 to 10.90), by position."""

ELEMENTS = {
    "start": "startEvent",
    "event-sub-process": "startEvent",
    "intermediate-catch": "intermediateCatchEvent",
    "intermediate-throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
    "end": "endEvent",
}
TRIGGERS = ("none", "message", "timer", "signal", "error", "escalation", "conditional", "link",
            "terminate", "cancel", "compensation", "multiple", "parallel-multiple")  # fmt: skip
_CATCHES_BESIDE = frozenset({"event-sub-process", "boundary"})
"""Positions where an event may leave running what it stands beside."""

_SEVERAL = {
    "multiple": ("has several event definitions.", "Draw one event for each, after a gateway."),
    "parallel-multiple": ("waits for several events at once.", "Draw one event for each, between parallel gateways."),
}  # fmt: skip
_UNHEARD = "has the trigger {!r}, which BPMN does not know here."
_NOTHING = "has no trigger, which it needs here."
_INSTEAD = {
    "start": "Use none, message, timer, signal or condition; errors start an event sub-process.",
    "event-sub-process": "Use message, timer, signal, condition, error, escalation or compensation.",
    "intermediate-catch": "Use message, timer, signal, condition or link.",
    "intermediate-throw": "Use none, message, signal, escalation, compensation or link.",
    "boundary": "Use message, timer, signal, condition, error, escalation, cancel or compensation.",
    "end": "Use none, message, signal, error, escalation, cancel, compensation or terminate.",
}
_ALWAYS_INTERRUPTS = "catches {} without interrupting."
NOTES = {
    "start/none": "Started by a person, a record, a caller or a form.",
    "start/message": "Each message with its name starts an instance; a correlation key starts one at a time.",
    "start/timer": "A date, a cycle or cron starts instances.",
    "start/conditional": "Asked by a verb with variables, and when a record is written whose type it names.",
    "intermediate-throw/none": "A milestone; it is passed without stopping.",
    "boundary/timer/non-interrupting": "A cycle fires as often as it says; its handler outlives the activity.",
    "boundary/error": "Without a code it catches every error.",
    "boundary/cancel": "Only on a transaction; reached when all that was complete in it is undone.",
    "boundary/compensation": "Leads to its handler by an association, once its activity is complete.",
    "boundary/compensation/non-interrupting": "The same: cancelActivity says nothing about a complete activity.",
    "event-sub-process/compensation": "Undoes the complete sub-process around it, instead of the handlers in there.",
    "intermediate-throw/compensation": "Undoes what is complete in its scope, one by one, the last completed first.",
    "end/terminate": "Ends its own sub-process, or the instance.",
    "end/cancel": "Only straight in a transaction.",
    "end/compensation": "Undoes what is complete in its scope before it ends.",
}


def rows() -> list[Row]:
    """A row for every trigger at every position, interrupting and, where that can be said, not."""
    return [
        _row(position, trigger, interrupting=interrupting)
        for position in RUNS
        for trigger in TRIGGERS
        for interrupting in ((True, False) if position in _CATCHES_BESIDE else (True,))
    ]


def row_id(position: str, trigger: str, *, interrupting: bool = True) -> str:
    """The id of an event's row."""
    return f"{position}/{_word(trigger, interrupting=interrupting)}"


def _word(trigger: str, *, interrupting: bool) -> str:
    return trigger if interrupting else f"{trigger}/non-interrupting"


def _row(position: str, trigger: str, *, interrupting: bool) -> Row:
    name = row_id(position, trigger, interrupting=interrupting)
    word = _word(trigger, interrupting=interrupting)
    does = word in RUNS[position].split()
    reason, remedy = ("", "") if does else _refusal(position, trigger, word)
    return Row(
        id=name,
        element=ELEMENTS[position],
        position=position,
        trigger=trigger,
        interrupting=interrupting,
        runs=does,
        note=NOTES.get(name, ""),
        reason=reason,
        remedy=remedy,
    )


def _refusal(position: str, trigger: str, word: str) -> tuple[str, str]:
    if word in STANDARD[position].split():
        return _SEVERAL[trigger]
    if trigger in STANDARD[position].split():
        return _ALWAYS_INTERRUPTS.format(trigger), "Make it interrupting, or use an escalation."
    return _NOTHING if trigger == "none" else _UNHEARD.format(trigger), _INSTEAD[position]
