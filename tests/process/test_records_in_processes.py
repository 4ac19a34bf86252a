"""A process and its records change in one transaction."""

from __future__ import annotations

import json

import pytest

from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.process import queries
from engine.process.errors import FieldsRefused, StepFailed
from engine.records import store
from tests.process.models import end, form, model, node, service, start, starts_on, user

FORM = json.dumps(
    {
        "type": "default",
        "id": "contact_form",
        "components": [
            {"type": "textfield", "id": "f1", "key": "account.website", "label": "Website",
             "validate": {"required": True}},
            {"type": "textfield", "id": "f2", "key": "outcome", "label": "Outcome"},
            {"type": "textfield", "id": "f3", "key": "account.name", "label": "Name", "readonly": True},
        ],
    }
).encode()  # fmt: skip
GREET = model(
    "greet",
    start("start", starts_on("account.created")),
    user("research", form("contact_form"), candidateGroups="sales"),
    node("exclusiveGateway", "known"),
    user("welcome", candidateGroups="sales"),
    end(),
    end("nothing"),
    flow='start > research > known; known > welcome ? =account.website = "https://acme.example"; known > nothing ?'
    ' =account.website != "https://acme.example"; welcome > end',
)


@pytest.fixture
def acme(company, engine, people):
    """A new account, and the process that its creation started."""
    company.deploy(GREET, contact__form=FORM)
    return engine.create_record("account", {"name": "Acme"}, by=people.anna)


def read(database, ref):
    with database.reading() as connection:
        return store.read(connection, ref)


def test_a_new_record_starts_its_process_in_the_same_transaction(company, database, people, acme):
    [row] = company.inbox(people.anna).rows
    assert (row.element.id, row.records) == ("research", (("account", acme),))
    with database.reading() as connection:
        [line] = queries.instances_of_record(connection, acme, people.anna)
        assert line.key == row.instance_key


def test_the_process_of_a_deal_is_seen_by_who_sees_the_deal(company, engine, database, people):
    company.deploy(
        model(
            "deal", start("start", starts_on("opportunity.created")), user("qualify", assignee="=opportunity.owner"),
            end(), flow="start > qualify > end",
        )
    )  # fmt: skip
    account = engine.create_record("account", {"name": "Acme"}, by=people.anna)
    deal = engine.create_record("opportunity", {"name": "Ten cranes", "account": account}, by=people.anna)
    [row] = company.inbox(people.anna, "mine").rows
    assert row.records == (("opportunity", deal),)

    with database.reading() as connection:
        for person, seen in ((people.anna, 1), (people.marta, 1), (people.ada, 1), (people.zoe, 0)):
            assert len(queries.instances_of_record(connection, deal, person)) == seen
    with pytest.raises(NotFound):
        company.instance(row.instance_key, people.zoe)


def test_form_values_go_to_the_record_and_the_process_reads_them_at_once(company, database, people, acme):
    key = company.tasks(people.anna)["research"]
    company.engine.complete_task(
        key, {"account.website": "https://acme.example", "outcome": "fits"}, by=people.anna
    )

    assert read(database, acme)["website"] == "https://acme.example"
    assert list(company.tasks(people.anna)) == ["welcome"]
    [row] = company.inbox(people.anna).rows
    assert company.instance(row.instance_key).variables["outcome"] == "fits"


def test_a_step_that_fails_takes_the_record_back(company, database, people):
    broken = model(
        "broken",
        start("start", starts_on("account.created")), user("research", form("contact_form"), candidateGroups="sales"),
        service("check", "test.refuse"), end(), flow="start > research > check > end",
    )  # fmt: skip
    company.deploy(broken, contact__form=FORM)
    acme = company.engine.create_record("account", {"name": "Acme"}, by=people.anna)
    key = company.tasks(people.anna)["research"]
    with pytest.raises(StepFailed):
        company.engine.complete_task(key, {"account.website": "https://acme.example"}, by=people.anna)

    assert read(database, acme)["website"] is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"outcome": "no site"}, "account.website"),
        ({"account.website": "https://acme.example", "account.name": "Mine now"}, "account.name"),
        ({"account.website": "https://acme.example", "account.owner": "x"}, "account.owner"),
        ({"account.website": "https://acme.example", "anything": 1}, "anything"),
    ],
)
def test_values_that_the_form_does_not_offer_or_lacks_are_refused(
    company, database, people, acme, values, field
):
    key = company.tasks(people.anna)["research"]
    with pytest.raises(FieldsRefused) as caught:
        company.engine.complete_task(key, values, by=people.anna)

    assert list(caught.value.fields) == [field]
    assert read(database, acme)["name"] == "Acme"


