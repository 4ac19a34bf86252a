"""How leads are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.consents import panel
from webui.screens.records.layout import ME, OWNERSHIP, Layout, Panel, Section, View

_OPEN = ["new", "contacted", "qualified"]

LAYOUT = Layout(
    collection="leads",
    title=_l("Leads"),
    type="lead",
    icon="user-plus",
    columns=("company", "status", "score_band", "score", "owner", "first_touch_due_at", "created_at"),
    filters=("status", "score_band", "origin", "owner", "campaign"),
    views=(
        View(name="open", label=_l("Ongoing"), filters={"status": _OPEN}),
        View(name="mine", label=_l("Mine"), filters={"status": _OPEN, "owner": ME}),
        View(name="hot", label=_l("Hot"), filters={"status": _OPEN, "score_band": "hot"}),
        View(name="nurture", label=_l("Nurture"), filters={"status": "nurture"}),
        View(name="all", label=_l("All")),
    ),
    sort="-created_at",
    facts=("status", "score_band", "company", "email", "phone", "first_touch_due_at", "owner"),
    sections=(
        Section(
            title=_l("Person"),
            fields=("given_name", "middle_name", "family_name", "title", "email", "phone", "language"),
        ),
        Section(
            title=_l("Company"),
            fields=("company", "tax_id", "website", "country", "industry", "employees"),
        ),
        Section(title=_l("Interest"), fields=("interest", "origin", "campaign", "next_contact_on")),
        Section(
            title=_l("Qualification"),
            later=True,
            fields=(
                *("has_need", "need", "budget", "budget_amount", "currency", "authority", "timeline"),
                "fit_notes",
            ),
        ),
        Section(
            title=_l("Progress"),
            later=True,
            fields=(
                *("status", "score", "score_band", "queue", "first_touch_due_at", "first_touch_at"),
                *("qualified_at", "converted_at", "reject_reason"),
                *("account", "contact", "opportunity", "merged_into"),
            ),
        ),
        Section(
            title=_l("Where it came from"),
            later=True,
            fields=(
                *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"),
                "referrer",
            ),
        ),
        OWNERSHIP,
    ),
    panels=(Panel(template="consents/_panel.html", read=panel.read),),
    key="l",
    order=10,
    hidden=frozenset({"name"}),
)
