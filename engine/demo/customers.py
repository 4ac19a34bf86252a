"""What the demo company sells, and to whom: generated, seeded, with names of two languages."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from faker import Faker
from faker.providers.company.ru_RU import Provider as RussianCompanies
from sqlalchemy import select

from engine.feel.values import RecordRef, Value
from engine.identity import SYSTEM
from engine.records import store, type_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.identity import User
    from engine.keys import Keys

SOURCE: Final = "demo"
_SEED: Final = 20260302
_ACCOUNTS, _CONTACTS, _SUBSIDIARIES = 60, 150, 6
PRODUCTS: Final = (
    ("Palletiser P2", "Lines", 48_000),
    ("Palletiser P4", "Lines", 86_000),
    ("Conveyor, 10 m", "Lines", 12_500),
    ("Vision inspection", "Quality", 27_900),
    ("Checkweigher", "Quality", 9_800),
    ("Spare parts package", "Service", 4_200),
    ("Service contract, 1 year", "Service", 7_500),
    ("Operator training", "Service", 1_900),
)
_INDUSTRIES: Final = {
    "en": ("Food", "Beverages", "Pharmaceuticals", "Logistics", "Chemicals"),
    "ru": ("Пищевая промышленность", "Напитки", "Фармацевтика", "Логистика", "Химия"),
}
_TITLES: Final = {
    "en": (
        "Head of the plant",
        "Purchasing manager",
        "Production manager",
        "Technical director",
        "General counsel",
    ),
    "ru": (
        "Директор завода",
        "Менеджер по закупкам",
        "Начальник производства",
        "Технический директор",
        "Юрист",
    ),
}


_REAL = frozenset(RussianCompanies.large_companies)
"""Faker makes up Russian companies, and now and then names one that exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """An account with its people, as the deals need it."""

    ref: RecordRef
    name: str
    locale: str
    contacts: tuple[tuple[RecordRef, str], ...]
    """Reference and name of each contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Everything that can be sold, and everybody it can be sold to."""

    products: tuple[tuple[RecordRef, str, Decimal], ...]
    """Reference, name and list price."""
    customers: tuple[Customer, ...]


def find_or_create(
    connection: Connection, keys: Keys, owners: dict[str, Sequence[User]], at: datetime
) -> Market:
    """The market; what is missing of it is generated. *owners* are the sellers by language."""
    made = _Market(connection, keys, at)
    products = made.records("product", _products())
    companies = _companies(owners)
    accounts = made.records("account", [values for _, values in companies])
    _join_subsidiaries(connection, keys, accounts, at)
    people = _people([locale for locale, _ in companies])
    contacts = made.records("contact", [{**values, "account": accounts[index]} for index, values in people])
    by_account: dict[int, list[tuple[RecordRef, str]]] = {}
    for (index, values), ref in zip(people, contacts, strict=True):
        name = f"{values['given_name']} {values['family_name']}"
        by_account.setdefault(index, []).append((ref, name))
    return Market(
        products=tuple(
            (ref, name, Decimal(price)) for ref, (name, _, price) in zip(products, PRODUCTS, strict=True)
        ),
        customers=tuple(
            Customer(ref=ref, name=values["name"], locale=locale, contacts=tuple(by_account.get(index, ())))
            for index, (ref, (locale, values)) in enumerate(zip(accounts, companies, strict=True))
        ),
    )


class _Market:
    """Finds demo records by their external ids, and creates those that are missing."""

    def __init__(self, connection: Connection, keys: Keys, at: datetime) -> None:
        self._connection = connection
        self._keys = keys
        self._at = at

    def records(self, type_name: str, rows: list[dict[str, Value]]) -> list[RecordRef]:
        table = type_of(type_name).table
        found = {
            row.external_id: row.key
            for row in self._connection.execute(
                select(table.c.key, table.c.external_id).where(table.c.source == SOURCE)
            )
        }
        ids = [f"{type_name}-{number:03}" for number in range(1, len(rows) + 1)]
        missing = [
            {**values, "source": SOURCE, "external_id": external_id}
            for external_id, values in zip(ids, rows, strict=True)
            if external_id not in found
        ]
        made = store.create_many(
            self._connection, type_name, missing, by=SYSTEM, at=self._at, keys=self._keys
        )
        found |= {values["external_id"]: ref.key for values, ref in zip(missing, made, strict=True)}
        return [RecordRef(type_name, found[external_id]) for external_id in ids]


