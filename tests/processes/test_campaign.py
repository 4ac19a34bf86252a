"""A campaign reaches each person once, says what was approved, and counts what came of it."""

from __future__ import annotations

import email
import email.policy
import re
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from engine import dmn, feel
from engine.bpmn import dialects, reading
from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.feel.values import RecordRef
from engine.files import Files
from engine.identity import SYSTEM
from engine.identity import store as people
from engine.keys import Keys
from engine.process import queries, workers
from engine.records import consents, store
from engine.records.campaigns_texts import FIELDS, merge, problems
from engine.records.consents import Facts
from engine.records.history import Step
from engine.records.mails import Mail
from engine.records.store import InvalidRecord
from engine.records.timeline import timeline
from engine.records.types.touch import Touch
from tests.conftest import ROOT

FOLDER = ROOT / "processes/marketing/campaign"
MODEL = dialects.translate(reading.read((FOLDER / "campaign.bpmn").read_bytes()))["campaign"]
APPROVAL = dmn.load((FOLDER / "budget_approval.dmn").read_bytes())
BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LINK = re.compile(r"/public/unsubscribe/(\S+)")


class Marketing:
    """Mia runs campaigns, Henry approves their texts; everybody is a contact of Acme."""

    def __init__(self, database, folder):
        self.clock, system_clock = SimulatedClock(BEGINS), SystemClock()
        self.engine = Engine(
            database,
            business_clock=self.clock,
            system_clock=system_clock,
            files=Files(folder / "files"),
            keys=Keys(1, system_clock),
        )
        self.outbox = folder / "outbox"
        with database.transaction() as connection:
            for login, group in (("mia", "Marketing"), ("henry", "Marketing head")):
                people.create_user(
                    connection, keys=self.engine.keys, login=login, name=login.title(), groups=(group,),
                    email=f"{login}@baton.example",
                )  # fmt: skip
            self.mia, self.henry = (people.find_user(connection, one) for one in ("mia", "henry"))
        files = {
            one.name: one.read_bytes() for one in FOLDER.iterdir() if one.suffix in {".bpmn", ".dmn", ".form"}
        }
        self.engine.deploy(files, by=SYSTEM, name="campaign")
        self.acme = self.engine.create_record("account", {"name": "Acme"}, by=self.mia)

    def step(self):
        return Step(by=self.mia, at=self.clock.now(), keys=self.engine.keys)

    def contacts(self, count):
        """People who may get the newsletter, by mail and by phone."""
        rows = [
            {"given_name": f"Given{one}", "family_name": f"Name{one}", "account": self.acme,
             "email": f"person{one}@acme.example", "phone": f"+4930{one:07}"}
            for one in range(count)
        ]  # fmt: skip
        with self.engine.database.transaction() as connection:
            how = {"by": self.mia, "at": self.clock.now(), "keys": self.engine.keys}
            refs = store.create_many(connection, "contact", rows, **how)
            for ref in refs:
                for channel in ("email", "phone"):
                    consents.give(connection, ref, "newsletter", channel, Facts(), self.step())
        return refs

    def campaign(self, channel="mail", *, approve=True):
        """A campaign that is planned, approved, and begins on 10 March."""
        segment = self.engine.create_record("segment", {"name": "Everybody"}, by=self.mia)
        ref = self.engine.create_record("campaign", {"name": "Spring"}, by=self.mia)
        self.complete(
            "brief",
            {
                "campaign.objective": "Tell", "campaign.segment": segment, "campaign.channel": channel,
                "campaign.purpose": "newsletter", "campaign.kpi": "leads", "campaign.kpi_target": Decimal(1),
                "campaign.starts_on": date(2026, 3, 10),
            },
        )  # fmt: skip
        line = {"type": "media", "amount": Decimal(100), "currency": "USD"}
        self.complete("budget", {"budget_lines": [line]})
        mail = (
            {"campaign.subject": "News for {{company}}", "creative_action": "submit"}
            if channel == "mail"
            else {}
        )
        self.complete("creative", {"campaign.body": "Dear {{first_name}}, look.", **mail})
        if approve:
            self.complete("approve_creative", {"creative_decision": "approve"}, by=self.henry)
        return ref

    def tasks(self, element):
        with self.engine.database.reading() as connection:
            rows = queries.inbox(connection, SYSTEM, scope="all", limit=100).rows
        return [row for row in rows if row.element.id == element]

    def complete(self, element, values, by=None):
        row = self.tasks(element)[0]
        if row.assignee is None:
            self.engine.claim_task(row.key, by=by or self.mia)
        self.engine.complete_task(row.key, values, by=by or self.mia)

    def go_on(self, **passed):
        self.clock.move_to(self.clock.now() + timedelta(**passed))
        while self.engine.run_due():
            pass

    def mails(self):
        """What lies in the outbox."""
        files = sorted(self.outbox.rglob("*.eml"))
        return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in files]

    def record(self, ref):
        with self.engine.database.reading() as connection:
            return store.read(connection, ref)

    def outcomes(self, campaign):
        with self.engine.database.reading() as connection:
            rows = connection.execute(
                select(Touch.outcome, func.count())
                .where(Touch.campaign == campaign.key)
                .group_by(Touch.outcome)
            )
            return {row[0]: row[1] for row in rows}


