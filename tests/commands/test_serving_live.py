"""The server with open tabs: Ctrl-C ends their streams first, so that nobody waits for anybody."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime

from engine.clock import SystemClock
from engine.db import Database
from engine.identity import sessions, store
from engine.keys import Keys
from tests.commands.test_commands import terminal  # noqa: F401  a fixture


def test_a_server_with_open_tabs_says_goodbye_to_each_and_stops(terminal):  # noqa: F811
    tokens = _sign_in(terminal.environment["BATON_DATABASE_URL"], 3)
    server, port = _serve(terminal)
    streams = [_listen(port, token) for token in tokens]

    server.send_signal(signal.SIGINT)
    said, _ = server.communicate(timeout=20)

    # A stream that is cut off, as by a server that gave up waiting, raises IncompleteRead here.
    assert [stream.read() for stream in streams] == [b"", b"", b""]
    assert server.returncode == 0
    assert "Traceback" not in said


def _sign_in(url, count):
    database, now = Database(url), datetime.now(UTC)
    with database.transaction() as connection:
        key = store.create_user(connection, keys=Keys(9, SystemClock()), login="anna", name="Anna")
        tokens = [sessions.start(connection, key, now=now) for _ in range(count)]
    database.dispose()
    return tokens


def _serve(terminal):  # noqa: F811
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "engine.cli", "serve"],
        cwd=terminal.folder,
        env={**terminal.environment, "PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    next(line for line in server.stdout if "Ctrl-C stops it" in line)
    return server, port


def _listen(port, token):
    """A stream that has begun: its first event is read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/live", headers={"Cookie": f"baton={token}"})
    stream = connection.getresponse()
    assert stream.status == 200
    first = stream.readline() + stream.readline()
    assert first == b"retry: 3000\n\n"
    while stream.readline().strip():  # a browser that knew no cursor is told to look at everything
        pass
    return stream
