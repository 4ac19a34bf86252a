"""The pages of the administration, with something on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calendars.store import CalendarDraft, ExceptionDraft
from engine.identity import SYSTEM

if TYPE_CHECKING:
    from tests.browser.company import Company

_WEEK = ("09:00-13:00, 14:00-18:00",) * 5 + ("", "")


def pages(company: Company) -> dict[str, str]:
    """Addresses by what they show; a calendar is made for them."""
    calendar = company.engine.save_calendar(
        CalendarDraft(
            name="North",
            time_zone="Europe/Berlin",
            country="DE",
            week=_WEEK,
            exceptions=(ExceptionDraft(day="2031-12-24", hours="09:00-13:00", label="Christmas Eve"),),
        ),
        by=SYSTEM,
    )
    anna = company.person("anna")
    return {
        "people": "/administration/users",
        "nobody found": "/administration/users?q=nothing+like+this",
        "person": f"/administration/users/{anna.key}",
        "new person": "/administration/users/new",
        "roles": "/administration/roles",
        "teams": "/administration/teams",
        "team": f"/administration/teams/{anna.team_key}",
        "new team": "/administration/teams/new",
        "groups": "/administration/groups",
        "group": "/administration/groups/of/Sales%20manager",
        "new group": "/administration/groups/new",
        "working calendars": "/administration/calendars",
        "working calendar": f"/administration/calendars/{calendar}",
        "new working calendar": "/administration/calendars/new?company=1",
        "sessions": "/administration/sessions",
        "audit log": "/administration/audit",
        "no audit rows": "/administration/audit?to=2020-01-01",
        "password": "/profile/password",
    }
