"""The table of semantics: what runs is shown by a test, what is refused is refused, and the page says both."""

from __future__ import annotations

from pathlib import Path

from engine.bpmn.reference import page
from engine.bpmn.semantics import ROWS
from tests.bpmn.shows import shown

STANDARD = """
adHocSubProcess assignment association auditing boundaryEvent businessRuleTask callActivity callChoreography
callConversation cancelEventDefinition category categoryValue childLaneSet choreography choreographyTask collaboration
compensateEventDefinition completionCondition complexBehaviorDefinition complexGateway conditionExpression
conditionalEventDefinition conversation conversationAssociation conversationLink correlationKey correlationProperty
correlationPropertyBinding correlationPropertyRetrievalExpression correlationSubscription dataInput dataInputAssociation
dataObject dataObjectReference dataOutput dataOutputAssociation dataState dataStore dataStoreReference definitions
documentation endEvent endPoint error errorEventDefinition escalation escalationEventDefinition eventBasedGateway
eventDefinitionRef exclusiveGateway extension extensionElements flowNodeRef globalBusinessRuleTask
globalChoreographyTask globalConversation globalManualTask globalScriptTask globalTask globalUserTask group
humanPerformer implicitThrowEvent import inclusiveGateway incoming inputDataItem inputSet interface
intermediateCatchEvent intermediateThrowEvent ioBinding ioSpecification itemDefinition lane laneSet linkEventDefinition
loopCardinality loopCondition loopDataInputRef loopDataOutputRef manualTask message messageEventDefinition messageFlow
messageFlowAssociation monitoring multiInstanceLoopCharacteristics operation operationRef outgoing outputDataItem
outputSet parallelGateway participant participantAssociation participantMultiplicity partitionElement partnerEntity
partnerRole performer potentialOwner process property receiveTask relationship rendering resource
resourceAssignmentExpression resourceParameter resourceParameterBinding resourceRole script scriptTask sendTask
sequenceFlow serviceTask signal signalEventDefinition sourceRef standardLoopCharacteristics startEvent subChoreography
subConversation subProcess supportedInterfaceRef supports targetRef task terminateEventDefinition text textAnnotation
timeCycle timeDate timeDuration timerEventDefinition transaction transformation userTask
"""
"""The elements of BPMN 2.0.2's schema that are not abstract, and the parts of them that mean something."""

ROOT = Path(__file__).resolve().parents[2]


def test_every_element_of_the_standard_is_in_the_table():
    assert [tag for tag in STANDARD.split() if tag not in ROWS] == []


def test_every_row_that_runs_is_shown_by_a_test():
    tests = shown()

    assert [row.id for row in ROWS.values() if row.runs and row.id not in tests] == []


def test_the_reference_page_is_up_to_date():
    """To write it anew: ``python -m tests.bpmn.write_reference``."""
    assert (ROOT / "docs/reference/bpmn.md").read_text(encoding="utf-8") == page(shown())
