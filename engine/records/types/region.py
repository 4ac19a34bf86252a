"""Regions as expressions see them: ``opportunity.team.region.name``. Identity writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from engine.identity.models import Region
from engine.labels import Labels
from engine.records.fields import Field
from engine.records.record import RecordType

if TYPE_CHECKING:
    from sqlalchemy import Table

TYPE = RecordType(
    name="region",
    table=cast("Table", Region.__table__),
    labels=Labels("Region", "Регион"),
    plural=Labels("Regions", "Регионы"),
    company_wide=True,
    writable=False,
    fields={"name": Field(name="name", kind="text", labels=Labels("Name", "Название"))},
)
