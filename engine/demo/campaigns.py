"""The campaigns of the demo company as they are planned: five, each at another step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.values import Value

Ends = Literal["done", "measuring", "running", "finance", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentPlan:
    """A saved filter of the demo company."""

    name: str
    description: str
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(field, operator, values)"""

    def document(self) -> dict[str, Value]:
        rows: list[Value] = [
            {"field": field, "operator": operator, "values": list(values)}
            for field, operator, values in self.conditions
        ]
        return {"match": "all", "groups": [{"match": "all", "conditions": rows}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan:
    """One campaign: what it says, and how far it has come."""

    number: int
    name: str
    objective: str
    offer: str
    segment: int
    """Position in `SEGMENTS`."""
    channel: str
    purpose: str
    kpi: str
    target: int
    cost: int
    begun: int
    """Days before now."""
    starts_after: int
    """Days after its beginning."""
    ends: Ends
    subject: str = ""
    body: str = ""

    @property
    def external_id(self) -> str:
        return f"campaign-{self.number:02}"

    def brief(self, begun: date) -> dict[str, Value]:
        return {
            "campaign.objective": self.objective,
            "campaign.offer": self.offer,
            "campaign.channel": self.channel,
            "campaign.purpose": self.purpose,
            "campaign.kpi": self.kpi,
            "campaign.kpi_target": Decimal(self.target),
            "campaign.starts_on": begun + timedelta(days=self.starts_after),
        }


SEGMENTS: Final = (
    SegmentPlan(
        name="Decision makers in the United States",
        description="Heads and directors of American customers",
        conditions=(("account.country", "equals", ("United States",)), ("title", "filled", ())),
    ),
    SegmentPlan(
        name="Российские заказчики",
        description="Все контакты компаний из России",
        conditions=(("account.country", "equals", ("Россия",)),),
    ),
    SegmentPlan(
        name="Large companies",
        description="More than 1,500 employees, any country",
        conditions=(("account.employees", "greater", ("1500",)),),
    ),
    SegmentPlan(
        name="Top customers",
        description="Contacts of the companies of tier A",
        conditions=(("account.tier", "equals", ("A",)),),
    ),
)
CAMPAIGNS: Final = (
    CampaignPlan(
        number=1, name="Winter newsletter", objective="Keep our customers up to date, and find who plans to invest.",
        offer="A free check of one packing line", segment=0, channel="mail", purpose="newsletter", kpi="leads",
        target=3, cost=4200, begun=60, starts_after=5, ends="done",
        subject="What is new for {{company}}",
        body="Dear {{first_name}},\n\nthis winter we check one packing line of each customer for free. Shall we "
        "come to {{company}}?\n\nKind regards\n{{sender_name}}",
    ),
    CampaignPlan(
        number=2, name="Весенняя линейка", objective="Показать новую линейку российским заказчикам.",
        offer="Скидка 10 % до конца квартала", segment=1, channel="mail", purpose="newsletter", kpi="responses",
        target=5, cost=900, begun=20, starts_after=6, ends="measuring",
        subject="{{first_name}}, новая линейка уже здесь",
        body="Здравствуйте, {{first_name}}!\n\nНовая линейка уже доступна; до конца квартала — скидка 10 %.\n\n"
        "{{sender_name}}",
    ),
    CampaignPlan(
        number=3, name="Calls to top customers", objective="Learn what our best customers plan for next year.",
        offer="A visit of our engineer", segment=3, channel="tasks", purpose="phone_sales", kpi="responses",
        target=4, cost=0, begun=5, starts_after=2, ends="running",
        body="Ask what they plan to renew next year, and whether our engineer may visit them.",
    ),
    CampaignPlan(
        number=4, name="Trade fair in spring", objective="Meet sixty prospects at the fair.",
        offer="A seat at the live demonstration", segment=2, channel="mail", purpose="marketing", kpi="leads",
        target=60, cost=24000, begun=4, starts_after=30, ends="finance",
    ),
    CampaignPlan(
        number=5, name="Text messages to large companies", objective="Remind of the service contract.",
        offer="", segment=2, channel="tasks", purpose="service", kpi="responses", target=10, cost=500, begun=3,
        starts_after=10, ends="nobody",
    ),
)  # fmt: skip
LESSONS: Final[Mapping[str, Value]] = {
    "campaign.what_worked": "The free check: almost everybody who answered asked for it.",
    "campaign.what_to_change": "Send it before the holidays; half of the answers came from automatic replies.",
    "campaign.reuse": True,
}
_MAIL_EVERY, _MARKETING_EVERY, _PHONE_EVERY, _WITHDRAWN_EVERY = 4, 3, 5, 9


def begun_at(plan: CampaignPlan, now: datetime) -> datetime:
    """In the morning of its day."""
    day = (now - timedelta(days=plan.begun)).date()
    return datetime.combine(day, time(9, 10 * plan.number), tzinfo=now.tzinfo)


def consents_of(position: int) -> Iterator[tuple[str, str, bool]]:
    """What the person at this place in the list of contacts allows: (purpose, channel, given)."""
    if position % _MAIL_EVERY:
        yield "newsletter", "email", position % _WITHDRAWN_EVERY != 0
    if position % _MARKETING_EVERY == 0:
        yield "marketing", "email", True
    if position % _PHONE_EVERY == 0:
        yield "phone_sales", "phone", True
