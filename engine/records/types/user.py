"""People as expressions see them: ``opportunity.owner.name``. Identity writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from engine.identity.models import UserAccount
from engine.labels import Labels
from engine.records.fields import Field
from engine.records.record import RecordType

if TYPE_CHECKING:
    from sqlalchemy import Table

TYPE = RecordType(
    name="user",
    table=cast("Table", UserAccount.__table__),
    labels=Labels("Person", "Сотрудник"),
    plural=Labels("People", "Сотрудники"),
    company_wide=True,
    writable=False,
    fields={
        "login": Field(name="login", kind="text", labels=Labels("Login", "Логин")),
        "name": Field(name="name", kind="text", labels=Labels("Name", "Имя")),
        "email": Field(name="email", kind="text", labels=Labels("E-mail", "Эл. почта")),
        "team": Field(name="team", kind="reference", target="team", labels=Labels("Team", "Команда")),
        "locale": Field(name="locale", kind="text", labels=Labels("Language", "Язык")),
        "active": Field(name="active", kind="boolean", labels=Labels("Active", "Работает")),
    },
)
