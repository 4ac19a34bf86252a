"""The table of semantics: every element, event, aspect and extension either runs or is refused. The only truth of it.

The linter refuses what stands here as refused; `docs/reference/bpmn.md` is written from it; a test fails when a row
that runs is shown by no test (`tests.bpmn.shows`), or one that is refused gets past the linter.
"""

from __future__ import annotations

from engine.bpmn.semantics import beside, camunda7, elements, events, extensions
from engine.bpmn.semantics.row import Row

ROWS: dict[str, Row] = {}
for _row in (*elements.rows(), *beside.rows(), *events.rows(), *extensions.rows(), *camunda7.rows()):
    if _row.id in ROWS:
        raise AssertionError(_row.id)
    ROWS[_row.id] = _row


def of_event(position: str, trigger: str, *, interrupting: bool = True) -> Row:
    """The row of an event: position as in the row ids, trigger as in BPMN's event definitions."""
    # Where nothing runs beside the event, it makes no difference whether it interrupts.
    found = ROWS.get(events.row_id(position, trigger, interrupting=interrupting))
    return found or ROWS[events.row_id(position, trigger)]


def does_run(row_id: str) -> bool:
    """Whether a row runs; an id that is not in the table is a mistake of the caller."""
    return ROWS[row_id].runs


__all__ = ["ROWS", "Row", "does_run", "of_event"]
