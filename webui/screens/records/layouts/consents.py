"""How consents are shown. They are given and withdrawn on the person's page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import OWNERSHIP, Layout, Section, View

LAYOUT = Layout(
    collection="consents",
    title=_l("Consents"),
    type="consent",
    area="marketing",
    icon="shield",
    columns=("contact", "lead", "channel", "status", "given_at", "withdrawn_at", "legal_basis"),
    filters=("purpose", "channel", "status", "legal_basis"),
    views=(
        View(name="all", label=_l("All")),
        View(name="given", label=_l("Given"), filters={"status": "given"}),
        View(name="withdrawn", label=_l("Withdrawn"), filters={"status": "withdrawn"}),
    ),
    facts=("contact", "lead", "channel", "status", "given_at", "withdrawn_at"),
    sections=(
        Section(title=_l("Consent"), fields=("contact", "lead", "purpose", "channel", "address")),
        Section(title=_l("Proof"), fields=("legal_basis", "evidence")),
        Section(title=_l("Status"), fields=("status", "given_at", "withdrawn_at"), later=True),
        OWNERSHIP,
    ),
    order=90,
)
