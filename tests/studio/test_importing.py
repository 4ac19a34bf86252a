"""Models of other tools become drafts that editors open; nothing that their tools noted is lost."""

from __future__ import annotations

import pytest

from engine.bpmn import diagram, drawing, reading
from engine.bpmn.diagram_shapes import BPMN
from engine.bpmn.linting import Known, lint
from engine.studio import importing
from engine.studio.contents import text_of
from engine.studio.copying import copied
from engine.studio.errors import ArchiveRefused, FileRefused
from tests.bpmn import building as b
from tests.bpmn import seven as s

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def shown(xml):
    return {one.get("bpmnElement") for one in reading.read(xml).root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")}


@pytest.mark.parametrize(
    ("name", "folder"),
    [("Order intake.bpmn", "order-intake"), ("C:\\x\\a.b.BPMN20.xml", "c-x-a-b"), ("Заказ.xml", "zakaz"),
     ("gifts.zip", "gifts")],
)  # fmt: skip
def test_a_file_names_its_folder(name, folder):
    assert importing.folder_of(name) == folder


def test_a_model_is_kept_byte_by_byte_with_what_its_tool_noted():
    vendor = '<x:mark xmlns:x="urn:vendor" deep="1"><x:inner/></x:mark>'
    drawn = drawing.with_diagrams(b.process("p", b.start(), b.user("a", vendor), flow="start>a"))

    assert importing.files_of("orders", drawn) == {"orders.bpmn": drawn}
    assert b"urn:vendor" in drawn


def test_what_has_no_diagram_gets_one_of_every_node_and_flow():
    boundary = b.boundary("late", "a", b.timer("Duration", "PT1H"))
    xml = b.process(
        "p", b.start(), b.user("a"), boundary, b.subprocess("s", b.start("s1"), b.user("s2"), flow="s1>s2"),
        flow="start>a a>s late>s",
    )  # fmt: skip

    drawn = importing.files_of("orders", xml)["orders.bpmn"]

    assert shown(drawn) == {"start", "a", "late", "s", "s1", "s2", "start_a", "a_s", "late_s", "s1_s2"}
    assert diagram.render(drawn).count("data-id=") >= len(shown(drawn))
    assert drawing.with_diagrams(drawn) == drawn


def test_pools_without_a_diagram_are_drawn_in_their_collaboration():
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="one" processRef="p"/>'
        '<bpmn:participant id="two" processRef="q"/></bpmn:collaboration>'
    )
    xml = b.document(
        pools, b.pool("p", b.start(), b.user("a"), flow="start>a"), b.pool("q", b.start("t"), flow="")
    )

    drawn = drawing.with_diagrams(xml)
    planes = [one.get("bpmnElement") for one in reading.read(drawn).root.iter(f"{DI}BPMNPlane")]

    assert (planes, shown(drawn)) == (["c"], {"one", "two", "start", "a", "start_a", "t"})


@pytest.mark.parametrize(
    ("content", "refusal", "reason"),
    [
        (b"PK\x03\x04broken", ArchiveRefused, "no zip"),
        (b"<xpdl/>", FileRefused, "no bpmn:definitions"),
        (b"%PDF-1.4", FileRefused, "no well-formed XML"),
        (f'<definitions xmlns="{BPMN[1:-1]}"><choreography id="c"/></definitions>'.encode(), FileRefused,
         "There is no process in it. Import a model with a process; choreography alone is run by no engine."),
    ],
)  # fmt: skip
def test_what_no_editor_could_open_is_refused_with_its_reason(content, refusal, reason):
    with pytest.raises(refusal, match=reason):
        importing.files_of("orders", content)


def test_several_processes_are_drawn_as_pools_so_that_the_editor_shows_them_all():
    drawn = drawing.with_diagrams(
        b.document(*(b.pool(one, b.start(f"{one}1"), flow="") for one in ("p", "q")))
    )

    assert shown(drawn) == {"p_pool", "q_pool", "p1", "q1"}
    assert [one.message for one in lint(drawn, known=Known()) if one.severity == "error"] == []


OTHERS = (
    f'<definitions xmlns="{BPMN[1:-1]}"%s><process id="p"><startEvent id="Größe"/></process></definitions>'
)
WIDE = '<?xml version="1.0" encoding="UTF-16"?>' + OTHERS % ""


@pytest.mark.parametrize(
    "content",
    [
        WIDE.encode("utf-16"),
        WIDE.encode("utf-16-be"),
        WIDE.encode(),  # declared as what it is not
        b"\n " + WIDE.encode("utf-8"),
        ('<?xml version="1.0" encoding="windows-1252"?>' + OTHERS % "").encode("cp1252"),
        (OTHERS % ' xmlns:Process="http://A.3.0/Initial Import/Process"').encode(),
    ],
)
def test_what_tools_do_with_encodings_and_namespaces_opens(content):
    [drawn] = importing.files_of("orders", content).values()

    assert shown(drawn) == {"Größe"}
    assert "Größe" in text_of("orders.bpmn", content)
    assert [one.element_id for one in lint(content, known=Known())] == ["p"]


def test_what_has_no_id_gets_one_so_that_it_is_shown():
    process = (
        '<process><startEvent id="s"/><task/><endEvent/><sequenceFlow sourceRef="s" targetRef="s"/></process>'
    )
    xml = f'<definitions xmlns="{BPMN[1:-1]}">{process}</definitions>'.encode()

    [drawn] = importing.files_of("orders", xml).values()
    assert shown(drawn) == {"s", "task_1", "endEvent_1", "sequenceFlow_1"}


def test_a_long_model_can_be_read_with_the_diagram_that_it_gets():
    steps = range(800)
    flow = " ".join(f"t{one}>t{one + 1}" for one in steps)
    xml = b.process("p", b.start(), *(b.task(f"t{one}") for one in (*steps, 800)), flow=f"start>t0 {flow}")

    [drawn] = importing.files_of("orders", xml).values()
    assert len(shown(drawn)) == 1 + 801 + 801


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://schema.omg.org/spec/BPMN/2.0"'])
def test_bpmn_of_another_age_is_told_what_it_should_be(namespace):
    with pytest.raises(FileRefused, match="whose namespace is"):
        importing.files_of("orders", f'<definitions{namespace}><process id="p"/></definitions>'.encode())


def test_a_text_in_another_encoding_is_read_as_its_xml_says():
    xml = '<?xml version="1.0" encoding="ISO-8859-1"?>' + b.process("p", b.start(), flow="").decode().replace(
        'id="start"', 'id="start" name="Größe"'
    )

    assert 'name="Größe"' in text_of("a.bpmn", xml.encode("latin-1"))
    assert text_of("a.bpmn", b"\xef\xbb\xbf<a/>") == "<a/>"


def test_a_copy_of_a_camunda_7_model_names_its_own_forms_and_processes():
    model = s.process(
        "p", s.element("userTask", "u", formRef="claim-form"), s.element("callActivity", "c").replace(
            "<bpmn:callActivity", '<bpmn:callActivity calledElement="p"'), flow="",
    )  # fmt: skip

    copy = copied(
        {"claim.bpmn": model, "claim-form.form": b'{"id": "claim-form", "components": []}'}, "fine", "Fine"
    )

    assert b'formRef="fine-form"' in copy["fine.bpmn"]
    assert b'calledElement="fine"' in copy["fine.bpmn"]
