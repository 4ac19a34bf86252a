"""How cases are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from engine.records.cases import OPEN_STATUSES
from webui.screens.case_board import clock
from webui.screens.records.layout import ME, OWNERSHIP, Layout, Panel, Section, View

_OPEN = list(OPEN_STATUSES)

LAYOUT = Layout(
    collection="cases",
    title=_l("Cases"),
    type="case",
    icon="message",
    area="support",
    columns=("account", "priority", "status", "line", "solution_due_at", "owner"),
    filters=("status", "priority", "line", "owner"),
    views=(
        View(name="open", label=_l("Ongoing"), filters={"status": _OPEN}),
        View(name="mine", label=_l("Mine"), filters={"status": _OPEN, "owner": ME}),
        View(name="waiting", label=_l("Waiting"), filters={"status": "waiting_customer"}),
        View(name="solved", label=_l("Solved"), filters={"status": "solved"}),
        View(name="all", label=_l("All")),
    ),
    sort="solution_due_at",
    facts=("status", "priority", "line", "account", "contact", "tier", "owner"),
    sections=(
        Section(
            title=_l("Case"),
            fields=("subject", "description", "channel", "account", "contact", "serial_number"),
        ),
        Section(title=_l("Customer"), fields=("reporter", "reporter_email", "language", "sla_plan", "tier")),
        Section(title=_l("Triage"), fields=("category", "impact", "urgency")),
        Section(
            title=_l("Work"),
            later=True,
            fields=(
                *("status", "priority", "line", "diagnosis", "solution"),
                *("vendor_since", "escalations", "reopened"),
            ),
        ),
        Section(
            title=_l("Promised"),
            later=True,
            fields=(
                *(
                    "first_response_minutes",
                    "first_response_warn_at",
                    "first_response_due_at",
                    "first_responded_at",
                    "first_response_met",
                    "first_response_warned_at",
                    "first_response_missed_at",
                ),
                *("update_minutes", "update_due_at"),
                *("solution_minutes", "round_the_clock", "solution_warn_at", "solution_due_at"),
                *("solution_critical_at", "warned_at", "breached_at", "director_told_at"),
                *("paused_since", "paused_minutes", "remaining_minutes"),
            ),
        ),
        Section(
            title=_l("Outcome"),
            later=True,
            fields=(
                *("solved_at", "solution_met", "worked_minutes", "closed_at", "ending"),
                *("csat", "customer_comment"),
            ),
        ),
        OWNERSHIP,
    ),
    panels=(Panel(template="case_board/_clock.html", read=clock.read, place="top"),),
    key="s",
    order=20,
)
