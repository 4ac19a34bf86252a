"""One row of the table of semantics: it runs, or it is refused with reason and remedy. There is no third way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One element, event or aspect of BPMN or of a dialect, and what becomes of it."""

    id: str
    element: str
    """The tag that it stands in: userTask, boundaryEvent, zeebe:ioMapping."""
    position: str = ""
    """Of an event: start, event-sub-process, intermediate-catch, intermediate-throw, boundary, end."""
    trigger: str = ""
    """Of an event: none, message, timer, ..."""
    interrupting: bool = True
    runs: bool
    documents: bool = False
    """It runs as the standard says, which is that no token meets it."""
    note: str = ""
    """What a designer should know of what runs."""
    reason: str = ""
    """Why it is refused; a predicate that follows the element's name."""
    remedy: str = ""


def runs(row_id: str, note: str = "") -> Row:
    """A row that runs as the standard says."""
    return Row(id=row_id, element=_element(row_id), runs=True, note=note)


def documents(row_id: str, note: str = "") -> Row:
    """A row that people read and no token meets."""
    return Row(id=row_id, element=_element(row_id), runs=True, documents=True, note=note)


def refused(row_id: str, reason: str, remedy: str) -> Row:
    """A row that the linter refuses: *reason* follows the element's name."""
    return Row(id=row_id, element=_element(row_id), runs=False, reason=reason, remedy=remedy)


def _element(row_id: str) -> str:
    return row_id.partition("/")[0].partition(".")[0]
