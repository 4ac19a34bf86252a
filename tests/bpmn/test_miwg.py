"""The reference models of the OMG's interchange group: each opens as a draft, is checked and is drawn as it is.

They lie beside the project; without them these tests are skipped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from engine.bpmn import definition, diagram, drawing, reading
from engine.bpmn.linting import Known, lint
from engine.bpmn.reading import bpmn
from engine.studio import archives, contents, importing
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT.parent / "shared" / "conformance" / "bpmn-miwg"
MODELS = sorted(FOLDER.glob("*.bpmn"))
CAMUNDA = "{http://activiti.org/bpmn}"

pytestmark = pytest.mark.skipif(not MODELS, reason="The reference models of the BPMN MIWG are not here.")


@pytest.fixture(params=MODELS, ids=lambda path: path.stem)
def model(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_it_is_kept_byte_by_byte_as_a_draft_and_in_a_zip(model):
    files = importing.files_of("model", model.read_bytes())

    assert files == {"model.bpmn": model.read_bytes()}
    assert archives.unpack(archives.pack(files)) == files
    assert reading.read(contents.text_of("model.bpmn", model.read_bytes()).encode()) is not None


def test_every_finding_names_a_place_a_reason_and_a_remedy(model):
    found = lint(model.read_bytes(), known=Known())

    assert found
    assert [one for one in found if not (one.element_id and one.message and one.remedy)] == []


def test_everything_that_its_diagram_shows_is_drawn(model):
    drawn = set(re.findall(r'data-id="([^"]+)"', diagram.render(model.read_bytes())))
    shown = {
        one.get("bpmnElement", "").rpartition(":")[2]
        for one in reading.read(model.read_bytes()).root.iter(etree.Element)
        if str(one.tag).endswith(("}BPMNShape", "}BPMNEdge"))
    }

    assert shown - drawn == set()


def test_without_its_diagram_it_gets_another(model):
    root = reading.read(model.read_bytes()).root
    for one in root.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        root.remove(one)

    drawn = diagram.render(drawing.with_diagrams(etree.tostring(root)))

    nodes = [one.get("id") for one in root.iter(bpmn("task"), bpmn("userTask"), bpmn("startEvent"))]
    assert [one for one in nodes if f'data-id="{one}"' not in drawn] == []


@pytest.mark.parametrize("name", ["C.1.0", "C.1.1"])
def test_an_executable_one_can_be_deployed_after_what_its_findings_ask_for(name):
    """Both call Java in one task, and name pages of an application as forms."""
    root = reading.read((FOLDER / f"{name}.bpmn").read_bytes()).root
    # Draw a form in the studio and name it with camunda:formRef.
    for node in root.iter(etree.Element):
        if node.attrib.pop(f"{CAMUNDA}formKey", None):
            node.set(f"{CAMUNDA}formRef", "invoice")
    # It is external, with a topic; use an input parameter instead of a field.
    for node in root.iter(bpmn("serviceTask")):
        del node.attrib[f"{CAMUNDA}delegateExpression"]
        node.set(f"{CAMUNDA}type", "external")
        node.set(f"{CAMUNDA}topic", "archive")
    for node in [*root.iter(f"{CAMUNDA}field"), *root.iter(bpmn("ioSpecification"))]:
        node.getparent().remove(node)
    # Correct the text: XPath over data objects is FEEL over variables.
    for node in root.iter(bpmn("conditionExpression")):
        node.text = re.sub(r"bpmn:getDataObject\('(\w+)'\)", r"\1", node.text).replace("'", '"')
    # Draw a start event without a trigger for the form; of two names for people keep one.
    for node in root.findall(f".//{bpmn('startEvent')}[{bpmn('messageEventDefinition')}]"):
        node.attrib.pop(f"{CAMUNDA}formRef", None)
    for node in root.findall(f".//{bpmn('userTask')}[@{CAMUNDA}candidateGroups]"):
        node.remove(node.find(bpmn("potentialOwner")))

    assert errors(root) == []
    process = root.find(f"{bpmn('process')}[@isExecutable='true']").get("id")
    approving = definition.load(etree.tostring(root), process).model.elements["approveInvoice"]
    assert approving.assignment.candidate_groups == "Approver"


def errors(root):
    return [one for one in lint(etree.tostring(root), known=Known()) if one.severity == "error"]
