"""The reference page of operations, written from their own pages: docs/reference/operations.md."""

from __future__ import annotations

import sys

from engine.operations import operations

_HEAD = """# Operations

A service task whose `zeebe:taskDefinition` names one of these types is done at once, inside the step's transaction:
what it writes stays or goes together with the process state. What it needs comes in through input mappings; what it
returns goes out through output mappings. Any other type is a job for a connector or an external worker.

Adding one is adding a file to `engine/operations/`.
"""


def page() -> str:
    """The whole page; an operation that a test or a plug-in registered from elsewhere is not ours to describe."""
    ours = [type_ for type_, done in operations().items() if done.__module__.startswith("engine.operations.")]
    return _HEAD + "".join(_section(type_) for type_ in sorted(ours))


def _section(type_: str) -> str:
    told = sys.modules[operations()[type_].__module__].__doc__ or ""
    return f"\n## {type_}\n\n{_as_list(told).strip().replace('``', '`')}\n"


def _as_list(told: str) -> str:
    """Inputs, outputs and errors as a list of their own."""
    for word in ("Inputs", "Outputs", "Errors"):
        told = told.replace(f"\n{word}:", f"\n- **{word}:**")
    return told
