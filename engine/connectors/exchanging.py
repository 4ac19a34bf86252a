"""One HTTP request and its answer, over a line that is pinned to a checked address and cut at a deadline."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from engine.connectors.deadlines import deadline
from engine.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from urllib3.response import BaseHTTPResponse

    from engine.connectors.targets import Target

LARGEST_BODY = 1024 * 1024
_LARGEST_HEADERS = 32 * 1024
_CHUNK = 16 * 1024
_CONNECT = 10.0
"""Seconds for a connection, at most."""
_AGAIN = "It is tried again later."


class RequestFails(Unavailable):
    """A machine does not answer, or not as HTTP says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    """By name in small letters."""
    content: bytes


def exchange(
    target: Target,
    addresses: Sequence[str],
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    *,
    ends: float,
) -> Answer:
    """Ask and read the answer; *ends* is the moment (monotonic seconds) at which the line is cut.

    Raises `RequestFails`, also for an answer without an end.
    """
    try:
        with (
            _connected(target, addresses, ends) as sock,
            deadline(sock, ends - time.monotonic()) as passed,
            _secured(sock, target) as line,
        ):
            answer = _asked(line, target, method, headers, body)
            if passed.is_set():  # to a reader, a line that was cut looks like an answer that has ended
                raise TimeoutError("timed out")
            return answer
    except ssl.SSLCertVerificationError as error:
        raise _failure(target, f"its certificate is not trusted ({error.verify_message})") from error
    except (HTTPError, http.client.HTTPException, OSError) as error:
        told = "it took too long" if time.monotonic() >= ends else str(error) or type(error).__name__
        raise _failure(target, told) from error


def _connected(target: Target, addresses: Sequence[str], ends: float) -> socket.socket:
    """A line to the first address that takes it."""
    failure: OSError = TimeoutError("timed out")
    for address in addresses:
        seconds = min(_CONNECT, ends - time.monotonic())
        if seconds <= 0:
            break
        try:
            return socket.create_connection((address, target.port), timeout=seconds)
        except OSError as error:
            failure = error
    raise failure


def _secured(sock: socket.socket, target: Target) -> socket.socket:
    if target.scheme == "http":
        return sock
    return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)


def _asked(
    line: socket.socket, target: Target, method: str, headers: Mapping[str, str], body: bytes | None
) -> Answer:
    connection = HTTPConnection(target.host, target.port, timeout=line.gettimeout())
    connection.sock = line
    connection.auto_open = 0  # never to a second address behind the same name
    given = {"Host": target.url.split("/")[2], "Accept-Encoding": "gzip", **headers}
    connection.request(method, target.path, body=body, headers=given, preload_content=False)
    response = connection.getresponse()
    try:
        told = {name.lower(): value for name, value in response.headers.items()}
        if sum(len(name) + len(value) for name, value in told.items()) > _LARGEST_HEADERS:
            raise _failure(target, "its headers are larger than 32 KB")
        return Answer(status=response.status, headers=told, content=_read(response, target))
    finally:
        response.close()


def _read(response: BaseHTTPResponse, target: Target) -> bytes:
    """The body, unpacked by and by: neither an endless one nor a packed bomb gets beyond the limit."""
    content = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > LARGEST_BODY:
            raise _failure(target, "its answer is larger than 1 MB")
    return bytes(content)


def _failure(target: Target, reason: str) -> RequestFails:
    return RequestFails(what=target.told, reason=f"{reason[:300].rstrip('.')}.", remedy=_AGAIN)
