"""The leads of the demo company."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from engine.calendars import queries as calendars
from engine.demo import leads
from engine.demo.customers import SOURCE
from engine.demo.story import Moment
from engine.identity import SYSTEM
from engine.process import queries
from engine.process.starting import Origin
from engine.records.types.contact import Contact
from engine.records.types.lead import Lead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from engine.demo.leads import Event, Plan
    from engine.demo.story import Cast
    from engine.feel.values import RecordRef, Value

_INTAKE: Final = "lead_intake"
_CALENDAR: Final = "Sales"
_ELEMENTS: Final = {
    "reached": {"first_contact", "try_again"},
    "no_answer": {"first_contact", "try_again"},
    "refused": {"first_contact"},
    "wrong": {"first_contact"},
    "accept": {"accept", "pool"},
    "reject": {"accept", "pool"},
    "convert": {"choose"},
}
"""At which tasks each step is done; all others are answers to the qualification."""


def is_missing(connection: Connection) -> bool:
    made = connection.scalar(select(func.count()).select_from(Lead).where(Lead.source == SOURCE))
    return (made or 0) < leads.count()


def moments(cast: Cast) -> Iterator[Moment]:
    """What happens to the leads that have not been told yet."""
    yield Moment(at=cast.begins, tell=_nothing)  # the calendars are there from here on
    with cast.engine.database.reading() as connection:
        told = set(connection.scalars(select(Lead.external_id).where(Lead.source == SOURCE)))
        calendar = calendars.load(connection, _CALENDAR)
        forms = {form.process_id for form in queries.start_forms(connection, SYSTEM)}
    story = _Story(cast, by_form=_INTAKE in forms)
    for event in leads.plan(calendar, cast.now):
        if event.lead.external_id not in told:
            yield Moment(at=event.at, tell=partial(story.tell, event))


def _nothing() -> None:
    """A moment in which nothing happens."""


class _Story:
    """What becomes of the leads, done by the people who have their tasks."""

    def __init__(self, cast: Cast, *, by_form: bool) -> None:
        self._cast = cast
        self._engine = cast.engine
        self._by_form = by_form
        self._people = {person.key: person for person in cast.people.values()}
        self._leads: dict[int, RecordRef] = {}

    def tell(self, event: Event) -> None:
        if event.what == "create":
            self._create(event.lead)
            return
        # The qualification begins by a message, which a worker delivers.
        self._cast.simulation.settle()
        found = self._cast.open_task(self._leads[event.lead.number], _ELEMENTS.get(event.what, {"qualify"}))
        if found is not None:
            key, _, assignee = found
            who = self._people[assignee] if assignee else self._cast.people["anna"]
            self._engine.complete_task(key, leads.answer(event.lead, event.what, event.at), by=who)

    def _create(self, lead: Plan) -> None:
        values = leads.values_of(lead)
        if lead.known_number:
            values["phone"] = self._known_number(lead.number)
        facts = {
            "source": SOURCE,
            "external_id": lead.external_id,
            "origin": lead.origin,
            "language": lead.locale,
        }
        if self._by_form and lead.origin == "web":
            sent = {f"lead.{name}": value for name, value in values.items()}
            sent["consent.newsletter.email"] = lead.number % 2 == 0
            origin = Origin(channel="web", locale=lead.locale, facts=facts | leads.utm_of(lead))
            [made] = self._engine.submit_start_form(_INTAKE, sent, by=SYSTEM, origin=origin).refs
        else:
            made = self._engine.create_record("lead", {**values, **facts}, by=SYSTEM)
        self._leads[lead.number] = made

    def _known_number(self, number: int) -> Value:
        """The phone number of a contact."""
        with self._engine.database.reading() as connection:
            numbered = select(Contact.phone).where(Contact.phone.is_not(None)).order_by(Contact.key)
            return connection.scalar(numbered.offset(number).limit(1))
