"""A support team with its case, and browsers in which its people have signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.identity import sessions, store
from tests.processes.support import Desk
from tests.webui.browsing import Browser
from webui import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.config import Config
    from engine.db import Database


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> Desk:
    return Desk(sqlite_database, tmp_path)


@pytest.fixture
def browser(desk: Desk, config: Config) -> Callable[..., Browser]:
    """A browser; for a login, with that person signed in."""
    app = create_app(desk.engine, config)

    def opened(login: str | None = None) -> Browser:
        found = Browser(app)
        if login:
            with desk.engine.database.transaction() as connection:
                key = store.find_user(connection, login).key
                token = sessions.start(connection, key, now=desk.engine.system_clock.now())
            found.client.set_cookie("baton", token)
            found.get("/profile")
        return found

    return opened
