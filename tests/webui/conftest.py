"""A small company and its pages, over a real engine and a real database."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pytest

from engine import config as configuration
from engine.clock import SimulatedClock, SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.identity import sessions, store
from engine.keys import Keys
from tests.webui.browsing import Browser
from webui import context, create_app, live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy import Connection

    from engine.config import Config
    from engine.identity import User

PASSWORD = "correct horse battery"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configuration.read({"BATON_VAR": str(tmp_path / "var")})


@dataclass(frozen=True)
class Company:
    """Anna and Olga sell in the north, managed by Boris; Clara sells in the south; Dina administers."""

    anna: User
    olga: User
    boris: User
    clara: User
    dina: User


@pytest.fixture(scope="session")
def company_database(new_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the company exists: passwords are slow to hash on purpose, so it is made once."""
    path = tmp_path_factory.mktemp("company") / "company.sqlite"
    database = Database(new_sqlite(path))
    with database.transaction() as connection:
        _found(connection, Keys(1, SystemClock()))
    database.dispose()
    return path


def _found(connection: Connection, keys: Keys) -> None:
    north = store.create_team(connection, keys=keys, name="North")
    south = store.create_team(connection, keys=keys, name="South")

    def person(login: str, name: str, **facts: Any) -> int:
        return store.create_user(connection, keys=keys, login=login, name=name, password=PASSWORD, **facts)

    person("anna", "Anna Petrova", team=north, groups=("Sales",))
    person("olga", "Olga Berg", team=north, groups=("Sales",))
    manages = {"roles": ("manager",), "visibility": "team", "locale": "ru", "time_zone": "Europe/Moscow"}
    boris = person("boris", "Борис Иванов", team=north, groups=("Sales",), **manages)
    store.set_manager(connection, north, boris)
    person("clara", "Clara Weiss", team=south, groups=("Export",))
    person("dina", "Dina Noor", roles=("administrator",), visibility="all", may_deploy=True)


@pytest.fixture
def engine(company_database: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "baton.sqlite"
    shutil.copyfile(company_database, path)
    database, system_clock = Database(f"sqlite:///{path}"), SystemClock()
    yield Engine(
        database,
        business_clock=SimulatedClock(system_clock.now()),
        system_clock=system_clock,
        files=Files(tmp_path / "files"),
        keys=Keys(2, system_clock),
    )
    database.dispose()


@pytest.fixture
def company(engine: Engine) -> Company:
    with engine.database.reading() as connection:
        return Company(**{one.name: store.find_user(connection, one.name) for one in fields(Company)})


@pytest.fixture(scope="session")
def whole_app(company_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, made once: two hundred addresses and templates are compiled in it."""
    database, system_clock = Database(f"sqlite:///{company_database}"), SystemClock()
    folder = tmp_path_factory.mktemp("app")
    engine = Engine(
        database,
        business_clock=system_clock,
        system_clock=system_clock,
        files=Files(folder / "files"),
        keys=Keys(9, system_clock),
    )
    yield create_app(engine, configuration.read({"BATON_VAR": str(folder)}))
    database.dispose()


@pytest.fixture
def app(whole_app: Flask, engine: Engine, config: Config) -> Flask:
    """The application over this test's own engine."""
    context.install(whole_app, engine, config)
    live.install(whole_app, engine, config)
    return whole_app


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser in which nobody has signed in."""
    return Browser(app)


@pytest.fixture
def sign_in(app: Flask, engine: Engine, company: Company) -> Callable[[str], Browser]:
    """A browser in which this person has signed in; `test_sign_in` goes through the form."""

    def enter(login: str) -> Browser:
        browser = Browser(app)
        with engine.database.transaction() as connection:
            token = sessions.start(connection, getattr(company, login).key, now=engine.system_clock.now())
        browser.client.set_cookie("baton", token)
        browser.get("/profile")
        return browser

    return enter
