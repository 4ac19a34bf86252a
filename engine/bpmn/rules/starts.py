"""Start forms: a start event that people start, employees on its page or strangers on a public one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.bpmn.rules.registry import Case, at, at_reference, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding

PUBLIC_FORM = "publicForm"
"""The property of a start event that names its form's public address: ``/public/<its value>``."""
START_GROUPS = "startGroups"
"""The property of a start event that names the groups, parted by commas, whose people may start it."""
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@rule
def start_form_unknown(case: Case) -> Iterator[Finding]:
    for element in case.elements("startEvent"):
        known = case.known.forms
        if element.form_id is not None and known is not None and element.form_id not in known:
            yield at_reference(
                case, element, f"names the form {element.form_id!r}", "Deploy the form with it."
            )


@rule
def start_form_out_of_place(case: Case) -> Iterator[Finding]:
    """Only a person's start has a form: nobody fills one in for a timer, a message or a sub-process."""
    for element in case.elements("startEvent"):
        if element.form_id is None:
            continue
        if element.parent is not None:
            yield at(element, "starts a sub-process, and has a form.", "Give the form to a user task in it.")
        elif element.event is not None and element.event.kind != "none":
            yield at(
                element,
                f"waits for a {element.event.kind}, and has a form.",
                "Draw a start event without a trigger for the form.",
            )


@rule
def public_form_without_use(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        properties = dict(element.properties)
        for name in (PUBLIC_FORM, START_GROUPS):
            if name in properties and element.form_id is None:
                yield at(
                    element, f"has {name}, but no form.", "Give a start event zeebe:formDefinition formId."
                )
            elif name in properties and element.type != "startEvent":
                yield at(element, f"has {name}, which only a start event has.", "Remove the property.")


@rule
def public_address_unusable(case: Case) -> Iterator[Finding]:
    for element in case.elements("startEvent"):
        slug = dict(element.properties).get(PUBLIC_FORM)
        if slug is not None and not _SLUG.fullmatch(slug):
            yield at(
                element,
                f"has the public address {slug!r}, which cannot stand in a link.",
                "Use small Latin letters, digits and hyphens, such as contact-us.",
            )
