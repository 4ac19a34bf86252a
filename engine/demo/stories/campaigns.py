"""Consents, segments and campaigns of the demo company."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from engine.demo import campaigns
from engine.demo.customers import SOURCE
from engine.demo.story import Moment
from engine.feel.values import RecordRef, Value
from engine.identity import SYSTEM
from engine.process.models import InstanceRecord
from engine.records import consents, store
from engine.records.consents import Facts
from engine.records.history import Step
from engine.records.types.campaign import Campaign
from engine.records.types.contact import Contact
from engine.records.types.opportunity import Opportunity
from engine.records.types.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.demo.campaigns import CampaignPlan
    from engine.demo.story import Cast
    from engine.identity import User

_WON_LEADS: Final = 1
_LEADS: Final = (
    ("Nadine", "Roth", "Roth Verpackung"),
    ("Liam", "Walsh", "Walsh Foods"),
    ("Erin", "Cole", "Cole & Sons"),
)


def is_missing(connection: Connection) -> bool:
    made = connection.scalar(select(func.count()).select_from(Campaign).where(Campaign.source == SOURCE))
    return (made or 0) < len(campaigns.CAMPAIGNS)


def moments(cast: Cast) -> Iterator[Moment]:
    """First what people allowed; then each campaign that has not been told, step by step."""
    story = _Story(cast)
    with cast.engine.database.reading() as connection:
        told = set(connection.scalars(select(Campaign.external_id).where(Campaign.source == SOURCE)))
    untold = [plan for plan in campaigns.CAMPAIGNS if plan.external_id not in told]
    if untold:
        yield Moment(at=cast.begins, tell=story.prepare)
    found = [moment for plan in untold for moment in story.campaign(plan)]
    yield from sorted(found, key=lambda moment: moment.at)


class _Story:
    """What the marketing people do."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._engine = cast.engine
        self._mia, self._henry = cast.people["mia"], cast.people["henry"]
        self._segments: list[RecordRef] = []
        self._running: dict[int, tuple[RecordRef, int | None]] = {}

    def prepare(self) -> None:
        """Consents by the form on the web site, and the saved filters."""
        with self._engine.database.transaction() as connection:
            keys = connection.scalars(
                select(Contact.key).where(Contact.source == SOURCE).order_by(Contact.key)
            ).all()
            step = self._step(self._cast.begins)
            for position, key in enumerate(keys):
                if not consents.of_person(connection, RecordRef("contact", key)):
                    self._allow(connection, position, RecordRef("contact", key), step)
            self._segments = [self._segment(connection, plan, step) for plan in campaigns.SEGMENTS]

    def campaign(self, plan: CampaignPlan) -> Iterator[Moment]:
        """Its moments, up to where it stands now."""
        begun = campaigns.begun_at(plan, self._cast.now)
        yield Moment(at=begun, tell=partial(self._begin, plan))
        yield Moment(at=begun + timedelta(hours=2), tell=partial(self._work, plan, begun))
        if plan.ends == "done":
            yield Moment(at=begun + timedelta(days=plan.starts_after + 28), tell=partial(self._answers, plan))
            yield Moment(
                at=begun + timedelta(days=plan.starts_after + 33), tell=partial(self._work, plan, begun)
            )

    def _begin(self, plan: CampaignPlan) -> None:
        values: dict[str, Value] = {"name": plan.name, "source": SOURCE, "external_id": plan.external_id}
        ref = self._engine.create_record("campaign", values, by=self._mia)
        with self._engine.database.reading() as connection:
            instance = connection.scalars(
                select(InstanceRecord.instance).where(
                    InstanceRecord.record_type == "campaign", InstanceRecord.record_key == ref.key
                )
            ).first()
        self._running[plan.number] = (ref, instance)

    def _work(self, plan: CampaignPlan, begun: datetime) -> None:
        """The campaign's tasks, by those who do them, up to the one at which it waits."""
        _, instance = self._running[plan.number]
        done: set[str] = set()

        def answered(element: str) -> tuple[User, dict[str, Value]] | None:
            if plan.ends == "nobody" and element in done:
                return None
            done.add(element)
            return self._answer(plan, begun, element)

        if instance is not None:
            self._cast.simulation.work(instance, answered)

    def _answer(
        self, plan: CampaignPlan, begun: datetime, element: str
    ) -> tuple[User, dict[str, Value]] | None:
        lines: list[Value] = [
            {"type": "media", "amount": Decimal(plan.cost), "currency": "USD", "note": plan.offer[:60]}
        ]
        mail: dict[str, Value] = (
            {"campaign.subject": plan.subject, "creative_action": "submit"} if plan.subject else {}
        )
        answers: dict[str, tuple[User, dict[str, Value]]] = {
            "brief": (
                self._mia,
                {**plan.brief(begun.date()), "campaign.segment": self._segments[plan.segment]},
            ),
            "budget": (self._mia, {"budget_lines": lines}),
            "approve_head": (self._henry, {"budget_decision": "approve"}),
            "creative": (self._mia, {"campaign.body": plan.body, **mail}),
            "approve_creative": (self._henry, {"creative_decision": "approve"}),
            "lessons": (self._mia, dict(campaigns.LESSONS)),
        }
        return answers.get(element)

    def _answers(self, plan: CampaignPlan) -> None:
        """Some become leads, and one of them a deal that was won."""
        campaign, _ = self._running[plan.number]
        with self._engine.database.transaction() as connection:
            step = self._step(self._engine.business_clock.now())
            won = connection.scalars(
                select(Opportunity.key)
                .where(Opportunity.outcome == "won")
                .order_by(Opportunity.won_amount.desc())
                .limit(_WON_LEADS)
            ).all()
            for number, (given, family, company) in enumerate(_LEADS):
                deal = RecordRef("opportunity", won[number]) if number < len(won) else None
                values: dict[str, Value] = {
                    "given_name": given, "family_name": family, "company": company, "origin": "campaign",
                    "campaign": campaign, "email": f"{family.lower()}@{company.split()[0].lower()}.example.com",
                    "status": "converted" if deal else "contacted", "opportunity": deal,
                    "source": SOURCE, "external_id": f"lead-of-{plan.external_id}-{number}",
                    "owner": RecordRef("user", self._cast.people["sara"].key),
                }  # fmt: skip
                store.create(
                    connection, "lead", values, by=self._mia, at=step.at, keys=step.keys, process=True
                )

    def _allow(self, connection: Connection, position: int, person: RecordRef, step: Step) -> None:
        facts = Facts(evidence="Ticked on the web form “News”, version 3.", source="web form")
        for purpose, channel, given in campaigns.consents_of(position):
            consents.give(connection, person, purpose, channel, facts, step)
            if not given:
                withdrawn = Facts(evidence="Told us on the phone.", source="phone call")
                consents.withdraw(connection, person, purpose, channel, withdrawn, step)

    def _segment(self, connection: Connection, plan: campaigns.SegmentPlan, step: Step) -> RecordRef:
        """The saved filter of this name; what an interrupted run made is found again."""
        found = connection.scalar(
            select(Segment.key).where(Segment.source == SOURCE, Segment.name == plan.name)
        )
        if found is not None:
            return RecordRef("segment", found)
        values: dict[str, Value] = {
            "name": plan.name, "description": plan.description, "conditions": plan.document(), "source": SOURCE,
        }  # fmt: skip
        return store.create(connection, "segment", values, by=self._mia, at=step.at, keys=step.keys)

    def _step(self, at: datetime) -> Step:
        return Step(by=SYSTEM, at=at, keys=self._engine.keys)
