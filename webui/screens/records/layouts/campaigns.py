"""How campaigns are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import ME, OWNERSHIP, Layout, Panel, Related, Section, View
from webui.screens.segments import audience

_UNDERWAY = ["planning", "scheduled", "running", "measuring"]

LAYOUT = Layout(
    collection="campaigns",
    title=_l("Campaigns"),
    type="campaign",
    area="marketing",
    icon="speakerphone",
    columns=("status", "channel", "starts_on", "budget", "sent", "responded", "roi_percent", "owner"),
    filters=("status", "channel", "product", "owner"),
    views=(
        View(name="underway", label=_l("Underway"), filters={"status": _UNDERWAY}),
        View(name="mine", label=_l("Mine"), filters={"owner": ME}),
        View(name="done", label=_l("Done or stopped"), filters={"status": ["done", "stopped"]}),
        View(name="all", label=_l("All")),
    ),
    facts=("status", "segment", "channel", "starts_on", "ends_on", "budget", "owner"),
    sections=(
        Section(title=_l("Campaign"), fields=("name", "objective", "product", "offer")),
        Section(title=_l("Whom and how"), fields=("segment", "channel", "purpose")),
        Section(
            title=_l("Success and time"), fields=("kpi", "kpi_target", "starts_on", "ends_on", "currency")
        ),
        Section(title=_l("Text"), fields=("subject", "body"), later=True),
        Section(
            title=_l("Lessons"), fields=("what_worked", "what_to_change", "reuse", "overrun_note"), later=True
        ),
        Section(title=_l("Course"), fields=("status", "budget", "launched_at"), later=True),
        OWNERSHIP,
    ),
    related=(
        Related(collection="costs", field="campaign", columns=("kind", "amount", "spent_on", "note")),
        Related(
            collection="touches",
            field="campaign",
            columns=("contact", "lead", "at", "outcome"),
            may_add=False,
        ),
        Related(
            collection="leads", field="campaign", columns=("status", "score_band", "owner"), may_add=False
        ),
    ),
    panels=(Panel(template="segments/_audience.html", read=audience.read),),
    key="m",
    order=10,
    hidden=frozenset(
        {
            *("audience_matched", "audience_no_consent", "audience_withdrawn", "audience_no_address"),
            *("audience_recent", "audience_same_address", "audience_size"),
            *("sent", "failed", "responded", "unsubscribed"),
            *("leads", "deals", "won", "revenue", "cost", "roi_percent", "measured_at"),
        }
    ),
)
