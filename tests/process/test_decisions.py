"""Business rule tasks: the newest deployed decision answers, and its log explains the answer."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine import feel
from engine.process.errors import DeploymentRefused, StepFailed
from engine.process.journal import DecisionLog
from tests.bpmn.shows import shows
from tests.dmn.models import document
from tests.process.models import decision, end, model, start, starts_on, user


def table(discount, field="amount"):
    """A table: above 100 a *discount*, otherwise none."""
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="tests">
      <decision id="discount" name="Discount">
        <decisionTable id="t" hitPolicy="UNIQUE">
          <input id="i"><inputExpression id="ie" typeRef="number"><text>{field}</text></inputExpression></input>
          <output id="o" name="discount" typeRef="number"/>
          <rule id="r1"><inputEntry id="e1"><text>&gt; 100</text></inputEntry>
            <outputEntry id="x1"><text>{discount}</text></outputEntry></rule>
          <rule id="r2"><inputEntry id="e2"><text>&lt;= 100</text></inputEntry>
            <outputEntry id="x2"><text>0</text></outputEntry></rule>
        </decisionTable>
      </decision>
    </definitions>""".encode()


PRICE = model(
    "price", start(), user("fill", candidateGroups="sales"), decision("decide", "discount", "percent"),
    user("offer", candidateGroups="sales"), end(), flow="start > fill > decide > offer > end",
)  # fmt: skip


def log(database):
    with database.reading() as connection:
        return connection.execute(select(DecisionLog).order_by(DecisionLog.key)).all()


def test_the_decisions_answer_becomes_the_result_variable_and_is_explained(company, database, people):
    deployed = company.deploy(PRICE, discount__dmn=table(7))
    instance = company.start("price")
    company.complete(company.tasks(people.anna)["fill"], amount=Decimal(500))

    assert company.instance(instance).variables["percent"] == Decimal(7)
    [row] = log(database)
    [key] = [item.key for item in deployed.items if item.kind == "decision"]
    assert (row.instance, row.element_id, row.decision, json.loads(row.matched)) == (
        instance,
        "decide",
        key,
        [1],
    )
    assert feel.loads(row.inputs)["amount"] == Decimal(500)
    assert feel.loads(row.output) == {"percent": Decimal(7)}


@shows("zeebe:calledDecision.bindingType", "zeebe:calledDecision.bindingType/latest")
def test_a_new_version_of_the_rules_counts_at_once_for_running_instances(company, people):
    company.deploy(PRICE, discount__dmn=table(7))
    instance = company.start("price")
    company.deploy(discount__dmn=table(9))
    company.complete(company.tasks(people.anna)["fill"], amount=Decimal(500))

    assert company.instance(instance).variables["percent"] == Decimal(9)


def test_what_a_decision_read_from_a_record_stands_in_its_log(company, engine, database, people):
    company.deploy(
        model(
            "size", start("start", starts_on("account.created")), decision("decide", "discount", "percent"),
            user("offer", candidateGroups="sales"), end(), flow="start > decide > offer > end",
        ),
        discount__dmn=table(7, "account.employees"),
    )  # fmt: skip
    account = engine.create_record("account", {"name": "Acme", "employees": Decimal(500)}, by=people.anna)

    [row] = log(database)
    assert feel.loads(row.reads) == {f"account:{account.key}.employees": Decimal(500)}


def test_rules_that_contradict_each_other_roll_the_step_back(company, database, people):
    company.deploy(PRICE, discount__dmn=table(7))
    company.start("price")
    # Deploying refuses an overlap that it can see; this one shows only when the function is called.
    company.deploy(discount__dmn=table(7).replace(b"&lt;= 100", b"&gt; min(200, 300)"))

    with pytest.raises(StepFailed, match="contradict") as caught:
        company.complete(company.tasks(people.anna)["fill"], amount=Decimal(500))
    assert caught.value.element_id == "decide"
    assert log(database) == []


def test_no_rule_that_matches_is_an_answer(company, people):
    company.deploy(PRICE, discount__dmn=table(7).replace(b"&lt;= 100", b"&lt; 0"))
    instance = company.start("price")
    company.complete(company.tasks(people.anna)["fill"], amount=Decimal(50))

    assert company.instance(instance).variables["percent"] is None


