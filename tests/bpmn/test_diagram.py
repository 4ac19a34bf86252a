"""The diagram that people see: complete, in their language, safe to put on a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree

from engine.bpmn.diagram import render
from engine.bpmn.errors import Unreadable
from tests.conftest import ROOT, SHARED

if TYPE_CHECKING:
    from pathlib import Path

OPPORTUNITY = ROOT / "processes/sales/opportunity/opportunity.bpmn"
SVG = "{http://www.w3.org/2000/svg}"

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">'
)


def model(content: str, drawing: str = "") -> bytes:
    plane = f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p">{drawing}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    process = f'<bpmn:process id="p" name="Sales" isExecutable="true">{content}</bpmn:process>'
    return f"{HEAD}{process}{plane if drawing else ''}</bpmn:definitions>".encode()


def drawn(element: str, width: int = 120, height: int = 80, more: str = "", shape: str = "") -> str:
    bounds = f'<dc:Bounds x="100" y="100" width="{width}" height="{height}" />'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}" {shape}>{bounds}{more}</bpmndi:BPMNShape>'


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def node(svg: str, element_id: str) -> etree._Element:
    [found] = parsed(svg).findall(f'.//{SVG}g[@data-id="{element_id}"]')
    return found


def words(element: etree._Element) -> str:
    return " ".join(text.strip() for text in element.itertext("{*}tspan"))


def event(definition: str, kind: str = "intermediateCatchEvent", attributes: str = "") -> str:
    inner = f"<bpmn:{definition}EventDefinition />" if definition else ""
    return f'<bpmn:{kind} id="e" {attributes}>{inner}</bpmn:{kind}>'


def test_every_shape_and_flow_of_the_shipped_process_is_drawn_once() -> None:
    document = etree.parse(OPPORTUNITY)
    wanted = [one.get("bpmnElement") for one in document.iter("{*}BPMNShape", "{*}BPMNEdge")]
    shown = [
        one.get("data-id")
        for one in parsed(render(OPPORTUNITY.read_bytes())).iter(f"{SVG}g")
        if one.get("data-id")
    ]
    assert sorted(shown) == sorted(wanted)


def test_a_reader_of_russian_reads_russian_names_on_shapes_lanes_and_flows() -> None:
    svg = render(OPPORTUNITY.read_bytes(), locale="ru")
    latin = [words(text) for text in parsed(svg).iter(f"{SVG}text") if re.search("[A-Za-z]", words(text))]
    assert latin == ["Сделка B2B"]


def test_a_language_without_names_falls_back_to_the_models_own() -> None:
    assert render(OPPORTUNITY.read_bytes(), locale="de") == render(OPPORTUNITY.read_bytes(), locale="en")


def test_the_picture_has_no_inline_style_no_script_and_no_ids() -> None:
    root = parsed(render(OPPORTUNITY.read_bytes()))
    assert {name for one in root.iter() for name in one.attrib} & {"style", "id", "onclick", "href"} == set()
    assert not list(root.iter(f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject"))


def test_every_colour_is_a_css_variable() -> None:
    root = parsed(render(OPPORTUNITY.read_bytes()))
    colours = {one.get(paint) for one in root.iter() for paint in ("fill", "stroke")} - {None, "none"}
    assert colours
    assert all(str(colour).startswith("var(--diagram-") for colour in colours)


def test_texts_of_the_model_cannot_become_markup() -> None:
    name, element_id = '<script>alert("1")</script>', 't" onload="x'
    content = f"<bpmn:userTask id={quoteattr(element_id)} name={quoteattr(name)} />"
    [found] = parsed(render(model(content, drawn("t&quot; onload=&quot;x", width=400)))).findall(f"{SVG}g")
    assert found.get("data-id") == element_id
    assert found.get("onload") is None
    assert words(found) == name


def test_a_title_names_each_shape_for_a_pointer_and_a_screen_reader() -> None:
    svg = render(model('<bpmn:userTask id="t" name="Call the customer" />', drawn("t")))
    assert node(svg, "t").findtext(f"{SVG}title") == "Call the customer"
    assert parsed(svg).get("aria-label") == "Sales"


def test_a_long_name_is_wrapped_inside_its_task_and_cut_with_an_ellipsis() -> None:
    name = "Ask for the documents of the beneficial owner and check all of them against the list " * 3
    svg = render(model(f'<bpmn:userTask id="t" name="{name}" />', drawn("t")))
    lines = [line.text or "" for line in node(svg, "t").iter(f"{SVG}tspan")]
    assert 3 <= len(lines) <= 5
    assert lines[-1].endswith("…")
    heights = [float(line.get("y", "0")) for line in node(svg, "t").iter(f"{SVG}tspan")]
    assert min(heights) > 100
    assert max(heights) < 180


@pytest.mark.parametrize("nowhere", ["NaN", "1e400", "", "10,5"])
def test_a_place_that_is_no_number_is_drawn_at_the_edge(nowhere: str) -> None:
    svg = render(model('<bpmn:userTask id="t" name="T" />', drawn("t").replace('x="100"', f'x="{nowhere}"')))
    assert not re.search(r"nan|inf", svg)


def test_a_word_without_end_is_cut_off() -> None:
    svg = render(model(f'<bpmn:userTask id="t" name="{"x" * 500_000}" />', drawn("t", width=100)))
    assert len(svg) < 1_010_000


def test_a_word_wider_than_its_task_is_broken_with_a_hyphen() -> None:
    svg = render(
        model('<bpmn:userTask id="t" name="Rechtsschutzversicherungsgesellschaft" />', drawn("t", width=100))
    )
    lines = [line.text or "" for line in node(svg, "t").iter(f"{SVG}tspan")]
    assert len(lines) > 1
    assert "".join(line.removesuffix("-") for line in lines) == "Rechtsschutzversicherungsgesellschaft"


def test_names_that_reach_past_their_shape_stay_inside_the_view_box() -> None:
    label = '<bpmndi:BPMNLabel><dc:Bounds x="-300" y="90" width="140" height="14" /></bpmndi:BPMNLabel>'
    content = '<bpmn:startEvent id="e" name="A lead was received" />'
    left = float(str(parsed(render(model(content, drawn("e", 36, 36, label)))).get("viewBox")).split()[0])
    assert left < -280


@pytest.mark.parametrize(
    ("attribute", "dashed"), [('cancelActivity="false"', True), ('cancelActivity="true"', False), ("", False)]
)
def test_a_boundary_event_is_dashed_when_it_does_not_interrupt(attribute, dashed) -> None:
    svg = render(model(event("timer", "boundaryEvent", attribute), drawn("e", 36, 36)))
    circles = list(node(svg, "e").iter(f"{SVG}circle"))[:2]
    assert len(circles) == 2
    assert [circle.get("stroke-dasharray") is not None for circle in circles] == [dashed, dashed]


@pytest.mark.parametrize(
    "definition",
    [
        "message",
        "timer",
        "error",
        "escalation",
        "signal",
        "compensate",
        "conditional",
        "link",
        "cancel",
        "terminate",
    ],
)
def test_each_kind_of_event_has_a_sign_of_its_own(definition) -> None:
    svg = render(model(event(definition), drawn("e", 36, 36)))
    without = render(model(event(""), drawn("e", 36, 36)))
    assert len(list(node(svg, "e").iter())) > len(list(node(without, "e").iter()))


def test_an_event_that_throws_is_filled_and_one_that_catches_is_not() -> None:
    catching = node(render(model(event("signal"), drawn("e", 36, 36))), "e")
    throwing = node(render(model(event("signal", "intermediateThrowEvent"), drawn("e", 36, 36))), "e")
    assert [one.get("fill") for one in catching.iter(f"{SVG}path")] == [None]
    assert "--diagram-line" in str(next(throwing.iter(f"{SVG}path")).get("fill"))


@pytest.mark.parametrize(
    "kind", ["userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"]
)
def test_each_kind_of_task_carries_its_icon_and_class(kind) -> None:
    svg = render(model(f'<bpmn:{kind} id="t" />', drawn("t")))
    assert node(svg, "t").get("class") == f"node {kind}"
    assert node(svg, "t").find(f'{SVG}g[@class="sign"]') is not None


def test_loops_and_multi_instances_are_marked_at_the_foot() -> None:
    def marks(content: str) -> int:
        return len(
            node(render(model(f'<bpmn:task id="t">{content}</bpmn:task>', drawn("t"))), "t").findall(
                f"{SVG}g"
            )
        )

    parallel = "<bpmn:multiInstanceLoopCharacteristics />"
    assert [marks(""), marks(parallel), marks("<bpmn:standardLoopCharacteristics />")] == [0, 1, 1]


def test_a_sub_process_that_is_shut_shows_a_plus() -> None:
    content = '<bpmn:subProcess id="s" name="Inner" />'
    shut = node(render(model(content, drawn("s", shape='isExpanded="false"'))), "s")
    opened = node(render(model(content, drawn("s", shape='isExpanded="true"'))), "s")
    assert shut.find(f'{SVG}g[@class="sign"]') is not None
    assert opened.find(f'{SVG}g[@class="sign"]') is None


def test_the_default_flow_of_a_gateway_has_a_slash() -> None:
    content = (
        '<bpmn:exclusiveGateway id="g" default="f" /><bpmn:task id="t" />'
        '<bpmn:sequenceFlow id="f" sourceRef="g" targetRef="t" />'
    )
    line = '<di:waypoint x="150" y="125" /><di:waypoint x="300" y="125" />'
    edge = f'<bpmndi:BPMNEdge id="f_di" bpmnElement="f">{line}</bpmndi:BPMNEdge>'

    def strokes(xml: bytes) -> int:
        return len(list(node(render(xml), "f").iter(f"{SVG}path")))

    with_default = model(content, drawn("g", 50, 50) + edge)
    assert strokes(with_default) == strokes(with_default.replace(b' default="f"', b"")) + 1


def test_flows_out_of_an_activity_show_whether_they_are_conditional_or_the_default() -> None:
    content = (
        '<bpmn:task id="a" default="f" /><bpmn:task id="t" />'
        '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="t" />'
        '<bpmn:sequenceFlow id="g" sourceRef="a" targetRef="t"><bpmn:conditionExpression>x</bpmn:conditionExpression>'
        "</bpmn:sequenceFlow>"
        '<bpmn:sequenceFlow id="h" sourceRef="a" targetRef="t" />'
    )
    line = '<di:waypoint x="150" y="125" /><di:waypoint x="300" y="125" />'
    edges = [f'<bpmndi:BPMNEdge id="{one}_di" bpmnElement="{one}">{line}</bpmndi:BPMNEdge>' for one in "fgh"]
    svg = render(model(content, drawn("a") + "".join(edges)))

    slash, diamond, plain = ([path.get("d") for path in node(svg, one).iter(f"{SVG}path")] for one in "fgh")
    assert len(plain) == 2
    assert slash[2:] == ["M-9-5-14 5"]
    assert diamond[2:] == ["M0 0-8-4.5-16 0-8 4.5z"]


def test_a_model_without_a_diagram_is_laid_out_from_left_to_right() -> None:
    content = (
        '<bpmn:endEvent id="end" /><bpmn:startEvent id="start" /><bpmn:subProcess id="sub"><bpmn:task id="inner" />'
        '</bpmn:subProcess><bpmn:boundaryEvent id="late" attachedToRef="sub" /><bpmn:task id="remind" />'
        '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="sub" />'
        '<bpmn:sequenceFlow id="f2" sourceRef="sub" targetRef="end" />'
        '<bpmn:sequenceFlow id="f3" sourceRef="late" targetRef="remind" />'
    )
    svg = render(model(content))

    def left(element_id: str) -> float:
        body = node(svg, element_id).find('*[@class="body"]')
        assert body is not None
        return float(body.get("x") or body.get("cx") or "nan")

    assert left("start") < left("sub") < left("inner") < left("end")
    assert left("sub") < left("late") < left("remind")
    assert {one.get("data-id") for one in parsed(svg).iter(f"{SVG}g")} > {"f1", "f2", "f3"}


def test_a_document_with_a_doctype_is_refused() -> None:
    with pytest.raises(Unreadable, match="DOCTYPE"):
        render(b'<!DOCTYPE x [<!ENTITY e "boom">]>' + model('<bpmn:task id="t" name="&amp;e;" />'))


@pytest.mark.real_data
@pytest.mark.skipif(not SHARED.exists(), reason="the MIWG models are in ../shared")
@pytest.mark.parametrize(
    "path", sorted((SHARED / "conformance/bpmn-miwg").glob("*.bpmn")), ids=lambda path: path.stem
)
def test_models_of_other_tools_are_drawn_completely(path: Path) -> None:
    svg = parsed(render(path.read_bytes()))
    document = etree.parse(path)
    [plane] = list(document.iter("{*}BPMNPlane"))[:1]
    wanted = {one.get("bpmnElement") for one in plane.iter("{*}BPMNShape")}
    assert wanted <= {one.get("data-id") for one in svg.iter(f"{SVG}g")}
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", str(svg.get("viewBox")))]
    assert numbers[2] > 0
    assert numbers[3] > 0
