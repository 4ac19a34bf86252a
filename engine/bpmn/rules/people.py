"""The people of a user task, as BPMN itself names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.dialects import structure
from engine.bpmn.dialects.people import ROLES, assignment_of, beside, read_role
from engine.bpmn.dialects.structure import local_name
from engine.bpmn.rules.registry import Case, at, at_node, rule
from engine.bpmn.semantics import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding


@rule
def role_that_names_nobody(case: Case) -> Iterator[Finding]:
    definitions = structure.definitions_by_id(case.document.root)
    for node in case.bpmn_nodes():
        if local_name(node) not in ROLES:
            continue
        holder = node.getparent()
        if holder is None or local_name(holder) != "userTask":
            yield at_node(
                node, "names people where nobody does anything.", "Remove it, or make it a user task."
            )
            continue
        found = read_role(node, definitions)
        several = local_name(node) == "humanPerformer" and found is not None and len(found) > 1
        if found is None or several:
            row = ROWS[f"{local_name(node)}/computed"]
            yield at_node(node, row.reason, row.remedy)


@rule
def people_named_twice(case: Case) -> Iterator[Finding]:
    """The dialect's own word wins; the other one would be passed over."""
    definitions = structure.definitions_by_id(case.document.root)
    for element in case.elements("userTask"):
        node = case.node(element)
        if beside(assignment_of(node, definitions), element.assignment) != element.assignment:
            yield at(element, "names its people twice.", "Keep one of both.")
