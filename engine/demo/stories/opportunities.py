"""The deals of the demo company."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.demo import answers, deals
from engine.demo.customers import SOURCE
from engine.demo.people import EMPLOYEES, EXECUTIVE
from engine.demo.story import Moment
from engine.identity import SYSTEM
from engine.process.models import InstanceRecord
from engine.records.types.opportunity import Opportunity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.demo.deals import Deal, Event
    from engine.demo.story import Cast
    from engine.feel.values import RecordRef, Value
    from engine.identity import User


def is_missing(connection: Connection) -> bool:
    made = connection.scalar(
        select(func.count()).select_from(Opportunity).where(Opportunity.source == SOURCE)
    )
    return (made or 0) < deals.count()


def moments(cast: Cast) -> Iterator[Moment]:
    """What happens to the deals that have not been told yet."""
    with cast.engine.database.reading() as connection:
        told = set(connection.scalars(select(Opportunity.external_id).where(Opportunity.source == SOURCE)))
    story = _Story(cast)
    for event in deals.plan(cast.market, sellers(cast.people), cast.now):
        if event.deal.external_id not in told:
            yield Moment(at=event.at, tell=partial(story.tell, event))


def sellers(people: Mapping[str, User]) -> dict[str, Sequence[User]]:
    """The account executives by the language of their customers."""
    return {
        locale: [people[one.login] for one in EMPLOYEES if EXECUTIVE in one.groups and one.locale == locale]
        for locale in ("en", "ru")
    }


class _Story:
    """What happens to the deals, done by the people whose deals they are."""

    def __init__(self, cast: Cast) -> None:
        self._simulation = cast.simulation
        self._engine = cast.engine
        self._managers = {team: person for person in cast.people.values() for team in person.managed_teams}
        self._deals: dict[int, tuple[RecordRef, int]] = {}
        """Record and process instance by the deal's number."""

    def tell(self, event: Event) -> None:
        deal, today = event.deal, event.at.date()
        if event.kind == "create":
            self._create(deal, event.at)
        elif event.kind == "log":
            self._log(event)
        elif event.kind == "pass":
            self._work(deal, lambda element: answers.passing(deal, event.stage, element, today))
        elif event.kind == "ask":
            self._work(deal, lambda element: answers.asking(deal, event.stage, element))
        elif event.kind == "lose":
            self._work(deal, lambda element: answers.losing(deal, event.stage, element))
        else:
            self._work(deal, lambda element: answers.winning(deal, element))

    def _create(self, deal: Deal, at: datetime) -> None:
        owner = deal.owner or SYSTEM
        values: dict[str, Value] = {
            "name": deal.name,
            "account": deal.customer.ref,
            "product": deal.product,
            "amount": deal.amount,
            "close_date": at.date() + timedelta(days=deal.close_in),
            "source": SOURCE,
            "external_id": deal.external_id,
        }
        ref = self._engine.create_record("opportunity", values, by=owner)
        line: dict[str, Value] = {
            "opportunity": ref,
            "product": deal.product,
            "quantity": deal.quantity,
            "unit_price": deal.price,
        }
        self._engine.create_record("opportunity_line", line, by=owner)
        self._deals[deal.number] = (ref, self._instance_of(ref))

    def _log(self, event: Event) -> None:
        kind, subject, body = deals.note(event)
        ref, _ = self._deals[event.deal.number]
        values: dict[str, Value] = {"kind": kind, "subject": subject, "body": body}
        self._engine.log_activity(values, regarding=ref, by=event.deal.owner or SYSTEM)

    def _work(self, deal: Deal, answer: Callable[[str], answers.Answer | None]) -> None:
        _, instance = self._deals[deal.number]

        def answered(element: str) -> tuple[User, dict[str, Value]] | None:
            found = answer(element)
            return None if found is None else (self._person(deal, found[0]), found[1])

        self._simulation.work(instance, answered)

    def _person(self, deal: Deal, who: str) -> User:
        owner = deal.owner or SYSTEM
        return owner if who == "owner" else self._managers.get(owner.team_key or 0, SYSTEM)

    def _instance_of(self, ref: RecordRef) -> int:
        """The process that the deal's creation has started."""
        with self._engine.database.reading() as connection:
            return connection.scalars(
                select(InstanceRecord.instance).where(
                    InstanceRecord.record_type == ref.type, InstanceRecord.record_key == ref.key
                )
            ).one()