@pytest.fixture
def marketing(database, tmp_path):
    return Marketing(database, tmp_path)


@pytest.fixture
def on_sqlite(sqlite_database, tmp_path):
    return Marketing(sqlite_database, tmp_path)


def test_two_workers_send_everybody_one_mail_in_chunks(marketing):
    marketing.contacts(105)
    campaign = marketing.campaign()
    marketing.clock.move_to(datetime(2026, 3, 10, 8, tzinfo=UTC))

    def work():
        for _ in range(3):
            while marketing.engine.run_due(limit=20):
                pass
            marketing.clock.move_to(max(marketing.clock.now(), datetime(2026, 3, 10, 8, 0, 2, tzinfo=UTC)))

    crew = [threading.Thread(target=work) for _ in range(2)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    marketing.go_on(seconds=5)

    received = Counter(mail["To"] for mail in marketing.mails() if mail["To"] != "mia@baton.example")
    assert len(received) == 105
    assert set(received.values()) == {1}
    assert marketing.outcomes(campaign) == {"sent": 105}
    assert marketing.record(campaign)["status"] == "measuring"


def test_a_mail_is_merged_for_its_person_and_its_link_unsubscribes_just_that_person(on_sqlite):
    refs = on_sqlite.contacts(2)
    campaign = on_sqlite.campaign()
    on_sqlite.go_on(days=9)

    mail = next(one for one in on_sqlite.mails() if one["To"] == "person0@acme.example")
    body = mail.get_content()
    assert mail["Subject"] == "News for Acme"
    assert mail["Reply-To"] == "mia@baton.example"
    assert body.startswith("Dear Given0, look.")
    on_sqlite.engine.unsubscribe(_LINK.search(body).group(1))

    with on_sqlite.engine.database.reading() as connection:
        said = [consents.of_person(connection, ref) for ref in refs]
    assert [[one["status"] for one in of] for of in said] == [["withdrawn", "given"], ["given", "given"]]
    assert on_sqlite.outcomes(campaign) == {"sent": 1, "unsubscribed": 1}


def test_who_withdraws_before_the_start_gets_nothing_though_they_were_counted(on_sqlite):
    first, _ = on_sqlite.contacts(2)
    campaign = on_sqlite.campaign()
    assert on_sqlite.record(campaign)["audience_size"] == 2
    with on_sqlite.engine.database.transaction() as connection:
        consents.withdraw(connection, first, "newsletter", "email", Facts(), on_sqlite.step())

    on_sqlite.go_on(days=9)

    assert [mail["To"] for mail in on_sqlite.mails()] == ["person1@acme.example"]


def test_a_test_mail_goes_to_oneself_alone_and_its_link_unsubscribes_nobody(on_sqlite):
    on_sqlite.contacts(1)
    on_sqlite.campaign()
    ref = on_sqlite.engine.create_record("campaign", {"name": "Second"}, by=on_sqlite.mia)
    on_sqlite.engine.update_record(
        ref, {"subject": "Hello", "body": "{{full_name}}"}, expected_version=None, by=on_sqlite.mia
    )
    segment = on_sqlite.engine.create_record("segment", {"name": "All"}, by=on_sqlite.mia)
    brief = {
        "campaign.objective": "x", "campaign.segment": segment, "campaign.channel": "mail",
        "campaign.purpose": "newsletter", "campaign.kpi": "leads", "campaign.kpi_target": Decimal(1),
        "campaign.starts_on": date(2026, 4, 1),
    }  # fmt: skip
    on_sqlite.complete("brief", brief)
    on_sqlite.complete(
        "budget", {"budget_lines": [{"type": "media", "amount": Decimal(1), "currency": "USD"}]}
    )
    on_sqlite.complete(
        "creative", {"campaign.subject": "Hello", "campaign.body": "{{full_name}}", "creative_action": "test"}
    )
    while on_sqlite.engine.run_due():
        pass

    [mail] = on_sqlite.mails()
    assert mail["To"] == "mia@baton.example"
    assert mail.get_content().startswith("Given0 Name0")
    assert _LINK.search(mail.get_content()).group(1) == "test"
    assert [row.element.id for row in on_sqlite.tasks("creative")] == ["creative"]


def test_to_dos_come_for_each_person_and_each_is_a_touch_on_the_persons_timeline(on_sqlite):
    on_sqlite.contacts(3)
    campaign = on_sqlite.campaign("tasks")
    on_sqlite.go_on(days=9)
    assert len(on_sqlite.tasks("contact_person")) == 3

    for outcome in ("responded", "not_reached", "reached"):
        on_sqlite.complete("contact_person", {"touch_outcome": outcome, "touch_note": "Noted"})

    assert on_sqlite.outcomes(campaign) == {"responded": 1, "not_reached": 1, "reached": 1}
    assert on_sqlite.record(campaign)["status"] == "measuring"
    with on_sqlite.engine.database.reading() as connection:
        touch = connection.execute(select(Touch.contact).where(Touch.outcome == "responded")).one()
        page = timeline(connection, RecordRef("contact", touch.contact), on_sqlite.mia)
    assert "Spring" in [entry.activity["subject"] for entry in page.entries if entry.activity]


@pytest.mark.parametrize(
    ("amount", "approvers"),
    [
        ("0", None),
        ("1000", None),
        ("1000.01", ["head"]),
        ("10000", ["head"]),
        ("10000.01", ["head", "finance"]),
        ("50000", ["head", "finance"]),
        ("50000.01", ["head", "finance", "director"]),
    ],
)
def test_who_approves_follows_from_the_amount(amount, approvers):
    result = APPROVAL.evaluate("budget_approval", {"amount": Decimal(amount)}, feel.Environment())

    assert (result.value or None) == approvers


def test_merge_fields_are_a_fixed_list_and_a_value_is_never_read_as_one():
    assert problems("Hi", "Dear {{ first_name }}, {{unsubscribe_link}}") == []
    assert [one.en for one in problems("{{boss}}", "x")] == [
        f"There is no merge field “boss”. Use one of: {', '.join(FIELDS)}."
    ]
    assert "closed" in problems("Hi", "Dear {{first_name")[0].en
    assert "Write the text" in problems("Hi", "  ")[0].en

    values = {"first_name": "{{company}}", "company": "Acme", "unsubscribe_link": "https://x/u"}
    merged = merge("For {{company}}", "Dear {{first_name}} {{last_name}}!", values, "ru")

    assert merged.subject == "For Acme"
    assert merged.text.startswith("Dear {{company}} !")
    assert merged.text.count("https://x/u") == 1
    assert "Чтобы их больше не было" in merged.text


def test_every_step_has_a_russian_name():
    unnamed = [
        one.id
        for one in MODEL.elements.values()
        if one.name and not _CYRILLIC.search(dict(one.names).get("ru", ""))
    ]

    assert unnamed == []


def test_who_unsubscribes_while_the_mail_still_waits_does_not_get_it(on_sqlite):
    on_sqlite.contacts(2)
    campaign = on_sqlite.campaign()
    on_sqlite.clock.move_to(datetime(2026, 3, 10, 8, tzinfo=UTC))
    engine = on_sqlite.engine
    engine.queue_due_timers()
    for job in engine.claim_jobs(workers.OWN_TYPES, worker="no mails", limit=10):
        engine.run_job(job)
    with engine.database.reading() as connection:
        [first, _] = connection.execute(select(Touch.token, Touch.address).order_by(Touch.key)).all()
    engine.unsubscribe(first.token)

    on_sqlite.go_on(minutes=1)

    assert [mail["To"] for mail in on_sqlite.mails()] == ["person1@acme.example"]
    with engine.database.reading() as connection:
        found = connection.execute(select(Mail.recipients, Mail.status).order_by(Mail.key)).all()
    assert [tuple(row) for row in found] == [
        (first.address, "withdrawn"),
        ("person1@acme.example", "written"),
    ]
    assert on_sqlite.outcomes(campaign) == {"sent": 1, "unsubscribed": 1}


def test_what_was_approved_stays_as_it_is_for_whoever_sees_the_campaign(on_sqlite):
    on_sqlite.contacts(1)
    campaign = on_sqlite.campaign()
    planned = on_sqlite.engine.create_record("campaign", {"name": "Autumn"}, by=on_sqlite.mia)

    for changed in ({"body": "Buy."}, {"subject": "Win"}, {"purpose": "service"}, {"segment": None}):
        with pytest.raises(InvalidRecord, match="was approved"):
            on_sqlite.engine.update_record(campaign, changed, expected_version=None, by=on_sqlite.mia)
    on_sqlite.engine.update_record(
        campaign, {"name": "Late spring", "body": "Dear {{first_name}}, look."}, expected_version=None,
        by=on_sqlite.mia,
    )  # fmt: skip
    on_sqlite.engine.update_record(planned, {"body": "Buy."}, expected_version=None, by=on_sqlite.mia)

    assert on_sqlite.record(campaign)["body"] == "Dear {{first_name}}, look."


def test_a_text_that_is_changed_under_its_approver_goes_back_to_its_writer(on_sqlite):
    on_sqlite.contacts(1)
    campaign = on_sqlite.campaign(approve=False)
    on_sqlite.engine.update_record(campaign, {"body": "Buy."}, expected_version=None, by=on_sqlite.mia)

    on_sqlite.complete("approve_creative", {"creative_decision": "approve"}, by=on_sqlite.henry)

    assert on_sqlite.record(campaign)["status"] == "planning"
    [back] = on_sqlite.tasks("creative")
    with on_sqlite.engine.database.reading() as connection:
        variables = queries.task(connection, back.key, on_sqlite.mia).variables
    assert variables["creative_decision"] == "return"
    assert "changed after it had been handed in" in variables["creative_comment"]
