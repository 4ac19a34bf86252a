"""The real server as a process of its own, and people who use it over HTTP."""

from __future__ import annotations

import http.client
import os
import re
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from engine import cli
from tests.durability.programs import ROOT, Program
from tests.durability.visits import LOGIN, PASSWORD, TOWN

if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE = 60
_GONE = (ConnectionError, http.client.HTTPException, TimeoutError)


class Server:
    """`baton serve` on a free port; *main* may be another launcher than the product's own."""

    def __init__(self, url: str, var: Path, main: Callable[[], None] = cli.main) -> None:
        self.port = _free_port()
        var.mkdir(exist_ok=True)
        self._log = var / "server.log"
        environment = {"BATON_DATABASE_URL": url, "BATON_VAR": str(var), "PORT": str(self.port)}
        environment |= {"BATON_WEB_THREADS": "12"}
        self.program = Program(_serve, main, environment, str(self._log))

    def wait(self) -> None:
        """Return when it answers."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self.program.process.exitcode is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError(f"the server did not start:\n{self._log.read_text()[-2000:]}")

    def kill(self) -> None:
        """``kill -9``: no handler runs, nothing is finished."""
        self.program.kill()

    def __enter__(self) -> Self:
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.program.close()


def _serve(_line: object, main: Callable[[], None], environment: dict[str, str], log: str) -> None:
    with Path(log).open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv = ["baton", "serve"]
    main()


class Client:
    """One window of a signed-in person's browser, as far as completing a task needs one."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None, token: str = "") -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._cookies, self._token = dict(cookies or {}), token

    def sign_in(self) -> None:
        self._token = self._token_of("/sign-in")
        assert self.post("/sign-in", login=LOGIN, password=PASSWORD) == 303
        self._token = self._token_of("/profile")

    def another(self) -> Client:
        """One more window: the same person, a connection of its own."""
        return Client(self._port, self._cookies, self._token)

    def complete(self, task: int) -> int:
        """The status of the answer: 303 is success."""
        return self.post(f"/tasks/{task}/completion", **{"account.city": TOWN})

    def close(self) -> None:
        self._connection.close()

    def post(self, path: str, **values: str) -> int:
        body = urlencode({"csrf_token": self._token, **values})
        return self._ask("POST", path, body)[0]

    def _token_of(self, path: str) -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self._ask("GET", path)[1])
        assert found, f"{path} has no token"
        return found[1]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode()


class Crowd:
    """Clients that complete tasks side by side, and remember what the server has acknowledged."""

    def __init__(self, port: int, clients: int) -> None:
        self._clients = windows(port, clients)
        self._lock = threading.Lock()
        self.acknowledged: set[int] = set()
        self.refused: list[int] = []

    def complete(
        self, tasks: list[int], *, then: int | None = None, do: Callable[[], None] | None = None
    ) -> None:
        """Complete *tasks*; call *do* once, at the answer number *then*. Ends when the server is gone."""
        waiting = list(reversed(tasks))
        threads = [
            threading.Thread(target=self._work, args=(client, waiting, then, do)) for client in self._clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for client in self._clients:
            client.close()

    def _work(
        self, client: Client, waiting: list[int], then: int | None, do: Callable[[], None] | None
    ) -> None:
        while task := self._next(waiting):
            try:
                status = client.complete(task)
            except _GONE:
                return
            with self._lock:
                if status != 303:
                    self.refused.append(status)
                    continue
                self.acknowledged.add(task)
                if do is not None and len(self.acknowledged) == then:
                    do()

    def _next(self, waiting: list[int]) -> int | None:
        with self._lock:
            return waiting.pop() if waiting else None


def windows(port: int, count: int) -> list[Client]:
    """Clients that are signed in, with one sign-in: its hash takes longer than many completions."""
    first = Client(port)
    first.sign_in()
    return [first, *(first.another() for _ in range(count - 1))]


def at_once(port: int, clients: int, task: int) -> list[int]:
    """*clients* press at the same moment; the statuses of their answers."""
    barrier, statuses = threading.Barrier(clients), []

    def press(client: Client) -> None:
        barrier.wait()
        statuses.append(client.complete(task))
        client.close()

    threads = [threading.Thread(target=press, args=(client,)) for client in windows(port, clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
