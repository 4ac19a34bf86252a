"""Ad-hoc sub-processes: what may stand in them, and what they say about their activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn.rules.registry import Case, at, rule
from engine.bpmn.semantics import ROWS
from engine.errors import BatonError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, ProcessModel

_ROW = "adHocSubProcess/"
_WORDS = {
    "ordering": (frozenset({"Parallel", "Sequential"}), "Use Parallel or Sequential."),
    "cancelRemainingInstances": (frozenset({"true", "false"}), "Use true or false."),
}


@rule
def out_of_place_in_ad_hoc(case: Case) -> Iterator[Finding]:
    for ad_hoc in case.elements("adHocSubProcess"):
        model = case.model_of(ad_hoc)
        for element in model.children(ad_hoc.id):
            row_id = _row_of(case, model, element)
            if row_id:
                yield _refused(element, row_id)


@rule
def nothing_to_begin_in_ad_hoc(case: Case) -> Iterator[Finding]:
    for ad_hoc in case.elements("adHocSubProcess"):
        if not case.model_of(ad_hoc).possible_in(ad_hoc.id):
            yield _refused(ad_hoc, "empty")


@rule
def ad_hoc_words(case: Case) -> Iterator[Finding]:
    for ad_hoc in case.elements("adHocSubProcess"):
        for name, (known, remedy) in _WORDS.items():
            value = case.node(ad_hoc).get(name)
            if value is not None and value not in known:
                yield at(ad_hoc, f"has the {name} {value!r}.", remedy)
        said = ad_hoc.ad_hoc
        if said is not None and (said.output_collection is None) != (said.output_element is None):
            yield at(ad_hoc, "collects only half.", "Give outputCollection and outputElement, or neither.")


@rule
def begins_what_is_not_there(case: Case) -> Iterator[Finding]:
    for ad_hoc in case.elements("adHocSubProcess"):
        possible = {one.id for one in case.model_of(ad_hoc).possible_in(ad_hoc.id)}
        for name in _constant_list(ad_hoc.ad_hoc.active_elements if ad_hoc.ad_hoc else None):
            if name not in possible:
                yield at(
                    ad_hoc,
                    f"begins {name!r}, which is no activity in it to which no flow leads.",
                    f"Name some of: {', '.join(sorted(possible))}.",
                )


def _row_of(case: Case, model: ProcessModel, element: Element) -> str | None:
    if element.type in {"startEvent", "endEvent"}:
        return element.type.replace("E", "-e")
    if element.triggered_by_event:
        return "event-sub-process"
    if element.for_compensation:
        return "compensation"
    attached = element.begins_otherwise or case.incoming(element)
    return None if attached or element in model.possible_in(element.parent or "") else "not-begun"


def _refused(element: Element, row_id: str) -> Finding:
    row = ROWS[f"{_ROW}{row_id}"]
    return at(element, row.reason, row.remedy)


def _constant_list(text: str | None) -> list[object]:
    """The list that a text gives whatever the variables are; empty for any other."""
    try:
        if text is None or feel.parse(text.removeprefix("=")).names:
            return []
        found = feel.evaluate(text.removeprefix("="), {})
    except BatonError:
        return []
    return found if isinstance(found, list) else []
