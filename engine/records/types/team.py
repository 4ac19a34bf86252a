"""Teams as expressions see them: ``opportunity.team.manager``. Identity writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from engine.identity.models import Team
from engine.labels import Labels
from engine.records.fields import Field
from engine.records.record import RecordType

if TYPE_CHECKING:
    from sqlalchemy import Table

TYPE = RecordType(
    name="team",
    table=cast("Table", Team.__table__),
    labels=Labels("Team", "Команда"),
    plural=Labels("Teams", "Команды"),
    company_wide=True,
    writable=False,
    fields={
        "name": Field(name="name", kind="text", labels=Labels("Name", "Название")),
        "manager": Field(
            name="manager", kind="reference", target="user", labels=Labels("Manager", "Руководитель")
        ),
        "region": Field(name="region", kind="reference", target="region", labels=Labels("Region", "Регион")),
        "calendar": Field(
            name="calendar", kind="text", labels=Labels("Working calendar", "Рабочий календарь")
        ),
    },
)
