import json
from pathlib import Path

import pytest

from engine import forms
from tests.forms.documents import component, document, text, values


def problems(data: bytes) -> list[str]:
    with pytest.raises(forms.FormRefused) as caught:
        forms.load(data)
    return [str(one) for one in caught.value.problems]


@pytest.mark.parametrize("kind", ["html", "iframe", "image", "expression", "documentPreview"])
def test_components_that_are_not_drawn_are_refused_with_place_and_remedy(kind):
    (problem,) = problems(document(text(), {"type": kind, "id": "Field_7"}))
    assert problem.startswith(f"Field_7 ({kind}, component 2): ")
    assert problem.endswith(".")


def test_every_problem_of_a_document_is_listed_at_once():
    found = problems(
        document(
            text(colour="red"),
            {"type": "html", "id": "h", "content": "<b>"},
            component("select", "stage"),
            {"type": "group", "id": "g", "components": [component("hologram", "x")]},
            text("a b"),
            text("a", validate={"requird": True}),
            text("b", properties={"label:de": "Name"}),
            text("c", conditional={"hide": "=(1 +"}),
        )
    )
    expected = [
        "“colour”",
        "(html, component 2)",
        "0 sources of options",
        "hologram",
        "“a b”",
        "“requird”",
        "“label:de”",
        "1 +",
    ]
    assert len(found) == len(expected)
    for part, problem in zip(expected, found, strict=True):
        assert part in problem


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "no JSON"),
        (b"[]", "no JSON object"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "no JSON"),
        (b" " * 1_000_001, "larger"),
        (document(id=""), "no “id”"),
        (document(type="wizard"), "“type” is 'wizard'"),
        (document(components=3), "not a list"),
        (document(text("a"), text("a")), "2 times"),
        (
            document({"type": "dynamiclist", "path": "l", "components": [text("a"), text("a")]}),
            "2 times in a row",
        ),
        (
            document(
                {"type": "dynamiclist", "path": "l", "components": [{"type": "group", "components": []}]}
            ),
            "a group",
        ),
        (document(text("a", validate={"pattern": "("})), "pattern"),
        (document(text("a", validate={"pattern": "(a+)+$"})), "repeats a repetition"),
        (document(text("a", validate={"pattern": "(a|a)*$"})), "repeats a repetition"),
        (document(text("a", validate={"pattern": r"(a)\1"})), "refers back"),
        (document(component("number", "n", serializeToString=True)), "serializeToString"),
        (document(component("number", "n", increment="0")), "above zero"),
        (document(component("select", "s", values=values((1, "x")), valuesKey="xs")), "2 sources"),
        (
            document(component("select", "s", values=values((1, "x")), properties={"options:ru": "2=y"})),
            "no option",
        ),
        (
            document(component("select", "s", values=values((1, "x")), properties={"options:ru": "y"})),
            "options:ru",
        ),
        (document({"type": "text", "id": "t", "text": "a <b>b</b>"}), "HTML"),
        (document({"type": "text", "id": "t", "text": "[a](javascript:alert(1))"}), "link"),
        (document({"type": "text", "id": "t", "text": "{{#if a}}b{{/if}}"}), "template language"),
        (document(text("a", label="{{a b c(}}")), "FEEL"),
    ],
)
def test_a_wrong_document_says_what_is_wrong(data, reason):
    assert any(reason in problem for problem in problems(data))


def test_a_document_of_the_form_js_editor_loads_once_its_refused_components_are_gone():
    """The shape is the one that form-js 1.23 writes: ids on all fields, values in quotes, defaults left out."""
    loaded = forms.load(
        document(
            {"text": "# Approve {{deal.name}}", "type": "text", "id": "Field_1"},
            {"label": "Customer", "type": "textfield", "key": "customer", "id": "Field_2",
             "validate": {"required": True, "minLength": 2, "maxLength": 80}},
            {"label": "Amount", "type": "number", "key": "amount", "decimalDigits": 2, "increment": "0.01",
             "id": "Field_5", "serializeToString": False, "appearance": {"suffixAdorner": "EUR"},
             "validate": {"required": True, "min": 1, "max": 100000}},
            {"label": "Stage", "values": values(("new", "New"), ("hot", "Hot")), "type": "select", "key": "stage",
             "searchable": True, "defaultValue": "new", "id": "Field_6"},
            {"subtype": "datetime", "type": "datetime", "dateLabel": "Next call", "timeLabel": "At", "key": "next",
             "timeSerializingFormat": "utc_offset", "timeInterval": 15, "use24h": True, "disallowPassedDates": True,
             "id": "Field_13"},
            {"label": "Address", "components": [text("city", layout={"columns": 8, "row": "R1"})], "showOutline": True,
             "type": "group", "path": "address", "id": "Field_16"},
            {"label": "Lines", "components": [text("item")], "showOutline": True, "isRepeating": True,
             "allowAddRemove": True, "defaultRepetitions": 1, "type": "dynamiclist", "path": "lines",
             "disableCollapse": False, "nonCollapsedItems": 5, "id": "Field_19"},
            {"type": "table", "label": "History", "dataSource": "=history", "rowCount": 10, "id": "Field_22",
             "columns": [{"label": "Date", "key": "date"}]},
            {"label": "Complete", "action": "submit", "type": "button", "id": "Field_27"},
            executionPlatform="Camunda Cloud", executionPlatformVersion="8.8.0",
        )
    )  # fmt: skip
    assert [one.key for one in loaded.inputs()] == ["customer", "amount", "stage", "next", "address.city"]


@pytest.mark.real_data
def test_the_recorded_document_of_the_editor_is_refused_only_for_what_is_not_drawn():
    recorded = Path("../shared/evidence/studio/approve-deal.form")
    if not recorded.exists():
        pytest.skip(f"{recorded} is not here")
    kinds = {"expression", "html", "image", "documentPreview"}
    assert {problem.split("(")[1].split(",")[0] for problem in problems(recorded.read_bytes())} == kinds
    data = json.loads(recorded.read_bytes())
    data["components"] = [one for one in data["components"] if one["type"] not in kinds]
    assert len(list(forms.load(json.dumps(data).encode()).inputs())) == 15
