"""A small company and its pages, over a real engine and a real database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from engine import config as configuration
from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.identity import store
from engine.keys import Keys
from tests.webui.browsing import Browser
from webui import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from engine.config import Config
    from engine.db import Database
    from engine.identity import User

PASSWORD = "correct horse battery"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configuration.read({"BATON_VAR": str(tmp_path / "var")})


@pytest.fixture
def engine(sqlite_database: Database, tmp_path: Path) -> Engine:
    system_clock = SystemClock()
    return Engine(
        sqlite_database,
        business_clock=SimulatedClock(system_clock.now()),
        system_clock=system_clock,
        files=Files(tmp_path / "files"),
        keys=Keys(1, system_clock),
    )


@dataclass(frozen=True)
class Company:
    """Anna and Olga sell in the north, managed by Boris; Clara sells in the south; Dina administers."""

    anna: User
    olga: User
    boris: User
    clara: User
    dina: User


@pytest.fixture
def company(engine: Engine) -> Company:
    with engine.database.transaction() as connection:
        north = store.create_team(connection, keys=engine.keys, name="North")
        south = store.create_team(connection, keys=engine.keys, name="South")

        def person(login: str, name: str, **facts: object) -> User:
            store.create_user(
                connection, keys=engine.keys, login=login, name=name, password=PASSWORD, **facts
            )
            return store.find_user(connection, login)

        boris = person(
            "boris",
            "Борис Иванов",
            team=north,
            roles=("manager",),
            groups=("Sales",),
            visibility="team",
            locale="ru",
            time_zone="Europe/Moscow",
        )
        store.set_manager(connection, north, boris.key)
        return Company(
            anna=person("anna", "Anna Petrova", team=north, groups=("Sales",)),
            olga=person("olga", "Olga Berg", team=north, groups=("Sales",)),
            boris=store.load_user(connection, boris.key),
            clara=person("clara", "Clara Weiss", team=south, groups=("Export",)),
            dina=person("dina", "Dina Noor", roles=("administrator",), visibility="all"),
        )


@pytest.fixture
def app(engine: Engine, config: Config) -> Flask:
    return create_app(engine, config)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser in which nobody has signed in."""
    return Browser(app)


@pytest.fixture
def sign_in(app: Flask, company: Company) -> Callable[[str], Browser]:
    """A browser in which this person has signed in."""

    def enter(login: str) -> Browser:
        browser = Browser(app)
        browser.sign_in(login, PASSWORD)
        return browser

    return enter