def graph(discount):
    """A decision without a table over one that has one."""
    inner = table(discount).decode()
    outer = """<decision id="offer" name="Offer">
      <informationRequirement><requiredDecision href="#discount"/></informationRequirement>
      <literalExpression><text>Discount + 1</text></literalExpression></decision>"""
    return inner.replace("</definitions>", outer + "</definitions>").encode()


OFFER = model(
    "price", start(), user("fill", candidateGroups="sales"), decision("decide", "offer", "percent"),
    user("offer", candidateGroups="sales"), end(), flow="start > fill > decide > offer > end",
)  # fmt: skip


def test_every_table_that_was_asked_on_the_way_has_a_row_of_its_own(company, database, people):
    deployed = company.deploy(OFFER, discount__dmn=graph(7))
    company.start("price")
    company.complete(company.tasks(people.anna)["fill"], amount=Decimal(500))

    keys = {item.id: item.key for item in deployed.items if item.kind == "decision"}
    rows = [
        (row.decision, json.loads(row.matched), feel.loads(row.inputs), feel.loads(row.output))
        for row in log(database)
    ]
    assert rows == [
        (keys["discount"], [1], {"amount": Decimal(500)}, {"Discount": Decimal(7)}),
        (keys["offer"], [], {"Discount": Decimal(7)}, {"percent": Decimal(8)}),
    ]


def test_rules_that_contradict_each_other_in_a_required_table_roll_the_step_back(company, database, people):
    company.deploy(OFFER, discount__dmn=graph(7))
    company.start("price")
    company.deploy(discount__dmn=graph(7).replace(b"&lt;= 100", b"amount &gt; 200"))

    with pytest.raises(StepFailed, match="contradict"):
        company.complete(company.tasks(people.anna)["fill"], amount=Decimal(500))
    assert log(database) == []


LIBRARY = document(
    "urn:rates",
    '<itemDefinition name="tPercent"><typeRef>number</typeRef></itemDefinition>',
    '<businessKnowledgeModel id="rate" name="rate"><variable name="rate"/><encapsulatedLogic>'
    '<formalParameter name="amount" typeRef="number"/><literalExpression><text>{}</text></literalExpression>'
    "</encapsulatedLogic></businessKnowledgeModel>",
)
DISCOUNT = document(
    "urn:discount",
    '<decision id="discount" name="Discount"><variable name="Discount" typeRef="rates.tPercent"/>'
    '<knowledgeRequirement><requiredKnowledge href="urn:rates#rate"/></knowledgeRequirement>'
    "<literalExpression><text>rates.rate(amount)</text></literalExpression></decision>",
    imports="rates=urn:rates",
)


def library(expression):
    return LIBRARY.replace(b"{}", expression.encode())


def decided(company, people, amount):
    instance = company.start("price")
    company.complete(company.tasks(people.anna)["fill"], amount=Decimal(amount))
    return company.instance(instance).variables["percent"]


def test_a_decision_brings_the_models_that_it_imports(company, people):
    company.deploy(PRICE, discount__dmn=DISCOUNT, rates__dmn=library("if amount > 100 then 7 else 0"))

    assert decided(company, people, 500) == 7


def test_a_change_of_an_imported_model_is_a_new_version_and_the_same_again_is_none(company, people):
    files = {"discount__dmn": DISCOUNT, "rates__dmn": library("7")}
    company.deploy(PRICE, **files)
    again = company.deploy(PRICE, **files)
    changed = company.deploy(PRICE, **files | {"rates__dmn": library("8")})

    versions = [
        (item.version, item.new)
        for result in (again, changed)
        for item in result.items
        if item.kind == "decision"
    ]
    assert versions == [(1, False), (2, True)]
    assert decided(company, people, 500) == 8


def test_a_missing_import_and_a_model_that_nobody_imports_are_refused(company):
    with pytest.raises(DeploymentRefused, match=r"urn:rates.*is not at hand"):
        company.deploy(PRICE, discount__dmn=DISCOUNT)
    with pytest.raises(DeploymentRefused, match="has no decision"):
        company.deploy(PRICE, discount__dmn=table(7), rates__dmn=library("7"))


def test_a_business_rule_task_can_ask_a_decision_service(company, people):
    service = (
        '<decisionService id="discount" name="Discount service"><outputDecision href="#d"/></decisionService>'
        '<decision id="d" name="D"><literalExpression><text>amount / 100</text></literalExpression></decision>'
    )
    company.deploy(PRICE, discount__dmn=document("urn:service", service))

    assert decided(company, people, 500) == 5
