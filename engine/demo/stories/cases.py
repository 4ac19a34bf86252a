"""The support cases of the demo company, and the SLA plans that promise something for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from engine.calendars import queries as calendars
from engine.demo import cases
from engine.demo.customers import SOURCE
from engine.demo.story import Moment
from engine.identity import SYSTEM
from engine.process import customer_answers
from engine.records import store
from engine.records.types.case import Case
from engine.records.types.sla_plan import SlaPlan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from engine.demo.cases import Event, Plan
    from engine.demo.story import Cast
    from engine.feel.values import RecordRef, Value

_WORK: Final = frozenset({"work_1", "work_2", "work_3"})
_FIRST_LINE: Final = {"en": "leo", "ru": "nina"}
_OTHERS: Final = {
    "work_2": "lin",
    "work_3": "karl",
    "review_breach": "dora",
    "review_first_answer": "dora",
    "review_critical": "dirk",
}
_ACTIONS: Final = {
    "reply": ("reply", "reply_text"),
    "ask": ("wait_customer", "question"),
    "escalate": ("escalate", "reason"),
    "down": ("hand_back", "reason"),
    "vendor": ("wait_vendor", "vendor_note"),
    "solve": ("resolve", "case.solution"),
}
"""What is chosen at each step, and the field that says why."""


def is_missing(connection: Connection) -> bool:
    made = connection.scalar(select(func.count()).select_from(Case).where(Case.source == SOURCE))
    return (made or 0) < cases.count()


def moments(cast: Cast) -> Iterator[Moment]:
    """The SLA plans first, then what is done about the cases that have not been told yet."""
    story = _Story(cast)
    yield Moment(at=cast.begins, tell=story.promise)
    with cast.engine.database.reading() as connection:
        told = set(connection.scalars(select(Case.external_id).where(Case.source == SOURCE)))
        calendar = calendars.load(connection, cases.PLANS[0][2])
    for event in cases.plan(cast.market.customers, calendar, cast.now):
        if event.case.external_id not in told:
            yield Moment(at=event.at, tell=partial(story.tell, event))


class _Story:
    """What the people of support do about the cases."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._engine = cast.engine
        self._people = {person.key: person for person in cast.people.values()}
        self._cases: dict[int, RecordRef] = {}

    def promise(self) -> None:
        """Write the SLA plans, once."""
        with self._engine.database.transaction() as connection:
            kept = set(connection.scalars(select(SlaPlan.external_id).where(SlaPlan.source == SOURCE)))
            rows: list[dict[str, Value]] = [
                {"tier": tier, "name": name, "calendar": calendar, "source": SOURCE, "external_id": tier}
                for tier, name, calendar in cases.PLANS
                if tier not in kept
            ]
            at = self._cast.begins
            store.create_many(connection, "sla_plan", rows, by=SYSTEM, at=at, keys=self._engine.keys)

    def tell(self, event: Event) -> None:
        case, what = event.case, event.what
        if what == "create":
            self._create(case)
        elif what == "triage":
            category, _, _ = cases.about(case)
            levels = {"case.impact": case.impact, "case.urgency": case.urgency}
            self._complete(case, {"triage"}, {"case.category": category, **levels})
        elif what == "answered":
            self._hear(case)
        elif what in {"yes", "no"}:
            satisfied = str(case.number % 3 + 3 if what == "yes" else 2)
            answer = {"solved": what, "csat": satisfied, "comment": cases.says(case, what)}
            self._complete(case, {"confirm"}, answer)
        else:
            self._act(case, what)

    def _create(self, case: Plan) -> None:
        _, subject, description = cases.about(case)
        contact, name = case.customer.contacts[0]
        values: dict[str, Value] = {
            "subject": subject,
            "description": description,
            "account": case.customer.ref,
            "contact": contact,
            "reporter": name,
            "channel": "phone" if case.by_phone else "web",
            "language": case.locale,
            "source": SOURCE,
            "external_id": case.external_id,
        }
        who = self._cast.people[_FIRST_LINE[case.locale]] if case.by_phone else SYSTEM
        self._cases[case.number] = self._engine.create_record("case", values, by=who)

    def _act(self, case: Plan, what: str) -> None:
        """Whoever has the case now does the step; after a breach the duty manager has had a look, too."""
        action, field = _ACTIONS[what]
        values: dict[str, Value] = {"action": action, field: cases.says(case, what)}
        if what in {"escalate", "solve"}:
            values["case.diagnosis"] = cases.says(case, "diagnosis")
        self._complete(case, _WORK, values)
        self._complete(
            case, {"review_breach", "review_critical"}, {"breach_decision": cases.says(case, "review")}
        )
        self._complete(
            case, {"review_first_answer"}, {"first_answer_decision": cases.says(case, "answer_now")}
        )

    def _hear(self, case: Plan) -> None:
        """The customer answers a question that is still open."""
        ref, who = self._cases[case.number], self._cast.people[_FIRST_LINE[case.locale]]
        with self._engine.database.reading() as connection:
            waits = customer_answers.awaits_reply(connection, ref.key)
        if waits:
            self._engine.note_customer_reply(ref, cases.says(case, "answered"), by=who)

    def _complete(self, case: Plan, elements: set[str] | frozenset[str], values: dict[str, Value]) -> None:
        """Complete the case's task of one of *elements*; a step for which there is none is left out."""
        found = self._cast.open_task(self._cases[case.number], elements)
        if found is None:
            return
        key, element, assignee = found
        login = _OTHERS.get(element, _FIRST_LINE[case.locale])
        who = self._people[assignee] if assignee else self._cast.people[login]
        self._engine.complete_task(key, self._possible(values, element), by=who)

    @staticmethod
    def _possible(values: dict[str, Value], element: str) -> dict[str, Value]:
        """A case that has climbed to the last line by itself cannot be escalated any more: it is solved there."""
        beyond = (values.get("action"), element) in {("escalate", "work_3"), ("hand_back", "work_1")}
        if not beyond:
            return values
        return {"action": "resolve", "case.solution": values["reason"]}
