"""A form at a start event: what was sent becomes records, consents and variables, once, and starts its process."""

from __future__ import annotations

import json
import threading

import pytest

from engine.errors import NotFound
from engine.identity import SYSTEM
from engine.process import queries
from engine.process.errors import DeploymentRefused, FieldsRefused
from engine.process.queries.search import Question, search
from engine.process.starting import Origin
from engine.records import consents
from engine.records import queries as records
from tests.bpmn.shows import shows
from tests.process.models import (
    end,
    form,
    mapping,
    model,
    node,
    service,
    start,
    starts_on,
    timer,
    user,
)  # fmt: skip

SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what does not depend on the database."""

OLGA = {"lead.family_name": "Stein", "lead.email": "olga@acme.example"}


def field(key, kind="textfield", **more):
    return {"type": kind, "id": key.replace(".", "_"), "key": key, "label": key, **more}


def document(*components, form_id="contact"):
    return json.dumps({"type": "default", "id": form_id, "components": list(components)}).encode()


CONTACT = document(
    field("lead.family_name", validate={"required": True}),
    field("lead.email"),
    field("consent.newsletter.email", "checkbox", label="Send me news"),
    field("topic"),
)


def asked(*properties, form_id="contact"):
    """A start event with a form."""
    listed = "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in properties)
    return node("startEvent", "asked", form(form_id), f"<zeebe:properties>{listed}</zeebe:properties>")


def intake(*properties, step=None, process_id="intake", form_id="contact"):
    step = step or user("call", candidateGroups="sales")
    return model(process_id, asked(*properties, form_id=form_id), step, end(), flow="asked > call > end")


OWN = ("startsOn", "lead.created")
PUBLIC = ("publicForm", "contact-us")


@pytest.fixture
def contact(company):
    company.deploy(intake(OWN, PUBLIC), contact__form=CONTACT)


def leads(company):
    with company.database.reading() as connection:
        return records.page(connection, "lead", company.people.ada).rows


@shows("startEvent/zeebe:formDefinition")
def test_a_person_starts_a_process_and_owns_its_record(company, contact, people) -> None:
    started = company.engine.submit_start_form("intake", {**OLGA, "topic": "Lines"}, by=people.anna)

    [lead] = leads(company)
    assert started.refs == (lead.ref,)
    assert started.reference == lead["number"]
    assert (lead["name"], lead["owner"].key) == ("Stein", people.anna.key)
    variables = company.instance(started.instance_key).variables
    assert (variables["lead"], variables["topic"]) == (lead.ref, "Lines")
    assert variables["submission"]["channel"] == "employee"
    assert list(company.tasks(people.anna)) == ["call"]


def test_the_record_starts_its_other_processes_too_and_its_own_once(company, contact, people) -> None:
    other = model(
        "watch", start("start", starts_on("lead.created")), user("look"), end(), flow="start > look > end"
    )
    company.deploy(other)

    company.engine.submit_start_form("intake", OLGA, by=people.anna)

    with company.database.reading() as connection:
        found = search(connection, people.ada, Question(), now=company.engine.business_clock.now())
    assert sorted(one.line.process.id for one in found.rows) == ["intake", "watch"]


def test_a_record_that_somebody_enters_starts_the_same_process(company, contact, people) -> None:
    company.engine.create_record("lead", {"family_name": "Stein"}, by=people.anna)

    assert list(company.tasks(people.anna)) == ["call"]


def test_the_same_message_twice_starts_once_and_is_answered_alike(company, contact, people) -> None:
    first, second = (
        company.engine.submit_start_form("intake", OLGA, by=people.anna, message_id="m1") for _ in range(2)
    )

    assert first == second
    assert len(leads(company)) == 1


def test_the_same_message_from_two_at_once_starts_once(company, contact, people) -> None:
    answers = []

    def send():
        answers.append(company.engine.submit_start_form("intake", OLGA, by=people.anna, message_id="m1"))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()

    assert len(answers) == 4
    assert len({one.instance_key for one in answers}) == 1
    assert len(leads(company)) == 1


def test_a_tick_gives_consent_with_the_words_beside_it(company, contact, people) -> None:
    sent = {**OLGA, "consent.newsletter.email": True}

    started = company.engine.submit_public_form(
        "contact-us", sent, message_id="m1", origin=Origin(locale="ru")
    )

    with company.database.reading() as connection:
        [consent] = consents.of_person(connection, started.refs[0])
    assert (consent["purpose"], consent["channel"], consent["status"]) == ("newsletter", "email", "given")
    assert "“Send me news”" in consent["evidence"]
    assert [row.actor for row in company.audit("give_consent")] == [SYSTEM.key]


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({}, "lead.family_name"),
        ({**OLGA, "lead.status": "converted"}, "lead.status"),
        ({**OLGA, "lead.email": "nowhere"}, "lead.email"),
        ({**OLGA, "amount": 1}, "amount"),
    ],
)
def test_what_the_form_or_the_record_does_not_take_is_refused_by_path(
    company, contact, people, values, path
) -> None:
    with pytest.raises(FieldsRefused) as refused:
        company.engine.submit_start_form("intake", values, by=people.anna)

    assert list(refused.value.fields) == [path]
    assert leads(company) == []


@SQLITE_ONLY
def test_a_form_of_groups_is_there_for_them_and_for_nobody_else(company, people) -> None:
    company.deploy(intake(("startGroups", "support, marketing")), contact__form=CONTACT)

    with company.database.reading() as connection:
        seen = {name: [one.process_id for one in queries.start_forms(connection, person)]
                for name, person in vars(people).items()}  # fmt: skip
    assert seen == {"anna": [], "boris": [], "marta": ["intake"], "zoe": ["intake"], "ada": ["intake"],
                    "dora": ["intake"]}  # fmt: skip
    with pytest.raises(NotFound):
        company.engine.submit_start_form("intake", OLGA, by=people.anna)
    assert leads(company) == []


def test_a_process_without_a_form_is_not_started_by_one(company, people) -> None:
    company.deploy(model("plain", start(), user("work"), end(), flow="start > work > end"))

    with pytest.raises(NotFound):
        company.engine.submit_start_form("plain", {}, by=people.anna)


def test_what_was_sent_is_kept_when_the_process_fails_and_starts_when_it_is_mended(company, people) -> None:
    broken = service("call", "record.update", mapping(inputs={"record": "=lead.name", "values": "={}"}))
    company.deploy(intake(OWN, step=broken), contact__form=CONTACT)

    started = company.engine.submit_start_form(
        "intake", {**OLGA, "topic": "Lines"}, by=people.anna, message_id="m1"
    )
    again = company.engine.submit_start_form("intake", OLGA, by=people.anna, message_id="m1")

    assert (started.instance_key, len(leads(company))) == (None, 1)
    assert again.refs == started.refs
    for _ in range(20):
        company.engine.run_due()
        company.let_jobs_come_due()
    [incident] = company.incidents()
    assert "a record is needed" in incident.message
    assert leads(company)[0]["name"] == "Stein"


def test_an_act_leaves_its_audit_rows(company, contact, people) -> None:
    company.engine.submit_start_form("intake", OLGA, by=people.anna)

    assert [row.actor for row in company.audit("submit_start_form")] == [people.anna.key]
    assert [row.actor for row in company.audit("create_record")] == [people.anna.key]


FILES = document(field("lead.family_name"), field("papers", "filepicker"))
LOOKUP = document(field("lead.family_name"), field("who", "select", properties={"lookup": "contact"}))


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("event", "contents", "said"),
    [
        (asked(form_id="missing"), CONTACT, "names the form 'missing', which does not exist"),
        (asked(("publicForm", "Contact us!")), CONTACT, "cannot stand in a link"),
        (asked(PUBLIC), FILES, "takes files at 'papers' from strangers"),
        (asked(PUBLIC), LOOKUP, "shows records at 'who' to strangers"),
        (asked(), document(field("lead.shoe_size")), "asks for lead.shoe_size, which nobody can fill in"),
        (asked(), document(field("lead.status")), "asks for lead.status, which nobody can fill in"),
        (asked(), document(field("activity.subject")), "never asks for activity.kind"),
        (asked(), document(field("user.name")), "would create a user"),
        (asked(), document(field("consent.gossip.email", "checkbox")), "consent 'consent.gossip.email'"),
        (node("startEvent", "asked", form("contact"), inner=timer("timeDate", "=now()")), CONTACT,
         "waits for a timer, and has a form"),
        (node("startEvent", "asked", '<zeebe:properties><zeebe:property name="publicForm" value="a"/>'
              "</zeebe:properties>"), CONTACT, "has publicForm, but no form"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_do_its_work_is_a_finding_of_the_deployment(
    company, event, contents, said
) -> None:
    wrong = model("intake", event, user("call"), end(), flow="asked > call > end")

    with pytest.raises(DeploymentRefused) as refused:
        company.deploy(wrong, contact__form=contents)

    assert any(said in one.message for one in refused.value.findings), refused.value.findings


@SQLITE_ONLY
def test_two_processes_cannot_have_one_public_address(company, contact) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        company.deploy(intake(PUBLIC, process_id="other"))

    assert any("is that of 'intake'" in one.message for one in refused.value.findings)


def test_a_new_version_takes_the_address_over(company, contact, people) -> None:
    company.deploy(intake(OWN, ("publicForm", "write-to-us")))

    with company.database.reading() as connection:
        assert queries.start_form_at(connection, "write-to-us").process_id == "intake"
        with pytest.raises(NotFound):
            queries.start_form_at(connection, "contact-us")


def test_the_record_of_a_form_is_read_by_the_steps_of_its_process(company, people) -> None:
    greet = user("call", assignee="=lead.owner.login")
    company.deploy(intake(OWN, step=greet), contact__form=CONTACT)

    started = company.engine.submit_start_form("intake", OLGA, by=people.anna)

    assert started.next_task_key == company.tasks(people.anna, "mine")["call"]
