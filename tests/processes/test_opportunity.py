"""The opportunity's parts fit together: whatever a gate asks can be given, by somebody, in both languages."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from engine import dmn, forms
from engine.bpmn import dialects, reading
from engine.feel import Environment
from engine.records import types
from engine.records.stages import STAGES
from tests.conftest import ROOT

FOLDER = ROOT / "processes/sales/opportunity"
MODEL = dialects.translate(reading.read((FOLDER / "opportunity.bpmn").read_bytes()))["opportunity"]
FORMS = {form.id: form for form in (forms.load(path.read_bytes()) for path in FOLDER.glob("*.form"))}
GATE = dmn.load((FOLDER / "stage_gate.dmn").read_bytes())
OPEN_STAGES = [stage.value for stage in STAGES if not stage.closed]
USER_TASKS = [one for one in MODEL.elements.values() if one.type == "userTask"]
EMPTY_DEAL = dict.fromkeys(types()["opportunity"].fields) | {"contacts": []}
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def missing(stage, **facts):
    """The items that the gate of *stage* lists for a deal with these facts."""
    result = GATE.evaluate("stage_gate", {"stage": stage, "opportunity": EMPTY_DEAL | facts}, Environment())
    return [one["item"] for one in result.value or []]


def fields_of(form_id):
    """The record fields and variables that a form can set."""
    document = json.loads((FOLDER / f"{form_id.removeprefix('opportunity-')}.form").read_text())
    return {one.get("key") or one.get("path") or "" for one in document["components"]}


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_an_empty_deal_passes_no_gate_and_each_item_says_what_is_missing_in_both_languages(stage) -> None:
    result = GATE.evaluate("stage_gate", {"stage": stage, "opportunity": EMPTY_DEAL}, Environment())
    assert len(result.value) >= 3
    for one in result.value:
        assert one["label"]
        assert _CYRILLIC.search(one["label_ru"])
        assert one["override_by"] == "Sales manager"


@pytest.mark.parametrize(
    ("stage", "facts"),
    [
        ("qualify", {"need": "x", "budget": "x", "decider": "x", "decide_by": "x", "next_meeting": "x"}),
        (
            "discover",
            {
                "pain_metric": "x", "pain_baseline": "x", "pain_target": "x", "decision_process": "x",
                "decision_criteria": "x", "competitor": "none", "contacts": [{"role": "user"}, {"role": "legal"}],
            },
        ),
        ("present", {"demo_result": "accepted", "champion": "x", "economic_buyer_met": True}),
        ("propose", {"quote_sent_on": "x", "customer_replied": True, "closing_plan": "x"}),
        (
            "negotiate",
            {"legal_contact": "x", "procurement_contact": "x", "terms_agreed": True, "discount_percent": Decimal(15)},
        ),
        ("contract", {"signed_on": "x", "contract_number": "x", "contract_file": "x"}),
    ],
)  # fmt: skip
def test_a_deal_with_all_facts_passes_and_each_fact_counts(stage, facts) -> None:
    assert missing(stage, **facts) == []
    for name in facts:
        if name != "discount_percent":
            assert len(missing(stage, **(facts | {name: EMPTY_DEAL[name]}))) == 1


@pytest.mark.parametrize(
    ("stage", "item", "facts"),
    [
        ("discover", "contacts", {"contacts": [{"role": "champion"}]}),
        ("present", "demo_result", {"demo_result": "rejected"}),
        ("present", "economic_buyer_met", {"economic_buyer_met": False}),
        ("negotiate", "discount_percent", {"discount_percent": Decimal("15.01")}),
    ],
)
def test_a_fact_that_says_no_is_missing(stage, item, facts) -> None:
    assert item in missing(stage, **facts)


def test_legal_and_procurement_may_be_people_of_the_deal() -> None:
    people = [{"role": "legal"}, {"role": "procurement"}]
    assert missing("negotiate", contacts=people) == ["terms_agreed"]


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_whatever_a_gate_asks_can_be_given_in_the_form_of_its_stage(stage) -> None:
    rules = re.findall(
        rf'<text>"{stage}"</text>.*?<text>(.*?)</text>', (FOLDER / "stage_gate.dmn").read_text(), re.DOTALL
    )
    asked = {name for rule in rules for name in re.findall(r"\?\.(\w+)", rule)}
    given = {"contacts": "people", "contract_file": "contract_documents"}
    wanted = {given.get(name, f"opportunity.{name}") for name in asked}
    if stage == "negotiate":
        wanted.discard("people")
    assert wanted <= fields_of(f"opportunity-{stage}")


@pytest.mark.parametrize("form_id", sorted(FORMS))
def test_record_fields_in_forms_exist_and_people_may_write_them(form_id) -> None:
    fields = types()["opportunity"].fields
    for key in fields_of(form_id):
        record, _, name = key.rpartition(".")
        if record == "opportunity":
            assert not fields[name].process_owned


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.form")), ids=lambda path: path.stem)
def test_every_component_of_a_form_speaks_russian(path) -> None:
    def walk(components):
        for one in components:
            yield one
            yield from walk(one.get("components", []))

    for one in walk(json.loads(path.read_text())["components"]):
        russian = [text for name, text in one["properties"].items() if name.endswith(":ru")]
        assert russian, one
        assert all(_CYRILLIC.search(text) or "{{" in text for text in russian), one
        assert "description" not in one or "description:ru" in one["properties"]
        assert "values" not in one or "options:ru" in one["properties"]


@pytest.mark.parametrize("task", USER_TASKS, ids=lambda task: task.id)
def test_every_user_task_has_a_form_a_due_date_and_somebody_to_do_it(task) -> None:
    assert task.form_id in FORMS
    assert task.schedule.due_date
    assert task.assignment.assignee or task.assignment.candidate_groups or task.lane


def test_every_named_element_has_a_russian_name() -> None:
    silent = [one.id for one in MODEL.elements.values() if one.name and not dict(one.names).get("ru")]
    assert silent == []


def test_managers_decide_with_their_group_behind_them() -> None:
    decisions = [one for one in USER_TASKS if "manager" in (one.assignment.assignee or "")]
    assert len(decisions) == 13
    assert {one.assignment.candidate_groups for one in decisions} == {"Sales manager"}


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_stall_timers_do_not_interrupt_and_hang_on_the_work_of_their_stage(stage) -> None:
    timers = [one for one in MODEL.elements.values() if one.attached_to == f"{stage}_exit"]
    assert {(one.event.expression, one.event.interrupting) for one in timers if one.event} == {
        ("P14D", False),
        ("P21D", False),
    }
    assert MODEL.elements[f"stage_{stage}"].properties == (
        ("name:ru", MODEL.elements[f"stage_{stage}"].name_in("ru")),
        ("stage", stage),
    )