def _products() -> list[dict[str, Value]]:
    return [
        {"name": name, "series": series, "price": Decimal(price), "sku": f"{series[:1]}-{number:03}"}
        for number, (name, series, price) in enumerate(PRODUCTS, 1)
    ]


def _companies(owners: dict[str, Sequence[User]]) -> list[tuple[str, dict[str, Value]]]:
    """Language and fields of each account; every third is Russian."""
    dice, english, russian = random.Random(_SEED), _faker("en_US"), _faker("ru_RU")  # noqa: S311  no secret
    companies: list[tuple[str, dict[str, Value]]] = []
    names: set[str] = set()
    while len(companies) < _ACCOUNTS:
        locale = "ru" if len(companies) % 3 == 2 else "en"  # noqa: PLR2004  every third
        fake = russian if locale == "ru" else english
        name = fake.company()
        if name in names or name in _REAL:
            continue
        names.add(name)
        number = len(companies) + 1
        values: dict[str, Value] = {
            "name": name,
            "industry": dice.choice(_INDUSTRIES[locale]),
            "tier": dice.choice("ABBCCC"),
            "country": "Россия" if locale == "ru" else "United States",
            "city": fake.city_name() if locale == "ru" else fake.city(),
            "phone": _phone(locale, number),
            "website": f"https://customer-{number:02}.example.com",
            "employees": dice.randrange(20, 4000, 10),
            "revenue": Decimal(dice.randrange(1, 400)) * 1_000_000,
            "founded": dice.randrange(1920, 2022),
            "owner": RecordRef("user", dice.choice(owners[locale]).key),
        }
        companies.append((locale, values))
    return companies


def _people(locales: Sequence[str]) -> list[tuple[int, dict[str, Value]]]:
    """Position of the account and fields of each contact; every account has at least two."""
    dice, fakes = random.Random(_SEED + 1), {"en": _faker("en_US"), "ru": _faker("ru_RU")}  # noqa: S311  no secret
    positions = [*range(_ACCOUNTS), *range(_ACCOUNTS), *range(_CONTACTS - 2 * _ACCOUNTS)]
    people = []
    for number, position in enumerate(positions, 1):
        locale = locales[position]
        fake, woman = fakes[locale], dice.random() < 0.5  # noqa: PLR2004  half of them
        values: dict[str, Value] = {
            "given_name": fake.first_name_female() if woman else fake.first_name_male(),
            "family_name": fake.last_name_female() if woman else fake.last_name_male(),
            "title": dice.choice(_TITLES[locale]),
            "email": f"person-{number:03}@customer-{position + 1:02}.example.com",
            "phone": _phone(locale, 1000 + number),
            "language": locale,
        }
        if locale == "ru":
            values["middle_name"] = fake.middle_name_female() if woman else fake.middle_name_male()
        people.append((position, values))
    return people


def _join_subsidiaries(
    connection: Connection, keys: Keys, accounts: Sequence[RecordRef], at: datetime
) -> None:
    for child, parent in zip(accounts[-_SUBSIDIARIES:], accounts[:_SUBSIDIARIES], strict=True):
        store.update(connection, child, {"parent": parent}, by=SYSTEM, at=at, keys=keys)


def _phone(locale: str, number: int) -> str:
    return f"+7495555{number:04}" if locale == "ru" else f"+1212555{number:04}"


def _faker(locale: str) -> Faker:
    fake = Faker(locale)
    fake.seed_instance(_SEED)
    return fake
