"""How SLA plans are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import Layout, Related, View

LAYOUT = Layout(
    collection="sla_plans",
    title=_l("SLA plans"),
    type="sla_plan",
    icon="shield",
    area="support",
    columns=("tier", "calendar", "active"),
    filters=("tier", "active"),
    views=(View(name="all", label=_l("All")),),
    sort="name",
    facts=("tier", "calendar", "active"),
    sections=(),
    related=(
        Related(
            collection="cases",
            field="sla_plan",
            columns=("priority", "status", "line", "solution_due_at"),
            may_add=False,
        ),
    ),
    order=30,
)