def test_a_task_without_a_form_writes_no_record(company, people, acme):
    key = company.tasks(people.anna)["research"]
    company.engine.complete_task(key, {"account.website": "https://acme.example"}, by=people.anna)
    with pytest.raises(FieldsRefused):
        company.engine.complete_task(
            company.tasks(people.anna)["welcome"], {"account.name": "Mine now"}, by=people.anna
        )


def test_what_the_record_itself_refuses_is_the_persons_to_mend_and_no_incident(company, people, acme):
    key = company.tasks(people.anna)["research"]
    with pytest.raises(FieldsRefused) as caught:
        company.engine.complete_task(key, {"account.website": "no address"}, by=people.anna)
    assert list(caught.value.fields) == ["account.website"]

    assert company.incidents() == []
    assert company.tasks(people.anna) == {"research": key}


def test_a_record_is_kept_when_its_process_cannot_start(company, engine, database, people):
    company.deploy(
        model(
            "broken", start("start", starts_on("account.created")), node("exclusiveGateway", "never"), end(),
            flow="start > never; never > end ? =false",
        )
    )  # fmt: skip
    acme = engine.create_record("account", {"name": "Acme"}, by=people.anna)
    assert read(database, acme)["name"] == "Acme"

    for _ in range(3):
        engine.run_due()
        company.let_jobs_come_due()
    [incident] = company.incidents()
    assert incident.instance is None

    company.deploy(
        model(
            "broken", start("start", starts_on("account.created")), user("work", candidateGroups="sales"), end(),
            flow="start > work > end",
        )
    )  # fmt: skip
    engine.resolve_incident(incident.key, by=people.ada)
    assert company.incidents() == []


def test_a_record_that_a_person_may_not_see_is_not_theirs_to_change(engine, database, people):
    account = engine.create_record("account", {"name": "Acme"}, by=people.anna)
    deal = engine.create_record("opportunity", {"name": "Ten cranes", "account": account}, by=people.anna)

    with pytest.raises(NotFound):
        engine.update_record(deal, {"name": "Mine now"}, expected_version=1, by=people.zoe)
    with pytest.raises(NotFound):
        engine.log_activity({"kind": "note", "subject": "spying"}, regarding=deal, by=people.zoe)
    assert read(database, deal)["name"] == "Ten cranes"


def test_a_record_is_changed_and_noted_about_by_who_may(engine, database, people, acme):
    assert (
        engine.update_record(acme, {"website": "https://a.example"}, expected_version=1, by=people.anna) == 2
    )
    note = engine.log_activity({"kind": "call", "subject": "First call"}, regarding=acme, by=people.anna)

    assert read(database, note)["account"] == RecordRef("account", acme.key)


def asks(process_id, question):
    return model(
        process_id, start(), node("exclusiveGateway", "busy"), user("join", candidateGroups="sales"),
        user("begin", candidateGroups="sales"), end(),
        flow=f"start > busy; busy > join ? ={question}; busy > begin ? =not({question}); join > end; begin > end",
    )  # fmt: skip


def test_a_condition_looks_for_further_records_whoever_acts(company, engine, people):
    """Zoe sees no deal of Anna's, and the process still finds it: a model has one outcome."""
    account = engine.create_record("account", {"name": "Acme"}, by=people.anna)
    engine.create_record("opportunity", {"name": "Ten cranes", "account": account}, by=people.anna)
    company.deploy(asks("look", 'count records("opportunity", {account: account}) > 0'))

    company.start("look", by=people.zoe, account=account)

    assert list(company.tasks(people.anna)) == ["join"]


def test_a_search_for_what_does_not_exist_stops_the_step_with_its_remedy(company, people):
    company.deploy(asks("look", 'count records("opportunity", {colour: "red"}) > 0'))

    with pytest.raises(StepFailed, match=r"no field 'colour' to filter by. Use one of: name"):
        company.start("look", by=people.anna)
    assert company.tasks(people.anna) == {}
