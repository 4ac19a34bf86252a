"""What a new folder begins with: a model that can be deployed and started as it is, with two forms."""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

from engine.studio import naming

_MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" \
xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_1" \
targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud">
  <bpmn:process id={process} name={title} isExecutable="true">
    <bpmn:startEvent id="start" name={start}>
      <bpmn:extensionElements>
        <zeebe:formDefinition formId={start_form} />
      </bpmn:extensionElements>
      <bpmn:outgoing>flow_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="flow_1" sourceRef="start" targetRef="first_step" />
    <bpmn:userTask id="first_step" name={step}>
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId={form} />
      </bpmn:extensionElements>
      <bpmn:incoming>flow_1</bpmn:incoming>
      <bpmn:outgoing>flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="flow_2" sourceRef="first_step" targetRef="end" />
    <bpmn:endEvent id="end" name={end}>
      <bpmn:incoming>flow_2</bpmn:incoming>
    </bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement={process}>
      <bpmndi:BPMNShape id="start_di" bpmnElement="start">
        <dc:Bounds x="160" y="142" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="158" y="185" width="40" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="first_step_di" bpmnElement="first_step">
        <dc:Bounds x="260" y="120" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end">
        <dc:Bounds x="432" y="142" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="430" y="185" width="40" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flow_1_di" bpmnElement="flow_1">
        <di:waypoint x="196" y="160" /><di:waypoint x="260" y="160" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="flow_2_di" bpmnElement="flow_2">
        <di:waypoint x="360" y="160" /><di:waypoint x="432" y="160" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
_DECISIONS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" \
id="definitions_{id}" name={title} namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="{id}" name={title}>
    <decisionTable id="{id}_table" hitPolicy="FIRST">
      <input id="{id}_input" label={input}>
        <inputExpression id="{id}_expression" typeRef="string"><text>value</text></inputExpression>
      </input>
      <output id="{id}_output" label={output} name="result" typeRef="string" />
      <rule id="{id}_rule">
        <inputEntry id="{id}_any"><text></text></inputEntry>
        <outputEntry id="{id}_answer"><text>"yes"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram>
      <dmndi:DMNShape dmnElementRef="{id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""
_WORDS = {
    "en": {"start": "Start", "step": "First step", "end": "Done", "note": "Note", "input": "Value", "output": "Answer"},
    "ru": {
        "start": "Начало", "step": "Первый шаг", "end": "Готово", "note": "Заметка", "input": "Значение",
        "output": "Ответ",
    },
}  # fmt: skip


def folder(name: str, title: str, locale: str) -> dict[str, bytes]:
    """The files of a new folder."""
    process = naming.identifier(name)
    start_form, form_id = f"{name}-start", f"{name}-first-step"
    words = _words(locale)
    model = _MODEL.format(
        process=quoteattr(process),
        title=quoteattr(title),
        start=quoteattr(words["start"]),
        start_form=quoteattr(start_form),
        step=quoteattr(words["step"]),
        end=quoteattr(words["end"]),
        form=quoteattr(form_id),
    )
    forms = {f"{one}.form": form(one, locale) for one in (start_form, form_id)}
    return {f"{name}.bpmn": model.encode(), **forms}


def form(form_id: str, locale: str) -> bytes:
    """A form with one text field."""
    label = _words(locale)["note"]
    document = {
        "type": "default",
        "id": form_id,
        "schemaVersion": 19,
        "components": [{"type": "textarea", "id": "Field_note", "key": "note", "label": label}],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def decisions(decision_id: str, title: str, locale: str) -> bytes:
    """A decision table with one input, one output and one row."""
    words = _words(locale)
    plain = " ".join(
        "".join(one if one.isalnum() else " " for one in title).split()
    )  # a name that FEEL reads
    return _DECISIONS.format(
        id=naming.identifier(decision_id),
        title=quoteattr(plain or decision_id),
        input=quoteattr(words["input"]),
        output=quoteattr(words["output"]),
    ).encode()


def _words(locale: str) -> dict[str, str]:
    return _WORDS["ru" if locale.startswith("ru") else "en"]
