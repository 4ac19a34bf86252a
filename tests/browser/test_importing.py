"""Models of other tools in a real editor: nothing of them is lost, and their findings lead to what they are about."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree
from playwright.sync_api import expect

from engine.studio.contents import text_of
from tests.bpmn.test_miwg import MODELS

AGAIN = """async (xml) => {
  while (!window.studio) await new Promise((goOn) => setTimeout(goOn, 50));
  await studio.modeler.importXML(xml);
  return (await studio.modeler.saveXML({ format: true })).xml;
}"""
"""What the editor makes of a model that it only opens and saves."""
RENAME = """async () => {
  while (!window.studio) await new Promise((goOn) => setTimeout(goOn, 50));
  const made = (name) => studio.modeler.get(name);
  made('modeling').updateProperties(made('elementRegistry').get('judge'), { name: 'Decide' });
}"""
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:signavio="http://www.signavio.com" id="d" targetNamespace="t" exporter="Another tool">
  <choreography id="talk"/>
  <process id="claims" name="Claims" isExecutable="true" camunda:historyTimeToLive="30">
    <extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#fff"/></extensionElements>
    <startEvent id="start"/>
    <userTask id="judge" name="Judge" camunda:assignee="${judge}" camunda:dueDate="${now()}">
      <extensionElements><camunda:properties><camunda:property name="a" value="b"/></camunda:properties>
        <signavio:deep one="1"><signavio:inner>kept</signavio:inner></signavio:deep></extensionElements>
    </userTask>
    <sequenceFlow id="flow" sourceRef="start" targetRef="judge"/>
  </process>
</definitions>"""


DEFAULTS = {
    "completionQuantity": "1", "startQuantity": "1", "isForCompensation": "false", "triggeredByEvent": "false",
    "isCollection": "false", "gatewayDirection": "Unspecified", "parallelMultiple": "false", "cancelActivity": "true",
    "isInterrupting": "true", "typeLanguage": "http://www.w3.org/2001/XMLSchema",
    "expressionLanguage": "http://www.w3.org/1999/XPath", "isSequential": "false", "instantiate": "false",
    "eventGatewayType": "Exclusive", "isMarkerVisible": None, "implementation": None, "isUnlimited": "false",
    "isClosed": "false", "processType": "None", "associationDirection": "None", "testBefore": "false",
}  # fmt: skip
"""What BPMN says of an attribute that is not written."""


def parts(xml):
    """Every element with its attributes and text, as BPMN reads them: numbers as numbers, defaults left out."""
    root = etree.fromstring(xml if isinstance(xml, bytes) else xml.encode())
    return Counter(_part(node) for node in root.iter(etree.Element))


def _part(node):
    around = node.getparent()
    said = frozenset(
        (name, _plain(value)) for name, value in node.attrib.items() if DEFAULTS.get(name) != value
    )
    return (node.tag, "" if around is None else around.tag, said, _plain(node.text or ""))


def _plain(value):
    text = " ".join(value.split())
    try:
        return float(text)
    except ValueError:
        return text.removeprefix("bpmn:").removeprefix("semantic:")


def meaning(xml):
    """All that is said beside the diagrams."""
    return Counter(
        {one: count for one, count in parts(xml).items() if "/DI}" not in one[0] and "/DC}" not in one[0]}
    )


def drawing(xml):
    """What the first diagram shows, and where; what is folded away in it has a diagram of its own."""
    root = etree.fromstring(xml if isinstance(xml, bytes) else xml.encode())
    return {
        one.get("bpmnElement").rpartition(":")[2]: _places(one) for one in root.find(f"{DI}BPMNDiagram")[0]
    }


def everything_drawn(xml):
    root = etree.fromstring(xml if isinstance(xml, bytes) else xml.encode())
    return {one.get("bpmnElement").rpartition(":")[2] for one in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")}


def _places(drawn):
    """Corners and sides, or the points of a line."""
    inner = [one for one in drawn if etree.QName(one).localname in {"Bounds", "waypoint"}]
    return [
        {name: float(one.get(name)) for name in ("x", "y", "width", "height") if one.get(name)}
        for one in inner
    ]


def bring(page, path):
    """Upload a model on the studio's page; the editor opens."""
    page.goto("/studio")
    page.locator("summary", has_text="Import").click()
    page.locator("#archive").set_input_files(path)
    page.locator('form[action$="/imports"] button').click()
    page.wait_for_url("**/draft")


@pytest.fixture
def dina(at):
    return at("dina")


def test_a_model_of_another_tool_opens_with_its_findings_and_loses_nothing(company, dina, tmp_path):
    path = tmp_path / "Claims of 2019.xml"
    path.write_text(FOREIGN, encoding="utf-8")

    bring(dina, path)

    expect(dina.locator('[data-element-id="judge"].studio-has-error')).to_be_visible()
    dina.locator('[data-do="findings"]').click()
    findings = dina.locator("#studio-findings")
    expect(findings).to_contain_text(
        "The expression in dueDate cannot be said in FEEL, column 3: now() calls Java."
    )
    expect(findings).to_contain_text("Choreography is choreography, which no engine runs.")
    dina.locator('[data-element-id="judge"]').first.click()
    expect(dina.locator("#studio-panel")).to_contain_text("User assignment")  # Camunda 7's own words
    dina.evaluate(RENAME)
    expect(dina.locator("#studio-state")).to_contain_text("Saved")
    kept = dina.evaluate("fetch('/studio/folders/claims-of-2019/draft').then((one) => one.text())")
    assert all(
        text in kept for text in ("signavio:deep", "kept", "choreography", "camunda:property", "${judge}")
    )


@pytest.mark.skipif(not MODELS, reason="The reference models of the BPMN MIWG are not here.")
def test_the_reference_models_go_through_the_editor_without_loss(dina, tmp_path):
    path = tmp_path / "any.bpmn"
    path.write_bytes(MODELS[0].read_bytes())
    bring(dina, path)

    for model in MODELS:
        before = model.read_bytes()
        after = dina.evaluate(AGAIN, text_of("model.bpmn", before))
        moved = everything_drawn(after) - drawing(after).keys()

        assert meaning(after) == meaning(before), model.name
        assert everything_drawn(after) == everything_drawn(before), model.name
        unmoved = {name: where for name, where in drawing(before).items() if name not in moved}
        assert drawing(after) == unmoved, model.name
