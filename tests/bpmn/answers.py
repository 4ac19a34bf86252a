"""Models with event sub-processes: of the process, or of a sub-process in it."""

from __future__ import annotations

from tests.bpmn import building as b

DECLARED = (
    b.messages(note="=id", stop="=id")
    + b.signals("bell")
    + b.errors("BAD", "WORSE")
    + b.escalations("HELP", "ALARM")
)
TRIGGERS = {
    "message": b.message("note"),
    "timer": b.timer("Duration", "PT1H"),
    "signal": b.signal("bell"),
}


def answering(event, *, interrupting=True, handler="answer", name="it", **more):
    """An event sub-process of one task."""
    return b.event_subprocess(
        name, b.trigger(f"{name}_start", event, interrupting=interrupting), b.user(handler),
        flow=f"{name}_start>{handler}", **more,
    )  # fmt: skip


def of_the_process(*parts):
    return b.process(
        "p", b.start(), b.user("work"), b.user("after"), *parts,
        flow="start>work work>after", declared=DECLARED,
    )  # fmt: skip


def in_a_subprocess(*parts, kind=b.subprocess, around=()):
    return b.process(
        "p",
        b.start(),
        kind("sub", b.start("s"), b.user("work"), b.user("more"), *parts, flow="s>work work>more"),
        *around,
        b.user("after"),
        flow="start>sub sub>after",
        declared=DECLARED,
    )
