"""How contacts are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.consents import panel
from webui.screens.records.layout import ME, OWNERSHIP, Layout, Panel, Related, Section, View

LAYOUT = Layout(
    collection="contacts",
    title=_l("Contacts"),
    type="contact",
    area="work",
    icon="users",
    columns=("account", "title", "email", "phone", "owner"),
    filters=("account", "language", "owner"),
    views=(View(name="all", label=_l("All")), View(name="mine", label=_l("Mine"), filters={"owner": ME})),
    sort="name",
    facts=("account", "title", "email", "phone", "owner"),
    sections=(
        Section(title=_l("Person"), fields=("given_name", "middle_name", "family_name", "title", "language")),
        Section(title=_l("Reach"), fields=("account", "email", "phone")),
        OWNERSHIP,
    ),
    related=(
        Related(collection="roles", field="contact", columns=("role",)),
        Related(collection="cases", field="contact", columns=("priority", "status", "solution_due_at")),
        Related(
            collection="touches",
            field="contact",
            columns=("campaign", "channel", "at", "outcome"),
            may_add=False,
        ),
    ),
    panels=(Panel(template="consents/_panel.html", read=panel.read),),
    key="c",
    order=40,
    hidden=frozenset({"name"}),
)
