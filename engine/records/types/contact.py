"""Contacts: people, usually at an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.record import RecordColumns, define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value

LANGUAGES = (("en", "English", "Английский"), ("ru", "Russian", "Русский"))


class Contact(RecordColumns, Base):
    __tablename__ = "contact"

    name = columns.text("Full name", "Полное имя", length=400, searchable=True)
    given_name = columns.text("Given name", "Имя", length=128)
    middle_name = columns.text("Middle name", "Отчество", length=128)
    family_name = columns.text("Family name", "Фамилия", length=128, required=True)
    account = columns.reference("account", "Account", "Компания")
    title = columns.text("Title", "Должность", length=128)
    email = columns.email("E-mail", "Эл. почта", searchable=True, index=True)
    phone = columns.phone("Phone", "Телефон", searchable=True, index=True)
    language = columns.choice("Language", "Язык", LANGUAGES)


def _derive(values: Mapping[str, Value]) -> dict[str, Value]:
    parts = (values.get("given_name"), values.get("middle_name"), values.get("family_name"))
    return {
        "name": " ".join(part for part in parts if part),
        # One spelling, or two spellings of an address would be two people.
        "email": (values.get("email") or "").lower() or None,
    }


TYPE = define(
    Contact.__table__,
    labels=Labels("Contact", "Контакт"),
    plural=Labels("Contacts", "Контакты"),
    prefix="CON",
    searched_through=("account",),
    follows=("account",),
    derive=_derive,
)
