"""A folder with a model, a form and a decision table: requests are rated, then looked at."""

from __future__ import annotations

from engine.studio import starting

FOLDER = "rating"
_TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rating_model" name="Rating" \
namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="rating" name="Rating">
    <decisionTable id="rating_table" hitPolicy="UNIQUE">
      <input id="kind" label="Kind">
        <inputExpression id="kind_value" typeRef="string"><text>kind</text></inputExpression></input>
      <output id="level" label="Level" name="level" typeRef="string" />
      <rule id="small"><inputEntry id="small_kind"><text>"small"</text></inputEntry>
        <outputEntry id="small_level"><text>"low"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""
_RATE = """<bpmn:businessRuleTask id="rate" name="Rate it"><bpmn:extensionElements>
      <zeebe:calledDecision decisionId="rating" resultVariable="level" /></bpmn:extensionElements>
      <bpmn:incoming>flow_1</bpmn:incoming><bpmn:outgoing>flow_3</bpmn:outgoing></bpmn:businessRuleTask>
    <bpmn:sequenceFlow id="flow_3" sourceRef="rate" targetRef="first_step" />
    <bpmn:endEvent"""
_DRAWN = """<bpmndi:BPMNShape id="rate_di" bpmnElement="rate"><dc:Bounds x="228" y="240" width="100" height="80" />
      </bpmndi:BPMNShape><bpmndi:BPMNEdge id="flow_3_di" bpmnElement="flow_3"><di:waypoint x="300" y="240" />
      <di:waypoint x="300" y="200" /></bpmndi:BPMNEdge></bpmndi:BPMNPlane>"""


def files() -> dict[str, bytes]:
    """The folder: start, a rule, a person's step, end."""
    made = starting.folder(FOLDER, "Rating of requests", "en")
    model = made[f"{FOLDER}.bpmn"].decode()
    for old, new in (
        ('sourceRef="start" targetRef="first_step"', 'sourceRef="start" targetRef="rate"'),
        ("<bpmn:incoming>flow_1</bpmn:incoming>", "<bpmn:incoming>flow_3</bpmn:incoming>"),
        ("<bpmn:endEvent", _RATE),
        ("</bpmndi:BPMNPlane>", _DRAWN),
        ('<di:waypoint x="260" y="160" />', '<di:waypoint x="228" y="280" />'),
        ('x="432"', 'x="692"'),
        ('x="430"', 'x="690"'),
    ):
        model = model.replace(old, new)
    return {**made, f"{FOLDER}.bpmn": model.encode(), f"{FOLDER}.dmn": _TABLE.encode()}
