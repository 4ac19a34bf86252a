"""docs/reference/bpmn.md, written from the table of semantics: a page that cannot promise what deploy refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.semantics import beside, camunda7, elements, events, extensions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.bpmn.semantics import Row

_HEAD = """# BPMN elements

Written from the table of semantics (`engine/bpmn/semantics/`), which `baton lint` and deploying apply. Each
row ends in one of two states: it runs as BPMN 2.0.2 and Camunda 8 say, with the test that shows it, or a
model with it is refused with the element's id, the reason and a remedy. There is no third way.

How a row is named: an element by its tag (`userTask`), what can be said about it behind a slash
(`subProcess/event-sub-process`); an event by where it stands and what triggers it (`boundary/timer`), with
`/non-interrupting` where it leaves running what it stands beside; an extension with its prefix, and its
attributes behind a dot (`zeebe:calledElement.processId`).

The linter also warns of what runs as drawn and is hardly meant: joins that may wait for a token that never
comes, circles without a way out, parallel branches that meet at an exclusive gateway, two elements that may
write one variable at the same time. A join at which every way through the process gets stuck is refused.

"""
_ABOUT = {
    "Processes, pools and lanes": """\
Every executable process of a file becomes a process of its own, with its own id, versions and instances; a
change anywhere in the file is a new version of each. A message flow between two pools documents: a thrown
message finds its receiver by its name and its correlation key, or a start event by its name alone, in this
file or another.""",
    "What is done several times": """\
An activity may be done several times. Each time has variables of its own, with its number in `loopCounter`;
results go outwards to where the variable lives. **Multi-instance** runs at once or one after the other,
over the items of a `zeebe:loopCharacteristics` `inputCollection`, or as often as `loopCardinality` says;
what is no whole number from 0 to 100,000 is an incident. A **standard loop** goes on while `loopCondition`
holds, at most `loopMaximum` times; one of both must be there. In it `loopCounter` is how many times are
done.""",
    "Sub-processes": """\
A sub-process has variables of its own, which end with it. A **transaction** is one that can be given up: a
cancel end event straight in it terminates what is open in it, undoes what is complete in it, and the flow
goes on at the cancel boundary event on it. An error that leaves it undoes nothing.""",
    "Tasks and calls": """\
What is done, and by whom: a person, an operation in the step itself, a connector or a worker after it, a
decision table, another process. A form, a candidate group, a type and the like are said in extension
elements.""",
    "Gateways": """\
Where tokens part and meet. A gateway with several flows into it joins, one with several flows out of it
splits; one gateway may do both.""",
    "Sequence flows": """\
Where a token goes. Conditions are FEEL and must be true or false.""",
    "Event definitions": """\
What an event is triggered by. Where each of them may stand, the tables of events below say.""",
    "Data, people and notes": """\
Variables hold all data, and each can be read wherever it is in scope; so what BPMN draws about data tells
people what matters, and its mappings are said in `zeebe:ioMapping`.""",
    "What stands beside the processes": """\
Messages, signals, errors and escalations are declared beside the processes that refer to them. What else
stands there is for readers.""",
}
_EXTENSIONS = """\
A row for each element, for each of its attributes, and for each BPMN element that it may stand in. Anywhere
else it is refused."""
_CAMUNDA7 = """\
A model is read in the dialect that it uses most."""
_COMPENSATION = """\
**Compensation** undoes what is complete. A compensation boundary event says by an association which
activity undoes its own; that handler stands outside the flow, and is a task, sub-process or call activity
like any other. A compensation throw or end event has what is complete in its scope undone, one handler
after the other, the last completed first, and waits for them; in an event sub-process it sees the scope
around it, too. Each completion is undone once. What is open or was interrupted is not undone, and
compensation stops at a call activity: attach a handler to it. A sub-process without a handler is undone
from inside, with its variables as they were when it ended; what its handlers write goes outwards to where
the variable lives. One with a handler is undone by that alone (Camunda 8 calls the handlers in it, too),
and so is one with a compensation event sub-process, which can have the inside undone by a throw event of
its own. A multi-instance activity or loop has one handler for all of its times. An error in a handler is
caught around the event that asked for it."""
_POSITIONS = {
    "start": ("Start events", "What begins an instance of a process."),
    "event-sub-process": (
        "Start events of event sub-processes",
        "What begins an event sub-process, while the process or sub-process around it runs.",
    ),
    "intermediate-catch": ("Intermediate catch events", "A token waits here until it happens."),
    "intermediate-throw": (
        "Intermediate throw events",
        f"A token makes it happen and goes on.\n\n{_COMPENSATION}",
    ),
    "boundary": (
        "Boundary events",
        "What can happen to an activity while it is open. An interrupting one ends it.",
    ),
    "end": ("End events", "What happens as a token ends."),
}


def page(shown: Mapping[str, str]) -> str:
    """The whole page; *shown* names the test of each row that runs."""
    return _HEAD + "\n".join(
        [
            *(_section(title, rows, shown) for title, rows in elements.GROUPS.items()),
            _section("What stands beside the processes", beside.rows(), shown),
            *(
                _section(title, _of_position(position), shown, about)
                for position, (title, about) in _POSITIONS.items()
            ),
            _section("Extension elements of Camunda 8 (`zeebe:`)", extensions.rows(), shown, _EXTENSIONS),
            _section("Attributes and elements of Camunda 7 (`camunda:`)", camunda7.rows(), shown, _CAMUNDA7),
        ]
    )


def _of_position(position: str) -> list[Row]:
    return [row for row in events.rows() if row.position == position]


def _section(title: str, rows: Iterable[Row], shown: Mapping[str, str], about: str = "") -> str:
    """A group: what runs comes first, then what is refused."""
    ordered = list(rows)
    about = about or _ABOUT.get(title, "")
    parts = [f"## {title}", about, _running([row for row in ordered if row.runs], shown)]
    parts.append(_refused([row for row in ordered if not row.runs]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _running(rows: list[Row], shown: Mapping[str, str]) -> str:
    return _table(
        ("Runs", "How", "Shown by"),
        [(f"`{row.id}`", _how(row), f"`{shown[row.id]}`" if row.id in shown else "") for row in rows],
    )


def _how(row: Row) -> str:
    return f"Documents; no token meets it. {row.note}".strip() if row.documents else row.note


def _refused(rows: list[Row]) -> str:
    return _table(
        ("Refused", "Why: the element ...", "What to do"),
        [(f"`{row.id}`", row.reason, row.remedy) for row in rows],
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
