"""Deploying: all findings at once, nothing on error, no version without a change."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from engine.errors import Forbidden
from engine.process.errors import DeploymentRefused
from engine.process.models import Deployment, ProcessDefinition
from tests.dmn.tabling import Col, drawn
from tests.process.models import W1, decision, end, form, model, start, user

FORM = json.dumps(
    {
        "type": "default",
        "id": "need",
        "components": [{"type": "textfield", "id": "f1", "key": "need", "label": "Need"}],
    }
).encode()
TINY = model("tiny", start(), user("do"), end(), flow="start > do > end")


def count(database, table):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def findings(company, **files):
    with pytest.raises(DeploymentRefused) as caught:
        company.deploy(**files)
    return caught.value.findings


def test_unchanged_content_makes_no_new_version(company, database):
    first = company.deploy(TINY, W1)
    second = company.deploy(TINY, W1)

    assert [item.version for item in first.items] == [item.version for item in second.items] == [1, 1]
    assert [item.new for item in second.items] == [False, False]
    assert (count(database, Deployment), count(database, ProcessDefinition), second.key) == (1, 2, None)


def test_changed_content_is_a_new_version_and_running_instances_keep_theirs(company, people):
    company.deploy(TINY)
    old = company.start("tiny")
    changed = model("tiny", start(), user("do"), user("check"), end(), flow="start > do > check > end")
    result = company.deploy(changed)
    new = company.start("tiny")

    assert [(item.version, item.new) for item in result.items] == [(2, True)]
    assert (company.instance(old).process_version, company.instance(new).process_version) == (1, 2)
    for row in company.inbox(people.ada, "all").rows:
        company.complete(row.key, by=people.ada)
    assert company.instance(old).status == "completed"
    assert company.instance(new).status == "active"


def test_only_who_has_the_right_deploys(company, engine, people):
    with pytest.raises(Forbidden, match="deploy"):
        engine.deploy({"tiny.bpmn": TINY}, by=people.marta, name="mine")


def test_a_broken_file_among_good_ones_deploys_nothing(company, database):
    found = findings(company, good__bpmn=TINY, bad__bpmn=b"<not xml", odd__txt=b"hello", form__form=b"[]")

    assert {one.file for one in found if one.severity == "error"} == {"bad.bpmn", "odd.txt", "form.form"}
    assert all(one.message and one.place for one in found)
    assert count(database, ProcessDefinition) == count(database, Deployment) == 0


def test_a_doctype_is_refused(company):
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]>' + TINY
    assert "DOCTYPE" in " ".join(one.message for one in findings(company, bomb__bpmn=bomb))


def test_a_missing_form_and_decision_are_findings_with_their_element(company):
    found = findings(
        company,
        lost__bpmn=model(
            "lost", start(), user("fill", form("nowhere")), decision("ask", "no_table", "answer"), end(),
            flow="start > fill > ask > end",
        ),
    )  # fmt: skip

    assert {one.element_id for one in found if one.severity == "error"} == {"fill", "ask"}
    assert all(one.remedy for one in found if one.severity == "error")


def test_a_form_in_the_same_deployment_or_before_it_is_found(company):
    process = model("ask", start(), user("fill", form("need")), end(), flow="start > fill > end")
    company.deploy(process, need__form=FORM)
    company.deploy(process)


def test_one_id_in_two_files_is_refused(company):
    found = findings(company, a__bpmn=TINY, b__bpmn=TINY)
    assert [one.rule for one in found if one.severity == "error"] == ["double-id"]


def test_a_slip_in_one_cell_hides_nothing_that_is_wrong_in_the_others(company):
    table = drawn(
        '== "gold" | 1',
        '"silver" | "two"',
        inputs=[Col(name="tier", type="string")],
        outputs=[Col(name="n", type="number")],
    )
    found = findings(company, **{"gate.dmn": table})

    assert {(one.rule, one.element_id) for one in found if one.severity == "error"} >= {
        ("feel", "r1i0"),
        ("wrong-type", "r2o0"),
    }
