"""docs/reference/bpmn.md, written from the linter's own tables: a page that cannot promise what deploy refuses."""

from __future__ import annotations

from engine.bpmn.rules.events import EVENT_KINDS
from engine.bpmn.rules.extensions import EXTENSIONS
from engine.bpmn.rules.vocabulary import DOCUMENTS, REFUSED, RUN

_HEAD = """# BPMN elements

Written from the linter's own tables (`engine/bpmn/reference.py`); `baton lint` and deploying apply them. An element
runs as BPMN 2.0 and Camunda 8 say, or it is refused with its id, the reason and a remedy. There is no third way. Models
of the Camunda 7 dialect (`camunda:`) are refused for now, each attribute with what to use instead.

"""

_LOOPS = """An activity may be done several times. Each time has variables of its own, with its number in `loopCounter`;
results go outwards to where the variable lives.

* **Multi-instance**, at once or one after the other: over the items of a `zeebe:loopCharacteristics` `inputCollection`,
  or as often as `loopCardinality` says (a number or FEEL). What is no whole number from 0 to 100,000 is an incident.
* **Standard loop**: again while `loopCondition` (FEEL) holds, at most `loopMaximum` times; one of both must be there.
  It is tested after each time, or before it with `testBefore`. In it `loopCounter` is how many times are done.
"""

_TRANSACTIONS = """A transaction is a sub-process that can be given up: a cancel end event straight in it terminates
what is open in it, and the flow goes on at the cancel boundary event on it. Nothing is undone by that: compensation is
refused, so draw what is to be undone behind the boundary event.
"""

_POOLS = """Every executable process of a file becomes a process of its own, with its own id, versions and instances; a
change anywhere in the file is a new version of each. A message flow between two pools documents: a thrown message finds
its receiver by its name and its correlation key, or a start event by its name alone, in this file or another. A pool
that is not executable only documents.
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "\n".join(
        [
            _section("Elements that run", _names(RUN)),
            _section("What an event may be", _table("Event", "Kinds", _event_rows())),
            _section("What is done several times", _LOOPS.rstrip()),
            _section("Transactions", _TRANSACTIONS.rstrip()),
            _section("Several processes in one file", _POOLS.rstrip()),
            _section("Extension elements (`zeebe:`)", _table("Element", "Attributes", _extension_rows())),
            _section("Elements that only document", _names(DOCUMENTS)),
            _section("Elements that are refused", _table("Element", "Why, and what to do", _refused_rows())),
        ]
    )


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}\n"


def _names(found: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(found)) + "."


def _table(first: str, second: str, rows: dict[str, str]) -> str:
    lines = [f"| {first} | {second} |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {told} |" for name, told in sorted(rows.items()))])


def _event_rows() -> dict[str, str]:
    return {name: ", ".join(sorted(kinds)) for name, kinds in EVENT_KINDS.items()}


def _extension_rows() -> dict[str, str]:
    return {
        name: ", ".join(f"`{one}`" for one in sorted(word.attributes)) for name, word in EXTENSIONS.items()
    }


def _refused_rows() -> dict[str, str]:
    return {name: f"It {reason} {remedy}" for name, (reason, remedy) in REFUSED.items()}
