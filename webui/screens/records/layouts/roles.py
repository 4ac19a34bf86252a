"""How roles are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import Layout, Section

LAYOUT = Layout(
    collection="roles",
    title=_l("Contacts and roles"),
    type="opportunity_contact",
    icon="user",
    sections=(Section(title=_l("Role"), fields=("opportunity", "contact", "role")),),
    parent="opportunity",
)
