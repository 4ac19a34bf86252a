"""The pages of marketing, with something on each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.identity import SYSTEM
from engine.records import campaigns, consents, store
from engine.records.consents import Facts
from engine.records.history import Step

if TYPE_CHECKING:
    from engine.feel.values import RecordRef
    from tests.browser.company import Company

TOKEN = "a-token-that-nobody-guesses"


def pages(company: Company) -> dict[str, str]:
    """Addresses by what they show; a campaign ran, was measured, and runs on."""
    contact = company.known("contact", "Olga")
    conditions = [{"field": "account.country", "operator": "equals", "values": ["Germany"]}]
    document = {"match": "all", "groups": [{"match": "any", "conditions": conditions}]}
    segment = company.create("segment", name="Germans", conditions=document)
    static = company.create("segment", name="Then", kind="static", conditions=document)
    company.engine.take_snapshot(static, by=SYSTEM)
    campaign = company.create("campaign", name="Spring news", segment=segment)
    company.create("campaign_cost", campaign=campaign, type="media", amount=1200)
    _ran(company, campaign, contact)
    everybody = company.create("segment", name="Все люди", conditions={"match": "all", "groups": []})
    batch = company.engine.start_for_segment("credit_check", everybody, by=company.person("dina"))
    return {
        "campaigns": "/campaigns",
        "campaign": f"/campaigns/{campaign.key}",
        "new campaign": "/campaigns/new",
        "segments": "/segments",
        "segment": f"/segments/{segment.key}",
        "static segment": f"/segments/{static.key}",
        "new segment": "/segments/new",
        "segment to edit": f"/segments/{segment.key}/edit",
        "batch": f"/batches/{batch}",
        "consents": "/consents",
        "touches": "/touches",
        "contact with consents": f"/contacts/{contact.key}",
        "unsubscribing": f"/public/unsubscribe/{TOKEN}",
        "link that is none": "/public/unsubscribe/nothing",
    }


def _ran(company: Company, campaign: RecordRef, contact: RecordRef) -> None:
    engine, now = company.engine, company.engine.business_clock.now()
    step = Step(by=SYSTEM, at=now - timedelta(days=1), keys=engine.keys)
    how = {"by": SYSTEM, "at": step.at, "keys": step.keys, "process": True}
    with engine.database.transaction() as connection:
        consents.give(connection, contact, "newsletter", "email", Facts(evidence="The fair"), step)
        consents.withdraw(connection, contact, "marketing", "email", Facts(evidence="A call"), step)
        touch = {
            "campaign": campaign, "contact": contact, "purpose": "newsletter", "channel": "email",
            "address": "olga@acme.example", "outcome": "sent", "token": TOKEN,
        }  # fmt: skip
        store.create(connection, "touch", touch, **how)
        campaigns.measure(connection, campaign, step)
        numbers = {"status": "running", "audience_matched": 3, "audience_no_consent": 2, "audience_size": 1}
        store.update(connection, campaign, numbers, **how)
