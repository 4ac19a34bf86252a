"""How accounts are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import ME, Layout, Related, View

LAYOUT = Layout(
    collection="accounts",
    title=_l("Accounts"),
    type="account",
    area="work",
    icon="building",
    columns=("industry", "country", "revenue", "employees", "owner"),
    filters=("industry", "tier", "country", "owner"),
    views=(View(name="all", label=_l("All")), View(name="mine", label=_l("Mine"), filters={"owner": ME})),
    sort="name",
    facts=("industry", "country", "revenue", "employees", "owner"),
    sections=(),
    related=(
        Related(
            collection="opportunities",
            field="account",
            columns=("stage", "amount", "close_date", "owner"),
        ),
        Related(
            collection="contacts", field="account", columns=("title", "email", "phone"), buying_roles=True
        ),
        Related(
            collection="cases", field="account", columns=("priority", "status", "solution_due_at", "owner")
        ),
    ),
    key="a",
    order=30,
)
